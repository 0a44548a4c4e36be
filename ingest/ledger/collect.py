"""汇集 Gathers the records and claims of a ledger, each once, whatever number of rows says it.

Invariant: the same statement from two rows is one claim with both cells; a plain cooperation of two parties that
signed or paired with each other says nothing new and is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.model import Claim, Evidence, Reading, Record, Source
from graph.names import fold
from graph.ontology import ontology
from ingest.document import Cell
from ingest.ledger.report import Problem
from ingest.ledger.roster import Organization


class Collector:
    """汇集器 Turns what rows say into records and claims of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._records: dict[str, Record] = {}
        self._claims: dict[str, Claim] = {}
        self._placed: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []

    def record(self, type_: str, name: str, key: str | None = None, **rest: Any) -> str:
        """Return the id of a record, made at its first mention; aliases add up."""
        record = Record.of(self._source.id, type_, name, key=key or f"{type_}:{fold(name)}", **rest)
        known = self._records.get(record.id)
        if known:
            aliases = tuple(dict.fromkeys(known.aliases + record.aliases))
            attributes = known.attributes or record.attributes
            record = replace(known, aliases=tuple(a for a in aliases if a != known.name), attributes=attributes)
        self._records[record.id] = record
        return record.id

    def organization(self, org: Organization, cell: Cell) -> str:
        """Return the id of an organization's record; its place in its parents becomes PART_OF claims."""
        id_ = self.record(org.type, org.name, aliases=org.aliases, relative=org.relative)
        if org.parent:
            parent = self.organization(org.parent, cell)
            if (id_, parent) not in self._placed:
                self._placed.add((id_, parent))
                self.claim("PART_OF", id_, parent, [cell], "ledger:name")
        return id_

    def person(self, name: str) -> str:
        """Return the id of a person's record."""
        return self.record("person", name)

    def claim(self, type_: str, head: str, tail: str, cells: Sequence[Cell], method: str, **rest: Any) -> None:
        """Add a claim; said again, it gains the new cells as evidence."""
        link = ontology().links[type_]
        ends = (self._records[head].type, self._records[tail].type)
        if head == tail or not link.allows(*ends):
            return
        if link.symmetric:
            head, tail = min(head, tail), max(head, tail)
        evidence = tuple(Evidence(c.text, cell=c.address) for c in cells)
        rest.setdefault("confidence", 0.95)
        claim = Claim.of(self._source.id, type_, head, tail, evidence=evidence, method=method, **rest)
        known = self._claims.get(claim.id)
        if known:
            claim = replace(known, evidence=tuple(dict.fromkeys(known.evidence + evidence)))
        self._claims[claim.id] = claim

    def reading(self) -> Reading:
        """Return all that was gathered."""
        flags = tuple(dict.fromkeys(p.flag(self._source.id) for p in self.problems if p.grave))
        return Reading(self._source, tuple(self._records.values()), tuple(self._telling()), flags)

    def _telling(self) -> Iterable[Claim]:
        linked = {frozenset((c.head, c.tail)) for c in self._claims.values() if c.type == "PAIRED_WITH"}
        parties: dict[str, list[str]] = {}
        for claim in self._claims.values():
            if claim.type == "SIGNED":
                parties.setdefault(claim.tail, []).append(claim.head)
        linked |= {frozenset((a, b)) for heads in parties.values() for a in heads for b in heads}
        return (
            c for c in self._claims.values() if c.type != "COOPERATES_WITH" or frozenset((c.head, c.tail)) not in linked
        )
