"""断句 Where the sentences of a clean text begin and end.

Invariant: sentences are in order, do not overlap, and hold every character that is not white space.
"""

import re
from collections.abc import Iterator

from ingest.extract.draft import Draft, Span

_STOP = re.compile(r"[。！？；\n“”‘’（）《》]")
_ENDS = "。！？；"
_OPENING, _CLOSING = "“‘（《", "”’）》"
# A quotation longer than this is read sentence by sentence: its marks may be lost or unbalanced.
_QUOTED_CHARS = 160


def split_sentences(draft: Draft) -> Draft:
    """Fill in the sentences of a draft: clean spans without white space at their ends."""
    return draft.with_(sentences=tuple(sentences(draft.text)))


def sentences(text: str) -> Iterator[Span]:
    """Yield the spans of the sentences of a clean text.

    A sentence ends with 。！？； or its line; not inside brackets or a short quotation, whose closing marks
    belong to it. A heading is a line, so it is a sentence of its own.

    >>> [text[a:b] for text in ["甲说：“好。行。”乙签约；丙参加。\\n标题"] for a, b in sentences(text)]
    ['甲说：“好。行。”', '乙签约；', '丙参加。', '标题']
    """
    at = 0
    for line in text.split("\n"):
        yield from _of_line(line, at)
        at += len(line) + 1


def _of_line(line: str, offset: int) -> Iterator[Span]:
    start = 0
    for end in _ends(line):
        span = _trimmed(line, start, end)
        if span[0] < span[1]:
            yield offset + span[0], offset + span[1]
        start = end


def _ends(line: str) -> Iterator[int]:
    closes = _partners(line)
    inside = 0
    for m in _STOP.finditer(line):
        i, mark = m.start(), m[0]
        if mark in _OPENING:
            inside = max(inside, closes.get(i, 0))
        elif (i >= inside and mark in _ENDS) or (i == inside and _closes_speech(line, i)):
            yield i + 1
    yield len(line)


def _closes_speech(line: str, at: int) -> bool:
    return at > 0 and line[at] in "”’）" and line[at - 1] in "。！？"


def _partners(line: str) -> dict[int, int]:
    """Return, for each opening mark with a partner not too far away, the place of its partner."""
    stacks: dict[str, list[int]] = {mark: [] for mark in _OPENING}
    out: dict[int, int] = {}
    for m in _STOP.finditer(line):
        mark = m[0]
        if mark in _OPENING:
            stacks[mark].append(m.start())
        elif mark in _CLOSING and (stack := stacks[_OPENING[_CLOSING.index(mark)]]):
            start = stack.pop()
            if m.start() - start <= _QUOTED_CHARS:
                out[start] = m.start()
    return out


def _trimmed(line: str, start: int, end: int) -> Span:
    piece = line[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
