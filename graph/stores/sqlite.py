"""SQLite 存储 The embedded store: one file, safe for many threads and several processes, nothing to install.

Invariant: each method is one transaction, so that it sees one state of the file and leaves a whole one;
entity-level answers read the rows they need and are put together by `graph.view` and `graph.stores.walk`,
as in every store.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import apsw

from graph.errors import StoreUnavailable, UnknownName, WrongUsage
from graph.judgement import Judgement, Verdict
from graph.model import Entity, Filter, Flag, Link, Neighbourhood, Network, Paths, Reading, Record, Source
from graph.names import fold
from graph.ontology import ontology
from graph.review.fact import Review
from graph.stores import sqlite_acts, sqlite_groups, sqlite_read, sqlite_reviews, sqlite_search, sqlite_write, walk
from graph.stores.base import Change, Cited, Statistics, Told
from graph.stores.check import check_reading
from graph.stores.sqlite_connections import Connections, use_wal
from graph.stores.sqlite_schema import prepare
from graph.view import Stated, build_network

if TYPE_CHECKING:  # numbers are loaded by what measures, not by every command
    from graph.columns import Columns, Sidecar


PREFIX = "sqlite:///"


class SqliteStore:
    """SQLite 存储 See `graph.stores.base.Store`."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._connections = Connections(path, url)
        with self._connections.lent() as db:
            prepare(db, url)
            use_wal(db)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open `sqlite:///relative.db` or `sqlite:////absolute.db`; the file and its folder are made if need be.

        WrongUsage for a URL without a file; StoreUnavailable when the file cannot be used.
        """
        name = url.removeprefix(PREFIX)
        if name in ("", url, ":memory:") or name.endswith("/"):
            raise WrongUsage("store", f"存储地址应指明文件 no file in store URL {url!r}：sqlite:///文件.db")
        path = Path(name).absolute()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(
                url, f"无法建立文件夹 cannot make its folder: {error}", "换一个位置 name another place"
            ) from error
        return cls(path, url)

    def add(self, reading: Reading) -> Change:
        """Take a reading."""
        check_reading(reading)
        with self._connections.writing() as db:
            return sqlite_write.put(db, reading)

    def add_all(self, readings: Iterable[Reading]) -> Sequence[Change]:
        """Take several readings."""
        given = list(readings)
        for reading in given:
            check_reading(reading)
        with self._connections.writing() as db:
            return [sqlite_write.put(db, reading) for reading in given]

    def retract(self, source_id: str) -> Change:
        """Forget a source."""
        with self._connections.writing() as db:
            return sqlite_write.remove(db, _source_key(db, source_id))

    def judge(self, judgements: Iterable[Judgement]) -> int:
        """Append judgements."""
        with self._connections.writing() as db:
            new = sqlite_groups.record_judgements(db, judgements)
            if new:
                sqlite_write.grow_version(db)
            return new

    def judgements(self, verdict: Verdict | None = None) -> Sequence[Judgement]:
        """Return judgements."""
        with self._connections.reading() as db:
            return sqlite_groups.all_judgements(db, verdict)

    def review(self, reviews: Iterable[Review], judgements: Iterable[Judgement] = ()) -> int:
        """Append reviews."""
        with self._connections.writing() as db:
            judged = sqlite_groups.record_judgements(db, judgements)
            new = sqlite_write.review(db, list(reviews))
            if new or judged:
                sqlite_write.grow_version(db)
            return new

    def reviews(self) -> Sequence[Review]:
        """Return all reviews."""
        with self._connections.reading() as db:
            return sqlite_reviews.all_reviews(db)

    def reading(self, source_id: str) -> Reading:
        """Return what was read."""
        with self._connections.reading() as db:
            return sqlite_reviews.as_read(db, _source_key(db, source_id))

    def described_by(self, id_: str) -> Sequence[Record]:
        """Return the records of an entity."""
        with self._connections.reading() as db:
            found = sqlite_read.described_by(db, sqlite_read.entity_id(db, id_))
        if not found:
            raise UnknownName(id_)
        return found

    def statements(self) -> Iterator[Stated]:
        """Yield every claim."""
        with self._connections.reading() as db:
            yield from sqlite_read.all_rows(db)

    def judgements_on(self, ids: Collection[str]) -> Sequence[Judgement]:
        """Return the judgements on these records."""
        with self._connections.reading() as db:
            return sqlite_acts.judgements_on(db, ids)

    def canonical(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the entities of records."""
        with self._connections.reading() as db:
            return sqlite_acts.canonical(db, ids)

    def shared(self, ids: Collection[str], types: Collection[str], least: int = 2) -> Sequence[Told]:
        """Return what is claimed of common tails."""
        with self._connections.reading() as db:
            return sqlite_acts.shared(db, ids, types, least)

    def alike(self, marks: Collection[int], least: int = 2, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Return the sources that share marks."""
        with self._connections.reading() as db:
            return sqlite_acts.alike(db, marks, least, limit)

    def sources(self) -> Sequence[Source]:
        """Return all sources without text."""
        with self._connections.reading() as db:
            return sqlite_read.sources(db)

    def source(self, source_id: str) -> Source:
        """Return a source with its text."""
        with self._connections.reading() as db:
            found = sqlite_read.source(db, source_id)
        if found is None:
            raise UnknownName(source_id)
        return found

    def flags(self, source_id: str | None = None) -> Sequence[Flag]:
        """Return flags."""
        with self._connections.reading() as db:
            return sorted(sqlite_read.flags(db, source_id), key=lambda f: (f.source_id, f.reason))

    def records(self, names: Collection[str]) -> Sequence[Record]:
        """Return records by folded name."""
        with self._connections.reading() as db:
            return sqlite_read.records_named(db, {fold(name) for name in names})

    def claims(self, ids: Collection[str]) -> Sequence[Cited]:
        """Return claims with their sources."""
        with self._connections.reading() as db:
            return sqlite_read.cited(db, ids)

    def claims_of(self, source_id: str) -> Sequence[Cited]:
        """Return the claims of a source."""
        with self._connections.reading() as db:
            return sqlite_read.cited_of(db, _source_key(db, source_id))

    def view(self, filter_: Filter | None = None) -> Network:
        """Return the network."""
        with self._connections.reading() as db:
            records, entity_of = sqlite_read.all_records(db)
            return build_network(records, sqlite_read.all_rows(db), lambda id_: entity_of.get(id_, id_), filter_)

    def columns(self, filter_: Filter | None = None) -> "Columns":
        """Return the network as columns."""
        from graph.columns import kept_links
        from graph.stores import sqlite_columns

        with self._connections.reading() as one, self._connections.reading() as two:
            state = sqlite_columns.state(one)
            # A write may come between the beginnings of two readings: then one reads all.
            alike = [one, two] if sqlite_columns.state(two) == state else [one]
            return kept_links(self._sidecar(state), filter_, lambda: sqlite_columns.read_claims(alike))

    def sidecar(self) -> "Sidecar":
        """Return the sidecar of the file's present state: a folder beside it."""
        from graph.stores import sqlite_columns

        with self._connections.reading() as db:
            return self._sidecar(sqlite_columns.state(db))

    def _sidecar(self, state: str) -> "Sidecar":
        from graph.columns import Sidecar

        return Sidecar(self._path.with_name(self._path.name + ".columns"), state)

    def entity(self, id_: str) -> Entity:
        """Return one entity."""
        with self._connections.reading() as db:
            return _entity(db, id_)

    def search(self, text: str, types: Collection[str] = (), limit: int = 20) -> Sequence[Entity]:
        """Return entities by part of a name."""
        with self._connections.reading() as db:
            return sqlite_read.entities(db, sqlite_search.find(db, fold(text), types, limit))

    def neighbourhood(self, id_: str, depth: int = 1, limit: int = 200, filter_: Filter | None = None) -> Neighbourhood:
        """Return what lies around an entity."""
        with self._connections.reading() as db:
            around = _Around(db, filter_)
            return walk.neighbourhood(_entity(db, id_).id, depth, limit, around.links_of, around.entities_of)

    def paths(self, a: str, b: str, max_length: int = 6, limit: int = 10, filter_: Filter | None = None) -> Paths:
        """Return shortest paths."""
        with self._connections.reading() as db:
            ends = _entity(db, a).id, _entity(db, b).id
            strong = {t.name for t in ontology().links.values() if not t.weak}
            around = _Around(db, filter_, strong)
            return walk.shortest_paths(*ends, max_length, limit, around.links_of, around.entities_of)

    def statistics(self) -> Statistics:
        """Return counts."""
        with self._connections.reading() as db:
            return sqlite_search.statistics(db)

    def version(self) -> int:
        """Return the write counter."""
        with self._connections.reading() as db:
            return sqlite_search.version(db)

    def close(self) -> None:
        """Close the file."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Around:
    # What a walk asks for, in one transaction.
    def __init__(self, db: apsw.Connection, filter_: Filter | None, strong: Collection[str] = ()) -> None:
        self._db, self._filter = db, filter_
        asked = filter_.types if filter_ else frozenset()
        self._types = asked & set(strong) if asked and strong else asked or set(strong)
        self._none = bool(asked and strong and not self._types)

    def links_of(self, ids: Collection[str]) -> Iterable[Link]:
        return () if self._none else sqlite_read.links(self._db, ids, self._filter, self._types)

    def entities_of(self, ids: Collection[str]) -> Iterable[Entity]:
        return sqlite_read.entities(self._db, ids)


def _source_key(db: apsw.Connection, source_id: str) -> int:
    key = db.execute("select key from sources where id = ?", (source_id,)).get
    if key is None:
        raise UnknownName(source_id)
    return int(key)


def _entity(db: apsw.Connection, id_: str) -> Entity:
    found = sqlite_read.entities(db, [sqlite_read.entity_id(db, id_)])
    if not found:
        raise UnknownName(id_)
    return found[0]
