"""Documents that share a transaction: the same facts as one by one, and a bad one costs itself alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import Reading
from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from ingest import loader
from ingest.loader import Loader, Row, Status
from ingest.resolve import Resolver
from tests.graph.sample_readings import Said, read

SCHOOLS = ("东湖大学", "云岭学院", "望山学院")
FIRMS = ("听涛公司", "清源公司")


PAIRS = st.builds(
    Said,
    st.just("COOPERATES_WITH"),
    st.sampled_from(SCHOOLS),
    st.sampled_from(FIRMS),
    st.sampled_from(("2023", "2024")),
)


@st.composite
def documents(draw: st.DrawFn, edited: bool = True) -> list[Reading]:
    """Some documents on few organizations; `edited`: several of them at one place, and the same at several."""
    count = draw(st.integers(1, 9))
    places = [draw(st.integers(0, 4)) for _ in range(count)] if edited else range(count)
    return [
        read(
            f"file:///{place}.txt", *draw(st.lists(PAIRS, max_size=2)), named=(draw(st.sampled_from(SCHOOLS)), f"{n}市")
        )
        for n, place in zip([0] * count if edited else places, places, strict=True)
    ]


def load(store: Store, readings: list[Reading], batch: int) -> list[Row]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "BATCH", batch)
        patch.setattr(loader, "BATCH_SECONDS", 1e9)
        taking = Loader(store, "v1")
        rows = [row for i, reading in enumerate(readings) for row in taking.take(f"{i}", reading)]
        return [*rows, *taking.flush()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.integers(2, 64))
def test_how_documents_share_transactions_changes_nothing(readings: list[Reading], batch: int) -> None:
    together, apart = MemoryStore(), MemoryStore()
    assert load(together, readings, batch) == load(apart, readings, 1)
    assert together.view() == apart.view()
    assert together.sources() == apart.sources()


@settings(max_examples=60, deadline=None)
@given(documents(edited=False))
def test_resolving_before_storing_joins_what_resolving_after_joins(readings: list[Reading]) -> None:
    before, after = MemoryStore(), MemoryStore()
    Resolver(before).resolve_all(readings)
    before.add_all(readings)
    resolver = Resolver(after)
    for reading in readings:
        after.add(reading)
        resolver.resolve(reading)
    assert before.view() == after.view()


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_bad_reading_among_good_ones_is_a_failed_row(kind: str, tmp_path: Path) -> None:
    good = [
        read(f"file:///{i}.txt", Said("COOPERATES_WITH", "东湖大学", FIRMS[i % 2], f"20{i + 10}")) for i in range(6)
    ]
    bad = replace(good[3], records=())
    url = "memory:" if kind == "memory" else f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        rows = load(store, [*good[:3], bad, *good[4:]], 64)
        assert [row.status for row in rows] == [Status.ADDED] * 3 + [Status.FAILED] + [Status.ADDED] * 2
        assert len(store.sources()) == 5


def test_a_reading_that_only_the_store_can_refuse_costs_itself_alone(tmp_path: Path) -> None:
    # A record's id that another source holds already: no reader makes one, but a store refuses it.
    good = [read(f"file:///{i}.txt", named=(name,)) for i, name in enumerate(SCHOOLS)]
    thief = read("file:///x.txt", named=("孤山大学",))
    taken = replace(thief.records[0], id=good[0].records[0].id)
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        rows = load(store, [good[0], good[1], replace(thief, records=(taken,)), good[2]], 64)
        assert [row.status for row in rows] == [Status.ADDED, Status.ADDED, Status.FAILED, Status.ADDED]
        assert [s.uri for s in store.sources()] == [r.source.uri for r in good]


def test_a_run_stopped_between_judging_and_storing_is_made_whole(tmp_path: Path) -> None:
    readings = [read(f"file:///{i}.txt", named=("东湖大学", FIRMS[i % 2])) for i in range(4)]
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store, MemoryStore() as whole:
        load(whole, readings, 64)
        load(store, readings[:2], 64)
        Resolver(store).resolve_all(readings[2:])  # and then the power went
        load(store, readings, 64)
        assert store.view() == whole.view()
        assert len(store.judgements()) == len(whole.judgements())
