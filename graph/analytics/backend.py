"""NetworkX 后端 The backend `gongjian` of NetworkX: `nx.pagerank(G, backend="gongjian")`.

Invariant: a function here takes NetworkX's arguments and gives what NetworkX gives; what it cannot do (`can_run`) is
left to NetworkX itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
import numpy as np

from graph.analytics.betweenness import betweenness_from
from graph.analytics.catalogue import measure_named
from graph.analytics.converted import ConvertedGraph, convert
from graph.analytics.engine.cores import core_numbers
from graph.analytics.engine.cuts import cuts
from graph.analytics.engine.leiden import communities
from graph.analytics.engine.pieces import pieces
from graph.analytics.engine.shortest import distances
from graph.analytics.engine.triangles import triangles

Scores = dict[Any, float]


def pagerank(  # noqa: PLR0913, PLR0917 the arguments are NetworkX's
    G: ConvertedGraph,  # noqa: N803
    alpha: float = 0.85,
    personalization: Mapping[Any, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Any, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[Any, float] | None = None,
) -> Scores:
    """NetworkX's PageRank, with its steps and its rule for stopping."""
    n = len(G)
    if not n:
        return {}
    alike = np.full(n, 1 / n)
    x = alike if nstart is None else _shares(G.vector(nstart))
    begin = alike if personalization is None else _shares(G.vector(personalization))
    onward = begin if dangling is None else _shares(G.vector(dangling))
    out = np.asarray(G.matrix.sum(axis=1))
    down = np.divide(1.0, out, out=np.zeros(n), where=out != 0)
    into, stuck = (G.matrix.T.tocsr() if G.directed else G.matrix), np.flatnonzero(out == 0)
    for _ in range(max_iter):
        last = x
        x = alpha * (into @ (x * down) + x[stuck].sum() * onward) + (1 - alpha) * begin
        if np.abs(x - last).sum() < n * tol:
            return G.by_node(x)
    raise nx.PowerIterationFailedConvergence(max_iter)


def _shares(values: Any) -> Any:
    if values.sum() == 0:
        raise ZeroDivisionError
    return values / values.sum()


def eigenvector_centrality(
    G: ConvertedGraph,  # noqa: N803
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Any, float] | None = None,
    weight: str | None = None,
) -> Scores:
    """NetworkX's power iteration on A + I, with its rule for stopping."""
    n = len(G)
    if not n:
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    x = np.ones(n) if nstart is None else G.vector(nstart)
    if not x.any():
        raise nx.NetworkXError("initial vector cannot have all zero values")
    x, into = x / x.sum(), (G.matrix.T.tocsr() if G.directed else G.matrix)
    for _ in range(max_iter):
        last = x
        x = last + into @ last
        x = x / (np.sqrt((x**2).sum()) or 1)
        if np.abs(x - last).sum() < n * tol:
            return G.by_node(x)
    raise nx.PowerIterationFailedConvergence(max_iter)


def betweenness_centrality(
    G: ConvertedGraph,  # noqa: N803
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: Any = None,
) -> Scores:
    """NetworkX's betweenness, exact or from `k` sources drawn as NetworkX draws them."""
    n = len(G)
    if k == 0:
        raise ZeroDivisionError("k")
    random = nx.utils.create_py_random_state(seed)
    sources = np.arange(n) if k is None or k == n else np.array(random.sample(range(n), k), np.int64)
    return G.by_node(betweenness_from(G.arrays, sources, normalized, endpoints))


def closeness_centrality(
    G: ConvertedGraph,  # noqa: N803
    u: Any = None,
    distance: str | None = None,
    wf_improved: bool = True,
) -> Scores:
    """NetworkX's closeness of all nodes."""
    n = len(G)
    found = distances(G.arrays, np.arange(n))
    near = np.divide(found.count, found.far, out=np.zeros(n), where=found.far > 0)
    return G.by_node(near * (found.count / max(n - 1, 1)) if wf_improved else near)


def harmonic_centrality(
    G: ConvertedGraph,  # noqa: N803
    nbunch: Any = None,
    distance: str | None = None,
    sources: Any = None,
) -> Scores:
    """NetworkX's harmonic closeness of all nodes."""
    return G.by_node(distances(G.arrays, np.arange(len(G))).near)


def core_number(G: ConvertedGraph) -> dict[Any, int]:  # noqa: N803
    """NetworkX's core numbers."""
    return G.by_node(core_numbers(G.arrays))


def constraint(G: ConvertedGraph, nodes: Any = None, weight: str | None = None) -> Scores:  # noqa: N803
    """Burt's constraint of all nodes; NaN for one without ties."""
    return G.by_node(measure_named("constraint").compute(G.arrays))


def effective_size(G: ConvertedGraph, nodes: Any = None, weight: str | None = None) -> Scores:  # noqa: N803
    """Burt's effective size of all nodes; NaN for one without ties."""
    return G.by_node(measure_named("effective_size").compute(G.arrays))


def connected_components(G: ConvertedGraph) -> Iterator[set[Any]]:  # noqa: N803
    """The components, in the order of their first nodes."""
    yield from _grouped(G, pieces(G.arrays).label)


def number_connected_components(G: ConvertedGraph) -> int:  # noqa: N803
    """How many components there are."""
    return len(pieces(G.arrays).sizes)


def articulation_points(G: ConvertedGraph) -> Iterator[Any]:  # noqa: N803
    """The nodes without which there are more components."""
    return (G.nodes[i] for i in np.flatnonzero(cuts(G.arrays).articulation))


def bridges(G: ConvertedGraph, root: Any = None) -> Iterator[tuple[Any, Any]]:  # noqa: N803
    """The ties without which there are more components."""
    return ((G.nodes[a], G.nodes[b]) for a, b in cuts(G.arrays).bridges.T)


def triangle_counts(G: ConvertedGraph, nodes: Any = None) -> dict[Any, int]:  # noqa: N803
    """The number of triangles at each node."""
    return G.by_node(triangles(G.arrays).count)


def leiden_communities(
    G: ConvertedGraph,  # noqa: N803
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: Any = None,
) -> list[set[Any]]:
    """Communities by modularity after the method of Leiden; NetworkX has none of its own. `seed` changes nothing."""
    return list(_grouped(G, communities(G.arrays, resolution)))


def _grouped(graph: ConvertedGraph, label: Any) -> Iterator[set[Any]]:
    order = np.argsort(label, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if len(part):
            yield {graph.nodes[i] for i in part}


class Backend:
    """后端 What NetworkX looks for under the name `gongjian`: functions, conversions, and what can be run."""

    pagerank = staticmethod(pagerank)
    eigenvector_centrality = staticmethod(eigenvector_centrality)
    betweenness_centrality = staticmethod(betweenness_centrality)
    closeness_centrality = staticmethod(closeness_centrality)
    harmonic_centrality = staticmethod(harmonic_centrality)
    core_number = staticmethod(core_number)
    constraint = staticmethod(constraint)
    effective_size = staticmethod(effective_size)
    connected_components = staticmethod(connected_components)
    number_connected_components = staticmethod(number_connected_components)
    articulation_points = staticmethod(articulation_points)
    bridges = staticmethod(bridges)
    triangles = staticmethod(triangle_counts)
    leiden_communities = staticmethod(leiden_communities)

    @staticmethod
    def convert_from_nx(graph: Any, edge_attrs: Mapping[str, float] | None = None, **rest: Any) -> ConvertedGraph:
        """Return a NetworkX graph as this backend has it; of edge attributes the one that is asked for."""
        name, default = next(iter((edge_attrs or {}).items()), (None, 1.0))
        return convert(graph, name, 1.0 if default is None else default)

    @staticmethod
    def convert_to_nx(result: Any, **rest: Any) -> Any:
        """Return a result as NetworkX has it; a graph becomes one of NetworkX."""
        if not isinstance(result, ConvertedGraph):
            return result
        made = nx.from_scipy_sparse_array(result.matrix, create_using=nx.DiGraph if result.directed else nx.Graph)
        return nx.relabel_nodes(made, dict(enumerate(result.nodes)))

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | str:
        """Tell whether a call can be answered here, or why it cannot."""
        graph = args[0] if args else kwargs.get("G")
        if name in WALKS:
            return True
        if graph is None or graph.is_directed() or graph.is_multigraph():
            return "only simple undirected graphs"
        plain = {"distance", "nbunch", "sources", "nodes", "u", "root", "max_level", *UNWEIGHTED.get(name, ())}
        given = {**dict(zip(ARGUMENTS.get(name, ()), args, strict=False)), **kwargs}
        if asked := sorted(key for key in plain if given.get(key) is not None):
            return f"not with {', '.join(asked)}"
        return True


WALKS = frozenset({"pagerank", "eigenvector_centrality"})
UNWEIGHTED = dict.fromkeys(("betweenness_centrality", "constraint", "effective_size"), ("weight",))
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "betweenness_centrality": ("G", "k", "normalized", "weight", "endpoints", "seed"),
    "closeness_centrality": ("G", "u", "distance", "wf_improved"),
    "harmonic_centrality": ("G", "nbunch", "distance", "sources"),
    "constraint": ("G", "nodes", "weight"),
    "effective_size": ("G", "nodes", "weight"),
    "bridges": ("G", "root"),
    "triangles": ("G", "nodes"),
    "leiden_communities": ("G", "weight", "resolution", "max_level", "seed"),
}
BACKEND = Backend()
