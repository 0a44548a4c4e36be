"""窗口 The pieces of a long text that the model is shown one at a time.

Invariant: windows are in order and bounded, and together hold every sentence of the text.
"""

from collections.abc import Iterator

from ingest.extract.draft import Span
from ingest.extract.sentences import sentences

_OVERLAP_CHARS = 200


def windows(text: str, chars: int) -> Iterator[Span]:
    """Yield spans of whole sentences, each of at most `chars` characters; a longer sentence is cut.

    A window begins with the last sentence of the one before, if that is short, so that 双方 has its parties.
    """
    spans = [piece for span in sentences(text) for piece in _pieces(span, chars)]
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= chars:
            last += 1
        yield spans[first][0], spans[last][1]
        if last + 1 >= len(spans):
            return
        short = spans[last][1] - spans[last][0] <= _OVERLAP_CHARS and spans[last + 1][1] - spans[last][0] <= chars
        first = last if short and last > first else last + 1


def _pieces(span: Span, chars: int) -> Iterator[Span]:
    for start in range(span[0], span[1], chars):
        yield start, min(start + chars, span[1])
