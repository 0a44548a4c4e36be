"""带位置的文本 A text whose characters know their raw spans, and the one way to change it: edits.

Invariant: starts and ends never decrease; an edit keeps the spans of what it leaves.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.document import CleanText

Edit = tuple[int, int, str]
"""修改 Replace [start, end) by a text; every character of it stands for the whole replaced span."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """带位置的文本 `text[i]` stands for the raw span [`starts[i]`, `ends[i]`)."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    @classmethod
    def plain(cls, text: str, start: int = 0) -> "Mapped":
        """Return a text that is its own raw text, beginning at raw offset `start`."""
        stop = start + len(text)
        return cls(text, array("q", range(start, stop)), array("q", range(start + 1, stop + 1)))

    def folded(self, text: str) -> "Mapped":
        """Return the same places with another text of equal length."""
        if len(text) != len(self.text):
            raise ValueError("folding must keep the length")
        return Mapped(text, self.starts, self.ends)

    def edited(self, edits: Iterable[Edit]) -> "Mapped":
        """Return the text with edits made: sorted, not overlapping, none of them an insertion."""
        parts: list[str] = []
        starts, ends, at = array("q"), array("q"), 0
        for start, end, new in edits:
            parts += (self.text[at:start], new)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            if new:
                starts.extend([self.starts[start]] * len(new))
                ends.extend([self.ends[end - 1]] * len(new))
            at = end
        if not at:
            return self
        parts.append(self.text[at:])
        return Mapped("".join(parts), starts + self.starts[at:], ends + self.ends[at:])

    def clean_text(self, raw: str) -> CleanText:
        """Return this text as the clean text of `raw`."""
        return CleanText(self.text, raw, self.starts, self.ends)


def merged(*lists: Iterable[Edit]) -> list[Edit]:
    """Return edits of several passes over one text in order; of two that overlap the first one stays."""
    out: list[Edit] = []
    for edit in sorted((e for edits in lists for e in edits), key=lambda e: (e[0], -e[1])):
        if not out or edit[0] >= out[-1][1]:
            out.append(edit)
    return out
