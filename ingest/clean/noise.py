"""噪声 Pinyin notes, Markdown marks and stray spaces inside Chinese text, as edits that take them out.

Invariant: the edits look at neighbouring characters only, so that a slice of a text loses the same noise.
All patterns are for folded text (`ingest.clean.fold`).
"""

import re
from collections.abc import Iterator

from ingest.clean.mapped import Edit

HAN = "\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\U00020000-\U0002fa1f"
_POINT = "，。、；：？！（）“”‘’《》【】…—〔〕"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c"
_SYLLABLE = "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:[aeo]|[iuüv][aeo]?|ai|ei|ao|ou|ui|iu|ie|ue|uo|uai|iao)(?:ng|n|r)?"
# A note has a tone mark, or is a bare syllable of two letters or more; (ai) is an abbreviation as well.
_PINYIN = re.compile(
    rf"(?<=[{HAN}]) *（ *(?:(?=[a-zü]{{0,5}}[{_TONED}])[a-zü{_TONED}]{{1,8}}|(?!ai）)(?=[a-zü]{{2}}){_SYLLABLE}) *） *"
)
_IMAGE = re.compile(r"！\[[^\]\n]{0,300}\]（[^（）\n]{0,1000}）")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]（(?:https?|/|#|\.|mailto)[^（）\n]{0,1000}）")
_MARK = re.compile(
    r"\*\*|~~|`{1,3}"
    rf"|(?<=[{HAN}{_POINT}])__|__(?=[{HAN}{_POINT}])"
    r"|\\(?=[\\`*_{}\[\]（）#+\-.！>|])"
    r"|^[ ]{0,3}#{1,6}[ ]+|^[ ]*(?:>[ ]?)+(?=[^\n])|^[ ]*[*+\-·][ ]+(?=[^\n])"
    r"|^[ ]*[▌▍■□●○◆◇★☆►▶※]+[ ]*|^[ ]*\|?(?:[ ]*：?-{3,}：?[ ]*\|)+(?:[ ]*：?-{3,}：?)?[ ]*$",
    re.M,
)
_SPACE = re.compile(" +")
_HAN = re.compile(f"[{HAN}]")
_QUOTE = re.compile('"')


def pinyin_edits(text: str) -> list[Edit]:
    """Return edits that take out pinyin notes (`党（dǎng）委`) and the space some of them drag along.

    >>> [text for *_, text in pinyin_edits("党（dǎng）委")]
    ['']
    """
    return [(m.start(), m.end(), "") for m in _PINYIN.finditer(text)] if "）" in text else []


def markdown_edits(text: str) -> list[Edit]:
    """Return edits that take out Markdown marks and keep the words they mark."""
    edits = [(m.start(), m.end(), "") for m in _IMAGE.finditer(text)] if "！[" in text else []
    if "](".replace("(", "（") in text:
        for m in _LINK.finditer(text):
            edits += [(m.start(), m.start(1), ""), (m.end(1), m.end(), "")]
    return edits + [(m.start(), m.end(), "") for m in _MARK.finditer(text)]


def space_edits(text: str) -> Iterator[Edit]:
    """Yield edits for spaces: none beside line ends, marks, digits and Latin next to Chinese; else one.

    Between two Chinese words a space separates (a list of names, the halves of a headline) and stays;
    between two single characters it only spreads them (王 伟, 专 报) and goes.
    """
    last = len(text)
    for m in _SPACE.finditer(text):
        start, end = m.span()
        before, after = text[start - 1] if start else "\n", text[end] if end < last else "\n"
        kept = " " if _separates(text, start, end, before, after) else ""
        if end - start > len(kept):
            yield (start, end, kept)


def _separates(text: str, start: int, end: int, before: str, after: str) -> bool:
    if before == "\n" or after == "\n" or before in _POINT or after in _POINT:
        return False
    left, right = bool(_HAN.match(before)), bool(_HAN.match(after))
    if left and right:
        return not (_alone(text, start - 2) and _alone(text, end + 1))
    return not (left or right)


def _alone(text: str, neighbour: int) -> bool:
    return not (0 <= neighbour < len(text) and _HAN.match(text[neighbour]))


def quotes_paired(text: str) -> str:
    """Return `text` with straight quotes turned by turns into “ and ”, line by line; same length.

    >>> quotes_paired('共建"基地"')
    '共建“基地”'
    """
    if '"' not in text:
        return text
    return "\n".join(_paired(line) if '"' in line else line for line in text.split("\n"))


def _paired(line: str) -> str:
    opening = [True]

    def turn(_: re.Match[str]) -> str:
        opening[0] = not opening[0]
        return "”" if opening[0] else "“"

    return _QUOTE.sub(turn, line)
