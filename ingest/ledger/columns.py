"""列的读取 The cells of one row by meaning, with “as above” resolved and years supplied.

Invariant: a cell that stands for the one above is read as that one, address and all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Cell
from ingest.ledger.blocks import Block, Row
from ingest.ledger.context import Context, years_in
from ingest.ledger.dates import parse_date, plain
from ingest.ledger.mapping import Column
from ingest.ledger.words import is_blank, is_ditto

Placed = tuple[Column, Cell]


@dataclass(frozen=True)
class Line:
    """一行 A row's cells by meaning: (column, cell) for every column that says something in it."""

    row: Row
    cells: dict[str, list[Placed]]
    year: int | None

    def of(self, *means: str) -> list[Placed]:
        """Return the filled cells with these meanings, from left to right as mapped."""
        return [placed for m in means for placed in self.cells.get(m, ())]

    def first(self, *means: str) -> Cell | None:
        """Return the first filled cell with one of these meanings, in the order of the meanings."""
        return next((cell for _, cell in self.of(*means)), None)

    def text(self, *means: str) -> str:
        """Return the texts of all filled cells with these meanings, one clause each."""
        return "；".join(cell.text.strip() for _, cell in self.of(*means))


def lines_of(block: Block, columns: Sequence[tuple[int, Column]], context: Context) -> Iterator[Line]:
    """Yield the rows of a block, read by the columns (position, meaning)."""
    above: dict[int, Cell] = {}
    years = _years(block, columns, context)
    for row, year in zip(block.rows, years, strict=True):
        cells: dict[str, list[Placed]] = defaultdict(list)
        broken = False
        for index, column in columns:
            cell = _effective(
                row.cells[index], column, None if broken and not is_ditto(row.cells[index].text) else above.get(index)
            )
            # A new group begins: what stands to its right begins anew.
            broken = broken or (column.carry and cell is row.cells[index] and bool(cell.text.strip()))
            above[index] = cell
            if not is_blank(cell.text):
                cells[column.means].append((column, cell))
        yield Line(row, cells, year)


def _effective(cell: Cell, column: Column, above: Cell | None) -> Cell:
    if above is not None and (is_ditto(cell.text) or (column.carry and not cell.text.strip())):
        return above
    return Cell(cell.address, "") if is_ditto(cell.text) else cell


def _years(block: Block, columns: Sequence[tuple[int, Column]], context: Context) -> list[int | None]:
    """Return the year that each row's dates without a year belong to: section, title, or the rows around."""
    dated = [i for i, c in columns if c.means in ("date", "signed_on", "start", "term")]
    yearly = [i for i, c in columns if c.means == "year"]
    own = [_own_year(row, yearly, dated) for row in block.rows]
    titled = context.years[0] if context.years and context.years[0] == context.years[1] else None
    published = int(context.published[:4]) if context.published else None
    before, after = _filled(own), _filled(own[::-1])[::-1]
    rows = zip(block.rows, own, before, after, strict=True)
    return [_section_year(row) or year or titled or above or below or published for row, year, above, below in rows]


def _filled(years: Sequence[int | None]) -> list[int | None]:
    """Return each year or, where it is missing, the last one before it."""
    out: list[int | None] = []
    for year in years:
        out.append(year or (out[-1] if out else None))
    return out


def _own_year(row: Row, yearly: Sequence[int], dated: Sequence[int]) -> int | None:
    for index in (*yearly, *dated):
        date = parse_date(row.cells[index].text)
        if date:
            return int(date[:4])
    return None


def _section_year(row: Row) -> int | None:
    years = next((y for c in reversed(row.sections) if (y := years_in(c.text))), None)
    return years[0] if years and years[0] == years[1] else None


def school_year(text: str, year: int | None, context: Context) -> int | None:
    """Return the calendar year of a month in a school year (2023—2024学年: September is 2023, March 2024)."""
    if not context.years or context.years[0] == context.years[1] or "学年" not in context.title:
        return year
    month = re.match(r"\s*(\d{1,2})\s*[月./-]", plain(text))
    if not month:
        return year
    return context.years[0] if int(month[1]) >= 8 else context.years[1]
