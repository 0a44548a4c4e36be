"""转换 A NetworkX graph as arrays, for the backend.

Invariant: row i is the i-th node of the graph's own order; a graph is taken over as it is, with its loops; the
undirected one without them is `arrays`.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays
from graph.errors import WrongUsage


class ConvertedGraph:
    """转换图 The nodes of a NetworkX graph, and its adjacency matrix of the one weight asked for."""

    __networkx_backend__ = "gongjian"

    def __init__(self, nodes: list[Any], matrix: Any, directed: bool) -> None:
        self.nodes, self.matrix, self.directed = nodes, matrix, directed

    def __len__(self) -> int:
        return len(self.nodes)

    def is_directed(self) -> bool:
        """Tell whether ties have a direction."""
        return self.directed

    def is_multigraph(self) -> bool:
        """Never: several ties between two nodes are added up."""
        return False

    @cached_property
    def arrays(self) -> PartnerArrays:
        """The graph as the engines take it. WrongUsage for a directed graph."""
        if self.directed:
            raise WrongUsage("G", "须为无向图 has to be undirected")
        if self.matrix.diagonal().any():
            return PartnerArrays.from_matrix(self.matrix)
        return PartnerArrays(self.matrix)

    def vector(self, values: Mapping[Any, float]) -> Floats:
        """Return values by node as an array; 0 for nodes not named."""
        return np.array([values.get(node, 0) for node in self.nodes], float)

    def by_node(self, numbers: Any) -> dict[Any, Any]:
        """Return an array's numbers by node, as plain Python numbers."""
        return dict(zip(self.nodes, numbers.tolist(), strict=True))


def convert(graph: Any, attribute: str | None, default: float) -> ConvertedGraph:
    """Return a NetworkX graph with the weights of an edge attribute (None: 1 for every edge)."""
    from scipy.sparse import csr_array

    rows = graph._adj if type(graph._adj) is dict else {node: dict(ties) for node, ties in graph.adjacency()}
    n, counts = len(rows), np.fromiter(map(len, rows.values()), np.int64, len(rows))
    total = int(counts.sum())
    nodes = list(rows)
    names: Iterable[Any] = chain.from_iterable(rows.values())
    if nodes != list(range(n)):
        position = {node: i for i, node in enumerate(nodes)}
        names = map(position.__getitem__, names)
    indices = np.fromiter(names, np.int32, total)
    indptr = np.zeros(n + 1, np.int32)
    np.cumsum(counts, out=indptr[1:])
    weights = np.ones(total) if attribute is None else _weights(graph, rows, (attribute, default), total)
    matrix = csr_array((weights, indices, indptr), shape=(n, n))
    # Turned about twice, its rows are sorted: two counting sorts are faster than sorting each row. An undirected
    # graph is its own mirror image, so once will do.
    matrix = matrix.T.tocsr()
    return ConvertedGraph(nodes, matrix.T.tocsr() if graph.is_directed() else matrix, graph.is_directed())


def _weights(graph: Any, rows: Mapping[Any, Mapping[Any, Any]], what: tuple[str, float], total: int) -> Floats:
    name, default = what
    ties = chain.from_iterable(row.values() for row in rows.values())
    if graph.is_multigraph():
        return np.fromiter((sum(d.get(name, default) for d in tie.values()) for tie in ties), float, total)
    return np.fromiter([tie.get(name, default) for tie in ties], float, total)
