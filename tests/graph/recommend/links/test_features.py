"""Structural features equal NetworkX's and textbook definitions, and a pair is one pair whichever end comes first."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.recommend.links.heuristics import heuristic_scores
from graph.recommend.links.nodes import core_numbers, node_features, pagerank
from graph.recommend.links.pairs import LENGTHS, SHORT, describe, feature_names, lengths_for
from graph.recommend.links.simple import Simple, simple_graph
from graph.recommend.links.walks import KATZ, leading_eigenvalue, walk_features


@st.composite
def graphs(draw: st.DrawFn) -> Simple:
    size = draw(st.integers(2, 12))
    ends = st.integers(0, size - 1)
    edges = draw(st.lists(st.tuples(ends, ends), max_size=30))
    return simple_graph(size, np.array(edges, np.int64).reshape(-1, 2))


def plain(graph: Simple) -> nx.Graph:
    made = nx.Graph()
    made.add_nodes_from(range(graph.size))
    made.add_edges_from(map(tuple, graph.edges.tolist()))
    return made


def all_pairs(graph: Simple) -> np.ndarray:
    return np.array([(a, b) for a in range(graph.size) for b in range(a + 1, graph.size)], np.int64)


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_heuristics_equal_networkx(graph):
    there, pairs = plain(graph), all_pairs(graph)
    scores = heuristic_scores(graph, pairs)
    for name, function in (
        ("preferential_attachment", nx.preferential_attachment),
        ("adamic_adar", nx.adamic_adar_index),
        ("resource_allocation", nx.resource_allocation_index),
    ):
        assert scores[name] == pytest.approx([v for *_, v in function(there, [tuple(p) for p in pairs.tolist()])])
    common = [len(list(nx.common_neighbors(there, a, b))) for a, b in pairs.tolist()]
    assert scores["common_neighbours"] == pytest.approx(common)


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_personalised_pagerank_equals_networkx_both_ways(graph):
    there, pairs = plain(graph), all_pairs(graph)
    found = heuristic_scores(graph, pairs)["personalised_pagerank"]
    for (a, b), value in zip(pairs.tolist(), found, strict=True):
        if not (there.degree(a) and there.degree(b)):
            assert value == 0
            continue
        ways = [nx.pagerank(there, personalization={s: 1}, tol=1e-10, max_iter=1000)[e] for s, e in ((a, b), (b, a))]
        assert value == pytest.approx(sum(ways), abs=5e-3)  # a series of 40 steps: 0.85^40 is left out


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_katz_and_distances_equal_their_definitions(graph):
    pairs, there = all_pairs(graph), plain(graph)
    walks = walk_features(graph, pairs, (40,))
    damping = KATZ[0] / leading_eigenvalue(graph)
    exact = np.linalg.inv(np.eye(graph.size) - damping * graph.ties.toarray()) - np.eye(graph.size)
    assert walks.katz[:, 0] == pytest.approx(exact[pairs[:, 0], pairs[:, 1]], rel=1e-3, abs=1e-6)
    far = [nx.shortest_path_length(there, a, b) if nx.has_path(there, a, b) else 41 for a, b in pairs.tolist()]
    assert walks.distance.tolist() == far


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_features_of_nodes_equal_networkx(graph):
    there, found = plain(graph), node_features(graph)
    assert core_numbers(graph).tolist() == [nx.core_number(there)[i] for i in range(graph.size)]
    assert found[:, 1].tolist() == [nx.triangles(there)[i] for i in range(graph.size)]
    assert found[:, 2] == pytest.approx([nx.clustering(there)[i] for i in range(graph.size)])
    assert found[:, 7].tolist() == [len(nx.node_connected_component(there, i)) for i in range(graph.size)]
    plain_rank = nx.pagerank(there, tol=1e-10, max_iter=500)
    assert pagerank(graph) / graph.size == pytest.approx([plain_rank[i] for i in range(graph.size)], abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_a_pair_is_described_alike_from_both_ends_and_every_column_has_a_name(graph):
    pairs = all_pairs(graph)
    for lengths in (SHORT, LENGTHS):
        one, other = describe(graph, pairs, lengths), describe(graph, pairs[:, ::-1], lengths)
        assert one.shape == (len(pairs), len(feature_names(lengths)))
        assert np.isfinite(one).all()
        assert one == pytest.approx(other, abs=1e-5)


def test_loops_and_repeats_are_no_ties():
    graph = simple_graph(3, np.array([(0, 0), (0, 1), (1, 0), (0, 1)]))
    assert graph.edges.tolist() == [[0, 1]]
    assert graph.tied(np.array([(0, 1), (1, 0), (0, 2)])).tolist() == [True, True, False]


def test_long_walks_are_for_sparse_graphs_only():
    ring = simple_graph(40, np.array([(i, (i + 1) % 40) for i in range(40)]))
    full = simple_graph(12, np.array([(a, b) for a in range(12) for b in range(a)]))
    assert (lengths_for(ring), lengths_for(full)) == (LENGTHS, SHORT)
