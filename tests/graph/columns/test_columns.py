"""The network as columns: the same as the view, read in one pass, and found again beside the store until it changes."""

import tempfile
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.columns import Columns, columns_of, date_of, day_number
from graph.columns.sidecar import Sidecar
from graph.errors import UnknownName
from graph.model import Filter, State
from graph.stores import Store
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore
from tests.graph.sample_readings import Said, read, record, same
from tests.graph.stores.test_same_answers import histories

FILTERS = st.builds(
    Filter,
    on=st.sampled_from((None, "2021", "2021-05", "2021-12-31", "2022-01-31", "2023-08-01")),
    min_confidence=st.sampled_from((0.0, 0.5, 0.9)),
    types=st.sampled_from((frozenset(), frozenset({"SIGNED"}), frozenset({"PART_OF", "PAIRED_WITH"}))),
)


def same_columns(found: Columns, expected: Columns) -> None:
    for field in fields(Columns):
        ours, theirs = getattr(found, field.name), getattr(expected, field.name)
        assert np.asarray(ours).tolist() == pytest.approx(np.asarray(theirs).tolist()), field.name


def agree(store: Store, filter_: Filter | None) -> None:
    same_columns(store.columns(filter_), columns_of(store.view(filter_)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), FILTERS)
def test_columns_equal_the_view_whatever_was_added_replaced_retracted_and_judged(history, filter_):
    _, actions = history
    with tempfile.TemporaryDirectory() as folder, SqliteStore.open(f"sqlite:///{folder}/g.db") as store:
        for act in actions:
            with suppress(UnknownName):  # what is not there cannot be retracted
                act(store)
            agree(store, None)
            agree(store, filter_)
            agree(store, filter_)  # out of the sidecar


def filled(store: Store) -> Store:
    store.add(read("a.txt", Said("PAIRED_WITH", "东湖大学", "云公司", "2024-05"), named=("岭党支部",)))
    return store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "g.db"


def test_columns_are_found_beside_the_file_without_asking_it(path, monkeypatch):
    with filled(SqliteStore.open(f"sqlite:///{path}")) as store:
        before = store.columns()
        monkeypatch.setattr("graph.stores.sqlite_columns.read_claims", lambda _: pytest.fail("read again"))
        same_columns(store.columns(), before)
        assert store.columns(Filter(on="2025")).size == (2, 1)


def test_a_change_of_the_store_makes_them_anew_and_drops_what_was_kept(path):
    with filled(SqliteStore.open(f"sqlite:///{path}")) as store:
        assert store.columns().size == (3, 1)
        store.add(read("b.txt", Said("PAIRED_WITH", "东湖学院", "云公司")))
        assert store.columns().size == (5, 2)
        assert [p.name for p in path.with_name("g.db.columns").iterdir()] == [store.sidecar().key]


def test_another_file_under_the_same_name_and_version_is_told_apart(path):
    with filled(SqliteStore.open(f"sqlite:///{path}")) as store:
        store.columns()
    for file in path.parent.glob("g.db*"):
        if file.is_file():
            file.unlink()
    with SqliteStore.open(f"sqlite:///{path}") as store:
        store.add(read("a.txt", Said("PART_OF", "岭党支部", "云岭公司")))
        assert store.columns().size == (2, 1)


def test_a_damaged_sidecar_is_read_anew(path):
    with filled(SqliteStore.open(f"sqlite:///{path}")) as store:
        store.columns()
        for file in path.with_name("g.db.columns").rglob("heads.npy"):
            file.write_bytes(b"\x93NUMPY broken")
        assert store.columns().size == (3, 1)


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(path):
    with filled(SqliteStore.open(f"sqlite:///{path}")) as store:
        path.with_name("g.db.columns").write_text("in the way")
        assert store.columns().size == (3, 1)


def test_merged_records_are_one_entity_with_the_type_of_most(path):
    readings = [read(f"{i}.txt", Said("PAIRED_WITH", "东湖大学", "云公司", confidence=0.5)) for i in "ab"]
    with SqliteStore.open(f"sqlite:///{path}") as store, MemoryStore() as plain:
        for each in (store, plain):
            each.add_all([readings[0], read("b.txt", Said("PAIRED_WITH", "云公司", "东湖学院", confidence=0.5))])
            ids = [r.id for name in ("云公司",) for r in each.records([name])]
            each.judge([same(*ids)])
        same_columns(store.columns(), plain.columns())
        assert store.columns().size == (3, 2)
        assert record(readings[0], "云公司") in ids


def test_entities_are_found_by_id():
    with filled(MemoryStore()) as store:
        columns = store.columns()
        for i, entity in enumerate(store.view().entities):
            assert (columns.position(entity.id), columns.id(i)) == (i, entity.id)
        with pytest.raises(KeyError):
            columns.position("r_none")


@pytest.mark.parametrize("date", [None, "2024", "2024-10", "2024-10-24"])
def test_a_date_comes_back_to_the_precision_it_had(date):
    assert date_of(day_number(date)) == date


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(State), max_size=4), st.integers(1, 3))
def test_what_a_sidecar_keeps_comes_back_in_whole_under_its_own_key_only(states, key):
    with tempfile.TemporaryDirectory() as folder:
        kept = Sidecar(Path(folder), str(key))
        kept.save("x", {"a": np.array([len(s) for s in states]), "b": np.zeros(0)})
        found = kept.load("x")
        assert found is not None
        assert found["a"].tolist() == [len(s) for s in states]
        assert Sidecar(Path(folder), "other").load("x") is None
        assert kept.load("y") is None
