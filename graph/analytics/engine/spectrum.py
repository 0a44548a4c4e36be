"""主特征向量 The leading eigenvector of the graph, also where it is in several pieces.

On a graph in one piece this is NetworkX's `eigenvector_centrality`. On one in several pieces NetworkX's power
iteration creeps towards a limit, or gives up, and its numpy variant refuses; here the limit itself is computed:
each component's leading eigenvector, weighted as the iteration's start vector (all ones) weights it. Only
components whose leading eigenvalue is the greatest of the graph have values; all others are 0.
"""

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.engine.pieces import Pieces, pieces

DENSE_UP_TO = 200
EQUAL = 1e-9
"""相等 Leading eigenvalues that differ by less, relatively, count as equal."""
SEED = 20240701


def leading_vector(arrays: PartnerArrays) -> Floats:
    """Return each node's share in the leading eigenvector of the unweighted graph (unit length, none negative)."""
    values = np.zeros(arrays.nodes)
    if not arrays.edges:
        return values + 1 / np.sqrt(arrays.nodes) if arrays.nodes else values
    parts = pieces(arrays)
    order = np.argsort(parts.label, kind="stable")
    begins = np.concatenate([[0], np.cumsum(parts.sizes)])
    greatest = 0.0
    found: list[tuple[float, NDArray[np.int64], Floats]] = []
    for piece, most in _promising(arrays, parts):
        if most < greatest * (1 - EQUAL):
            break
        members = order[begins[piece] : begins[piece + 1]]
        value, vector = _leading(arrays, members)
        greatest = max(greatest, value)
        found.append((value, members, vector))
    for value, members, vector in found:
        if value >= greatest * (1 - EQUAL):
            values[members] = vector * vector.sum()
    return values / np.linalg.norm(values)


def _promising(arrays: PartnerArrays, parts: Pieces) -> list[tuple[int, float]]:
    # An eigenvalue is no greater than the greatest degree, nor than √(Σ degree − n + 1) (Hong, 1988): components are
    # tried from the greatest bound down until none that is left can matter.
    degrees = arrays.degrees.astype(float)
    most = np.zeros(len(parts.sizes))
    np.maximum.at(most, parts.label, degrees)
    bound = np.minimum(most, np.sqrt(np.maximum(np.bincount(parts.label, degrees) - parts.sizes + 1, 0)))
    tried = np.lexsort((parts.sizes, -bound))
    return [(int(i), float(bound[i])) for i in tried if bound[i] > 0]


def _leading(arrays: PartnerArrays, members: NDArray[np.int64]) -> tuple[float, Floats]:
    matrix = arrays.unit if len(members) == arrays.nodes else arrays.unit[members][:, members]
    if len(members) <= DENSE_UP_TO:
        spectrum, vectors = np.linalg.eigh(matrix.toarray())
    else:
        from scipy.sparse.linalg import eigsh

        start = np.random.default_rng(SEED).random(len(members)) + 0.5
        spectrum, vectors = eigsh(matrix, k=1, which="LA", v0=start)
    return float(spectrum[-1]), np.abs(vectors[:, -1])
