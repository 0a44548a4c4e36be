"""推断映射 A mapping suggested from headings, weighed against what the values look like.

Invariant: what a heading says stands unless most of the values contradict it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Document
from ingest.ledger.blocks import Block, Heading
from ingest.ledger.context import Context
from ingest.ledger.headers import JOIN, normal, sense_of, side_of
from ingest.ledger.kinds import kind_of
from ingest.ledger.mapping import Column, Mapping, TableMapping
from ingest.ledger.organizations import type_of
from ingest.ledger.shapes import shares, values_of
from ingest.ledger.sides import opposed, owned, sided
from ingest.ledger.words import ended_clause, is_blank, is_ditto, planned_clause
from ingest.ledger.workbook import Workbook, open_workbook

_SHAPED = frozenset(["", *"name org unit branch base project result region person alliance code".split()])


def suggest_mapping(document: Document) -> Mapping:
    """Return the mapping that the headings and values of a ledger suggest, one table for each block."""
    return suggest(open_workbook(document))


def suggest(workbook: Workbook) -> Mapping:
    """Return the suggested mapping of an opened workbook."""
    return Mapping(tuple(_table(b, c, workbook) for b, c in workbook.blocks))


def _table(block: Block, context: Context, workbook: Workbook) -> TableMapping:
    marks = [m for m, _ in context.legend]
    columns = [_column(block, h, workbook, marks) for h in headings_of(block)]
    columns = _matrix(block, columns, marks)
    columns = opposed(block, _contrasted(columns))
    kind = kind_of(context, columns)
    columns = [owned(sided(c, columns, kind), columns, kind) for c in columns]
    columns = _carried(block, columns, kind)
    return TableMapping(
        block.table.name,
        kind,
        tuple(columns),
        context.body.name if context.body else "",
        context.alliance.name if context.alliance else "",
    )


def headings_of(block: Block) -> list[Heading]:
    """Return the headings with unique paths: a second 姓名 becomes “姓名#2”, an empty one “列3”."""
    seen: Counter[str] = Counter()
    out = []
    for heading in block.headings:
        path = heading.path or f"列{heading.index + 1}"
        seen[path] += 1
        out.append(replace(heading, path=path if seen[path] == 1 else f"{path}#{seen[path]}"))
    return out


def _column(block: Block, heading: Heading, workbook: Workbook, marks: Sequence[str]) -> Column:
    path = re.sub(r"#\d+$", "", heading.path)
    sense = sense_of(path) if block.headings[heading.index].path else None
    cells = values_of(block, heading.index)
    means = sense.means if sense else ""
    if workbook.refers(block, heading.index):
        means = "org_code"
    else:
        weighed = _weighed(means, normal(path.split(JOIN)[-1]), shares(cells, marks))
        # One or two odd values do not take its meaning from a heading: they are mistakes to report.
        kept = sense and means != "name" and weighed in ("ignore", "date") and len(cells) < 3
        means = means if kept else weighed
    if means == "ignore" and sense is None and any(_tells_standing(c.text) for c in cells):
        means = "remark"
    role = sense.role if sense and means == "person" else ""
    return Column(heading.path, means, side_of(path), role)


def _tells_standing(text: str) -> bool:
    """Tell whether a text of an unknown column says that something ended or is only planned."""
    return len(text) >= 3 and bool(ended_clause(text) or planned_clause(text))


def _weighed(means: str, header: str, share: Counter[str]) -> str:
    """Return the meaning of a column after a look at its values."""
    if not share:
        return {"": "ignore", "name": "org"}.get(means, means)
    found = next((to for to, among, holds in _early(share) if holds and means in among), "")
    return found or (_by_shape(means, header, share) if means in _SHAPED else means)


def _early(share: Counter[str]) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Return the rules that come before all others: (meaning, among which meanings, whether it holds)."""
    undated = share["date"] + share["range"] == 0
    return (
        ("mark", ("", "org", "unit", "branch", "name"), share["mark"] >= 0.6),
        ("person", ("", "org", "name"), share["titled"] >= 0.5),
        ("person", ("",), share["person"] >= 0.7),
        ("term", ("date", "start"), share["range"] >= 0.5),
        ("org", ("date", "signed_on", "start"), undated and share["full"] >= 0.6),
    )


def _by_shape(means: str, header: str, share: Counter[str]) -> str:
    org = share["full"] + (share["unit"] if means in ("", "name", "org", "unit") else 0)
    rules = (
        ("branch", share["party"] >= 0.5 and means in ("", "name", "org", "unit", "base")),
        ("alliance", share["alliance"] >= 0.6 and means in ("", "name", "org")),
        ("org", means == "branch" and share["full"] >= 0.6 and share["party"] < 0.2),
        ("date", share["date"] >= 0.7 and means in ("", "name", "org", "base", "project")),
        (
            "ignore",
            share["number"] >= 0.8 and means in ("org", "unit", "base", "branch", "project", "person", "alliance"),
        ),
        ("serial", share["number"] >= 0.8 and means == "code"),
        ("base", share["base"] >= 0.5 and means in ("name", "project") and share["full"] < 0.6),
        (
            "org",
            share["full"] >= 0.6
            and means in ("project", "result", "region", "person", "alliance", "base")
            and share["base"] < 0.5,
        ),
        ("org", share["full"] >= 0.6 and means == "unit" and share["unit"] < 0.3),
        ("org", org >= 0.6 and means in ("", "name")),
        ("base", share["base"] >= 0.6 and means == ""),
    )
    found = next((to for to, holds in rules if holds), means)
    return {"": "ignore", "name": "ignore"}.get(found, found)


def _matrix(block: Block, columns: list[Column], marks: Sequence[str]) -> list[Column]:
    """Mark the columns of a matrix: their headings name organizations, their cells are marks or empty."""
    named = [i for i, h in enumerate(block.headings) if _names_someone(h.path.split(JOIN)[-1])]
    named = [i for i in named if shares(values_of(block, i), marks)["full"] < 0.5]
    filled = [c for i in named for c in values_of(block, i)]
    if len(named) < 2 or not filled or shares(filled, marks)["mark"] < 0.4:
        return [
            replace(c, means="ignore") if c.means == "mark" and i not in named else c for i, c in enumerate(columns)
        ]
    return [replace(c, means="mark") if i in named else c for i, c in enumerate(columns)]


def _names_someone(header: str) -> bool:
    """Tell whether a heading is the name of an organization, not a word for a kind of them."""
    header = normal(header) or header
    if re.fullmatch(
        r".{0,4}(单位|企业|部门|院系|机构|学校|院校)(名称)?|(二级|合作|所属|承办|对接|牵头|校内|责任|所在|产业|企业)?学院(名称)?",
        header,
    ):
        return False
    if re.search(r"有限公司$|集团$|大学$|学校$|协会$|学院$", header):
        return True
    sense = sense_of(header)
    return bool(type_of(header)) and (sense is None or (sense.means in ("org", "unit", "base") and len(header) > 4))


def _contrasted(columns: list[Column]) -> list[Column]:
    """Read 终止日期 beside 起始日期 as the end of the term."""
    means = {c.means for c in columns}
    if "start" in means and "end" not in means:
        return [replace(c, means="end") if c.means == "ended_on" else c for c in columns]
    return columns


def _carried(block: Block, columns: Sequence[Column], kind: str) -> list[Column]:
    """Mark the grouping columns: filled once for each group, and left of all that is not grouped."""
    out: list[Column] = []
    grouping = True
    for i, column in enumerate(columns):
        carries = _carries(block, i, column, kind, grouping)
        out.append(replace(column, carry=carries))
        grouping = grouping and (carries or column.means in ("serial", "ignore", "org_type", "code"))
    return out


def _carries(block: Block, index: int, column: Column, kind: str, leftmost: bool) -> bool:
    """Tell whether an empty cell of a column means “as above”."""
    means = ("org", "unit", "org_code", "alliance", "chain", "org_type", "region", "year", "member_role")
    if block.table.header is not None or not block.rows or column.means not in means:
        return False
    if column.side == "partner" and kind not in ("person", "member"):
        return False
    cells = [r.cells[index] for r in block.rows if any(c.text for c in r.cells)]
    if any(c.merged for c in cells) or is_blank(cells[0].text):
        return False
    texts = [c.text.strip() for c in cells]
    if any(a == b and a for a, b in pairwise(texts)) or any(map(is_ditto, texts)):
        return False
    empty = texts.count("")
    return empty > 0 and (leftmost or empty * 2 >= len(texts))
