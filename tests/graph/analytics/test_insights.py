"""What measures say of a store: kept values, changes over time, silence, losses, likeness, named communities."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import rank
from graph.analytics.acts import changes, months_before, silent, window
from graph.analytics.arrays import PartnerArrays
from graph.analytics.catalogue import MEASURES, measure_named
from graph.analytics.circles import circles
from graph.analytics.from_columns import partner_columns
from graph.analytics.of_store import StoreMeasures
from graph.analytics.similar import similarity
from graph.analytics.without import without
from graph.columns import columns_of
from graph.model import Filter
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore
from tests.graph.sample_readings import Said, read
from tests.small_networks import link, network, pairs

NAMES = [f"第{i}公司" for i in "一二三四五六七八"]
SAID = [Said("PAIRED_WITH", NAMES[a], NAMES[b], "2024") for a, b in ((0, 1), (1, 2), (0, 2), (2, 3), (4, 5))]
SAID += [
    Said("LOCATED_IN", NAMES[0], "东市"),
    Said("LOCATED_IN", NAMES[1], "东市"),
    Said("LOCATED_IN", NAMES[2], "西省"),
]


@pytest.fixture
def store(tmp_path: Path):
    with SqliteStore.open(f"sqlite:///{tmp_path}/g.db") as made:
        made.add(read("a.txt", *SAID, named=(NAMES[6],)))
        yield made


def ranks(rows):
    return [(r.entity.name, pytest.approx(r.value), r.rank) for r in rows]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)
def test_ranks_of_a_store_are_those_of_its_view(store, measure):
    for top in (2, 20):
        found = StoreMeasures(store).rank(measure.name, top=top)
        assert ranks(found) == ranks(rank(store.view(), measure.name, top=top))


def test_values_are_computed_once_for_a_state_a_level_and_a_filter(store, monkeypatch):
    first = StoreMeasures(store).rank("betweenness")
    monkeypatch.setattr("graph.analytics.betweenness.paths_through", lambda *_: pytest.fail("computed again"))
    assert StoreMeasures(store).rank("betweenness") == first
    with pytest.raises(pytest.fail.Exception, match="again"):
        StoreMeasures(store, filter_=Filter(on="2023")).rank("betweenness")
    store.add(read("b.txt", Said("PAIRED_WITH", NAMES[3], NAMES[4])))
    with pytest.raises(pytest.fail.Exception, match="again"):
        StoreMeasures(store).rank("betweenness")


def test_types_narrow_and_those_that_tie_with_the_last_are_named_in_order(store):
    store.add(read("b.txt", Said("PAIRED_WITH", "东湖大学", NAMES[0])))
    assert [r.entity.name for r in StoreMeasures(store).rank("degree", types=["school"])] == ["东湖大学"]
    first = StoreMeasures(store).rank("degree", top=1)
    assert ranks(first) == ranks(rank(store.view(), "degree", top=1))


def test_near_ranks_by_personalised_pagerank(store):
    view = store.view()
    id_of = {e.name: e.id for e in view.entities}
    rows = StoreMeasures(store).rank_near([id_of[NAMES[4]]])
    assert [r.entity.name for r in rows][:1] == [NAMES[5]]
    graph = nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3), (4, 5)])
    graph.add_node(6)
    plain = nx.pagerank(graph, personalization={4: 1}, tol=1e-14, max_iter=1000)
    assert rows[0].value == pytest.approx(plain[5])
    assert NAMES[4] not in {r.entity.name for r in rows}


def test_communities_carry_their_leaders_and_regions(store):
    first, second = circles(StoreMeasures(store))
    assert (first.number, first.size, second.size) == (1, 4, 2)
    assert first.leaders[0].name == NAMES[2]
    assert [e.name for e in first.regions] == ["东市", "西省"]
    assert first.name == f"东市 · {NAMES[2]}"
    assert second.regions == second.chains == ()


def test_likeness_is_that_of_networkx():
    graph = nx.gnm_random_graph(12, 22, seed=4)
    arrays = PartnerArrays.from_matrix(nx.to_scipy_sparse_array(graph, dtype=float))
    for node in graph:
        found = similarity(arrays, node)
        others = [(node, v) for v in graph if v != node]
        plain = {v: score for _, v, score in nx.jaccard_coefficient(graph, others)}
        assert {v: found[v] for v in plain} == pytest.approx(plain)
        assert np.isnan(found[node])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=16), st.integers(0, 8))
def test_a_loss_is_what_the_graph_without_the_node_lacks(ties, node):
    graph = nx.Graph([(a, b) for a, b in ties if a != b])
    graph.add_nodes_from(range(9))
    arrays = (
        PartnerArrays.from_pairs(9, *zip(*graph.edges, strict=True))
        if graph.size()
        else PartnerArrays.from_pairs(9, [], [])
    )
    found = without(arrays, node)
    members = nx.node_connected_component(graph, node)
    left = list(nx.connected_components(graph.subgraph(members - {node})))
    assert (found.component, found.partners, found.parts) == (len(members), graph.degree(node), len(left))
    assert len(found.cut_off) == sum(map(len, left)) - max(map(len, left), default=0)
    assert len(found.cut_off) == measure_named("cut_off").compute(arrays)[node]
    assert set(found.alone.tolist()) == {
        v for v in found.cut_off.tolist() if graph.degree(v) == 1 and graph.has_edge(v, node)
    }


ACTS = [
    link("a PAIRED_WITH b", first="2022-05", last="2022-05"),
    link("a COOPERATES_WITH c", first="2024-03", last="2024-03"),
    link("a PAIRED_WITH d", first="2024-06-01", last="2024-06-01"),
    link("d PAIRED_WITH e", first="2023-02", last="2023-02"),
    link("f PAIRED_WITH g", first="2023-05", last="2024-02"),
    link("a LOCATED_IN t", first="2024", last="2024"),
    link("c PAIRED_WITH h"),
]


def test_newcomers_fading_and_rising_in_a_window():
    graph = partner_columns(
        columns_of(network("", links=(*ACTS, link("a COOPERATES_WITH e", first="2023-09", last="2023-09"))))
    )
    found = changes(graph, window("2024", 12))

    def named(which):
        return {graph.ids[i] for i in np.flatnonzero(which)}

    assert named(found.newcomers) == {"c"}
    assert named(found.rising) == {"a"}
    assert named(found.fading) == {"e"}
    assert (found.recent[graph.node("a")], found.earlier[graph.node("a")]) == (2, 1)
    assert not (found.newcomers & found.rising).any()
    assert "b" not in named(found.fading)  # silent for longer than two windows


def test_windows_end_with_the_last_day_of_a_month_or_year():
    assert (window("2024", 6).start, window("2024-03", 1).start) == (20240631, 20240231)
    assert months_before(20240115, 13) == 20221215


SIGNED = [
    link("a SIGNED x", first="2022-01-05", last="2022-01-05"),
    link("b SIGNED x", first="2022-01-05", last="2022-01-05"),
    link("a SIGNED y", first="2023-03", last="2023-03"),
    link("c SIGNED y", first="2023-03", last="2023-03"),
    link("d SIGNED z"),
    link("e SIGNED z"),
    link("f SIGNED w", first="2020", last="2020"),
]


def quiet(*links, until=20251231):
    graph = partner_columns(columns_of(network("", links=(*SIGNED, *links))))
    found = silent(graph, until)
    return [graph.columns.id(i) for i in found.agreements], found.dates.tolist()


def test_agreements_after_which_nothing_came_are_listed_oldest_first():
    assert quiet() == (["x", "y"], [20220105, 20230300])
    assert quiet(until=20221231) == (["x"], [20220105])


@pytest.mark.parametrize(
    "later",
    [
        [link("a PAIRED_WITH b", first="2021", last="2022-02")],
        [link("a TOOK_PART_IN v", last="2024"), link("b TOOK_PART_IN v", last="2024")],
        [link("a SIGNED v", last="2024"), link("b SIGNED v", last="2024"), link("c SIGNED v", last="2024")],
    ],
)
def test_a_later_act_of_two_parties_breaks_the_silence(later):
    assert "x" not in quiet(*later)[0]


def test_an_earlier_act_an_act_with_others_or_an_undated_one_does_not():
    assert (
        "x"
        in quiet(
            link("a PAIRED_WITH b", last="2021"), link("a PAIRED_WITH c", last="2024"), link("a COOPERATES_WITH b")
        )[0]
    )


def test_agreements_with_one_known_body_are_left_out():
    alone = link("a PART_OF b")
    assert "x" not in quiet(alone)[0]


def test_nothing_comes_of_nothing():
    with MemoryStore() as empty:
        measures = StoreMeasures(empty)
        assert measures.rank("pagerank") == []
        assert circles(measures) == []
        assert len(silent(measures.graph, 20250101).agreements) == 0
        assert not changes(measures.graph, window("2024", 12)).rising.any()
    assert pairs("") == network("")
