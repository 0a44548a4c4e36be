"""双方 Whose side a column speaks of, and whose titles its people have.

Invariant: what a heading says of its side stands; only silent columns are placed by those around them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.ledger.blocks import Block
from ingest.ledger.headers import JOIN, normal, side_of
from ingest.ledger.mapping import Column
from ingest.ledger.organizations import split_branch, split_school, type_of
from ingest.ledger.parties import parts_in
from ingest.ledger.shapes import values_of

_ORG = ("org", "unit", "branch", "org_code")
_INCOMING = re.compile(r"来访|到访|来校|来宾|访客")
_GUESTS = re.compile(r"来访|到访|来校|来宾|访客|对方|企业|企方|客方")
_HOSTS = re.compile(r"接待|对接|受访|被访|企业|企方|对方|乙方|单位|合作|contact|partner|company", re.IGNORECASE)
_FIRST = re.compile(r"(一|1|A|甲|Ⅰ)$")
_OWNER_HOME = re.compile(r"校方|学校|甲方|我方|本方|校内|院系|学院")
_OWNER_PARTNER = re.compile(r"企业|企方|乙方|丙方|对方|合作方|合作单位|结对|联建|共建单位|单位|走访|受访|接待")
_OWNER_BASE = re.compile(r"基地|班级|班主任|平台|中心|产业学院|工作室|项目")


def opposed(block: Block, columns: list[Column]) -> list[Column]:
    """Take the first of several partner columns for the own side where its values name units without a body."""
    orgs = [i for i, c in enumerate(columns) if c.means in _ORG and JOIN not in c.header]
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


def sided(column: Column, columns: Sequence[Column], kind: str) -> Column:
    """Say whose side a column speaks of where its heading does not."""
    if column.means not in (*_ORG, "person", "title"):
        return replace(column, side="")
    if kind in ("person", "register") or (kind == "member" and column.means in _ORG):
        return replace(column, side="home")
    if column.means == "unit":
        return replace(column, side="partner" if re.search("企业|对方|乙方", column.header) else "home")
    if column.side or column.means in ("person", "title"):
        return column
    return replace(column, side="home" if _is_own(column, columns, kind) else "partner")


def _is_own(column: Column, columns: Sequence[Column], kind: str) -> bool:
    others = [c for c in columns if c.means in _ORG and c is not column]
    opposed = any(c.side == "partner" for c in others)
    if opposed and (column.means == "branch" or kind != "base"):
        return True
    same = [c for c in columns if c.means == column.means and not c.side]
    return len(same) > 1 and same[0] is column and not any(c.side == "home" for c in others)


def owned(column: Column, columns: Sequence[Column], kind: str) -> Column:
    """Say whose title a column of persons gives."""
    if column.means != "person":
        return column
    if kind in ("person", "member", "register"):
        return replace(column, of="home")
    if re.search("双方|各方", column.header):
        return replace(column, of="both")
    owner = (_visitor(column, columns) if kind == "visit" else "") or _owner_said(column, columns)
    return replace(column, of=owner or side_of(column.header) or _nearest(column, columns))


def _visitor(column: Column, columns: Sequence[Column]) -> str:
    """Return the side of the people of a visit: hosts are the partner's, unless the partner is the visitor."""
    if any(_INCOMING.search(c.header) for c in columns if c.means in _ORG):
        return "partner" if _GUESTS.search(column.header) else "home"
    return "" if _HOSTS.search(column.header) else "home"


def _owner_said(column: Column, columns: Sequence[Column]) -> str:
    """Return whose title a heading like 企业负责人 or 班主任 says it is."""
    bases = [c.header for c in columns if c.means == "base"]
    core = normal(column.header.split(JOIN)[-1])
    if bases and (_OWNER_BASE.search(core) or (any("学院" in h for h in bases) and core.startswith("学院"))):
        return "base"
    before = core.replace(column.role, "", 1)
    owners = ((_OWNER_HOME, "home"), (_OWNER_PARTNER, "partner"))
    said = next((owner for pattern, owner in owners if pattern.search(before)), "") or side_of(column.header)
    return said or ("base" if bases and column.role and "书记" not in column.role else "")


def _nearest(column: Column, columns: Sequence[Column]) -> str:
    """Return the side of the organization nearest to the left, which a lone 书记 or 负责人 goes with."""
    at = next(i for i, c in enumerate(columns) if c.header == column.header)
    left = [c for c in columns[:at] if c.means in _ORG]
    return (left[-1].side if left else "") or "home"
