"""表格 From the bytes of a ledger to its tables; one module per format, this one chooses.

Invariant: a ledger is read whole and within bounds, or refused with what is wrong, where, and what to do.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from graph.errors import UnreadableDocument
from ingest.document import Table
from ingest.readers.table_csv import read_csv
from ingest.readers.table_json import read_json, read_jsonl, read_yaml
from ingest.readers.table_xls import read_xls
from ingest.readers.table_xlsx import read_xlsx

MAX_CELLS = 2_000_000

_FORMATS: dict[str, Callable[[Path, bytes], Iterable[Table]]] = {
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".xls": read_xls,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}


def read_tables(path: Path, content: bytes) -> tuple[Table, ...]:
    """Return the tables of a ledger in their order; the format is told by the content, then by the suffix.

    Raises `UnreadableDocument` for an unknown format, damaged content, or more than the bounds allow.
    """
    suffix = _true_suffix(path.suffix.lower(), content)
    if suffix not in _FORMATS:
        raise UnreadableDocument(
            str(path), f"不支持的台账格式 {suffix} / unknown ledger format", "请另存为 save as .xlsx"
        )
    tables = tuple(t for t in _FORMATS[suffix](path, content) if any(c.text for row in t.rows for c in row))
    if not tables:
        raise UnreadableDocument(
            str(path), "表中没有内容 / no cell has a value", "请检查是否选错文件 / is it the right file?"
        )
    count = sum(len(row) for table in tables for row in table.rows)
    if count > MAX_CELLS:
        what = f"{count} 个单元格，上限 {MAX_CELLS} / too many cells"
        raise UnreadableDocument(str(path), what, "请按年度或单位拆分 / split it by year or unit")
    return tables


def _true_suffix(suffix: str, content: bytes) -> str:
    # Offices rename files: what looks like a workbook inside is one, whatever it is called.
    if content.startswith(b"PK\x03\x04"):
        return ".xlsx"
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ".xls"
    return ".csv" if suffix in (".xls", ".xlsx") else suffix
