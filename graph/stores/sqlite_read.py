"""SQLite 读出 From rows back to the values that were put in, and to the entities and links they make.

Invariant: what comes out equals what went in; questions about a few entities read the rows at those
entities alone.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import apsw

from graph.model import Attributes, Claim, Entity, Evidence, Filter, Flag, Link, Reading, Record, Source, State
from graph.stores.base import Cited
from graph.stores.sqlite_groups import entities_of
from graph.view import Canonical, Stated, build_links, merge_records

STATES = {str(state): state for state in State}


def sources(db: apsw.Connection) -> list[Source]:
    """Return all sources, without texts."""
    rows = db.execute("select id, uri, title, '', format, published, reader from sources order by uri, id")
    return [Source(*row) for row in rows]


def source(db: apsw.Connection, id_: str) -> Source | None:
    """Return one source with its text."""
    rows = db.execute("select id, uri, title, text, format, published, reader from sources where id = ?", (id_,))
    return next((Source(*row) for row in rows), None)


def reading(db: apsw.Connection, key: int) -> Reading:
    """Return a source with all that was read from it, in the order in which it was put in."""
    (row,) = db.execute("select id, uri, title, text, format, published, reader from sources where key = ?", (key,))
    records = db.execute(
        "select id, source_id, type, name, aliases, attributes, relative from described"
        " where key in (select key from records where source = ?) order by key",
        (key,),
    )
    found = Source(*row)
    return Reading(found, tuple(map(_record, records)), tuple(_claims_of(db, key)), tuple(flags(db, found.id)))


def _claims_of(db: apsw.Connection, source: int) -> list[Claim]:
    rows = db.execute(
        "select key, id, source_id, type, head, tail, method, confidence, date, until, state, attributes"
        " from stated where key in (select key from claims where source = ?) order by key",
        (source,),
    )
    return _claims(db, list(rows))


def _claims(db: apsw.Connection, rows: Collection[tuple[object, ...]]) -> list[Claim]:
    evidence: dict[object, list[Evidence]] = defaultdict(list)
    quotes = db.execute(
        "select claim, quote, start, stop, cell from evidence"
        " where claim in (select value from json_each(?)) order by claim, place",
        (json.dumps([row[0] for row in rows]),),
    )
    for claim, *rest in quotes:
        evidence[claim].append(Evidence(*rest))
    return [_claim(row, tuple(evidence[row[0]])) for row in rows]


def _claim(row: tuple[object, ...], evidence: tuple[Evidence, ...]) -> Claim:
    _, id_, source_id, type_, head, tail, method, confidence, date, until, state, attributes = row
    said = (confidence, date, until, STATES[str(state)], _attributes(str(attributes)))
    return Claim(id_, source_id, type_, head, tail, evidence, method, *said)  # type: ignore[arg-type]


def flags(db: apsw.Connection, source_id: str | None = None) -> list[Flag]:
    """Return the flags of one source in their order, or of all in the order of sources and reasons."""
    rows = db.execute(
        "select s.id, f.reason, f.quote, f.start, f.stop, f.cell from flags f join sources s on s.key = f.source"
        " where ?1 is null or s.id = ?1 order by s.id, f.place",
        (source_id,),
    )
    return [Flag(id_, reason, Evidence(*rest) if rest[0] is not None else None) for id_, reason, *rest in rows]


def records_named(db: apsw.Connection, folded: Collection[str]) -> list[Record]:
    """Return the records whose own folded name is among `folded`, ordered by id."""
    rows = db.execute(
        "select id, source_id, type, name, aliases, attributes, relative from described where key in"
        " (select c.record from names n join called c on c.name = n.key and c.own = 1"
        "  where n.folded in (select value from json_each(?))) order by id",
        (json.dumps(list(folded)),),
    )
    return [_record(row) for row in rows]


def records(db: apsw.Connection, ids: Collection[str]) -> dict[str, Record]:
    """Return the stored ones of these records by id."""
    rows = db.execute(
        "select id, source_id, type, name, aliases, attributes, relative from described"
        " where id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {record.id: record for record in map(_record, rows)}


def cited(db: apsw.Connection, ids: Collection[str]) -> list[Cited]:
    """Return claims with their sources, ordered by id."""
    rows = db.execute(
        "select key, id, source_id, type, head, tail, method, confidence, date, until, state, attributes"
        " from stated where id in (select value from json_each(?)) order by id",
        (json.dumps(list(ids)),),
    )
    claims = _claims(db, list(rows))
    origins = db.execute(
        "select id, uri, title, '', format, published, reader from sources"
        " where id in (select value from json_each(?))",
        (json.dumps(sorted({c.source_id for c in claims})),),
    )
    origin = {row[0]: Source(*row) for row in origins}
    return [Cited(claim, origin[claim.source_id]) for claim in claims]


def cited_of(db: apsw.Connection, source: int) -> list[Cited]:
    """Return the claims of one source with it, ordered by id."""
    (row,) = db.execute("select id, uri, title, '', format, published, reader from sources where key = ?", (source,))
    origin = Source(*row)
    return [Cited(claim, origin) for claim in sorted(_claims_of(db, source), key=lambda c: c.id)]


def entity_id(db: apsw.Connection, id_: str) -> str:
    """Return the id of the entity that a record belongs to."""
    return str(db.execute("select coalesce((select entity from canonical where record = ?1), ?1)", (id_,)).get)


def entities(db: apsw.Connection, ids: Collection[str]) -> list[Entity]:
    """Return these entities in the order given, without those that no stored record describes."""
    rows = db.execute(
        "select entity, id, source_id, type, name, aliases, attributes, relative from described where id in"
        " (select value from json_each(?1) union"
        "  select record from canonical where entity in (select value from json_each(?1))) order by key",
        (json.dumps(list(ids)),),
    )
    groups: dict[str, list[Record]] = defaultdict(list)
    for entity, *row in rows:
        groups[entity].append(_record(row))
    origin = origins(db, (r.source_id for group in groups.values() if len(group) > 1 for r in group))
    return [merge_records(id_, groups[id_], origin) for id_ in ids if id_ in groups]


def origins(db: apsw.Connection, sources: Iterable[str]) -> Canonical:
    """Return the function from these sources to the first of their reprints; other ids stay as they are."""
    first = entities_of(db, set(sources))
    return lambda id_: first.get(id_, id_)


def described_by(db: apsw.Connection, entity: str) -> list[Record]:
    """Return the records that describe an entity, ordered by id."""
    rows = db.execute(
        "select id, source_id, type, name, aliases, attributes, relative from described"
        " where id = ?1 or id in (select record from canonical where entity = ?1) order by id",
        (entity,),
    )
    return [_record(row) for row in rows]


def links(db: apsw.Connection, ids: Collection[str], filter_: Filter | None, types: Collection[str]) -> Iterator[Link]:
    """Yield the links at any of these entities, of these types alone (empty: of all)."""
    rows = db.execute(
        "with at (record) as materialized (select key from records where id in"
        " (select value from json_each(?1) union"
        "  select record from canonical where entity in (select value from json_each(?1))))"
        " select id, source_id, type, head_entity, tail_entity, confidence, date, until, state, attributes"
        " from stated where key in"
        " (select key from claims where head in at union select key from claims where tail in at)"
        " and (?2 = '[]' or type in (select value from json_each(?2)))",
        (json.dumps(list(ids)), json.dumps(sorted(types))),
    )
    stated = [_row(row) for row in rows]
    yield from build_links(stated, origins(db, (row.source_id for row in stated)), filter_)


def all_records(db: apsw.Connection) -> tuple[list[Record], dict[str, str]]:
    """Return all records, and the entity of each that is not its own."""
    rows = db.execute("select id, source_id, type, name, aliases, attributes, relative from described")
    return [_record(row) for row in rows], dict(db.execute("select record, entity from canonical"))


def all_rows(db: apsw.Connection) -> Iterator[Stated]:
    """Yield every claim as a row."""
    rows = db.execute(
        "select id, source_id, type, head_entity, tail_entity, confidence, date, until, state, attributes from stated"
    )
    return map(_row, rows)


def _record(row: Iterable[object]) -> Record:
    id_, source_id, type_, name, aliases, attributes, relative = row
    said = (tuple(_list(str(aliases))), _attributes(str(attributes)), bool(relative))
    return Record(id_, source_id, type_, name, *said)  # type: ignore[arg-type]


def _row(row: tuple[Any, ...]) -> Stated:
    *said, state, attributes = row
    return Stated._make((*said, STATES[state], _attributes(attributes)))


@lru_cache(maxsize=4096)
def _attributes(text: str) -> Attributes:
    return tuple((name, value) for name, value in _list(text))


def _list(text: str) -> list[Any]:
    return list(json.loads(text)) if text != "[]" else []
