"""字符特征 What each character of a text is to the tagger: its number, the lists it is in, the names proposed there.

Invariant: one row per character; the same functions make the rows for training and for reading.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.extract.draft import Mention, Span, outermost
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import WALL, Scan

TYPES = "school school_unit enterprise party_org government association alliance research other_org base person".split()
LISTED, PROPOSED = 19, 14
"""Columns from word lists, and columns from proposed names."""
LIMIT = 200
"""The longest stretch of text, in characters, that is tagged at once."""

Matrix = NDArray[Any]
_PLACE = {type_: i for i, type_ in enumerate(TYPES)}
_LINE = re.compile(r"[^\n]+")


def codes(text: str) -> Matrix:
    """Return the code point of each character; those beyond the basic plane as U+FFFD."""
    points: Matrix = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return np.where(points < 0x10000, points, 0xFFFD)


def stretches(text: str) -> list[Span]:
    """Return the stretches that are tagged one by one: lines, long ones cut at the ends of sentences or clauses."""
    return [span for line in _LINE.finditer(text) for span in _cut(text, *line.span())]


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LIMIT:
        cut = max((text.rfind(mark, start + 40, start + LIMIT) + 1 for mark in "。！？；"), default=0)
        if cut <= start + 40:
            cut = text.rfind("，", start + 40, start + LIMIT) + 1
        if cut <= start + 40:
            cut = start + LIMIT
        yield start, cut
        start = cut
    yield start, end


def listed(scan: Scan) -> Matrix:
    """Return what the word lists say of each character, as (characters, LISTED) of float32 in [0, 1]."""
    rows = np.zeros((len(scan.text), LISTED), np.float32)
    for suffix in scan.suffixes:
        rows[suffix.end - 1, _PLACE[suffix.type]] = 0.5 if suffix.weak else 1
        rows[suffix.start : suffix.end - 1, 11] = 1
    for start, end in scan.regions.items():
        rows[start, 12] = 1
        rows[start + 1 : end, 13] = 1
    for start, end, _ in lexicon().titles.find(scan.text):
        rows[start, 14] = 1
        rows[start + 1 : end, 15] = 1
    rows[:, 16] = np.frombuffer(scan.walls, dtype=np.uint8) == WALL
    rows[:, 17:19] = _in_names()[codes(scan.text)]
    return rows


@lru_cache(maxsize=1)
def _in_names() -> Matrix:
    # By code point: whether it is a surname of one character, and whether given names are written with it.
    table = np.zeros((0x10000, 2), np.float32)
    for column, characters in enumerate((lexicon().surnames, lexicon().given)):
        table[[ord(c) for c in characters if len(c) == 1], column] = 1
    return table


def proposed(size: int, mentions: Iterable[Mention]) -> Matrix:
    """Return the names that other models propose, as (characters, PROPOSED) of float32 in [0, 1]."""
    rows = np.zeros((size, PROPOSED), np.float32)
    mentions = list(mentions)
    for m in outermost(mentions):
        rows[m.start, 0] = 1
        rows[m.start + 1 : m.end, 1] = 1
        rows[m.end - 1, 2] = 1
        rows[m.start, 3 + _PLACE[m.type]] = rows[m.end - 1, 3 + _PLACE[m.type]] = 1
    for m in mentions:
        rows[m.end - 1, 2] = max(rows[m.end - 1, 2], 0.5)
    return rows
