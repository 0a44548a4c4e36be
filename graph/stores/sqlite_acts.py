"""SQLite 共同之事 What several have in common, what was said of it, and which sources have text in common.

Invariant: reads the rows at the ids it is asked about alone; answers as the memory store does.
"""

import json
from collections.abc import Collection

import apsw

from graph.judgement import Judgement
from graph.stores import sqlite_read
from graph.stores.base import Told
from graph.stores.sqlite_groups import entities_of, judgement_of

JUDGEMENTS = """
select left, right, verdict, by, at, why, score from judgements where key in (
    select key from judgements where left in (select value from json_each(?1))
    union select key from judgements where right in (select value from json_each(?1))) order by key
"""

SHARED = """
with at (record) as materialized (
    select key from records where id in (
        select value from json_each(?1) union select record from canonical where entity in (
            select value from json_each(?1) union
            select entity from canonical where record in (select value from json_each(?1))))),
common (entity) as materialized (
    select tail_entity from stated where key in (select key from claims where head in at)
    and type in (select value from json_each(?2)) and state <> 'denied'
    group by tail_entity having count(distinct head_entity) >= ?3),
tails (record) as materialized (
    select key from records where id in (
        select entity from common union select record from canonical where entity in (select entity from common)))
select id, head_entity, tail_entity, head, tail from stated where key in (select key from claims where tail in tails)
and type in (select value from json_each(?2)) and state <> 'denied' order by id
"""

ALIKE = """
select s.id, count(*) from marks m join sources s on s.key = m.source
where m.mark in (select value from json_each(?1)) group by s.id having count(*) >= ?2
order by count(*) desc, s.id limit ?3
"""


def judgements_on(db: apsw.Connection, ids: Collection[str]) -> list[Judgement]:
    """Return the judgements with any of these ids at an end, in the order of recording."""
    return [judgement_of(row) for row in db.execute(JUDGEMENTS, (json.dumps(list(ids)),))]


def canonical(db: apsw.Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the entity of each record, or the first reprint of each source."""
    return {id_: id_ for id_ in ids} | entities_of(db, ids)


def shared(db: apsw.Connection, ids: Collection[str], types: Collection[str], least: int) -> list[Told]:
    """Return all claims of these types on what at least `least` of these entities are heads of."""
    rows = list(db.execute(SHARED, (json.dumps(list(ids)), json.dumps(sorted(types)), least)))
    ends = sqlite_read.records(db, {id_ for row in rows for id_ in row[3:]})
    cited = sqlite_read.cited(db, [row[0] for row in rows])
    return [
        Told(c.claim, c.source, ends[c.claim.head], ends[c.claim.tail], head, tail)
        for c, (_, head, tail, *_) in zip(cited, rows, strict=True)
    ]


def alike(db: apsw.Connection, marks: Collection[int], least: int, limit: int) -> list[tuple[str, int]]:
    """Return the sources that have at least `least` of these marks, those with most first."""
    return list(db.execute(ALIKE, (json.dumps(sorted({*marks})), least, limit)))
