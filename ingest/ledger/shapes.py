"""值的形状 What the values of a column look like, whatever its heading says.

Invariant: a shape is a share in [0, 1] of the values that say something.
"""

import re
from collections import Counter
from collections.abc import Iterable

from ingest.document import Cell
from ingest.ledger.blocks import Block
from ingest.ledger.dates import parse_date, parse_term
from ingest.ledger.organizations import is_unit_name, type_of
from ingest.ledger.parties import is_person, parts_in, people_in
from ingest.ledger.words import is_blank, is_ditto, is_mark

_SAMPLE = 200
_BASE = re.compile(
    r"(基地|中心|平台|工作室|产业学院|企业学院|乡村振兴学院|班|工坊|实训室|实验室|园|工区|车间|工作站|示范点|创客空间|驿站|课堂|课程|学徒制.*|工厂|体验馆|研习所)$"
)
_RANGE = re.compile(r".*\d.*(?:-|—|–|~|至|到|～).*\d")
_NUMBER = re.compile(r"[\d,，.]+\s*(?:万?元|亿元|万|亩|人|个|%|平方米|㎡|台|套)?")


def values_of(block: Block, index: int) -> list[Cell]:
    """Return the cells of a column that say something, each merged cell once, at most 200."""
    cells = {r.cells[index].address: r.cells[index] for r in block.rows}
    return [c for c in cells.values() if not is_blank(c.text) and not is_ditto(c.text)][:_SAMPLE]


def shares(cells: Iterable[Cell], marks: Iterable[str] = ()) -> Counter[str]:
    """Return the share of each shape among the cells (a cell may have several shapes)."""
    counted: Counter[str] = Counter()
    cells, known = list(cells), set(marks)
    for cell in cells:
        counted.update(_shapes(cell, known))
    return Counter({k: n / len(cells) for k, n in counted.items()}) if cells else Counter()


def _shapes(cell: Cell, marks: set[str]) -> set[str]:
    text = cell.text.strip()
    if (
        is_mark(re.sub(r"[（(].*[)）]$", "", text))
        or re.sub(r"[（(].*[)）]$", "", text) in marks
        or (marks and all(t in marks for t in re.split(r"[/、,，+\s]+", text)))
    ):
        return {"mark"}
    out: set[str] = set()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        out.add("number")
    if parse_date(text) and len(text) <= 24:
        out.add("date")
    if _RANGE.match(text) and (term := parse_term(text)) and term.start and term.end:
        out.add("range")
    if out or _NUMBER.fullmatch(text):
        return out | {"number"} if _NUMBER.fullmatch(text) else out
    return _names(cell, text)


def _names(cell: Cell, text: str) -> set[str]:
    out = {"base"} if is_base_name(text) else set()
    parts = parts_in(cell)
    if parts and len(parts[0].text) <= 40:
        kind = type_of(parts[0].text)
        if kind in ("party_org", "alliance"):
            out.add("party" if kind == "party_org" else "alliance")
        elif kind and not (kind == "school_unit" and "base" in out):
            out |= {"org", "unit"} if kind == "school_unit" or is_unit_name(parts[0].text) else {"org", "full"}
    if all(map(is_person, re.split(r"[、，,\s]+", text))):
        out.add("person")
    elif people_in(text):
        out.add("titled")
    return out


def is_base_name(text: str) -> bool:
    """Tell whether a name ends as bases, platforms and classes do."""
    name = re.sub(r"[（(][^（）()]*[)）]$", "", text.strip())
    return (
        bool(_BASE.search(name))
        and type_of(name) != "enterprise"
        and not re.search(r"职教中心|职业教育中心|服务中心$", name)
    )
