"""表块 One table of a sheet: the lines above it, its headings, its rows, the notes below it.

Invariant: every cell of a sheet is in at most one place of one block; merged cells keep their one address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ingest.document import Cell, Table
from ingest.ledger.dates import parse_date
from ingest.ledger.headers import JOIN, sense_of
from ingest.ledger.organizations import type_of
from ingest.ledger.parties import is_person
from ingest.ledger.words import is_blank, is_mark

_NOTE = re.compile(
    r"^\s*[（(]?(注|备注|说明|填表说明|填报说明|图例|附注|附|备案|note|legend)\s*\d*[)）]?\s*[:：.、]?", re.IGNORECASE
)
_TOTAL = re.compile(
    r"^\s*(?:本页|本年|全校|各[类项])?(?:[合小总共累]\s*计|汇\s*总|sub-?total|grand total|totals?)\s*[:：]?",
    re.IGNORECASE,
)
_KEY_VALUE = re.compile(r"^\s*[^\s:：，。]{2,14}\s*[:：]")
_MAX_HEADING = 30


@dataclass(frozen=True, slots=True)
class Heading:
    """列标题 One column: its position, and the headings above it joined by “ > ” (empty if it has none)."""

    index: int
    path: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """行 A data row: its cells by column, the section lines that it stands under, whether it is a total."""

    number: int
    cells: tuple[Cell, ...]
    sections: tuple[Cell, ...] = ()

    @property
    def struck(self) -> bool:
        """True if most of what stands in the row itself is struck through."""
        own = [c for c in self.cells if c.text.strip() and not c.merged]
        return sum(c.struck for c in own) * 2 > len(own)


@dataclass(frozen=True, slots=True)
class Block:
    """表块 A table with its own headings; `lines` stand above it, `notes` below or between its rows."""

    table: Table
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    lines: tuple[Cell, ...] = ()
    notes: tuple[Cell, ...] = ()
    totals: tuple[Row, ...] = field(default=())


def blocks_of(table: Table) -> tuple[Block, ...]:
    """Cut a sheet into its blocks; a sheet without any recognizable heading gives none."""
    heads = _header_rows(table)
    starts = [_lines_before(table, top, heads[i - 1][1] if i else 0) for i, (top, _) in enumerate(heads)]
    out: list[Block] = []
    for i, (top, body) in enumerate(heads):
        stop = starts[i + 1] if i + 1 < len(heads) else len(table.rows)
        lines = tuple(c for row in table.rows[starts[i] : top] for c in distinct(row))
        out.append(_block(table, (top, body, stop), lines))
    return tuple(out)


def distinct(row: Sequence[Cell]) -> list[Cell]:
    """Return the non-empty cells of a row, each merged cell once."""
    return list({c.address: c for c in reversed(row) if c.text.strip()}.values())[::-1]


def is_total(row: Sequence[Cell]) -> bool:
    """Tell whether a row is a total: one of its cells says so and it names nothing else."""
    cells = distinct(row)
    if any(_TOTAL.match(c.text) for c in cells[:2]):
        return True
    return any(_TOTAL.fullmatch(c.text.strip()) for c in cells) and not any(type_of(c.text) for c in cells)


def _header_rows(table: Table) -> list[tuple[int, int]]:
    """Return (first row, row after the last) of each heading."""
    if table.header is not None:
        return [(table.header, table.header + 1)]
    found: list[tuple[int, int]] = []
    seen: set[tuple[str, ...]] = set()
    row = 0
    while row < len(table.rows):
        if _is_heading(table, row, first=not found):
            body = _heading_end(table, row)
            texts = tuple(c.text for c in table.rows[row])
            # A heading that is printed again on each page goes on with the same table.
            if texts not in seen or _has_lines(table, row):
                found.append((row, body))
            seen.add(texts)
            row = body
        else:
            row += 1
    return found or _guessed_heading(table)


def _has_lines(table: Table, row: int) -> bool:
    return row > 0 and len(distinct(table.rows[row - 1])) == 1


def _is_heading(table: Table, index: int, first: bool) -> bool:
    row = table.rows[index]
    cells = distinct(row)
    if len(cells) < 2 or is_total(row) or _is_line(row) or any(_is_value(c.text) for c in cells):
        return False
    if not first and not _stands_apart(table, index):
        return False
    known = sum(1 for c in cells if sense_of(c.text))
    named = sum(1 for c in cells if _is_name(c.text))
    if named:
        return first and known >= 1 and named >= 2 and _marks_below(table, index)
    if not first:
        return known >= 3 and known >= 0.6 * len(cells) and not any(_is_stranger(c.text) for c in cells)
    return known >= 2 and known >= (0.5 if known < 3 else 0.3) * len(cells)


def _is_stranger(text: str) -> bool:
    """Tell whether a text is a person's name rather than a heading."""
    return sense_of(text) is None and is_person(text.strip())


def _stands_apart(table: Table, index: int) -> bool:
    """Tell whether a row could begin another table: above it is nothing, a line, a note or a total."""
    above = table.rows[index - 1]
    return not distinct(above) or _is_line(above) or is_total(above)


def _is_value(text: str) -> bool:
    text = text.strip()
    return len(text) > _MAX_HEADING or bool(re.fullmatch(r"[\d.,，%％+-]+", text)) or _is_day(text) or is_mark(text)


def _is_day(text: str) -> bool:
    return len(text) >= 6 and (parse_date(text) or "").count("-") >= 1


def _is_name(text: str) -> bool:
    """Tell whether a text is a full name, which no heading is (“合作企业” has a type too, but is a heading)."""
    text = text.strip()
    if type_of(text) not in ("", "school_unit") and len(text) >= 6 and sense_of(text) is None:
        return True
    return bool(re.search(r"有限(责任)?公司$|股份公司$", text.strip()))


def _marks_below(table: Table, index: int) -> bool:
    below = [c.text for row in table.rows[index + 1 : index + 40] for c in row if c.text.strip()]
    return sum(map(is_mark, below)) >= max(2, len(below) // 10)


def _heading_end(table: Table, top: int) -> int:
    """Return the row after a heading: cells merged down, or names under a wide cell, carry it on."""
    end = top + 1
    while end < min(top + 4, len(table.rows)) and _continues(table, top, end):
        end += 1
    return end


def _continues(table: Table, top: int, row: int) -> bool:
    cells, above = table.rows[row], table.rows[top]
    addresses = {c.address for r in table.rows[top:row] for c in r if c.text}
    own = [c for c in cells if c.text.strip() and c.address not in addresses]
    if any(c.merged and c.text and c.address in addresses for c in cells):
        return bool(own) and not any(re.fullmatch(r"\d+", c.text.strip()) for c in own)
    # Without merges (CSV): the row below fills gaps, and says nothing under the plain headings.
    gaps = [i for i, c in enumerate(above) if not c.text.strip()]
    if not gaps or cells[0].text.strip() or not own:
        return False
    known = sum(1 for c in own if sense_of(c.text))
    filled = sum(1 for i in gaps if cells[i].text.strip())
    return (
        filled >= 1
        and (known * 2 >= len(own) or all(_is_name(c.text) for c in own))
        and not any(map(_is_value, (c.text for c in own)))
    )


def _guessed_heading(table: Table) -> list[tuple[int, int]]:
    """Fall back on the first row of short words above rows as wide, where no heading is known."""
    for i, row in enumerate(table.rows[:-1]):
        cells, below = distinct(row), distinct(table.rows[i + 1])
        if len(cells) >= 2 and len(below) >= 2 and not _is_line(row) and not any(_is_value(c.text) for c in cells):
            if any(_is_name(c.text) for c in cells) and not _marks_below(table, i):
                return []
            return [(i, _heading_end(table, i))]
    return []


def _is_line(row: Sequence[Cell]) -> bool:
    cells = distinct(row)
    if any(c.text.strip().endswith((":", "：")) for c in cells):
        return True
    return len(cells) == 1 or (bool(cells) and all(_KEY_VALUE.match(c.text) or parse_date(c.text) for c in cells))


def _lines_before(table: Table, top: int, floor: int) -> int:
    """Return the first of the rows above a heading that belong to it: its title and what follows the title."""
    if floor == 0:
        return 0
    start = top
    while start > floor:
        row = table.rows[start - 1]
        cells = distinct(row)
        if not cells and start < top and distinct(table.rows[start]):
            break
        if cells and (not _is_line(row) or is_total(row) or _NOTE.match(cells[0].text)):
            break
        start -= 1
    return start


def _block(table: Table, span: tuple[int, int, int], lines: tuple[Cell, ...]) -> Block:
    top, body, stop = span
    headings = tuple(_headings(table, top, body))
    rows: list[Row] = []
    found: dict[str, list[Cell]] = {"note": [], "section": []}
    totals: list[Row] = []
    repeated = tuple(c.text for c in table.rows[top])
    for number in range(body, stop):
        cells = table.rows[number]
        sort = _sort_of(table, number, after_notes=bool(found["note"]))
        if not distinct(cells) or tuple(c.text for c in cells) == repeated:
            continue
        if sort in found:
            found[sort] += distinct(cells)
        else:
            (totals if sort == "total" else rows).append(Row(number + 1, cells, tuple(found["section"][-1:])))
    return Block(table, headings, tuple(rows), lines, tuple(found["note"]), tuple(totals))


def _sort_of(table: Table, number: int, after_notes: bool) -> str:
    """Return what a row below the heading is: `total`, `note`, `section`, or `row`."""
    cells = table.rows[number]
    own = distinct(cells)
    if not own or is_total(cells):
        return "total"
    first = own[0].text.strip()
    if len(own) <= 2 and (_NOTE.match(first) or is_mark(first[:1])):
        return "note"
    if len(own) == 1 and (after_notes and len(first) > 4):
        return "note"
    if not _is_line(cells) or (len(own) == 1 and not _is_section(table, number, own[0])):
        return "row"
    return "note" if len(own) > 1 or _KEY_VALUE.match(first) or len(first) > 40 else "section"


def _is_section(table: Table, number: int, cell: Cell) -> bool:
    """Tell whether a row's only cell is a heading of its own rather than a row with one value."""
    row = table.rows[number]
    width = sum(1 for c in row if c.address == cell.address)
    if table.header is not None:
        return False
    if width >= max(2, len(row) // 2):
        return True
    if type_of(cell.text) not in ("", "school", "school_unit", "alliance") and not re.match(
        r"\s*[（(]?[一二三四五六七八九十\d]+[)）、.．]", cell.text
    ):
        return False
    return row[0].text.strip() == cell.text.strip() and not re.fullmatch(r"[\d.]+", cell.text.strip())


def _headings(table: Table, top: int, body: int) -> Iterator[Heading]:
    rows = table.rows[top:body]
    groups = _spread(rows[0], rows[1]) if len(rows) > 1 else list(rows[0])
    for index in range(len(rows[0])):
        column = [groups[index], *(row[index] for row in rows[1:])]
        cells = list({c.address: c for c in column if c.text.strip()}.values())
        texts = [re.sub(r"\s+", "", c.text) if re.search(r"[^\x00-\x7f]", c.text) else c.text.strip() for c in cells]
        yield Heading(index, JOIN.join(t for t, _ in groupby(texts)), tuple(cells))


def _spread(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """Carry a group's name over the empty cells to its right, as a merge would (CSV has no merges)."""
    out: list[Cell] = []
    for cell, below in zip(upper, lower, strict=True):
        carried = not cell.text.strip() and below.text.strip() and out and out[-1].text and not cell.merged
        out.append(out[-1] if carried else cell)
    return out


def is_empty(row: Row) -> bool:
    """Tell whether a row says nothing beside its number and what is merged into it."""
    return all(is_blank(c.text) or re.fullmatch(r"\d+", c.text.strip()) for c in row.cells if not c.merged)
