"""转换 A NetworkX graph as arrays, for the backend.

Invariant: row i is the i-th node of the graph's own order; a graph is taken over as it is, with its loops; the
undirected one without them is `arrays`.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain, compress
from operator import itemgetter
from typing import Any

import networkx as nx
import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays, both_ways


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
        """The graph as the engines take it; NotImplementedError, on which NetworkX helps itself, where it has loops."""
        rows = np.repeat(np.arange(len(self.nodes), dtype=np.int32), np.diff(self.matrix.indptr))
        if self.directed or (rows == self.matrix.indices).any():
            raise NotImplementedError("only undirected graphs without self-loops")
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
    # The indices of a row stand in the order of the ties: no engine here asks for more.
    said = csr_array((np.ones(total), indices, indptr), shape=(n, n))
    if attribute is not None:
        once = np.repeat(np.arange(n, dtype=np.int32), counts) < indices
        if type(graph) is nx.Graph and 2 * np.count_nonzero(once) == total:
            said = _weighed_once(said, once, rows, (attribute, default))
        else:
            said.data = _weights(graph, rows, (attribute, default), total)
    return ConvertedGraph(nodes, said, graph.is_directed())


def _weighed_once(said: Any, once: Any, rows: Mapping[Any, Mapping[Any, Any]], what: tuple[str, float]) -> Any:
    # Both directions of a tie share one table of attributes, and to fetch it from memory is what costs time.
    from scipy.sparse import csr_array

    starts = np.concatenate([[0], np.cumsum(once)])[said.indptr].astype(np.int32)
    ties: Any = compress(chain.from_iterable(map(dict.values, rows.values())), once.tobytes())  # type: ignore[arg-type]
    try:
        weights = np.fromiter(map(itemgetter(what[0]), ties), float, int(starts[-1]))
    except KeyError:  # some ties have no weight of their own
        every = compress(chain.from_iterable(row.values() for row in rows.values()), once.tobytes())
        weights = np.fromiter([tie.get(*what) for tie in every], float, int(starts[-1]))
    upper = csr_array((weights, said.indices[once], starts), shape=said.shape)
    return both_ways(upper, upper.T.tocsr())


def _weights(graph: Any, rows: Mapping[Any, Mapping[Any, Any]], what: tuple[str, float], total: int) -> Floats:
    name, default = what
    ties = chain.from_iterable(row.values() for row in rows.values())
    if graph.is_multigraph():
        return np.fromiter((sum(d.get(name, default) for d in tie.values()) for tie in ties), float, total)
    return np.fromiter([tie.get(name, default) for tie in ties], float, total)
