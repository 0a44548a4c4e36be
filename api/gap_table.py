"""缺口的地区与列出 Gaps with real administrative divisions: where an organization lies, rows for tables and JSON.

Invariant: a region is the division that a name says, to the level asked for; a name that may mean several divisions,
or none, tells nothing. Cells of a workbook hold text, never formulas.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.exports import inert
from api.settings import t
from graph.analytics.gaps import Cell, Coverage, GapOptions, GapTable, gaps
from graph.analytics.partners import PartnerGraph
from graph.model import Network

LEVELS = {"province": 1, "city": 2, "county": 3}
COVERAGE = {
    Coverage.NONE: ("无伙伴", "no partners"),
    Coverage.SINGLE: ("单点", "single point"),
    Coverage.THIN: ("薄弱", "thin"),
    Coverage.COVERED: ("已覆盖", "covered"),
}
HEADINGS = (
    "产业链",
    "专业",
    "地区",
    "覆盖",
    "院校数",
    "企业等",
    "无伙伴",
    "伙伴对数",
    "单点",
    "无伙伴者",
    "仅一家伙伴者",
)
WIDTHS = (14, 14, 18, 10, 8, 8, 8, 10, 28, 60, 60)
LONGEST = 32_000
"""A cell of a workbook takes 32,767 characters."""


def gap_table(network: Network, graph: PartnerGraph, level: str = "city", thin: float = 0.5) -> GapTable:
    """Return the gaps with regions to a level: province, city or county."""
    wanted = LEVELS[level]

    def region(name: str) -> str:
        # A place that the data does not have (a development zone, a village) stays as the source names it.
        # The mark keeps the last part: a name is never all place.
        return division(f"{name}：", wanted) or name

    return gaps(network, graph, GapOptions(thin, region, lambda name: division(name, wanted)))


def division(text: str, wanted: int) -> str | None:
    """Return the division that a text begins with, to a level (1 province … 3 county), None if it names none.

    >>> division("江苏省徐州市泉山区教育局", 2)
    '江苏省徐州市'
    """
    from ingest.resolve.divisions import leading, names_of, stem

    found = leading(text)[0]
    codes = {stem(code)[: 2 * wanted].ljust(6, "0") for code in found}
    if len(codes) != 1:
        return None
    (code,) = codes
    above = (code[:size].ljust(6, "0") for size in (2, 4, 6))
    return "".join(dict.fromkeys(names_of(part) for part in above))


def coverage_word(coverage: Coverage) -> str:
    """Return what a coverage is called in the user's language."""
    return t(*COVERAGE[coverage])


def unknown_word() -> str:
    """Return what stands for an unknown chain, major or region."""
    return t("（未知）", "(unknown)")


def as_json(table: GapTable, cell: Cell) -> dict[str, Any]:
    """Return a cell with its organizations as {id, name}."""

    def named(ids: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"id": id_, "name": table.entities[id_].name} for id_ in ids]

    sides = {name: named(getattr(cell, name)) for name in ("schools", "others", "alone", "by_one", "single")}
    place = {"chain": cell.chain, "major": cell.major, "region": cell.region}
    return {**place, "coverage": str(cell.coverage), "ties": cell.ties, **sides}


def rows(table: GapTable) -> Iterator[tuple[str | int, ...]]:
    """Yield a row a cell, as the headings name them."""
    for cell in table.cells:
        place = (cell.chain, cell.major, cell.region)
        counts = (len(cell.schools), len(cell.others), len(cell.alone), cell.ties)
        names = ("、".join(table.names(ids)) for ids in (cell.single, cell.alone, cell.by_one))
        yield (*(value or "（未知）" for value in place), COVERAGE[cell.coverage][0], *counts, *names)


def write_workbook(table: GapTable, out: Path) -> None:
    """Write the cells as XLSX."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has a sheet)
    sheet.title = "缺口"
    sheet.append(HEADINGS)
    for number, row in enumerate(rows(table), 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST] if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # “=1+1” in a name stays a name
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "D2"
    book.save(out)


def csv_table(table: GapTable) -> bytes:
    """Return the cells as CSV (UTF-8 with BOM, so that Excel shows Chinese); no text acts as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([inert(value) for value in row] for row in rows(table))
    return out.getvalue().encode("utf-8-sig")
