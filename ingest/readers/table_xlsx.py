"""XLSX 工作簿 A workbook as tables: every merged cell repeats the value and address of its top-left cell.

Invariant: no part of the archive is unpacked before its size and ratio are known; no external entity is read.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from graph.errors import UnreadableDocument
from ingest.document import Cell, Table
from ingest.readers.limits import LIMITS

MAX_ROWS = 100_000
MAX_COLUMNS = 500
# A sheet of empty, formatted rows packs extremely well; below this size the ratio says nothing.
_SMALL = 16 << 20

_DECIMALS = re.compile(r"0\.(0+)(?:[^0#?%]|$)")
_REFERENCE = re.compile(r"=\+?\$?([A-Z]{1,3})\$?(\d{1,7})")
_HYPERLINK = re.compile(r'=HYPERLINK\(.*[,，]\s*"([^"]*)"\s*\)', re.IGNORECASE)


def read_xlsx(path: Path, content: bytes) -> Iterator[Table]:
    """Yield the worksheets of an XLSX workbook; `UnreadableDocument` if damaged, encrypted or too large."""
    _check_archive(path, content)
    formulas = _load(path, content, values=False)
    values = _load(path, content, values=True) if _has_formulas(formulas) else formulas
    for sheet in formulas.worksheets:
        _check_size(path, sheet)
        yield _table(sheet, values[sheet.title])


def _check_archive(path: Path, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > LIMITS.members * 10 or unpacked > LIMITS.unpacked_bytes:
                raise _refused(path, f"解压后 {unpacked} 字节，过大 / too large when unpacked")
            if unpacked > max(_SMALL, LIMITS.ratio * len(content)):
                raise _refused(path, f"压缩比超过 {LIMITS.ratio} / compressed beyond the allowed ratio")
            for part in parts:
                _check_part(path, archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _refused(path, f"工作簿已损坏或加密 / damaged or encrypted: {error}") from error


def _check_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as file:
            if b"<!DOCTYPE" in file.read(4096):
                raise _refused(path, f"{part.filename} 含有文档类型声明 / declares a document type")


def _load(path: Path, content: bytes, values: bool) -> Any:
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(content), data_only=values)
    # openpyxl raises whatever its parsing of a damaged part runs into; these are the ones it is known for.
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise _refused(path, f"工作簿无法解析 / cannot be parsed: {type(error).__name__}: {error}") from error


def _refused(path: Path, reason: str) -> UnreadableDocument:
    return UnreadableDocument(str(path), reason, "请用表格软件打开后另存为 .xlsx / open it and save it again as .xlsx")


def _has_formulas(workbook: Any) -> bool:
    return any(cell.data_type == "f" for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row)


def _check_size(path: Path, sheet: Any) -> None:
    if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
        what = f"工作表“{sheet.title}”有 {sheet.max_row} 行 {sheet.max_column} 列，上限 {MAX_ROWS} 行 {MAX_COLUMNS} 列"
        raise UnreadableDocument(
            str(path), f"{what} / sheet too large", "请删去空行空列或拆分 / delete empty rows or split"
        )


def _table(sheet: Any, values: Any) -> Table:
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    width, name = sheet.max_column, sheet.title

    def cell(row: int, column: int) -> Cell:
        top, left = merged.get((row, column), (row, column))
        at = sheet.cell(top, left)
        text = _shown(at, values, sheet)
        struck = bool(text and at.font and at.font.strike)
        return Cell(f"{name}!{at.coordinate}", text, struck, (top, left) != (row, column))

    rows = tuple(tuple(cell(r, c) for c in range(1, width + 1)) for r in range(1, sheet.max_row + 1))
    return Table(name, rows, hidden=sheet.sheet_state != "visible")


def _shown(cell: Any, values: Any, sheet: Any, depth: int = 0) -> str:
    if cell.data_type != "f":
        return text_of(cell.value, cell.number_format)
    formula = str(getattr(cell.value, "text", cell.value))
    cached = values.cell(cell.row, cell.column).value
    if cached is not None:
        return text_of(cached, cell.number_format)
    if found := _HYPERLINK.fullmatch(formula):
        return found[1]
    if (found := _REFERENCE.fullmatch(formula)) and depth < 8:
        return _shown(sheet[f"{found[1]}{found[2]}"], values, sheet, depth + 1)
    return ""


def text_of(value: Any, number_format: str = "General") -> str:
    """Return a cell's value as text: ISO dates, whole numbers without a point, decimals as they are shown.

    >>> text_of(2023.1, "0.00"), text_of(45047.0), text_of(True)
    ('2023.10', '45047', '是')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    if isinstance(value, float):
        shown = _DECIMALS.fullmatch(number_format)
        return f"{value:.{len(shown[1])}f}" if shown else f"{value:.15g}"
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip("\n")
