"""行的联系 From entries to claims: what each kind of row says of its parties.

Invariant: a row that is only planned gives no claim but the PART_OF of the units that it names.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from graph.model import attributes
from graph.names import fold
from ingest.document import Cell
from ingest.ledger.agreements import agreement_kind, agreement_name, amount_wan
from ingest.ledger.collect import Collector
from ingest.ledger.entries import Entry, Party, Setting
from ingest.ledger.mapping import Column
from ingest.ledger.organizations import type_of
from ingest.ledger.parties import is_generic, parts_in
from ingest.ledger.report import Problem
from ingest.ledger.roster import Organization
from ingest.ledger.shapes import is_base_name
from ingest.ledger.words import Standing, is_blank, yes_or_no

_TWO_SIDED = ("agreement", "support", "cooperation", "visit", "pairing")
_NO_HOST = ("person", "member", "register", "matrix")
_ASIDE = re.compile(
    r"[（(](?:拟|筹|洽谈|在建|新增|已?(?:挂牌|摘牌|停办|撤销|终止|授牌)|简称|原名|[省市校国]级)[^（）()]*[)）]"
)
_PAIRING = re.compile(r"党建|结对|联建|支部共建|党支部")


def link(entry: Entry, setting: Setting, into: Collector) -> None:
    """Add what an entry says to the collector."""
    into.problems += entry.problems
    if entry.validity.standing.says_nothing:
        _name_only(entry, into)
        return
    for party in entry.parties:
        into.organization(party.org, party.cell)
    parties = _with_host(entry, setting)
    _link_parties(entry, parties, setting, into)
    _link_attributes(entry, into)


def _name_only(entry: Entry, into: Collector) -> None:
    for party in entry.parties:
        into.organization(party.org, party.cell)
    cell = entry.validity.cell
    if cell:
        why = "有待核实" if entry.validity.standing is Standing.DOUBTFUL else "尚未成立"
        into.problems.append(Problem.at(cell, f"“{cell.text.strip()}”表示{why}，不取关系", "落实后更新此行再导入"))


def _with_host(entry: Entry, setting: Setting) -> tuple[Party, ...]:
    """Return the parties with the ledger's own body where the row leaves its side unsaid."""
    body = setting.body
    one_sided = setting.kind in _TWO_SIDED and not entry.partners and len(entry.homes) == 1
    if one_sided and body and not _same_house(entry.homes[0].org, body) and entry.homes[0].org.type != "school_unit":
        return (*entry.homes, Party(body, entry.homes[0].cell, Column("", "org")))
    if entry.homes or body is None or setting.kind in _NO_HOST or not (entry.partners or entry.line.of("base")):
        return entry.parties
    if any(_same_house(p.org, body) for p in entry.partners):
        return entry.parties
    cell = entry.line.first("base", "agreement", "project", "code", "serial") or (
        entry.partners[0].cell if entry.partners else None
    )
    return (*entry.partners, Party(body, cell, Column("", "org"))) if cell else entry.parties


def _same_house(org: Organization, body: Organization) -> bool:
    return org.name == body.name or (org.parent is not None and _same_house(org.parent, body))


def _link_parties(entry: Entry, parties: Sequence[Party], setting: Setting, into: Collector) -> None:
    signed = entry.signing.signed is True and _sign(entry, parties, setting, into)
    kind = setting.kind
    pairs = _is_pairing(entry, setting)
    if pairs and (kind != "agreement" or signed):
        _pair(entry, parties, "PAIRED_WITH", f"ledger:{kind}", into)
    if kind == "base":
        _build(entry, parties, into)
    if kind == "member":
        _join(entry, parties, setting, into)
    if kind in ("visit", "support", "cooperation") and not signed and not pairs:
        _pair(entry, parties, "COOPERATES_WITH", f"ledger:{kind}", into)
    if kind == "support" or entry.line.of("amount", "project"):
        _fund(entry, parties, into)


def _is_pairing(entry: Entry, setting: Setting) -> bool:
    said = entry.line.first("paired")
    if said is not None:
        return yes_or_no(said.text) is True
    if setting.kind == "pairing":
        return True
    return setting.kind == "agreement" and bool(_PAIRING.search(entry.line.text("agreement", "org_type")))


def _terms(entry: Entry, party: Party | None = None, date: str | None = None) -> dict[str, Any]:
    """Return date, end, state and confidence of a claim of this row."""
    state = entry.validity.state
    until = entry.validity.ended if state == "ended" else entry.term.end
    if party is not None and party.struck and state != "ended":
        state, until = type(state).ENDED, None
    confidence = 0.95 * (party.org.confidence if party else 1.0)
    return {"date": date or entry.date, "until": until, "state": state, "confidence": round(confidence, 3)}


def _sign(entry: Entry, parties: Sequence[Party], setting: Setting, into: Collector) -> bool:
    names = {p.org.name for p in parties}
    if len(names) < 2:
        return False
    title = entry.line.first("agreement")
    kind = agreement_kind(entry.line, setting.context.title, setting.kind)
    name = agreement_name(title, names, kind)
    number = entry.line.first("agreement_no")
    key = "|".join([fold(number.text) if number else fold(name), *sorted(map(fold, names)), entry.signing.date or ""])
    term = "长期" if entry.term.open else None
    agreement = into.record("agreement", name, f"agreement:{key}", attributes=attributes(kind=kind, term=term))
    for party in parties:
        cells = [party.cell] if entry.signing.cell in (None, party.cell) else [party.cell, entry.signing.cell]
        terms = _terms(entry, party, entry.signing.date)
        into.claim(
            "SIGNED",
            into.organization(party.org, party.cell),
            agreement,
            [c for c in cells if c],
            "ledger:signed",
            attributes=attributes(kind=kind),
            **terms,
        )
    return True


def _pair(entry: Entry, parties: Sequence[Party], type_: str, method: str, into: Collector) -> None:
    for a, b in _couples(entry, parties):
        terms = _terms(entry, a if a.org.confidence < b.org.confidence else b)
        extra = attributes(amount_wan=amount_wan(entry.line)) if type_ == "COOPERATES_WITH" else ()
        cell = a.cell if a in entry.partners else b.cell
        into.claim(
            type_,
            into.organization(a.org, a.cell),
            into.organization(b.org, b.cell),
            [cell],
            method,
            attributes=extra,
            **terms,
        )


def _couples(entry: Entry, parties: Sequence[Party]) -> Iterator[tuple[Party, Party]]:
    """Yield every pair across the two sides; across columns where all stand on one side."""
    partners = [p for p in parties if p in entry.partners]
    homes = [p for p in parties if p not in entry.partners]
    if partners and homes:
        yield from ((a, b) for a in partners for b in homes if a.org.name != b.org.name)
    else:
        yield from ((a, b) for a, b in combinations(parties, 2) if a.column != b.column)


def _build(entry: Entry, parties: Sequence[Party], into: Collector) -> None:
    for name, cell in bases_of(entry):
        base = into.record("base", name)
        for party in parties:
            into.claim(
                "CO_BUILT",
                into.organization(party.org, party.cell),
                base,
                [party.cell],
                "ledger:base",
                **_terms(entry, party),
            )
        if not parties:
            into.problems.append(Problem.at(cell, "没有写明共建单位", "请填写共建单位或填报单位"))


def bases_of(entry: Entry) -> Iterator[tuple[str, Cell]]:
    """Yield the bases (platforms, classes) that a row names; brackets that tell classes apart stay."""
    for _, cell in entry.line.of("base"):
        for text in _base_names(cell):
            name = re.sub(r"\s+", "", _ASIDE.sub("", text))
            if not is_blank(name) and not is_generic(name) and not re.fullmatch(r"[\d.]+", name):
                yield name, cell


def _base_names(cell: Cell) -> list[str]:
    if cell.parts:
        return [p.text for p in cell.parts]
    lines = [t for t in re.split(r"[；;\n]", cell.text) if t.strip()]
    pieces = [t for line in lines for t in line.split("、")]
    return pieces if all(is_base_name(p) for p in pieces) else lines


def _join(entry: Entry, parties: Sequence[Party], setting: Setting, into: Collector) -> None:
    named = [p.text for _, c in entry.line.of("alliance") for p in parts_in(c)]
    alliances = named or ([setting.context.alliance.name] if setting.context.alliance else [])
    role = entry.line.first("member_role")
    for alliance in alliances:
        tail = into.record("alliance", alliance)
        for party in parties:
            if party.org.name != alliance:
                head = into.organization(party.org, party.cell)
                extra = attributes(role=role.text.strip() if role else None)
                into.claim(
                    "MEMBER_OF", head, tail, [party.cell], "ledger:member", attributes=extra, **_terms(entry, party)
                )


def _fund(entry: Entry, parties: Sequence[Party], into: Collector) -> None:
    project, amount = entry.line.first("project"), amount_wan(entry.line)
    if project is None or amount is None:
        return
    givers = [p for p in parties if re.search("捐|资助|赞助|出资|donor|sponsor|甲方", p.column.header, re.IGNORECASE)]
    givers = givers or [p for p in parties if p.org.type in ("enterprise", "association")]
    tail = into.record("project", project.text.strip(), f"project:{fold(project.text)}|{entry.line.row.number}")
    for party in givers:
        head = into.organization(party.org, party.cell)
        into.claim(
            "FUNDED",
            head,
            tail,
            [project],
            "ledger:project",
            attributes=attributes(amount_wan=amount),
            **_terms(entry, party),
        )


def _link_attributes(entry: Entry, into: Collector) -> None:
    """Add region, chain, majors, demands and supplies of the row's own organization."""
    own = (entry.homes or entry.partners)[:1]
    placed = (("region", "LOCATED_IN", "region"), ("chain", "IN_CHAIN", "industry_chain"), ("major", "OFFERS", "major"))
    offered = (("seeks", "SEEKS", "supply_item"), ("provides", "PROVIDES", "supply_item"))
    for means, type_, target in (*placed, *offered):
        for _, cell in entry.line.of(means):
            for party in own if means != "region" or _near(own, cell) else ():
                _link_values(party, type_, target, cell, into)


def _near(own: Sequence[Party], cell: Cell) -> bool:
    return bool(own) and type_of(cell.text) in ("", "government", "other_org") and len(cell.text) <= 20


def _link_values(party: Party, type_: str, target: str, cell: Cell, into: Collector) -> None:
    values = [cell.text.strip()] if target in ("region", "supply_item") else re.split(r"[、，,；;\n]+", cell.text)
    for value in (v.strip() for v in values):
        if not is_blank(value):
            head = into.organization(party.org, party.cell)
            into.claim(type_, head, into.record(target, value), [cell], f"ledger:{target}")
