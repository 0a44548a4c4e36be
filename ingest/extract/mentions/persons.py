"""人物提及 Named persons: a surname and a given name beside a title, in a list of such names, or named again.

Invariant: a stretch inside an organization's name is no person; names in bylines alone make no person.
"""

import re
from collections.abc import Iterator

from ingest.extract.draft import Draft, Mention
from ingest.extract.mentions.lexicon import lexicon

_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_NOT_GIVEN = frozenset(
    "的了在是和与及对向由于为把将被给从到以让请等并也又都还已曾至则这那其之等就着等说表示兼任带率代同赴来去出会上下中前后们个各位名一二三四五六七八九十两主副总部长党委员校院系处局室公司学习介绍致参加宣签到作接看走听谈"
)
_BYLINE = re.compile(
    r"(?:记者|通讯员|摄影|编辑|文字|撰稿|供稿|初审|复审|终审|审核|责编|责任编辑|校对|来源|作者|图片|图文|[图文]|摄|讯|电|策划|监制|编审|素材|排版)[：:/\s（(｜|·]*(?:[\u4e00-\u9fff]{2,4}[、\s/·]*){0,8}$"
)
_LISTED = re.compile(r"[、和与及]")
_FOREIGN = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}")
_MINORITY = re.compile(r"[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{2,6}")


def find_persons(draft: Draft) -> Draft:
    """Add the persons of the text."""
    text = draft.text
    inside = bytearray(len(text))
    for m in draft.mentions:
        inside[m.start : m.end] = b"\1" * (m.end - m.start)
    first = {span: rule for span, rule in _by_title(text) if not any(inside[span[0] : span[1]])}
    names = {text[s:e] for s, e in first if not _in_byline(text, s)}
    names |= {n for n in _listed(text, first)}
    persons = [
        Mention(s, e, "person", method=f"persons:{first.get((s, e), 'again')}")
        for s, e in _everywhere(text, names, inside)
    ]
    return draft.with_(mentions=tuple(sorted((*draft.mentions, *persons), key=lambda m: (m.start, m.end))))


def _by_title(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for start, end, _ in lexicon().titles.find(text):
        if name := _name_at(text, end):
            yield (end, name), "title"
        if name := _name_before(text, start):
            yield (name, start), "honorific"
        if match := _MINORITY.match(text, end):
            yield match.span(), "minority"
        if match := _FOREIGN.match(text, end):
            yield match.span(), "foreign"


def _name_at(text: str, at: int) -> int:
    """Return where a name that begins at `at` ends; 0 if none does."""
    for surname in (2, 1):
        if text[at : at + surname] in lexicon().surnames:
            for given in (2, 1):
                end = at + surname + given
                if _given(text[at + surname : end], given) and _ends(text, end):
                    return end
    return 0


def _given(characters: str, length: int) -> bool:
    return len(characters) == length and all("\u4e00" <= c <= "\u9fff" and c not in _NOT_GIVEN for c in characters)


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or not ("\u4e00" <= text[at] <= "\u9fff") or text.startswith(lexicon().honorifics, at)


def _name_before(text: str, at: int) -> int:
    # 王刚校长: the name stands between a break and the title
    for length in (3, 4, 2):
        start = at - length
        surname = 2 if length == 4 or text[start : start + 2] in lexicon().surnames and length > 2 else 1
        if (
            start >= 0
            and text[start : start + surname] in lexicon().surnames
            and _given(text[start + surname : at], length - surname)
        ):
            if start == 0 or not ("\u4e00" <= text[start - 1] <= "\u9fff") or text[start - 1] in "与和及由对":
                return start
    return 0


def _in_byline(text: str, at: int) -> bool:
    line = max(text.rfind(c, 0, at) for c in "\n。；")
    return bool(_BYLINE.search(text[max(line + 1, at - 40) : at]))


def _listed(text: str, first: dict[tuple[int, int], str]) -> Iterator[str]:
    for _, end in sorted(first):
        at = end
        while at < len(text) and _LISTED.match(text, at):
            name_end = _name_at(text, at + 1)
            if not name_end:
                break
            yield text[at + 1 : name_end]
            at = name_end


def _everywhere(text: str, names: set[str], inside: bytearray) -> Iterator[tuple[int, int]]:
    taken = bytearray(inside)
    for name in sorted(names, key=lambda n: (-len(n), n)):
        for match in re.finditer(re.escape(name), text):
            if not any(taken[match.start() : match.end()]) and not _in_byline(text, match.start()):
                taken[match.start() : match.end()] = b"\1" * len(name)
                yield match.span()
