"""同名归并 The first rule of resolution: full, unmistakable names that are equal mean one entity.

Invariant: proposes `same` only, only between records of one type whose names are not relative to their
source, and never twice for one pair; what a person has judged stands above it (`graph.judgement`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from graph.judgement import Judgement, Verdict
from graph.model import Reading, Record
from graph.names import fold
from graph.ontology import Ontology, ontology
from graph.stores import Store

BY = "rule:same-name"
# A person's name is no identity, and two agreements of one title are two agreements.
NEVER = frozenset({"person", "agreement", "event", "project", "supply_item"})


class Resolver:
    """归并器 Proposes judgements for the records of each reading that a store has taken."""

    def __init__(self, store: Store, types: Ontology | None = None) -> None:
        self._store = store
        self._types = types or ontology()
        self._judged = {j.pair for j in store.judgements()}

    def resolve(self, reading: Reading) -> int:
        """Judge the records of `reading` against those of other sources; return how many were joined."""
        return self.resolve_all([reading])

    def resolve_all(self, readings: Sequence[Reading]) -> int:
        """Do in one go what `resolve` does for each reading as it comes; return how many records were joined.

        The readings need not be in the store yet.
        """
        found = self._proposed([reading.records for reading in readings])
        return self._store.judge(found) if found else 0

    def propose(self, records: Iterable[Record]) -> list[Judgement]:
        """Return the judgements that join each record to the first other record of its name."""
        return self._proposed([records])

    def _proposed(self, groups: Iterable[Iterable[Record]]) -> list[Judgement]:
        # Each group sees what is stored and the groups before it, as if it alone had just been stored.
        coming = [[r for r in records if names_itself(r)] for records in groups]
        own = {r.id for group in coming for r in group}
        known: dict[tuple[str, str], list[str]] = defaultdict(list)
        for record in self._store.records({r.name for group in coming for r in group}) if own else ():
            if names_itself(record) and record.id not in own:
                known[_name(record)].append(record.id)
        found = []
        for group in coming:
            for record in group:
                known[_name(record)].append(record.id)
            pairs = ((r, _first_other(r.id, known[_name(r)])) for r in group)
            found += [self._same(r, first) for r, first in pairs if first and self._is_news(r.id, first)]
        return found

    def _is_news(self, left: str, right: str) -> bool:
        pair = (min(left, right), max(left, right))
        news = pair not in self._judged
        self._judged.add(pair)
        return news

    def _same(self, record: Record, first: str) -> Judgement:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        why = f"类型与全称相同 same type and full name：{record.name}"
        return Judgement(record.id, first, Verdict.SAME, BY, now, why, 0.99)


def _first_other(id_: str, ids: Iterable[str]) -> str | None:
    return min((other for other in ids if other != id_), default=None)


def _name(record: Record) -> tuple[str, str]:
    return record.type, fold(record.name)


def names_itself(record: Record) -> bool:
    """Tell whether the record's name alone says which entity it is."""
    return not record.relative and record.type not in NEVER
