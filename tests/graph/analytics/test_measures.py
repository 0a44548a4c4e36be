"""Measures: values that can be checked by hand, and equality with plain NetworkX on random graphs."""

from math import isfinite, isnan, sqrt

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import MEASURES, Measured, measure, measure_partners, partners
from graph.analytics import betweenness as betweenness_module
from graph.analytics.definition import SEED
from graph.analytics.partners import Level, PartnerGraph
from graph.errors import WrongUsage
from graph.model import Entity, Network
from tests.small_networks import network, pairs

PATH = "ab bc cd"
STAR = "ma mb mc md"
TAILED = "ab bc ac cd"  # a triangle with a tail
BRIDGED = "ab ac ad bc bd cd de ef eg eh fg fh gh"  # two cliques of four and a bridge d–e
PIECES = "ab bc ac xy z"


def values(text: str, name: str) -> dict[str, float | None]:
    return measure(pairs(text), [name])[name].values


HAND = [
    ("degree", PATH, {"a": 1, "b": 2, "c": 2, "d": 1}),
    ("degree", PIECES, {"a": 2, "b": 2, "c": 2, "x": 1, "y": 1, "z": 0}),
    ("betweenness", PATH, {"a": 0, "b": 2 / 3, "c": 2 / 3, "d": 0}),
    ("betweenness", STAR, {"m": 1, "a": 0, "b": 0, "c": 0, "d": 0}),
    ("betweenness", TAILED, {"a": 0, "b": 0, "c": 2 / 3, "d": 0}),
    ("closeness", PATH, {"a": 3 / 6, "b": 3 / 4, "c": 3 / 4, "d": 3 / 6}),
    ("closeness", STAR, {"m": 1, "a": 4 / 7, "b": 4 / 7, "c": 4 / 7, "d": 4 / 7}),
    ("closeness", PIECES, {"a": 2 / 5, "b": 2 / 5, "c": 2 / 5, "x": 1 / 5, "y": 1 / 5, "z": 0}),
    ("eigenvector", STAR, {"m": sqrt(1 / 2), **dict.fromkeys("abcd", sqrt(1 / 8))}),
    ("eigenvector", PIECES, {**dict.fromkeys("abc", sqrt(1 / 3)), "x": 0, "y": 0, "z": 0}),
    ("eigenvector", "ab xy z", {**dict.fromkeys("abxy", 1 / 2), "z": 0}),
    ("eigenvector", "a b c d", dict.fromkeys("abcd", 1 / 2)),
    # A star of four and a circle of four share the eigenvalue 2; the start vector weighs them.
    (
        "eigenvector",
        "ma mb mc md wx xy yz wz",
        {"m": 1.5 / sqrt(8.5), **dict.fromkeys("abcd", 0.75 / sqrt(8.5)), **dict.fromkeys("wxyz", 1 / sqrt(8.5))},
    ),
    ("core_number", TAILED, {"a": 2, "b": 2, "c": 2, "d": 1}),
    ("core_number", PIECES, {"a": 2, "b": 2, "c": 2, "x": 1, "y": 1, "z": 0}),
    ("constraint", STAR, {"m": 1 / 4, "a": 1, "b": 1, "c": 1, "d": 1}),
    ("constraint", "ab bc ac z", {"a": 9 / 8, "b": 9 / 8, "c": 9 / 8, "z": None}),
    ("constraint", "a b", {"a": None, "b": None}),
    ("communities", BRIDGED, {**dict.fromkeys("abcd", 1), **dict.fromkeys("efgh", 2)}),
    ("communities", "xy zu uv zv", {**dict.fromkeys("zuv", 1), **dict.fromkeys("xy", 2)}),
    ("communities", "b a", {"a": 1, "b": 2}),
    ("components", PIECES, {"a": 1, "b": 1, "c": 1, "x": 2, "y": 2, "z": 3}),
    ("pagerank", "ab c d", {"a": 1 / 2.3, "b": 1 / 2.3, "c": 0.15 / 2.3, "d": 0.15 / 2.3}),
]


@pytest.mark.parametrize(("name", "text", "expected"), HAND, ids=[f"{n}: {t}" for n, t, _ in HAND])
def test_values_on_graphs_checked_by_hand(name, text, expected):
    found = values(text, name)
    assert found == {id_: None if v is None else pytest.approx(v, abs=1e-5) for id_, v in expected.items()}


def test_weighted_degree_sums_weights():
    found = measure(
        network("a PAIRED_WITH b;a COOPERATES_WITH b;a SIGNED x;b SIGNED x;c SIGNED x"), ["weighted_degree"]
    )
    assert found["weighted_degree"].values == pytest.approx({"a": 3, "b": 3, "c": 1})


@pytest.mark.parametrize("known", MEASURES, ids=lambda m: m.name)
def test_every_measure_describes_itself_in_both_languages(known):
    for text in (known.name, known.zh, known.en, known.definition_zh, known.definition_en, known.source):
        assert text.strip()
    assert any("一" <= c <= "鿿" for c in known.definition_zh)


def test_the_names_of_the_measures():
    first = "degree weighted_degree pagerank betweenness closeness harmonic eigenvector"
    second = "core_number constraint effective_size cut_off communities components"
    assert [m.name for m in MEASURES] == f"{first} {second}".split()


def test_an_empty_network_has_no_values():
    assert {name: m.values for name, m in measure(Network()).items()} == {m.name: {} for m in MEASURES}


def test_an_unknown_measure_is_refused_with_the_known_names():
    with pytest.raises(WrongUsage, match=r"degre'.*weighted_degree.*constraint"):
        measure(pairs(PATH), ["degre"])


def test_by_record_and_by_institution_give_values_to_their_own_nodes():
    units = network("x PART_OF u;y PART_OF u;x PAIRED_WITH a;y PAIRED_WITH b")
    assert measure(units, ["degree"])["degree"].values == {"a": 1, "b": 1, "u": 2}
    assert measure(units, ["degree"], Level.RECORD)["degree"].values == {"a": 1, "b": 1, "u": 0, "x": 1, "y": 1}


def test_large_graphs_have_betweenness_from_samples_and_say_so(monkeypatch):
    assert not measure(pairs(PATH), ["betweenness"])["betweenness"].approximate
    monkeypatch.setattr(betweenness_module, "EXACT_UP_TO", 3)
    monkeypatch.setattr(betweenness_module, "SAMPLES", 2)
    graph = partners(pairs(BRIDGED))
    expected = nx.betweenness_centrality(graph.graph, k=2, seed=SEED)
    found = measure_partners(graph)["betweenness"]
    assert found.values == pytest.approx(expected)
    assert betweenness_module.BETWEENNESS.approximate(5001)
    assert not betweenness_module.BETWEENNESS.approximate(5000)


@st.composite
def graphs(draw: st.DrawFn) -> PartnerGraph:
    """Random partner graphs: weighted, in pieces, with isolated nodes, empty."""
    n = draw(st.integers(0, 12))
    ids = tuple(f"n{i:02}" for i in range(n))
    ends = st.tuples(st.sampled_from(ids), st.sampled_from(ids)) if n else st.nothing()
    weights = st.sampled_from([0.25, 0.5, 1.0, 3.0])
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    for a, b in draw(st.lists(ends, max_size=25)) if n else ():
        if a != b:
            graph.add_edge(a, b, weight=draw(weights), links=())
    entities = tuple(Entity(id_, "school", id_) for id_ in ids)
    return PartnerGraph(ids, entities, graph, {id_: id_ for id_ in ids}, Level.RECORD, graph.number_of_edges(), 0)


def constraint(graph: nx.Graph) -> dict[str, float | None]:
    if not graph:
        return {}
    return {id_: None if isnan(value) else value for id_, value in nx.constraint(graph, nodes=list(graph)).items()}


PLAIN = {
    "degree": lambda g: dict(g.degree()),
    "weighted_degree": lambda g: dict(g.degree(weight="weight")),
    "pagerank": lambda g: nx.pagerank(g, tol=1e-14, max_iter=1000),
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
    "core_number": nx.core_number,
    "constraint": constraint,
    "effective_size": lambda g: {k: None if isnan(v) else v for k, v in nx.effective_size(g).items()},
    "cut_off": lambda g: {k: cut_off(g, k) for k in g},
}


def cut_off(graph: nx.Graph, node: str) -> float:
    left = graph.subgraph(nx.node_connected_component(graph, node) - {node})
    lost = len(left) - max(map(len, nx.connected_components(left)), default=0)
    assert (lost > 0) == (node in set(nx.articulation_points(graph)))
    return lost


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_values_equal_plain_networkx(graph: PartnerGraph):
    found = measure_partners(graph)
    for name, plain in PLAIN.items():
        expected = plain(graph.graph) if graph.ids else {}
        assert found[name].values == {
            k: None if v is None else pytest.approx(v, abs=1e-9) for k, v in expected.items()
        }, name
    for measured in found.values():
        assert set(measured.values) == set(graph.ids)
        assert all(v is None or (type(v) is float and isfinite(v)) for v in measured.values.values())


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_eigenvector_equals_networkx_on_each_connected_graph(graph: PartnerGraph):
    for piece in nx.connected_components(graph.graph):
        inside = graph.graph.subgraph(sorted(piece)).copy()
        ids = tuple(inside)
        entities = tuple(graph.entity(id_) for id_ in ids)
        one = PartnerGraph(ids, entities, inside, {}, Level.RECORD, 0, 0)
        found = measure_partners(one)["eigenvector"].values
        plain = nx.eigenvector_centrality_numpy(inside) if len(ids) > 2 else dict.fromkeys(ids, 1 / sqrt(len(ids)))
        assert found == pytest.approx({id_: abs(v) for id_, v in plain.items()}, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_eigenvector_is_what_networkx_runs_to_on_a_graph_in_pieces(graph: PartnerGraph):
    found = measure_partners(graph)["eigenvector"].values
    try:
        plain = nx.eigenvector_centrality(graph.graph, max_iter=20_000, tol=1e-13) if graph.ids else {}
    except nx.PowerIterationFailedConvergence:
        return
    assert found == pytest.approx(plain, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_groups_are_those_of_networkx_numbered_by_size(graph: PartnerGraph):
    found = measure_partners(graph)
    assert groups(found["components"]) == {frozenset(c) for c in nx.connected_components(graph.graph)}
    parts = groups(found["communities"])
    assert all(nx.is_connected(graph.graph.subgraph(part)) for part in parts)
    if graph.graph.number_of_edges():
        plain = nx.community.louvain_communities(graph.graph, seed=SEED)
        least = nx.community.modularity(graph.graph, plain) - 0.01
        assert nx.community.modularity(graph.graph, parts) >= least
    for name in ("components", "communities"):
        labels = [v for v in found[name].values.values() if v is not None]
        sizes = [labels.count(number) for number in sorted(set(labels))]
        assert sizes == sorted(sizes, reverse=True)
        assert sorted(set(labels)) == list(range(1, len(sizes) + 1))


def groups(measured: Measured) -> set[frozenset[str]]:
    labels = measured.values
    return {frozenset(k for k in labels if labels[k] == number) for number in labels.values()}


def test_eigenvector_on_a_large_piece_equals_networkx():
    wheel = nx.barabasi_albert_graph(300, 2, seed=1)
    graph = nx.relabel_nodes(wheel, {i: f"n{i:03}" for i in wheel})
    nx.set_edge_attributes(graph, 1.0, "weight")
    ids = tuple(sorted(graph))
    one = PartnerGraph(ids, tuple(Entity(i, "school", i) for i in ids), graph, {}, Level.RECORD, 0, 0)
    found = measure_partners(one)["eigenvector"].values
    assert found == pytest.approx(nx.eigenvector_centrality(graph, max_iter=5000, tol=1e-12), abs=1e-6)
