"""Neo4j 存储 The store on a Neo4j server: facts as nodes, and beside them the graph that an analyst expects.

    (:Entity:School {name, aliases, …})-[:SIGNED {first, last, until, state, sources, confidence, claims}]->
        (:Entity:Agreement)
    (:Claim {type, quotes, starts, ends, cells, date, confidence, method})-[:READ_FROM]->(:Document {title, text, …})
    (:Claim)-[:HEAD|TAIL]->(:Record)-[:DESCRIBES]->(:Entity)      (:Record|Flag)-[:READ_FROM]->(:Document)

Invariant: the answers are those of the memory store; entities and links follow the facts in each transaction.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

from neo4j import ManagedTransaction

from graph.errors import UnknownName
from graph.judgement import Judgement, Verdict
from graph.model import Entity, Filter, Flag, Neighbourhood, Network, Paths, Reading, Record, Source
from graph.review.fact import Review
from graph.stores import neo4j_acts as acts
from graph.stores import neo4j_facts as facts
from graph.stores import neo4j_read as query
from graph.stores import neo4j_reviews as reviewed
from graph.stores import walk
from graph.stores.base import Change, Cited, Statistics, Told
from graph.stores.check import check_reading
from graph.stores.neo4j_address import parse, password
from graph.stores.neo4j_derive import canonical_of, rederive, sweep
from graph.stores.neo4j_schema import FACTS, mark_derived, prepare
from graph.stores.neo4j_session import VERSION, Connection, column
from graph.view import Stated

if TYPE_CHECKING:  # numbers are loaded by what measures, not by every command
    from graph.columns import Columns, Sidecar


T = TypeVar("T")


class Neo4jStore:
    """Neo4j 存储 See `graph.stores.base.Store`; safe to share between threads, and with other writers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the store at `neo4j://user@host:port/database`; the password is never part of the URL.

        WrongUsage for an address that is none; StoreUnavailable, within seconds, when server, user,
        password or database are not as they should be.
        """
        address = parse(url)
        connection = Connection(address, password(address))
        try:
            connection.verify()
            store = cls(connection)
            if prepare(connection):
                store.derive()
        except BaseException:
            connection.close()
            raise
        return store

    def derive(self) -> None:
        """Make entities and links anew from the facts, source by source; needed when the program changed."""
        for source in self.sources():
            self._connection.write(partial(rederive, source_id=source.id))
        self._connection.write(sweep)
        mark_derived(self._connection)

    def clear(self) -> None:
        """Erase everything that the store holds: facts, entities, links, counters."""
        for label in (*FACTS, "Entity"):
            self._connection.run(f"MATCH (n:{label}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 5000 ROWS")
        self._connection.run("MATCH (s:GongjianStore {id: 'store'}) SET s.version = 0, s.judgements = 0, s.reviews = 0")

    def add(self, reading: Reading) -> Change:
        """Take a reading."""
        check_reading(reading)
        return self._connection.write(lambda tx: facts.put(tx, reading))

    def add_all(self, readings: Iterable[Reading]) -> Sequence[Change]:
        """Take several readings."""
        given = list(readings)
        for reading in given:
            check_reading(reading)
        return self._connection.write(lambda tx: [facts.put(tx, reading) for reading in given])

    def retract(self, source_id: str) -> Change:
        """Forget a source."""

        def work(tx: ManagedTransaction) -> Change:
            _known(query.source(tx, source_id), source_id)
            return Change(removed=len(facts.retract(tx, source_id)))

        return self._connection.write(work)

    def judge(self, judgements: Iterable[Judgement]) -> int:
        """Append judgements."""
        given = tuple(judgements)
        return self._connection.write(lambda tx: facts.judge(tx, given)) if given else 0

    def judgements(self, verdict: Verdict | None = None) -> Sequence[Judgement]:
        """Return judgements."""
        if verdict is None:
            return tuple(self._connection.read(query.judgements))
        return tuple(self._connection.read(lambda tx: reviewed.judgements(tx, verdict)))

    def review(self, reviews: Iterable[Review], judgements: Iterable[Judgement] = ()) -> int:
        """Append reviews."""
        given, judged = tuple(reviews), tuple(judgements)
        return self._connection.write(lambda tx: facts.review(tx, given, judged))

    def reviews(self) -> Sequence[Review]:
        """Return all reviews."""
        return self._connection.read(reviewed.all_reviews)

    def reading(self, source_id: str) -> Reading:
        """Return what was read."""
        return self._connection.read(lambda tx: reviewed.as_read(tx, source_id))

    def described_by(self, id_: str) -> Sequence[Record]:
        """Return the records of an entity."""
        return self._connection.read(lambda tx: reviewed.described_by(tx, _entity(tx, id_).id))

    def statements(self) -> Iterator[Stated]:
        """Yield every claim."""
        after = ""
        while page := self._connection.read(partial(reviewed.statements, after=after)):
            yield from page
            after = page[-1].id

    def judgements_on(self, ids: Collection[str]) -> Sequence[Judgement]:
        """Return the judgements on these records."""
        return self._connection.read(lambda tx: acts.judgements_on(tx, ids))

    def canonical(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the entities of records."""
        return self._connection.read(lambda tx: acts.canonical(tx, ids))

    def shared(self, ids: Collection[str], types: Collection[str], least: int = 2) -> Sequence[Told]:
        """Return what is claimed of common tails."""
        return self._connection.read(lambda tx: acts.shared(tx, ids, types, least))

    def alike(self, marks: Collection[int], least: int = 2, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Return the sources that share marks."""
        return self._connection.read(lambda tx: acts.alike(tx, marks, least, limit))

    def sources(self) -> Sequence[Source]:
        """Return all sources without text."""
        return self._connection.read(query.sources)

    def source(self, source_id: str) -> Source:
        """Return a source with its text."""
        return _known(self._connection.read(lambda tx: query.source(tx, source_id)), source_id)

    def flags(self, source_id: str | None = None) -> Sequence[Flag]:
        """Return flags."""
        return self._connection.read(lambda tx: query.flags(tx, source_id))

    def records(self, names: Collection[str]) -> Sequence[Record]:
        """Return records by folded name."""
        return self._connection.read(lambda tx: query.records(tx, names))

    def claims(self, ids: Collection[str]) -> Sequence[Cited]:
        """Return claims with their sources."""
        return self._connection.read(lambda tx: query.claims(tx, ids))

    def claims_of(self, source_id: str) -> Sequence[Cited]:
        """Return the claims of a source."""

        def work(tx: ManagedTransaction) -> Sequence[Cited]:
            _known(query.source(tx, source_id), source_id)
            return query.claims_of(tx, source_id)

        return self._connection.read(work)

    def view(self, filter_: Filter | None = None) -> Network:
        """Return the network."""
        return self._connection.read(lambda tx: query.network(tx, filter_))

    def columns(self, filter_: Filter | None = None) -> "Columns":
        """Return the network as columns."""
        from graph.columns import columns_of, kept_view

        return kept_view(self.sidecar(), filter_, lambda: columns_of(self.view(filter_)))

    def sidecar(self) -> "Sidecar":
        """Return the sidecar of the server's present state, in the user's cache."""
        from graph.columns import Sidecar, cache_folder, key_of

        state = self._connection.read(query.state)
        return Sidecar(cache_folder() / key_of(*astuple(self._connection.address)), key_of(*state))

    def write_values(self, ids: Sequence[str], columns: Mapping[str, Any]) -> int:
        """Write values of measures to the nodes of these entities, for Neo4j's own tools; return how many."""
        from graph.stores.neo4j_measures import write_values

        return write_values(self._connection, ids, columns)

    def entity(self, id_: str) -> Entity:
        """Return one entity."""
        return self._connection.read(lambda tx: _entity(tx, id_))

    def search(self, text: str, types: Collection[str] = (), limit: int = 20) -> Sequence[Entity]:
        """Return entities by part of a name."""
        return self._connection.read(lambda tx: query.search(tx, text, types, limit))

    def neighbourhood(self, id_: str, depth: int = 1, limit: int = 200, filter_: Filter | None = None) -> Neighbourhood:
        """Return what lies around an entity."""

        def work(tx: ManagedTransaction) -> Neighbourhood:
            center = _entity(tx, id_).id
            return walk.neighbourhood(center, depth, limit, _links_of(tx, filter_), _entities_of(tx))

        return self._connection.read(work)

    def paths(self, a: str, b: str, max_length: int = 6, limit: int = 10, filter_: Filter | None = None) -> Paths:
        """Return shortest paths."""

        def work(tx: ManagedTransaction) -> Paths:
            ends = _entity(tx, a).id, _entity(tx, b).id
            links_of = _links_of(tx, filter_, weak=False)
            return walk.shortest_paths(*ends, max_length, limit, links_of, _entities_of(tx))

        return self._connection.read(work)

    def statistics(self) -> Statistics:
        """Return counts."""
        return self._connection.read(query.statistics)

    def version(self) -> int:
        """Return the write counter."""
        return self._connection.read(lambda tx: int(str(column(tx, VERSION)[0])))

    def close(self) -> None:
        """Close the driver."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _known(found: T | None, id_: str) -> T:
    if found is None:
        raise UnknownName(id_)
    return found


def _entity(tx: ManagedTransaction, id_: str) -> Entity:
    return _known(query.entity(tx, id_, canonical_of(tx, [id_])), id_)


def _links_of(tx: ManagedTransaction, filter_: Filter | None, weak: bool = True) -> walk.LinksOf:
    return lambda ids: query.links_of(tx, ids, filter_, weak)


def _entities_of(tx: ManagedTransaction) -> Callable[[Collection[str]], Iterable[Entity]]:
    return lambda ids: query.entities(tx, ids)
