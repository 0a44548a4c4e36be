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
from ingest.ledger.organizations import split_branch, split_school, type_of
from ingest.ledger.parties import parts_in
from ingest.ledger.shapes import shares, values_of
from ingest.ledger.words import ended_clause, is_blank, is_ditto, planned_clause
from ingest.ledger.workbook import Workbook, open_workbook

_ORG = ("org", "unit", "branch", "org_code")
_SHAPED = frozenset(["", *"name org unit branch base project result region person alliance code".split()])
_INCOMING = re.compile(r"来访|到访|来校|来宾|访客")
_GUESTS = re.compile(r"来访|到访|来校|来宾|访客|对方|企业|企方|客方")
_FIRST = re.compile(r"(一|1|A|甲|Ⅰ)$")
_OWNER_HOME = re.compile(r"校方|学校|甲方|我方|本方|校内|院系|学院")
_OWNER_PARTNER = re.compile(r"企业|企方|乙方|丙方|对方|合作方|合作单位|结对|联建|共建单位|单位|走访|受访|接待")
_OWNER_BASE = re.compile(r"基地|班级|班主任|平台|中心|产业学院|工作室|项目")


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
    columns = _opposed(block, _contrasted(columns))
    kind = kind_of(context, columns)
    columns = [_owned(_sided(c, columns, kind), columns, kind) for c in columns]
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
        means = _weighed(means, normal(path.split(JOIN)[-1]), shares(cells, marks))
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
    filled = [c for i in named for c in values_of(block, i)]
    if len(named) < 2 or not filled or shares(filled, marks)["mark"] < 0.5:
        return [
            replace(c, means="ignore") if c.means == "mark" and i not in named else c for i, c in enumerate(columns)
        ]
    return [replace(c, means="mark") if i in named else c for i, c in enumerate(columns)]


def _names_someone(header: str) -> bool:
    """Tell whether a heading is the name of an organization, not a word for a kind of them."""
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


def _opposed(block: Block, columns: list[Column]) -> list[Column]:
    """Take the first of several partner columns for the own side where its values name units without a body."""
    orgs = [i for i, c in enumerate(columns) if c.means in _ORG]
    if len(orgs) < 2 or any(columns[i].side == "home" for i in orgs):
        return columns
    own = [i for i in orgs if _bodiless(block, i) >= 0.5] or [i for i in orgs[:1] if _FIRST.search(columns[i].header)]
    if not own or len(own) == len(orgs):
        own = [i for i in orgs[:1] if _FIRST.search(columns[i].header)]
    return [replace(c, side="home") if i in own else c for i, c in enumerate(columns)]


def _bodiless(block: Block, index: int) -> float:
    """Return the share of a column's values that name a unit or branch without saying of whom."""
    names = [p.text for c in values_of(block, index) for p in parts_in(c)]
    short = [n for n in names if (type_of(n) == "school_unit" and not split_school(n)) or _is_bare_branch(n)]
    return len(short) / len(names) if names else 0.0


def _is_bare_branch(name: str) -> bool:
    body = split_branch(name)
    return type_of(name) == "party_org" and (body is None or type_of(body[0]) == "school_unit")


def _sided(column: Column, columns: Sequence[Column], kind: str) -> Column:
    """Say whose side a column speaks of where its heading does not."""
    if column.means not in (*_ORG, "person", "title"):
        return replace(column, side="")
    if kind in ("person", "register") or (kind == "member" and column.means in _ORG):
        return replace(column, side="home")
    if column.side or column.means in ("person", "title"):
        return column
    return replace(column, side="home" if _is_own(column, columns, kind) else "partner")


def _is_own(column: Column, columns: Sequence[Column], kind: str) -> bool:
    others = [c for c in columns if c.means in _ORG and c is not column]
    opposed = any(c.side == "partner" for c in others)
    if column.means == "unit" or (opposed and (column.means == "branch" or kind != "base")):
        return True
    same = [c for c in columns if c.means == column.means and not c.side]
    return len(same) > 1 and same[0] is column and not any(c.side == "home" for c in others)


def _owned(column: Column, columns: Sequence[Column], kind: str) -> Column:
    """Say whose title a column of persons gives."""
    if column.means != "person":
        return column
    if kind in ("person", "member", "register"):
        return replace(column, of="home")
    if re.search("双方|各方", column.header):
        return replace(column, of="both")
    if kind == "visit" and any(_INCOMING.search(c.header) for c in columns if c.means in _ORG):
        return replace(column, of="partner" if _GUESTS.search(column.header) else "home")
    has_base = any(c.means == "base" for c in columns)
    said = _owner_said(column, has_base) or side_of(column.header)
    if not said and has_base and column.role and "书记" not in column.role:
        said = "base"
    return replace(column, of=said or _neighbour(column, columns, kind))


def _owner_said(column: Column, has_base: bool) -> str:
    """Return whose title a heading like 企业负责人 or 班主任 says it is."""
    core = normal(column.header.split(JOIN)[-1])
    if has_base and _OWNER_BASE.search(core):
        return "base"
    before = core.replace(column.role, "", 1)
    owners = ((_OWNER_HOME, "home"), (_OWNER_PARTNER, "partner"))
    return next((owner for pattern, owner in owners if pattern.search(before)), "")


def _neighbour(column: Column, columns: Sequence[Column], kind: str) -> str:
    """Return the side of the organization nearest to the left, which a lone 书记 or 负责人 goes with."""
    if kind == "visit":
        return "partner" if re.search(r"接待|对接|受访|企业|contact", normal(column.header)) else "home"
    at = next(i for i, c in enumerate(columns) if c.header == column.header)
    left = [c for c in columns[:at] if c.means in _ORG]
    return (left[-1].side if left else "") or "home"


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
