"""SQLite 名称索引 Which records bear which names, each folded name kept once, with its pairs for full-text search.

Invariant: a name stands in `names` and `name_pairs` exactly while some record bears it.
"""

import json
from collections.abc import Iterable

import apsw

from graph.names import fold
from graph.stores.ngrams import pairs


def index_names(db: apsw.Connection, rows: Iterable[tuple[int, str, Iterable[str]]]) -> None:
    """Enter the names and aliases of stored records: rows of (record key, name, aliases)."""
    borne: dict[tuple[str, int], int] = {}
    for key, name, aliases in rows:
        borne[fold(name), key] = 1
        for alias in aliases:
            borne.setdefault((fold(alias), key), 0)
    keys = _keys(db, {folded for folded, _ in borne})
    db.executemany(
        "insert into called (name, record, own) values (?, ?, ?)",
        ((keys[folded], record, own) for (folded, record), own in borne.items()),
    )


def index_all(db: apsw.Connection) -> None:
    """Enter the names of all records, into empty tables."""
    rows = db.execute("select key, name, aliases from records")
    index_names(db, [(key, name, json.loads(aliases)) for key, name, aliases in rows])


def _keys(db: apsw.Connection, wanted: set[str]) -> dict[str, int]:
    rows = db.execute(
        "select folded, key from names where folded in (select value from json_each(?))", (json.dumps(list(wanted)),)
    )
    known = dict(rows)
    first = db.execute("select coalesce(max(key), 0) + 1 from names").get
    fresh = [(key, folded) for key, folded in enumerate(sorted(wanted - known.keys()), first)]
    db.executemany("insert into names (key, folded) values (?, ?)", fresh)
    db.executemany(
        "insert into name_pairs (rowid, pairs) values (?, ?)", ((key, pairs(folded)) for key, folded in fresh)
    )
    return known | {folded: key for key, folded in fresh}


def names_of(db: apsw.Connection, source: int) -> list[int]:
    """Return the keys of the names that the records of a source bear."""
    rows = db.execute(
        "select distinct name from called where record in (select key from records where source = ?)", (source,)
    )
    return [key for (key,) in rows]


def drop_unborne(db: apsw.Connection, keys: Iterable[int]) -> None:
    """Forget those of these names that no record bears any more."""
    unborne = db.execute(
        "select n.key from json_each(?) j join names n on n.key = j.value"
        " where not exists (select 1 from called where name = n.key)",
        (json.dumps(list(keys)),),
    )
    rows = list(unborne)
    db.executemany("delete from name_pairs where rowid = ?", rows)
    db.executemany("delete from names where key = ?", rows)
