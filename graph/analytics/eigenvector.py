"""特征向量中心性 Eigenvector centrality, also where the graph is in several pieces.

On a graph in one piece this is NetworkX's `eigenvector_centrality`. On one in several pieces NetworkX's power
iteration creeps towards a limit, or gives up, and its numpy variant refuses; here the limit itself is computed:
each component's leading eigenvector, weighted as the iteration's start vector (all ones) weights it. Only
components whose leading eigenvalue is the greatest of the graph have values; all others are 0.
"""

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.analytics.definition import SEED, Measure, Values
from graph.analytics.partners import PartnerGraph

DENSE_UP_TO = 200
EQUAL = 1e-9
"""相等 Leading eigenvalues that differ by less, relatively, count as equal."""


def _compute(partners: PartnerGraph) -> Values:
    graph = partners.graph
    pieces = [sorted(piece) for piece in nx.connected_components(graph)]
    spectra = [_leading(graph, piece) for piece in pieces]
    greatest = max((value for value, _ in spectra), default=0.0)
    values = dict.fromkeys(partners.ids, 0.0)
    for piece, (value, vector) in zip(pieces, spectra, strict=True):
        if value >= greatest * (1 - EQUAL):
            values.update(zip(piece, (vector * vector.sum()).tolist(), strict=True))
    norm = float(np.linalg.norm(list(values.values()))) or 1.0
    return {id_: value / norm for id_, value in values.items()}


def _leading(graph: nx.Graph, piece: list[str]) -> tuple[float, NDArray[np.float64]]:
    """Return the greatest eigenvalue of a connected piece and its eigenvector (unit length, none negative)."""
    if len(piece) == 1:
        return 0.0, np.ones(1)
    matrix = nx.to_scipy_sparse_array(graph, piece, weight=None, dtype=float, format="csr")
    if len(piece) <= DENSE_UP_TO:
        spectrum, vectors = np.linalg.eigh(matrix.toarray())
    else:
        from scipy.sparse.linalg import eigsh

        start = np.random.default_rng(SEED).random(len(piece)) + 0.5
        spectrum, vectors = eigsh(matrix, k=1, which="LA", v0=start)
    return float(spectrum[-1]), np.abs(vectors[:, -1])


EIGENVECTOR = Measure(
    name="eigenvector",
    zh="特征向量中心性",
    en="Eigenvector centrality",
    definition_zh="伙伴自身越居中心，该组织的值越高（邻接矩阵的主特征向量，不计权重）；"
    "图不连通时，只有主特征值最大的连通分量有值，其余为 0。",
    definition_en="High where the partners are central themselves (leading eigenvector of the adjacency matrix, "
    "unweighted); in a disconnected graph only components with the greatest leading eigenvalue have values, others 0.",
    source="networkx.eigenvector_centrality; Bonacich, Am. J. Sociol. 92 (1987)",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
)
