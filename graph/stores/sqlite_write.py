"""SQLite 写入 A reading into its tables and out of them; several may share one transaction.

Invariant: after `put` the tables hold exactly this reading for its source, after `remove` nothing of it.
"""

import json
from collections.abc import Collection, Sequence

import apsw

from graph.errors import BadReading
from graph.model import Attributes, Claim, Evidence, Flag, Reading, Record, Source
from graph.review.fact import Review
from graph.stores import sqlite_read, sqlite_reviews
from graph.stores.base import Change
from graph.stores.sqlite_groups import count_records, record_judgements
from graph.stores.sqlite_names import drop_unborne, index_names, names_of


def put(db: apsw.Connection, reading: Reading) -> Change:
    """Make the tables hold exactly this reading for its source and for its place (uri)."""
    old = _replaced(db, reading.source)
    if len(old) == 1 and sqlite_reviews.as_read(db, old[0]) == reading:
        db.execute("update sources set reader = ?1 where key = ?2 and reader <> ?1", (reading.source.reader, old[0]))
        mark(db, old[0], reading.source.marks)
        return Change(kept=len(reading.claims), held=True)
    before = {id_ for key in old for id_ in _claim_ids(db, key)}
    shown = sqlite_reviews.outcome(db, reading)
    after = {c.id for c in shown.reading.claims}
    names = [name for key in old for name in _take_out(db, key)]
    try:
        source = _insert(db, shown.reading)
    except apsw.ConstraintError as error:
        raise BadReading(reading.source.uri, ["编号已属另一来源 an id belongs to another source"]) from error
    drop_unborne(db, names)
    if shown.reading is not reading:
        sqlite_reviews.keep(db, source, reading)
    record_judgements(db, shown.carried)
    grow_version(db)
    return Change(len(after - before), len(before - after), len(before & after))


def remove(db: apsw.Connection, source: int) -> Change:
    """Remove a source with all that was read from it."""
    change = Change(removed=len(_claim_ids(db, source)))
    drop_unborne(db, _take_out(db, source))
    grow_version(db)
    return change


def review(db: apsw.Connection, reviews: Sequence[Review]) -> int:
    """Append reviews and let the sources that they concern show what follows; return how many were new."""
    new = sqlite_reviews.append(db, reviews)
    for source in sqlite_reviews.concerned(db, (r for r in new if not r.regroups)):
        read = sqlite_reviews.as_read(db, source)
        shown = sqlite_reviews.outcome(db, read)
        held = sqlite_read.reading(db, source)
        if shown.reading != held:
            sqlite_reviews.keep(db, source, read)
            _rewrite(db, source, held, shown.reading)
        record_judgements(db, shown.carried)
    return len(new)


def _rewrite(db: apsw.Connection, source: int, old: Reading, new: Reading) -> None:
    # Only the rows that differ: a ledger has thousands that a review of one does not touch.
    was, now = {c.id: c for c in old.claims}, {c.id: c for c in new.claims}
    gone = [(id_,) for id_, c in was.items() if now.get(id_) != c]
    db.executemany("delete from claims where id = ?", gone)
    _rewrite_records(db, source, old, new)
    keys = dict(db.execute("select id, key from records where source = ?", (source,)))
    _insert_claims(db, source, [c for id_, c in now.items() if was.get(id_) != c], keys)
    db.execute("delete from flags where source = ?", (source,))
    _insert_flags(db, source, new.flags)


def _rewrite_records(db: apsw.Connection, source: int, old: Reading, new: Reading) -> None:
    was, now = {r.id: r for r in old.records}, {r.id: r for r in new.records}
    changed = [r for id_, r in now.items() if id_ in was and was[id_] != r]
    before = [was[r.id] for r in changed] + [r for id_, r in was.items() if id_ not in now]
    names = names_of(db, source) if before else []
    count_records(db, [(r.id, r.type, r.name) for r in before], -1)
    db.executemany("delete from records where id = ?", ((id_,) for id_ in was if id_ not in now))
    for r in changed:
        said = (r.type, r.name, _json(r.aliases), _json(r.attributes), int(r.relative), r.id)
        db.execute(
            "update records set type = ?, name = ?, aliases = ?, attributes = ?, relative = ? where id = ?", said
        )
        db.execute("delete from called where record = (select key from records where id = ?)", (r.id,))
    keys = dict(db.execute("select id, key from records where source = ?", (source,)))
    index_names(db, ((keys[r.id], r.name, r.aliases) for r in changed))
    count_records(db, [(r.id, r.type, r.name) for r in changed], 1)
    _insert_records(db, source, [r for id_, r in now.items() if id_ not in was])
    drop_unborne(db, names)


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


def _insert(db: apsw.Connection, reading: Reading) -> int:
    source = _insert_source(db, reading.source)
    keys = _insert_records(db, source, reading.records)
    _insert_claims(db, source, reading.claims, keys)
    _insert_flags(db, source, reading.flags)
    return source


def _insert_flags(db: apsw.Connection, source: int, flags: Sequence[Flag]) -> None:
    db.executemany(
        "insert into flags (source, place, reason, quote, start, stop, cell) values (?, ?, ?, ?, ?, ?, ?)",
        ((source, i, f.reason, *_evidence(f.evidence)) for i, f in enumerate(flags)),
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


def _insert_records(db: apsw.Connection, source: int, records: Sequence[Record]) -> dict[str, int]:
    first = db.execute("select coalesce(max(key), 0) + 1 from records").get
    keys = {r.id: key for key, r in enumerate(records, first)}
    db.executemany(
        "insert into records (key, source, id, type, name, aliases, attributes, relative)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (keys[r.id], source, r.id, r.type, r.name, _json(r.aliases), _json(r.attributes), int(r.relative))
            for r in records
        ),
    )
    index_names(db, ((keys[r.id], r.name, r.aliases) for r in records))
    count_records(db, [(r.id, r.type, r.name) for r in records], 1)
    return keys


def _insert_claims(db: apsw.Connection, source: int, given: Sequence[Claim], keys: dict[str, int]) -> None:
    first = db.execute("select coalesce(max(key), 0) + 1 from claims").get
    claims = list(enumerate(given, first))
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
