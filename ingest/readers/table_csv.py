"""CSV 台账 Delimited text as one table named `Sheet1`, rows counted from 1 as a spreadsheet would show them.

Invariant: every field is kept as it is written; rows are padded to one width.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from graph.errors import UnreadableDocument
from ingest.document import Cell, Table
from ingest.readers.encoding import decode
from ingest.readers.table_xlsx import MAX_COLUMNS, MAX_ROWS

_DELIMITERS = ",\t;|，"
_MAX_FIELD = 100_000


def read_csv(path: Path, content: bytes) -> Iterator[Table]:
    """Yield the one table of a delimited text in any Chinese encoding; `UnreadableDocument` beyond the bounds."""
    text = decode(content, str(path))
    csv.field_size_limit(_MAX_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True))
    except csv.Error as error:
        raise UnreadableDocument(
            str(path), f"不是合法的 CSV / not valid CSV: {error}", "请检查引号是否成对 / check that quotes are closed"
        ) from error
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS:
        reason = f"{len(rows)} 行 {width} 列，上限 {MAX_ROWS} 行 {MAX_COLUMNS} 列 / too many rows or columns"
        raise UnreadableDocument(str(path), reason, "请拆分 / split it")
    yield Table("Sheet1", tuple(_row(i, row, width) for i, row in enumerate(rows, 1)))


def _row(number: int, values: list[str], width: int) -> tuple[Cell, ...]:
    from openpyxl.utils import get_column_letter

    padded = values + [""] * (width - len(values))
    return tuple(Cell(f"Sheet1!{get_column_letter(c)}{number}", v.strip("\r\n")) for c, v in enumerate(padded, 1))


def _delimiter(text: str) -> str:
    # The right one cuts the first line, and most lines into the same, largest number of fields.
    sample = [line for line in text[:50_000].splitlines() if line.strip()][:100]

    def agreement(delimiter: str) -> int:
        counts = [len(row) for row in csv.reader(sample, delimiter=delimiter)]
        most = max(set(counts), key=lambda n: (counts.count(n) * (n > 1), n), default=1)
        return counts.count(most) * (most > 1) * 100 + most

    cut = [d for d in _DELIMITERS if sample and len(next(csv.reader(sample[:1], delimiter=d))) > 1]
    return max(cut or _DELIMITERS, key=lambda d: (agreement(d), -_DELIMITERS.index(d)))
