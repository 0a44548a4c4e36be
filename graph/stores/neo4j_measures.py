"""Neo4j 测度属性 Values of measures as properties of the nodes, for analysts with Neo4j's own tools.

Invariant: properties named `measure_…` are a copy for people, of the version `measured_version`; nothing here reads
them, and an entity that changes loses them until they are written again.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from math import isnan
from typing import Any

from neo4j import ManagedTransaction

from graph.stores.neo4j_session import VERSION, Connection, column

BATCH = 10_000
WRITE = "UNWIND $rows AS row MATCH (e:Entity {id: row.id}) SET e += row.values, e.measured_version = $version"


def write_values(connection: Connection, ids: Sequence[str], columns: Mapping[str, Any]) -> int:
    """Write the values of each measure (name → numbers in the order of `ids`; NaN: none) to the nodes; return how many.

    The version of the store stays as it is: nothing that it holds has changed.
    """
    lists = {f"measure_{name}": numbers.tolist() for name, numbers in columns.items()}
    for begin in range(0, len(ids), BATCH):
        rows = [
            {"id": ids[i], "values": {name: _or_none(values[i]) for name, values in lists.items()}}
            for i in range(begin, min(begin + BATCH, len(ids)))
        ]
        connection.write(partial(_write, rows=rows))
    return len(ids)


def _or_none(number: float) -> float | None:
    return None if isnan(number) else number


def _write(tx: ManagedTransaction, rows: list[dict[str, Any]]) -> None:
    tx.run(WRITE, rows=rows, version=column(tx, VERSION)[0]).consume()
