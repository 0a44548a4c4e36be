"""The backend of NetworkX: the same answers as NetworkX's own functions, on any graph that it takes."""

import os
import subprocess
import sys
from math import isnan
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics.engine import compiled

OWN_TESTS = """centrality.tests.test_betweenness_centrality centrality.tests.test_closeness_centrality
centrality.tests.test_harmonic_centrality centrality.tests.test_eigenvector_centrality
link_analysis.tests.test_pagerank tests.test_core tests.test_structuralholes components.tests.test_connected
components.tests.test_biconnected tests.test_bridges tests.test_cluster community.tests.test_leiden"""
ROOT = Path(__file__).resolve().parents[3]
NODES = st.integers(0, 11).map(lambda i: f"n{i}")
SCORES = (
    "pagerank betweenness_centrality closeness_centrality harmonic_centrality core_number constraint effective_size"
    " triangles"
).split()


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Random graphs: weighted, in pieces, with isolated nodes, empty, nodes in any order."""
    graph = nx.Graph()
    graph.add_nodes_from(draw(st.lists(NODES, unique=True, max_size=6)))
    for a, b, weight in draw(st.lists(st.tuples(NODES, NODES, st.sampled_from([None, 0.25, 1.0, 3.0])), max_size=25)):
        if a != b:
            graph.add_edge(a, b, **({} if weight is None else {"weight": weight}))
    return graph


@pytest.fixture(autouse=True)
def converted_anew():
    """Convert the graph in each call, so that no test sees what another one left behind."""
    before = nx.config.cache_converted_graphs
    nx.config.cache_converted_graphs = False
    yield
    nx.config.cache_converted_graphs = before


@pytest.fixture(params=["plain", "compiled"])
def way(request, monkeypatch):
    """Run every kernel as plain Python, or compiled."""
    monkeypatch.setattr(compiled, "WORTH", 10**12 if request.param == "plain" else -1)


@pytest.mark.usefixtures("way")
@settings(max_examples=60, deadline=None)
@given(graphs())
def test_scores_equal_plain_networkx(graph):
    for name in SCORES:
        if not graph and name in ("constraint", "effective_size"):
            continue  # NetworkX refuses the graph without nodes
        plain, ours = getattr(nx, name)(graph), getattr(nx, name)(graph, backend="gongjian")
        assert list(ours) == list(graph), name
        assert {k: None if isnan(v) else v for k, v in ours.items()} == {
            k: None if isnan(v) else pytest.approx(v, abs=1e-9) for k, v in plain.items()
        }, name


@pytest.mark.usefixtures("way")
@settings(max_examples=60, deadline=None)
@given(graphs())
def test_groups_cuts_and_bridges_equal_plain_networkx(graph):
    assert list(nx.connected_components(graph, backend="gongjian")) == list(nx.connected_components(graph))
    ours = set(nx.articulation_points(graph, backend="gongjian"))
    assert ours == set(nx.articulation_points(graph))
    found = {frozenset(tie) for tie in nx.bridges(graph, backend="gongjian")}
    assert found == {frozenset(tie) for tie in nx.bridges(graph)}


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(1, 4), st.booleans(), st.booleans(), st.integers(0, 5))
def test_sampled_betweenness_draws_the_sources_that_networkx_draws(graph, k, normalized, endpoints, seed):
    how = {"k": min(k, len(graph)) or None, "normalized": normalized, "endpoints": endpoints, "seed": seed}
    plain = nx.betweenness_centrality(graph, **how)
    ours = nx.betweenness_centrality(graph, **how, backend="gongjian")
    assert ours == pytest.approx(plain, abs=1e-9, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(graphs(), st.dictionaries(NODES, st.floats(0.1, 5), min_size=1), st.booleans())
def test_personalised_pagerank_equals_plain_networkx_also_with_directions(graph, wanted, directed):
    graph = nx.DiGraph(graph) if directed else graph
    wanted = {node: v for node, v in wanted.items() if node in graph}
    if wanted:
        plain = nx.pagerank(graph, personalization=wanted, tol=1e-10, max_iter=1000)
        ours = nx.pagerank(graph, personalization=wanted, tol=1e-10, max_iter=1000, backend="gongjian")
        assert ours == pytest.approx(plain, abs=1e-9)


def test_the_first_hundred_of_a_larger_graph_have_the_same_ranks():
    graph = nx.powerlaw_cluster_graph(3000, 4, 0.3, seed=7)
    for name, how in (("pagerank", {}), ("eigenvector_centrality", {"max_iter": 1000})):
        plain, ours = getattr(nx, name)(graph, **how), getattr(nx, name)(graph, **how, backend="gongjian")
        first, ranked = (sorted(graph, key=lambda v: (-round(of[v], 12), v))[:100] for of in (plain, ours))
        assert ranked == first, name
        assert ours == pytest.approx(plain, abs=1e-9), name


def test_communities_have_the_modularity_of_the_best_of_networkx():
    graph = nx.planted_partition_graph(8, 25, 0.4, 0.02, seed=3)
    ours = nx.community.leiden_communities(graph, backend="gongjian")
    assert set.union(*ours) == set(graph)
    best = max(nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=s)) for s in range(5))
    assert nx.community.modularity(graph, ours) >= best - 1e-9


def test_what_the_backend_cannot_do_is_left_to_networkx():
    directed = nx.DiGraph([(0, 1)])
    for call in (
        lambda: nx.closeness_centrality(directed, backend="gongjian"),
        lambda: nx.betweenness_centrality(nx.path_graph(3), weight="weight", backend="gongjian"),
        lambda: nx.core_number(nx.Graph([(0, 0)]), backend="gongjian"),
        lambda: nx.constraint(nx.MultiGraph([(0, 1), (0, 1)]), backend="gongjian"),
    ):
        with pytest.raises(NotImplementedError):
            call()


@pytest.mark.timeout(600)
def test_networkx_own_tests_of_these_functions_pass_with_the_backend_on(tmp_path):
    names = [f"networkx.algorithms.{name}" for name in OWN_TESTS.split()]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", *names],
        cwd=tmp_path,
        env={
            **os.environ,
            "NETWORKX_TEST_BACKEND": "gongjian",
            "NETWORKX_FALLBACK_TO_NX": "True",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
