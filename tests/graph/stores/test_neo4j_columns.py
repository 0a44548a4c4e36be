"""Columns of a Neo4j store, found again until it changes, and values of measures written back to its nodes."""

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest

from graph.analytics import StoreMeasures, measure_named
from graph.columns import Columns, columns_of
from graph.stores.neo4j import Neo4jStore
from tests.graph.sample_readings import Said, read

pytestmark = pytest.mark.neo4j
SAID = (
    Said("PAIRED_WITH", "东湖大学", "云公司", "2024-05"),
    Said("PAIRED_WITH", "云公司", "云岭公司"),
    Said("SIGNED", "云公司", "东湖协议", "2023"),
)


@pytest.fixture
def store(neo4j_url: str, tmp_path, monkeypatch) -> Iterator[Neo4jStore]:
    monkeypatch.setenv("GONGJIAN_CACHE", str(tmp_path))
    with Neo4jStore.open(neo4j_url) as opened:
        opened.clear()
        opened.add(read("a.txt", *SAID))
        yield opened


def same_columns(found: Columns, expected: Columns) -> None:
    for field in fields(Columns):
        assert np.asarray(getattr(found, field.name)).tolist() == np.asarray(getattr(expected, field.name)).tolist()


def test_columns_are_kept_until_the_store_changes_even_back_to_its_version(store, monkeypatch):
    same_columns(store.columns(), columns_of(store.view()))
    version = store.version()
    with monkeypatch.context() as patched:
        patched.setattr(store, "view", lambda _=None: pytest.fail("read again"))
        assert store.columns().size == (4, 3)
    store.clear()
    store.add(read("a.txt", SAID[0]))
    assert store.version() == version
    same_columns(store.columns(), columns_of(store.view()))


def test_values_are_written_back_as_properties_and_change_nothing_else(store):
    before = (store.version(), store.view())
    measures = StoreMeasures(store)
    columns = {name: measures.numbers(measure_named(name)) for name in ("degree", "constraint")}
    assert store.write_values(measures.graph.ids, columns) == 3
    rows = store._connection.run(
        "MATCH (e:Entity) WHERE e.measure_degree IS NOT NULL"
        " RETURN e.name, e.measure_degree, e.measured_version ORDER BY e.name"
    )
    assert {name: degree for name, degree, _ in rows} == {"东湖大学": 1, "云公司": 2, "云岭公司": 1}
    assert {version for _, _, version in rows} == {store.version()}
    assert (store.version(), store.view()) == before
