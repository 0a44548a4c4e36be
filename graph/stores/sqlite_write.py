"""SQLite 写入 A reading into its tables and out of them; several may share one transaction.

Invariant: after `put` the tables hold exactly this reading for its source, after `remove` nothing of it.
"""

import json
from collections.abc import Collection, Sequence

import apsw

from graph.errors import BadReading
from graph.model import Attributes, Claim, Evidence, Reading, Source
from graph.stores import sqlite_read
from graph.stores.base import Change
from graph.stores.sqlite_groups import count_records
from graph.stores.sqlite_names import drop_unborne, index_names, names_of


def put(db: apsw.Connection, reading: Reading) -> Change:
    """Make the tables hold exactly this reading for its source and for its place (uri)."""
    old = _replaced(db, reading.source)
    if len(old) == 1 and sqlite_read.reading(db, old[0]) == reading:
        db.execute("update sources set reader = ?1 where key = ?2 and reader <> ?1", (reading.source.reader, old[0]))
        mark(db, old[0], reading.source.marks)
        return Change(kept=len(reading.claims), held=True)
    before = {id_ for key in old for id_ in _claim_ids(db, key)}
    after = {c.id for c in reading.claims}
    names = [name for key in old for name in _take_out(db, key)]
    try:
        _insert(db, reading)
    except apsw.ConstraintError as error:
        raise BadReading(reading.source.uri, ["编号已属另一来源 an id belongs to another source"]) from error
    drop_unborne(db, names)
    grow_version(db)
    return Change(len(after - before), len(before - after), len(before & after))


def remove(db: apsw.Connection, source: int) -> Change:
    """Remove a source with all that was read from it."""
    change = Change(removed=len(_claim_ids(db, source)))
    drop_unborne(db, _take_out(db, source))
    grow_version(db)
    return change


def grow_version(db: apsw.Connection) -> None:
    """Take note of a write that changed something."""
    db.execute("update meta set value = value + 1 where name = 'version'")


def _replaced(db: apsw.Connection, source: Source) -> list[int]:
    rows = db.execute("select key from sources where id = ? or uri = ?", (source.id, source.uri))
    return [key for (key,) in rows]


def _claim_ids(db: apsw.Connection, source: int) -> list[str]:
    return [id_ for (id_,) in db.execute("select id from claims where source = ?", (source,))]


def _take_out(db: apsw.Connection, source: int) -> list[int]:
    # Returns the names that may now be borne by no one.
    names = names_of(db, source)
    count_records(db, list(db.execute("select id, type, name from records where source = ?", (source,))), -1)
    # Claims before records: each record's removal would otherwise look for claims at it.
    db.execute("delete from claims where source = ?", (source,))
    db.execute("delete from sources where key = ?", (source,))
    return names


def _insert(db: apsw.Connection, reading: Reading) -> None:
    source = _insert_source(db, reading.source)
    keys = _insert_records(db, source, reading)
    _insert_claims(db, source, reading, keys)
    db.executemany(
        "insert into flags (source, place, reason, quote, start, stop, cell) values (?, ?, ?, ?, ?, ?, ?)",
        ((source, i, f.reason, *_evidence(f.evidence)) for i, f in enumerate(reading.flags)),
    )


def mark(db: apsw.Connection, source: int, marks: Collection[int]) -> None:
    """Let a source have these marks and no others."""
    held = {m for (m,) in db.execute("select mark from marks where source = ?", (source,))}
    if held != set(marks):
        db.execute("delete from marks where source = ?", (source,))
        db.executemany("insert into marks (mark, source) values (?, ?)", ((m, source) for m in sorted({*marks})))


def _insert_source(db: apsw.Connection, s: Source) -> int:
    db.execute(
        "insert into sources (id, uri, title, format, published, text, reader) values (?, ?, ?, ?, ?, ?, ?)",
        (s.id, s.uri, s.title, s.format, s.published, s.text, s.reader),
    )
    key = db.last_insert_rowid()
    mark(db, key, s.marks)
    return key


def _insert_records(db: apsw.Connection, source: int, reading: Reading) -> dict[str, int]:
    first = db.execute("select coalesce(max(key), 0) + 1 from records").get
    keys = {r.id: key for key, r in enumerate(reading.records, first)}
    db.executemany(
        "insert into records (key, source, id, type, name, aliases, attributes, relative)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (keys[r.id], source, r.id, r.type, r.name, _json(r.aliases), _json(r.attributes), int(r.relative))
            for r in reading.records
        ),
    )
    index_names(db, ((keys[r.id], r.name, r.aliases) for r in reading.records))
    count_records(db, [(r.id, r.type, r.name) for r in reading.records], 1)
    return keys


def _insert_claims(db: apsw.Connection, source: int, reading: Reading, keys: dict[str, int]) -> None:
    first = db.execute("select coalesce(max(key), 0) + 1 from claims").get
    claims = list(enumerate(reading.claims, first))
    db.executemany(
        "insert into claims (key, source, id, type, head, tail, method, confidence, date, until, state, attributes)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (key, source, c.id, c.type, keys[c.head], keys[c.tail], *_said(c), str(c.state), _json(c.attributes))
            for key, c in claims
        ),
    )
    quotes = ((key, i, *_evidence(e)) for key, c in claims for i, e in enumerate(c.evidence))
    db.executemany("insert into evidence (claim, place, quote, start, stop, cell) values (?, ?, ?, ?, ?, ?)", quotes)


def _said(c: Claim) -> tuple[str, float, str | None, str | None]:
    return c.method, c.confidence, c.date, c.until


def _evidence(evidence: Evidence | None) -> tuple[str | None, int | None, int | None, str | None]:
    if evidence is None:
        return None, None, None, None
    return evidence.quote, evidence.start, evidence.end, evidence.cell


def _json(values: Attributes | Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else "[]"
