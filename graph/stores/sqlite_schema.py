"""SQLite 表结构 The tables of the embedded store, and how an older file becomes a current one.

Facts (sources, records, claims, evidence, flags, judgements) are kept; everything else is computed from
them and can be dropped and made again. Invariant: a file carries our application id and the version of
its schema; it is brought up to date in one transaction or left as it was.
"""

from collections.abc import Callable, Sequence

import apsw

from graph.errors import StoreUnavailable
from graph.stores import sqlite_groups, sqlite_names
from graph.stores.sqlite_connections import transaction

Step = Callable[[apsw.Connection], None]

APPLICATION_ID = 0x474A5450  # “GJTP”, 共建图谱

FACTS = """
create table meta (name text primary key, value integer not null) strict, without rowid;
insert into meta values ('schema', 0), ('version', 0);
create table sources (
    key integer primary key, id text not null unique, uri text not null unique, title text not null,
    format text not null, published text, text text not null) strict;
create table records (
    key integer primary key, source integer not null references sources on delete cascade,
    id text not null unique, type text not null, name text not null, aliases text not null,
    attributes text not null, relative integer not null check (relative in (0, 1))) strict;
create index records_source on records (source);
create table claims (
    key integer primary key, source integer not null references sources on delete cascade,
    id text not null unique, type text not null, head integer not null references records,
    tail integer not null references records, method text not null,
    confidence real not null check (confidence > 0 and confidence <= 1), date text, until text,
    state text not null check (state in ('held', 'ended', 'denied')), attributes text not null) strict;
create index claims_source on claims (source);
create index claims_head on claims (head);
create index claims_tail on claims (tail);
create table evidence (
    claim integer not null references claims on delete cascade, place integer not null,
    quote text not null, start integer, stop integer, cell text, primary key (claim, place)) strict, without rowid;
create table flags (
    source integer not null references sources on delete cascade, place integer not null, reason text not null,
    quote text, start integer, stop integer, cell text, primary key (source, place)) strict, without rowid;
create table judgements (
    key integer primary key, left text not null, right text not null,
    verdict text not null check (verdict in ('same', 'different', 'unsure')), by text not null, at text not null,
    why text not null, score real not null) strict;
create index judgements_left on judgements (left, right);
create index judgements_right on judgements (right, left);
"""

DERIVED = """
create table names (key integer primary key, folded text not null unique) strict;
create table called (
    name integer not null references names, record integer not null references records on delete cascade,
    own integer not null check (own in (0, 1)), primary key (name, record)) strict, without rowid;
create index called_record on called (record);
create virtual table name_pairs using fts5(pairs, content='', contentless_delete=1, tokenize='ascii');
create table canonical (record text primary key, entity text not null) strict, without rowid;
create index canonical_entity on canonical (entity);
create table tally (
    entity text not null, aspect text not null check (aspect in ('type', 'name')), value text not null,
    n integer not null, primary key (entity, aspect, value)) strict, without rowid;
create table merged (id text primary key, type text not null, name text not null) strict, without rowid;
create view described as
    select r.key, r.id, s.id as source_id, r.type, r.name, r.aliases, r.attributes, r.relative,
           coalesce(k.entity, r.id) as entity
    from records r join sources s on s.key = r.source left join canonical k on k.record = r.id;
create view stated as
    select c.key, c.id, s.id as source_id, c.type, h.id as head, t.id as tail, c.method, c.confidence, c.date,
           c.until, c.state, c.attributes, c.source,
           coalesce(kh.entity, h.id) as head_entity, coalesce(kt.entity, t.id) as tail_entity
    from claims c join sources s on s.key = c.source
    join records h on h.key = c.head join records t on t.key = c.tail
    left join canonical kh on kh.record = h.id left join canonical kt on kt.record = t.id;
"""

REVIEWS = """
create table reviews (key integer primary key, id text not null unique, body text not null) strict;
create table reviewed (
    place text not null, review integer not null references reviews, primary key (place, review)) strict, without rowid;
create table readings (source integer primary key references sources on delete cascade, body text not null) strict;
create table judged (
    key integer primary key, left text not null, right text not null,
    verdict text not null check (verdict in ('same', 'different', 'unsure', 'withdrawn')),
    by text not null, at text not null, why text not null, score real not null) strict;
insert into judged select key, left, right, verdict, by, at, why, score from judgements;
drop table judgements;
alter table judged rename to judgements;
create index judgements_left on judgements (left, right);
create index judgements_right on judgements (right, left);
create index judgements_unsure on judgements (key) where verdict = 'unsure';
"""


def derive(db: apsw.Connection) -> None:
    """Make the computed tables of a store that holds facts alone, and fill them."""
    db.execute(DERIVED)
    sqlite_names.index_all(db)
    sqlite_groups.regroup_all(db)


def note_readers(db: apsw.Connection) -> None:
    """Keep with each source which program read it; unknown for those that are there."""
    db.execute("alter table sources add column reader text not null default ''")


def note_marks(db: apsw.Connection) -> None:
    """Keep each source's fingerprints where sources that share some are found; none for those that are there."""
    db.execute(
        "create table marks (mark integer not null, source integer not null references sources on delete cascade,"
        " primary key (mark, source)) strict, without rowid;"
        "create index marks_source on marks (source)"
    )


def note_reviews(db: apsw.Connection) -> None:
    """Make room for reviews, for what was read before them, and for verdicts that are withdrawn."""
    db.execute(REVIEWS)


STEPS: tuple[Step, ...] = (derive, note_readers, note_marks, note_reviews)
"""STEPS[i] takes a file from schema i to i + 1; a new file begins with the facts' tables alone, as 0."""

SCHEMA = len(STEPS)


def prepare(db: apsw.Connection, url: str, steps: Sequence[Step] = STEPS) -> None:
    """Make an empty file a store, an older store a current one; StoreUnavailable for anything else."""
    if _schema(db, url) == len(steps):
        return
    # Two processes may come here at once: the second finds the work done.
    with transaction(db, "immediate"):
        schema = _schema(db, url)
        if schema is None:
            db.execute(FACTS)
            db.pragma("application_id", APPLICATION_ID)
            schema = 0
        if schema > len(steps):
            raise StoreUnavailable(
                url,
                f"由更新的版本写成 written by a newer version: schema {schema} > {len(steps)}",
                "请升级 gongjian please upgrade gongjian",
            )
        for step in steps[schema:]:
            step(db)
        db.execute("update meta set value = ? where name = 'schema'", (len(steps),))


def _schema(db: apsw.Connection, url: str) -> int | None:
    if db.pragma("application_id") == APPLICATION_ID:
        return int(db.execute("select value from meta where name = 'schema'").get)
    if db.execute("select count(*) from sqlite_schema").get:
        raise StoreUnavailable(url, "不是共建图谱的库 a database of another program", "换一个文件 name another file")
    return None
