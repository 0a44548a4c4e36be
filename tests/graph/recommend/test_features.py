"""Features equal NetworkX's heuristics; scores are their weighted, normalised sum."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.recommend.features import (
    ADAMIC_ADAR,
    COMMON_NEIGHBOURS,
    FEATURES,
    PERSONALISED_PAGERANK,
    PREFERENTIAL_ATTACHMENT,
    RESOURCE_ALLOCATION,
)
from graph.recommend.scoring import WEIGHTS, score_from, shares_from


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    n = draw(st.integers(1, 10))
    graph = nx.Graph()
    graph.add_nodes_from(f"n{i}" for i in range(n))
    for a, b in draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=25)):
        if a != b:
            graph.add_edge(f"n{a}", f"n{b}", weight=draw(st.sampled_from([0.5, 1.0, 2.0])))
    return graph


PLAIN = (
    (COMMON_NEIGHBOURS, nx.common_neighbor_centrality, {"alpha": 1}),
    (ADAMIC_ADAR, nx.adamic_adar_index, {}),
    (RESOURCE_ALLOCATION, nx.resource_allocation_index, {}),
    (PREFERENTIAL_ATTACHMENT, nx.preferential_attachment, {}),
)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_heuristics_equal_networkx(graph):
    for feature, plain, how in PLAIN:
        found = {node: feature.compute(graph, node) for node in graph}
        pairs = [(a, b) for a in graph for b in graph if a != b]
        for a, b, value in plain(graph, pairs, **how):
            assert found[a].get(b, 0.0) == pytest.approx(value), feature.name


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_the_walk_equals_networkx_on_the_whole_graph(graph):
    for node in graph:
        plain = nx.pagerank(graph, personalization={node: 1}, tol=1e-12, max_iter=1000)
        found = PERSONALISED_PAGERANK.compute(graph, node)
        assert node not in found
        for other in set(graph) - {node}:
            assert found.get(other, 0.0) == pytest.approx(plain[other], abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_scores_are_sums_of_shares_and_partners_have_none(graph):
    for node in graph:
        shares, scores = shares_from(graph, node), score_from(graph, node)
        assert not {node, *graph[node]} & shares.keys()
        assert scores == {other: pytest.approx(sum(v for _, v in parts)) for other, parts in shares.items()}
        assert all(0 < score <= 1 + 1e-9 for score in scores.values())


def test_the_weights_sum_to_one():
    assert sum(weight for _, weight in WEIGHTS) == pytest.approx(1)


def test_every_feature_names_itself_and_its_source():
    assert all(f.name and f.zh and f.en and f.source for f in FEATURES)
    assert len({f.name for f in FEATURES}) == len(FEATURES)
