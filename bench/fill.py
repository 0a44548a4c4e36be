"""Fills an SQLite store with one claim for each tie of a graph, by its tables directly: a store to measure reading on.

Rows look as those that `ingest` writes: ids of 22 characters, five documents a hundred claims, dates for four in five.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw

from graph.analytics.arrays import PartnerArrays
from graph.stores import open_store

CLAIMS_EACH = 20
KINDS = ("school", "enterprise", "government", "party_org")
SURE = (0.9, 0.95, 0.85, 1.0)


def fill(path: Path, arrays: PartnerArrays) -> None:
    """Make the store; nothing may be at `path` yet."""
    with open_store(f"sqlite:///{path}"):
        pass  # its tables are there now
    db = apsw.Connection(str(path))
    db.pragma("synchronous", "off")
    db.pragma("foreign_keys", False)
    sources = arrays.edges // CLAIMS_EACH + 1
    with db:
        db.executemany(
            "insert into sources (key, id, uri, title, format, text) values (?, ?, ?, '报道', 'text', '')",
            ((i + 1, f"s_{i:020x}", f"file:///{i}.txt") for i in range(sources)),
        )
        db.executemany(
            "insert into records values (?, ?, ?, ?, ?, '[]', '[]', 0)",
            (
                (i + 1, i % sources + 1, f"r_{i * 7919 % arrays.nodes:020x}", KINDS[i % 4], f"组织{i}")
                for i in range(arrays.nodes)
            ),
        )
        db.executemany(
            "insert into claims values (?, ?, ?, 'PAIRED_WITH', ?, ?, 'rule:paired', ?, ?, ?, 'held', '[]')",
            _claims(arrays, sources),
        )
        db.execute("update meta set value = value + 1 where name = 'version'")
    db.close()


def _claims(arrays: PartnerArrays, sources: int) -> Iterator[tuple[Any, ...]]:
    a, b, _ = arrays.pairs()
    for i, (head, tail) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        date = None if i % 5 == 0 else f"20{10 + i % 15}-{1 + i % 12:02}-{1 + i % 28:02}"
        until = None if i % 20 else "2027-06"
        yield i + 1, i % sources + 1, f"c_{i:020x}", head + 1, tail + 1, SURE[i & 3], date, until
