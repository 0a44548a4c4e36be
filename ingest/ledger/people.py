"""人员 Who has which role at which organization: columns of people, their titles, and roles in running text.

Invariant: a person without a stated role is recorded and linked to nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.model import attributes
from ingest.document import Cell
from ingest.ledger.collect import Collector
from ingest.ledger.entries import Entry, Party, Setting
from ingest.ledger.links import bases_of
from ingest.ledger.mapping import Column
from ingest.ledger.parties import Someone, people_in
from ingest.ledger.report import Problem
from ingest.ledger.roster import Organization
from ingest.ledger.words import Standing, is_blank

_FORMER = re.compile(r"原任?|前任|曾任|离任|卸任|调离|退休|离职|已?调|免职|不再|辞|former|ex-", re.IGNORECASE)
_SAID = re.compile(
    r"(?P<role>(?:党?支部|党总支|基地|项目|班级|现任)?(?:主持人|负责人|书记|副书记|院长|班主任|主任|会长|理事长|秘书长|站长|带头人|首席专家|组长))\s*[:：]\s*(?P<name>[\u4e00-\u9fff]{2,3})(?![\u4e00-\u9fff])"
)
_JUNK = re.compile(r"[（(](?:兼|代|挂职|主持工作|暂代|拟任)[)）]")


def link_people(entry: Entry, setting: Setting, into: Collector) -> None:
    """Add the people of a row with their roles."""
    for column, cell in entry.line.of("person"):
        if column.of == "both":
            _link_both(column, cell, entry, setting, into)
            continue
        people = people_in(_JUNK.sub("", cell.text))
        if not people and not is_blank(cell.text):
            into.problems.append(_unreadable(cell))
        titles = _titles(column, entry, setting)
        for i, someone in enumerate(people):
            _link_person(
                someone,
                titles[i] if i < len(titles) else titles[-1] if titles else None,
                (column, cell),
                entry,
                setting,
                into,
            )

    for _, cell in entry.line.of("remark", "result"):
        for found in _SAID.finditer(cell.text):
            column = Column("", "person", role=found["role"], of="base" if entry.line.of("base") else "home")
            _link_person(Someone(found["name"]), None, (column, cell), entry, setting, into)


def _link_both(column: Column, cell: Cell, entry: Entry, setting: Setting, into: Collector) -> None:
    """Give the people of both sides, named in the order of the parties' columns, to them one by one."""
    order = [c.header for c in setting.columns]
    parties = sorted(entry.homes[:1] + entry.partners[:1], key=lambda p: order.index(p.column.header))
    pieces = re.split(r"[、，,；;/／\n]", _JUNK.sub("", cell.text))
    for party, piece in zip(parties, pieces, strict=False):
        side = "partner" if party in entry.partners else "home"
        for someone in people_in(re.sub(r"^\s*[校企甲乙我对]方?\s*[:：]", "", piece)):
            _link_person(someone, None, (replace(column, of=side), cell), entry, setting, into)


def _unreadable(cell: Cell) -> Problem:
    what = "电话或编号" if re.search(r"\d{5,}", cell.text) else f"“{cell.text.strip()[:20]}”"
    return Problem.at(cell, f"应为姓名，却是{what}，不取", "请填写姓名")


def _titles(column: Column, entry: Entry, setting: Setting) -> list[tuple[str, Cell]]:
    """Return the titles beside a column of people: of the next title column to its right, else to its left."""
    headers = [c.header for c in setting.columns]
    at = headers.index(column.header)
    persons = [i for i, c in enumerate(setting.columns) if c.means == "person"]
    following = min((i for i in persons if i > at), default=len(headers))
    preceding = max((i for i in persons if i < at), default=-1)
    found = [(headers.index(c.header), cell) for c, cell in entry.line.of("title")]
    beside = [cell for i, cell in found if at < i < following] or [
        cell for i, cell in found if preceding < i < at and preceding == -1
    ]
    split = [(t.strip(), cell) for cell in beside for t in re.split(r"[；;\n]", cell.text) if t.strip()]
    return split[:1] if len(split) != len(people_in(entry.line.first("person").text)) else split  # type: ignore[union-attr]


def _link_person(
    someone: Someone,
    beside: tuple[str, Cell] | None,
    at: tuple[Column, Cell],
    entry: Entry,
    setting: Setting,
    into: Collector,
) -> None:
    column, cell = at
    person = into.person(someone.name)
    title = someone.title or (beside[0] if beside else "") or column.role
    if not title or entry.validity.standing.says_nothing or not (column.of or someone.of):
        return
    shown = beside[1] if beside and not someone.title else cell
    terms = _terms(entry, title, setting)
    for target in _targets(someone, column, entry, setting, into, cell):
        into.claim(
            "HAS_ROLE",
            person,
            target,
            [shown],
            "ledger:role",
            attributes=attributes(title=_FORMER_TITLE.sub("", title) or title),
            **terms,
        )


_FORMER_TITLE = re.compile(r"^(?:原任?|前任?|曾任)")


def _terms(entry: Entry, title: str, setting: Setting) -> dict[str, object]:
    gone = _FORMER.match(title) or (setting.kind == "person" and (_FORMER.search(entry.line.text("status", "remark"))))
    closed = entry.validity.standing is Standing.ENDED and setting.kind != "member"
    return {"state": "ended", "until": entry.validity.ended} if gone or closed else {}


def _targets(
    someone: Someone, column: Column, entry: Entry, setting: Setting, into: Collector, cell: Cell
) -> Iterator[str]:
    """Yield the records that a person's role is at."""
    if column.of == "base" and not someone.of:
        yield from (into.record("base", name) for name, _ in bases_of(entry))
        return
    parties = _owners(column, entry, setting)
    if someone.of:
        within = parties[0].org if parties else setting.body
        org = setting.roster.resolve(someone.of, _school(within) or setting.body, hint="school_unit")
        if org:
            yield into.organization(org, cell)
            return
    for party in parties[:1]:
        yield into.organization(party.org, party.cell)


def _school(org: Organization | None) -> Organization | None:
    while org and org.parent:
        org = org.parent
    return org


def _owners(column: Column, entry: Entry, setting: Setting) -> Sequence[Party]:
    """Return the parties of a column's side, the nearest column to the left first."""
    parties = entry.partners if column.of == "partner" else entry.homes
    if not parties and column.of == "home" and setting.body and setting.kind not in ("person", "member", "register"):
        cell = entry.line.first("person")
        return [Party(setting.body, cell, column)] if cell else []
    order = [c.header for c in setting.columns]
    at = order.index(column.header) if column.header in order else len(order)
    distance = [(order.index(p.column.header) > at, abs(order.index(p.column.header) - at)) for p in parties]
    return [p for _, p in sorted(zip(distance, parties, strict=True), key=lambda pair: pair[0])]
