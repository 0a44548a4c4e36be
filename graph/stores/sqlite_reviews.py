"""SQLite 审核 Reviews in their table, and what was read from the sources that they concern.

Invariant: `readings` keeps the reading of each source that a review concerns, as it was read; of every other
source the tables hold that already.
"""

from collections.abc import Iterable

import apsw

from graph.model import Reading, Source
from graph.review.apply import Outcome, apply
from graph.review.codec import decode, decode_reading, encode, encode_reading
from graph.review.fact import Review
from graph.stores import sqlite_read


def append(db: apsw.Connection, reviews: Iterable[Review]) -> list[Review]:
    """Append the reviews that are not there yet, and return them."""
    new = []
    for review in reviews:
        db.execute("insert or ignore into reviews (id, body) values (?, ?)", (review.id, encode(review)))
        if db.changes():
            new.append(review)
            key = db.last_insert_rowid()
            places = {name for p in review.places for name in (p.source_id, p.uri)}
            db.executemany("insert into reviewed (place, review) values (?, ?)", ((p, key) for p in sorted(places)))
    return new


def all_reviews(db: apsw.Connection) -> list[Review]:
    """Return all reviews in the order in which they were recorded."""
    return [decode(body) for (body,) in db.execute("select body from reviews order by key")]


def concerned(db: apsw.Connection, reviews: Iterable[Review]) -> list[int]:
    """Return the keys of the stored sources that reviews concern."""
    places = {name for r in reviews for p in r.places for name in (p.source_id, p.uri)}
    found: set[int] = set()
    for place in places:
        found |= {key for (key,) in db.execute("select key from sources where id = ?1 or uri = ?1", (place,))}
    return sorted(found)


def outcome(db: apsw.Connection, reading: Reading) -> Outcome:
    """Return what a source says after the reviews that concern it."""
    return apply(reading, _reviews_of(db, reading.source))


def _reviews_of(db: apsw.Connection, source: Source) -> list[Review]:
    rows = db.execute(
        "select body from reviews where key in (select review from reviewed where place in (?, ?)) order by key",
        (source.id, source.uri),
    )
    return [decode(body) for (body,) in rows]


def as_read(db: apsw.Connection, key: int) -> Reading:
    """Return what was read from a source, before any review."""
    body = db.execute("select body from readings where source = ?", (key,)).get
    held = sqlite_read.reading(db, key)
    return held if body is None else decode_reading(held.source, body)


def keep(db: apsw.Connection, key: int, reading: Reading) -> None:
    """Keep what was read from a source that a review concerns."""
    db.execute("insert or replace into readings (source, body) values (?, ?)", (key, encode_reading(reading)))
