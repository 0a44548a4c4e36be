"""同名归并 The first rule of resolution: full, unmistakable names that are equal mean one entity.

Invariant: joins only records of one type whose names are not relative to their source, and never twice for one
pair; what a person has judged stands above it (`graph.judgement`). A name not seen before goes to the second
rule (`ingest.resolve.by_score`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from graph.judgement import Judgement, Verdict
from graph.model import Reading, Record
from graph.names import fold
from graph.ontology import Ontology, ontology
from graph.stores import Store
from ingest.resolve.by_score import ByScore
from ingest.resolve.known import Known, shipped
from ingest.resolve.parse import Subject, parse

BY = "rule:same-name"
# A person's name is no identity, and two agreements of one title are two agreements.
NEVER = frozenset({"person", "agreement", "event", "project", "supply_item"})


class Resolver:
    """归并器 Proposes judgements for the records of each reading that a store has taken."""

    def __init__(self, store: Store, types: Ontology | None = None, known: Known | None = None) -> None:
        self._store = store
        judgements = store.judgements()
        self._judged = {j.pair for j in judgements}
        compared = frozenset((types or ontology()).group("organization")) | {"base"}
        self._by_score = ByScore(store, compared, judgements, known or shipped())

    def resolve(self, reading: Reading) -> int:
        """Judge the records of `reading` against those of other sources; return how many judgements were new."""
        return self.resolve_all([reading])

    def resolve_all(self, readings: Sequence[Reading], replaced: Sequence[str] = ()) -> int:
        """Do in one go what `resolve` does for each reading as it comes; return how many judgements were new.

        To be called before the store takes them. `replaced` names, for each reading, the other source whose place
        it takes ("" for none): what that one says counts no longer.
        """
        others = replaced or [""] * len(readings)
        groups = [(r.records, (r.source.id, other)) for r, other in zip(readings, others, strict=True)]
        found = self._proposed(groups)
        return self._store.judge(found) if found else 0

    def propose(self, records: Iterable[Record]) -> list[Judgement]:
        """Return the judgements on each record: joined to the first other of its name, else by score."""
        return self._proposed([(records, ())])

    def _proposed(self, groups: Iterable[tuple[Iterable[Record], Sequence[str]]]) -> list[Judgement]:
        # Each group sees what is stored and the groups before it, less the sources whose place they take.
        coming = [([r for r in records if names_itself(r)], gone) for records, gone in groups]
        names = {r.name for records, _ in coming for r in records}
        known = _Known(self._store.records(names) if names else ())
        found: list[Judgement] = []
        for records, gone in coming:
            known.forget(gone)
            known.add(records)
            for record in records:
                found += self._judged_by(record, known.first_other(record))
        return found

    def _judged_by(self, record: Record, first: str | None) -> list[Judgement]:
        if first is None:
            return self._by_score.propose(record)
        if not self._is_news(record.id, first):
            return []
        same = self._same(record, first)
        self._by_score.take([same])
        return [same]

    def _is_news(self, left: str, right: str) -> bool:
        pair = (min(left, right), max(left, right))
        news = pair not in self._judged
        self._judged.add(pair)
        return news

    def _same(self, record: Record, first: str) -> Judgement:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        why = f"类型与全称相同 same type and full name：{record.name}"
        return Judgement(record.id, first, Verdict.SAME, BY, now, why, 0.99)


class _Known:
    # Records by their names, those that name themselves.
    def __init__(self, records: Iterable[Record]) -> None:
        self._ids: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._of: dict[str, list[Record]] = defaultdict(list)
        self.add(r for r in records if names_itself(r))

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            self._ids[record.type, fold(record.name)].add(record.id)
            self._of[record.source_id].append(record)

    def forget(self, sources: Iterable[str]) -> None:
        for source in sources:
            for record in self._of.pop(source, ()):
                self._ids[record.type, fold(record.name)].discard(record.id)

    def first_other(self, record: Record) -> str | None:
        ids = self._ids[record.type, fold(record.name)]
        return min((other for other in ids if other != record.id), default=None)


def names_itself(record: Record) -> bool:
    """Tell whether the record's name alone says which entity it is.

    A name without place and brand (市教育局, 智能制造实训基地) does not, whatever its document makes of it.
    """
    return not record.relative and record.type not in NEVER and not _generic(record.name, record.type)


@lru_cache(maxsize=65536)
def _generic(name: str, type_: str) -> bool:
    if type_ not in _compared():
        return False
    parsed = parse(Subject(name, type_))
    if type_ == "base":
        return not (parsed.place or parsed.brand or parsed.inner)
    return parsed.relative and not shipped().official(name)


@lru_cache(maxsize=1)
def _compared() -> frozenset[str]:
    return frozenset(ontology().group("organization")) | {"base"}
