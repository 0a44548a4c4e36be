"""配对 Names keep their brackets and quotation marks in pairs: 中国地质大学（武汉）, “双一流”高校联盟.

The tagger sees such marks too seldom to learn them; a name that it cuts at one is mended here.

Invariant: spans stay in order and apart; a span whose marks are in pairs, and not all of it quoted, is left as it is.
"""

from collections.abc import Mapping, Sequence

Tagged = tuple[int, int, str]
Endings = Mapping[int, tuple[int, str]]
_PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"))


def balanced(text: str, start: int, end: int) -> bool:
    """Return whether every mark in [start, end) that opens is closed there, and the other way round."""
    name = text[start:end]
    return all(name.count(a) == name.count(b) and name.find(a) <= name.find(b) for a, b in _PAIRS)


def mended(text: str, spans: Sequence[Tagged], proposed: Sequence[Tagged], endings: Endings) -> list[Tagged]:
    """Return the spans, those that end at half a pair of marks replaced by a proposed one, joined, or trimmed.

    `endings`: by where it begins, where a word that ends names ends, and what it names: “某某”产业学院 is one name.
    """
    kept: list[Tagged] = []
    for span in spans:
        if kept and span[0] < kept[-1][1]:
            continue
        start, end, type_ = span
        whole = _whole(text, span, proposed, endings)
        if whole is not None:
            while kept and kept[-1][1] > whole[0]:
                kept.pop()
            kept.append(whole)
        elif kept and kept[-1][1] == start and text[start] in "（(" and balanced(text, start, end):
            kept.append((kept.pop()[0], end, type_))
        elif balanced(text, start, end):
            kept.append(span)
        elif kept and kept[-1][1] == start - 1 and text[start - 1] in "（(" and text[start:end].count("）") == 1:
            first = kept.pop()
            kept.append((first[0], end, type_ if end > text.find("）", start) + 1 else first[2]))
        else:
            kept.append(_trimmed(text, span))
    return kept


def _whole(text: str, span: Tagged, proposed: Sequence[Tagged], endings: Endings) -> Tagged | None:
    start, end, _ = span
    quoted = text[start - 1 : start] == "“" and text[end : end + 1] == "”"
    if balanced(text, start, end) and not quoted:
        return None
    around = [p for p in proposed if p[0] <= start and end <= p[1] and p[1] - p[0] > end - start]
    fitting = [p for p in around if balanced(text, *p[:2])]
    if not fitting and quoted and end + 1 in endings:
        return start - 1, *endings[end + 1]
    return max(fitting, key=lambda p: p[1] - p[0], default=None)


def _trimmed(text: str, span: Tagged) -> Tagged:
    # Half a pair at an end of the name belongs to the sentence, not to the name.
    start, end, type_ = span
    while end - start > 2 and not balanced(text, start, end) and text[start] in "“《（(”》）)":
        start += 1
    while end - start > 2 and not balanced(text, start, end) and text[end - 1] in "“《（(”》）)":
        end -= 1
    return start, end, type_
