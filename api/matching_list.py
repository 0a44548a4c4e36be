"""对接清单 Recommendations as a workbook that planners pass on: one row a pair, with its reasons and their quotes.

Invariant: cells hold text, never formulas, whatever stands in a document.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.model import Entity
from graph.ontology import ontology
from graph.recommend import Recommendation
from graph.stores import Store

HEADINGS = ("序号", "机构", "机构类型", "推荐对象", "对象类型", "得分", "理由", "路径", "原文依据", "对接情况", "备注")
WIDTHS = (6, 28, 12, 28, 12, 8, 48, 36, 60, 12, 20)
CHOICES = "未联系,已联系,已接受,已谢绝"
QUOTES = 3
LONGEST = 32_000
"""A cell of a workbook takes 32,767 characters."""


@dataclass(frozen=True, slots=True)
class Quote:
    """引文 What a reason rests on: the words, and the title of the source that they stand in."""

    text: str
    source: str
    claim: str


def quotes_of(store: Store, claims: Iterable[str], most: int = QUOTES) -> list[Quote]:
    """Return the quotes of the first few claims, in order of id."""
    cited = store.claims(sorted(set(claims))[:most])
    return [Quote(e.quote, c.source.title, c.claim.id) for c in cited for e in c.claim.evidence[:1]]


def write_matching_list(store: Store, rows: Iterable[tuple[Entity, Recommendation]], out: Path) -> int:
    """Write the list; return how many pairs it holds."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has a sheet)
    sheet.title = "对接清单"
    sheet.append(HEADINGS)
    count = 0
    for count, (entity, found) in enumerate(rows, 1):
        for column, value in enumerate(_row(store, count, entity, found), 1):
            cell = sheet.cell(count + 1, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # “=1+1” in a name stays a name
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "C2"
    choice = DataValidation(type="list", formula1=f'"{CHOICES}"', allow_blank=True)
    choice.add(f"J2:J{max(count, 1) + 1}")
    sheet.add_data_validation(choice)
    book.save(out)
    return count


def _row(store: Store, number: int, entity: Entity, found: Recommendation) -> tuple[str | int | float, ...]:
    types = ontology()
    reasons = "\n".join(f"{i}. {reason.zh}" for i, reason in enumerate(found.reasons, 1))
    path = next((reason.path for reason in found.reasons if reason.path), ())
    names = " — ".join(store.entity(id_).name for id_ in path)
    quotes = quotes_of(store, (claim for reason in found.reasons for claim in reason.claims))
    said = "\n".join(f"“{quote.text}”——{quote.source}" for quote in quotes)
    ends = (entity.name, types.zh(entity.type), found.entity.name, types.zh(found.entity.type))
    return (number, *map(_safe, ends), round(found.score, 4), _safe(reasons), _safe(names), _safe(said), "未联系", "")


def _safe(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
