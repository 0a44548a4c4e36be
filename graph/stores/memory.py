"""内存存储 The store as plain dictionaries: the fake that tests use, and the meaning of the contract.

Invariant: shows in the fewest lines what every other store must answer; made for small graphs.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from graph.errors import UnknownName
from graph.judgement import Judgement, Linker, Verdict
from graph.model import Entity, Filter, Flag, Link, Neighbourhood, Network, Paths, Reading, Record, Source, State
from graph.names import fold
from graph.ontology import ontology
from graph.review.apply import apply
from graph.review.fact import Review
from graph.stores import walk
from graph.stores.base import Change, Cited, Statistics, Told
from graph.stores.check import check_reading
from graph.view import Stated, build_network

if TYPE_CHECKING:  # numbers are loaded by what measures, not by every command
    from graph.columns import Columns, Sidecar


SCHEMA = 4


class MemoryStore:
    """内存存储 See `graph.stores.base.Store`."""

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}
        self._raw: dict[str, Reading] = {}
        self._judgements: list[Judgement] = []
        self._reviews: list[Review] = []
        self._version = 0

    def add(self, reading: Reading) -> Change:
        """Take a reading."""
        check_reading(reading)
        old = self._replaced(reading.source)
        if old == [reading]:
            self._raw[reading.source.id] = reading
            self._show(reading.source.id)
            return Change(kept=len(reading.claims), held=True)
        before = {c.id for r in old for c in self._readings[r.source.id].claims}
        for gone in old:
            del self._raw[gone.source.id], self._readings[gone.source.id]
        self._raw[reading.source.id] = reading
        self._show(reading.source.id)
        after = {c.id for c in self._readings[reading.source.id].claims}
        self._version += 1
        return Change(len(after - before), len(before - after), len(before & after))

    def add_all(self, readings: Iterable[Reading]) -> Sequence[Change]:
        """Take several readings."""
        given = list(readings)
        for reading in given:
            check_reading(reading)
        return [self.add(reading) for reading in given]

    def _replaced(self, source: Source) -> list[Reading]:
        return [r for r in self._raw.values() if source.id == r.source.id or source.uri == r.source.uri]

    def _show(self, source_id: str) -> None:
        outcome = apply(self._raw[source_id], self._reviews)
        self._readings[source_id] = outcome.reading
        self._append(outcome.carried)

    def retract(self, source_id: str) -> Change:
        """Forget a source."""
        reading = self._readings.pop(self.source(source_id).id)
        del self._raw[source_id]
        self._version += 1
        return Change(removed=len(reading.claims))

    def judge(self, judgements: Iterable[Judgement]) -> int:
        """Append judgements."""
        new = self._append(judgements)
        self._version += bool(new)
        return new

    def _append(self, judgements: Iterable[Judgement]) -> int:
        known = set(self._judgements)
        new = [j for j in dict.fromkeys(judgements) if j not in known]
        self._judgements += new
        return len(new)

    def judgements(self, verdict: Verdict | None = None) -> Sequence[Judgement]:
        """Return judgements."""
        return tuple(j for j in self._judgements if verdict in (None, j.verdict))

    def review(self, reviews: Iterable[Review], judgements: Iterable[Judgement] = ()) -> int:
        """Append reviews."""
        known = {r.id for r in self._reviews}
        new = [r for r in {r.id: r for r in reviews}.values() if r.id not in known]
        self._reviews += new
        changed = self._append(judgements) + len(new)
        places = {key for r in new for p in r.places for key in (p.source_id, p.uri) if not r.regroups}
        for id_, reading in self._raw.items():
            if id_ in places or reading.source.uri in places:
                self._show(id_)
        self._version += bool(changed)
        return len(new)

    def reviews(self) -> Sequence[Review]:
        """Return all reviews."""
        return tuple(self._reviews)

    def reading(self, source_id: str) -> Reading:
        """Return what was read."""
        return self._raw[self.source(source_id).id]

    def described_by(self, id_: str) -> Sequence[Record]:
        """Return the records of an entity."""
        canonical = self._linker().canonical
        entity = canonical(id_)
        found = sorted((r for r in self._all_records() if canonical(r.id) == entity), key=lambda r: r.id)
        if not found:
            raise UnknownName(id_)
        return found

    def statements(self) -> Iterator[Stated]:
        """Yield every claim."""
        canonical = self._linker().canonical
        for claim in (c for r in self._readings.values() for c in r.claims):
            said = (claim.confidence, claim.date, claim.until, claim.state, claim.attributes)
            yield Stated(claim.id, claim.source_id, claim.type, canonical(claim.head), canonical(claim.tail), *said)

    def judgements_on(self, ids: Collection[str]) -> Sequence[Judgement]:
        """Return the judgements on these records."""
        wanted = set(ids)
        return tuple(j for j in self._judgements if not wanted.isdisjoint(j.pair))

    def canonical(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the entities of records."""
        linker = self._linker()
        return {id_: linker.canonical(id_) for id_ in ids}

    def shared(self, ids: Collection[str], types: Collection[str], least: int = 2) -> Sequence[Told]:
        """Return what is claimed of common tails."""
        told, heads = list(self._told(types)), defaultdict(set)
        wanted = set(self.canonical(ids).values())
        for row in told:
            heads[row.tail_entity].update({row.head_entity} & wanted)
        return sorted((row for row in told if len(heads[row.tail_entity]) >= least), key=lambda row: row.claim.id)

    def _told(self, types: Collection[str]) -> Iterable[Told]:
        entity = self._linker().canonical
        for reading in self._readings.values():
            records, source = {r.id: r for r in reading.records}, replace(reading.source, text="")
            for c in reading.claims:
                if c.type in types and c.state is not State.DENIED:
                    yield Told(c, source, records[c.head], records[c.tail], entity(c.head), entity(c.tail))

    def alike(self, marks: Collection[int], least: int = 2, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Return the sources that share marks."""
        wanted = set(marks)
        found = ((id_, len(wanted & {*r.source.marks})) for id_, r in self._readings.items())
        return sorted((row for row in found if row[1] >= least), key=lambda row: (-row[1], row[0]))[:limit]

    def sources(self) -> Sequence[Source]:
        """Return all sources without text."""
        bare = (replace(r.source, text="") for r in self._readings.values())
        return sorted(bare, key=lambda s: (s.uri, s.id))

    def source(self, source_id: str) -> Source:
        """Return a source with its text."""
        if source_id not in self._readings:
            raise UnknownName(source_id)
        return self._readings[source_id].source

    def flags(self, source_id: str | None = None) -> Sequence[Flag]:
        """Return flags."""
        rows = (f for r in self._readings.values() for f in r.flags)
        return sorted((f for f in rows if source_id in (None, f.source_id)), key=lambda f: (f.source_id, f.reason))

    def records(self, names: Collection[str]) -> Sequence[Record]:
        """Return records by folded name."""
        wanted = {fold(n) for n in names}
        return sorted((r for r in self._all_records() if fold(r.name) in wanted), key=lambda r: r.id)

    def claims(self, ids: Collection[str]) -> Sequence[Cited]:
        """Return claims with their sources."""
        rows = (Cited(c, replace(r.source, text="")) for r in self._readings.values() for c in r.claims if c.id in ids)
        return sorted(rows, key=lambda row: row.claim.id)

    def claims_of(self, source_id: str) -> Sequence[Cited]:
        """Return the claims of a source."""
        source = replace(self.source(source_id), text="")
        return sorted((Cited(c, source) for c in self._readings[source_id].claims), key=lambda row: row.claim.id)

    def view(self, filter_: Filter | None = None) -> Network:
        """Return the network."""
        claims = (c for r in self._readings.values() for c in r.claims)
        return build_network(self._all_records(), claims, self._linker().canonical, filter_)

    def columns(self, filter_: Filter | None = None) -> "Columns":
        """Return the network as columns."""
        from graph.columns import columns_of

        return columns_of(self.view(filter_))

    def sidecar(self) -> "Sidecar":
        """Return a sidecar that keeps nothing."""
        from graph.columns import Sidecar

        return Sidecar(None, "")

    def entity(self, id_: str) -> Entity:
        """Return one entity."""
        canonical = self._linker().canonical(id_)
        found = next((e for e in self.view().entities if e.id == canonical), None)
        if found is None:
            raise UnknownName(id_)
        return found

    def search(self, text: str, types: Collection[str] = (), limit: int = 20) -> Sequence[Entity]:
        """Return entities by part of a name."""
        wanted = fold(text)
        hits = [e for e in self.view().entities if wanted and (not types or e.type in types) and _matches(e, wanted)]
        return sorted(hits, key=lambda e: search_rank(e, wanted))[:limit]

    def neighbourhood(self, id_: str, depth: int = 1, limit: int = 200, filter_: Filter | None = None) -> Neighbourhood:
        """Return what lies around an entity."""
        center = self.entity(id_).id
        return walk.neighbourhood(center, depth, limit, self._links_of(filter_), self._entities_of)

    def paths(self, a: str, b: str, max_length: int = 6, limit: int = 10, filter_: Filter | None = None) -> Paths:
        """Return shortest paths."""
        ends = self.entity(a).id, self.entity(b).id
        weak = {t.name for t in ontology().links.values() if t.weak}
        return walk.shortest_paths(*ends, max_length, limit, self._links_of(filter_, weak), self._entities_of)

    def statistics(self) -> Statistics:
        """Return counts."""
        network, readings = self.view(), self._readings.values()
        return Statistics(
            sources=len(readings),
            records=sum(len(r.records) for r in readings),
            claims=sum(len(r.claims) for r in readings),
            judgements=len(self._judgements),
            flags=sum(len(r.flags) for r in readings),
            entities=tuple(sorted(Counter(e.type for e in network.entities).items())),
            links=tuple(sorted(Counter(k.type for k in network.links).items())),
            version=self._version,
            schema=SCHEMA,
            reviews=len(self._reviews),
            reprints=len(readings) - len(set(self.canonical(self._readings).values())),
        )

    def version(self) -> int:
        """Return the write counter."""
        return self._version

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _linker(self) -> Linker:
        return Linker(self._judgements)

    def _all_records(self) -> list[Record]:
        return [r for reading in self._readings.values() for r in reading.records]

    def _links_of(self, filter_: Filter | None, without: Collection[str] = ()) -> walk.LinksOf:
        links = [k for k in self.view(filter_).links if k.type not in without]

        def links_of(ids: Collection[str]) -> Iterable[Link]:
            return (k for k in links if k.head in ids or k.tail in ids)

        return links_of

    def _entities_of(self, ids: Collection[str]) -> Iterable[Entity]:
        return (e for e in self.view().entities if e.id in ids)


def _matches(entity: Entity, wanted: str) -> bool:
    return any(wanted in fold(name) for name in (entity.name, *entity.aliases))


def search_rank(entity: Entity, wanted: str) -> tuple[bool, bool, int, str, str]:
    """Order of search hits for the folded text `wanted`: exact, then prefix, then shorter names."""
    names = [fold(n) for n in (entity.name, *entity.aliases)]
    return (wanted not in names, not any(n.startswith(wanted) for n in names), len(entity.name), entity.name, entity.id)
