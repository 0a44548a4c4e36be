"""SQLite 列读出 All claims of a file as columns of numbers, read in one pass.

Invariant: the same claims, ends and origins as `sqlite_read.all_rows` gives. SQLite itself gathers each column of a
run of rows into one text (`json_group_array`), so that no row becomes a Python object.
"""

import json
from collections.abc import Sequence
from typing import Any

import apsw
import numpy as np

from graph.analytics.engine.compiled import Kernel, split, spread
from graph.columns import ClaimColumns, key_of
from graph.columns.network import Ids, as_ids
from graph.ontology import ontology
from graph.stores import sqlite_search

RUN = 1 << 19
SHARE = 1e9
"""A confidence is read to nine digits."""

STATE_CODE = "(state = 'ended') + 2 * (state = 'denied')"
CLAIMS = "select {}, count(*) from claims where key > ? and key <= ?"


@Kernel
def _numbers(text: Any, out: Any) -> None:
    # Reads `[12,"2024-10",null]`: the digits of each element are one number; a date is filled up to eight digits.
    i, digits, quoted = 0, 0, False
    value: Any = 0
    for byte in text[1:]:
        c = np.int64(byte)
        if 48 <= c <= 57:
            value = value * 10 + (c - 48)
            digits += 1
        elif c == 34:
            quoted = True
        elif c in (44, 93):
            if quoted:
                for _ in range(digits, 8):
                    value *= 10
            out[i] = value
            i += 1
            value, digits, quoted = 0, 0, False


def state(db: apsw.Connection) -> str:
    """Return what tells this state of the file from all others, also from those of a file that was there before."""
    last = "select (select id from {0} order by key desc limit 1), (select max(key) from {0})"
    tables = [tuple(db.execute(last.format(name)).fetchall()[0]) for name in ("sources", "records", "claims")]
    return key_of(sqlite_search.version(db), *tables)


def read_claims(connections: Sequence[apsw.Connection]) -> ClaimColumns:
    """Return all claims of the file as columns, read by all of these connections, which see one state of it."""
    db, known = connections[0], ontology()
    kinds, types = tuple(known.entities), tuple(known.links)
    entity_of = dict(db.execute("select record, entity from canonical"))
    ids, kind_codes, place = _entities(db, kinds, entity_of)
    origin = _origins(db, entity_of)
    fields = ("head", "tail", "source", f"cast(confidence * {SHARE} + 0.5 as integer)", "date", "until")
    columns = [*fields, f"{_code('type', types)} * 4 + {STATE_CODE}"]
    sql = CLAIMS.format(", ".join(f"json_group_array({column})" for column in columns))
    found = [np.concatenate(parts) for parts in zip(*_runs(connections, sql), strict=True)]
    head, tail, source, sure, date, until, said = found or [np.zeros(0, np.int64)] * 7
    return ClaimColumns(
        entity_types=kinds,
        link_types=types,
        ids=ids,
        kinds=kind_codes,
        types=(said >> 2).astype(np.uint8),
        heads=place[head],
        tails=place[tail],
        states=(said & 3).astype(np.uint8),
        origins=origin[source],
        confidence=sure / SHARE,
        dates=date.astype(np.int32),
        until=until.astype(np.int32),
    )


def _runs(connections: Sequence[apsw.Connection], sql: str) -> list[list[Any]]:
    last = connections[0].execute("select max(key) from claims").get or 0
    runs = list(range(0, last, RUN))
    shares = split(runs, len(connections))

    def read(share: tuple[apsw.Connection, list[int]]) -> list[list[Any]]:
        db, begins = share
        return [_run(db, sql, after) for after in begins]

    return [run for part in spread(read, zip(connections, shares, strict=False)) for run in part]


def _run(db: apsw.Connection, sql: str, after: int) -> list[Any]:
    ((*texts, count),) = db.execute(sql, (after, after + RUN)).fetchall()
    return [_array(text, count) for text in texts]


def _array(text: Any, count: Any) -> Any:
    out = np.empty(count, np.int64)
    if count:
        _numbers(10 * len(text), np.frombuffer(text.encode(), np.uint8), out)
    return out


def _code(column: str, names: tuple[str, ...]) -> str:
    # Names of types are identifiers (checked by the ontology): nothing in them can end the text.
    cases = " ".join(f"when '{name}' then {i}" for i, name in enumerate(names))
    return f"(case {column} {cases} end)"


def _entities(db: apsw.Connection, kinds: tuple[str, ...], entity_of: dict[str, str]) -> tuple[Ids, Any, Any]:
    # The index over ids gives them in order.
    order = (
        "select json_group_array(id), json_group_array(key), count(*) from (select id, key from records order by id)"
    )
    rows: list[Any] = db.execute(order).fetchall()
    ((names, keys, count),) = rows
    keys = _array(keys, count)
    ((own_keys, own_codes),) = db.execute(
        f"select json_group_array(key), json_group_array({_code('type', kinds)}) from records not indexed"  # noqa: S608
    ).fetchall()
    top = int(keys.max(initial=0)) + 1
    place, codes = np.zeros(top, np.int32), np.zeros(top, np.uint8)
    codes[_array(own_keys, count)] = _array(own_codes, count)
    ids = _as_ids(names, count)
    if not entity_of:
        place[keys] = np.arange(count)
        return ids, codes[keys], place
    # A record of a group stands for the group's entity.
    merged = dict(db.execute(f"select id, {_code('type', kinds)} from merged"))  # noqa: S608
    names = json.loads(names)
    grouped = np.array([name in entity_of for name in names], np.bool_)
    own = [(int(key), entity_of[name]) for key, name in zip(keys[grouped], np.array(names)[grouped], strict=True)]
    groups = sorted({entity for _, entity in own}, key=str.encode)
    alone, alone_codes = ids[~grouped], codes[keys][~grouped]
    at = np.searchsorted(alone, as_ids(groups))
    found = np.insert(alone.astype(np.result_type(alone, as_ids(groups))), at, as_ids(groups))
    place[keys[~grouped]] = np.arange(len(alone)) + np.searchsorted(at, np.arange(len(alone)), side="right")
    position = dict(zip(groups, (at + np.arange(len(groups))).tolist(), strict=True))
    for key, entity in own:
        place[key] = position[entity]
    return found, np.insert(alone_codes, at, [merged[entity] for entity in groups]), place


def _as_ids(text: Any, count: Any) -> Ids:
    # Ids are nearly always alike in length, and then the text is a table already.
    width, rest = divmod(len(text) - 1, count or 1)
    raw = np.frombuffer(text.encode(), np.uint8)[1:]
    if count and not rest and len(raw) == count * width and width > 3:
        table = raw.reshape(count, width)
        if (table[:, 0] == 34).all() and (table[:, -2] == 34).all() and not np.isin(table[:, 1:-2], (34, 92)).any():
            return np.ascontiguousarray(table[:, 1:-2]).view(f"S{width - 3}").ravel()
    return as_ids(json.loads(text))


def _origins(db: apsw.Connection, entity_of: dict[str, str]) -> Any:
    rows: list[Any] = db.execute("select key, id from sources").fetchall()
    key_of = {id_: key for key, id_ in rows}
    origin = np.arange(max(key_of.values(), default=0) + 1, dtype=np.int32)
    beyond = len(origin)
    for key, id_ in rows if entity_of else ():
        if id_ in entity_of:
            first = entity_of[id_]
            if first not in key_of:  # the first of the reprints has been retracted
                key_of[first], beyond = beyond, beyond + 1
            origin[key] = key_of[first]
    return origin
