"""文献 A source as its reader found it, and its cleaned text with the way back to the raw offsets.

Invariant: every place in a clean text or table can be traced to a place in the source.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from graph.model import Evidence, Source


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格 A cell of a ledger: its address (`Sheet!B7` or a JSON pointer) and its value as text.

    `struck`: struck through; `merged`: the value stands in the merge's top-left cell, whose address this is.
    `parts`: the items of a list value (JSON, YAML), each with an address of its own.
    """

    address: str
    text: str
    struck: bool = False
    merged: bool = False
    parts: tuple["Cell", ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """表 A sheet, a CSV file or a JSON list as rows of cells; `hidden` sheets are lists for drop-downs.

    `header` is the position of the header row where the format itself says which it is (keys of objects).
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    header: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """文献 What a reader makes of a file: its source (raw text inside), and its tables if it is a ledger.

    `body` limits the text to be read to these raw spans (the main text of a web page); empty: all of it.
    """

    source: Source
    tables: tuple[Table, ...] = ()
    body: tuple[tuple[int, int], ...] = ()

    @property
    def is_ledger(self) -> bool:
        """True when links are to be read from tables rather than from sentences."""
        return bool(self.tables)


@dataclass(frozen=True, slots=True)
class CleanText:
    """清洗后的文本 Simplified, joined and folded text in which every character knows its raw span.

    `starts[i]` and `ends[i]` are the raw span of `text[i]` (half open), non-decreasing. Removed raw
    characters (pinyin noise, line breaks inside a word) belong to no clean character.
    """

    text: str
    raw: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def plain(cls, raw: str) -> "CleanText":
        """Return `raw` unchanged, as a clean text."""
        return cls(raw, raw, array("q", range(len(raw))), array("q", range(1, len(raw) + 1)))

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of the non-empty clean span [start, end)."""
        return self.starts[start], self.ends[end - 1]

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the clean span [start, end) as evidence: the raw quote at its raw offsets."""
        raw_start, raw_end = self.raw_span(start, end)
        return Evidence(self.raw[raw_start:raw_end], raw_start, raw_end)

    def clean_at(self, raw_offset: int) -> int:
        """Return the clean offset of the first character at or after a raw offset."""
        return bisect_left(self.starts, raw_offset)
