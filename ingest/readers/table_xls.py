"""XLS 工作簿 The binary workbooks of before 2007 as tables, read with xlrd.

Invariant: as for XLSX, a merged cell repeats the value and address of its top-left cell.
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.errors import UnreadableDocument
from ingest.document import Cell, Table
from ingest.readers.table_xlsx import text_of


def read_xls(path: Path, content: bytes) -> Iterator[Table]:
    """Yield the worksheets of an XLS workbook; `UnreadableDocument` if damaged, encrypted, or xlrd is missing."""
    try:
        import xlrd
        from xlrd.biffh import XLRDError
        from xlrd.compdoc import CompDocError
    except ImportError as error:
        advice = "请另存为 .xlsx，或 pip install xlrd / save as .xlsx or install xlrd"
        raise UnreadableDocument(str(path), "未安装读取 .xls 的组件 / xlrd is not installed", advice) from error
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        tables = [_table(book, sheet) for sheet in book.sheets()]
    except (XLRDError, CompDocError, struct.error, AssertionError, *_DAMAGE) as error:
        advice = "请用表格软件打开后另存为 .xlsx / open it and save it as .xlsx"
        reason = f"工作簿已损坏或加密 / damaged or encrypted: {error}"
        raise UnreadableDocument(str(path), reason, advice) from error
    yield from tables


# What xlrd runs into when a record of a damaged file is cut short or points nowhere.
_DAMAGE = (IndexError, KeyError, ValueError, TypeError, AttributeError, UnicodeDecodeError, MemoryError)


def _table(book: Any, sheet: Any) -> Table:
    from openpyxl.utils import get_column_letter

    merged = {
        (row, column): (top, left)
        for top, bottom, left, right in sheet.merged_cells
        for row in range(top, bottom)
        for column in range(left, right)
    }

    def cell(row: int, column: int) -> Cell:
        at = merged.get((row, column), (row, column))
        if at[0] >= sheet.nrows or at[1] >= sheet.ncols:
            return Cell(f"{sheet.name}!{get_column_letter(column + 1)}{row + 1}", "")
        text = _text(book, sheet.cell(*at))
        address = f"{sheet.name}!{get_column_letter(at[1] + 1)}{at[0] + 1}"
        return Cell(address, text, bool(text) and _struck(book, sheet, at), at != (row, column))

    rows = tuple(tuple(cell(r, c) for c in range(sheet.ncols)) for r in range(sheet.nrows))
    return Table(sheet.name, rows, hidden=bool(sheet.visibility))


def _text(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        return text_of(xlrd.xldate_as_datetime(cell.value, book.datemode))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        format_ = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        return text_of(float(cell.value), format_)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return text_of(bool(cell.value))
    return text_of(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else ""


def _struck(book: Any, sheet: Any, at: tuple[int, int]) -> bool:
    return bool(book.font_list[book.xf_list[sheet.cell(*at).xf_index].font_index].struck_out)
