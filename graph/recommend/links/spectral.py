"""谱特征 Low-rank pictures of the whole graph: what it looks like without its noise.

`adjacency`: reconstruction of the tie from the leading eigenpairs of the adjacency matrix at several ranks.
`smooth`, `apart`: closeness of the two ends in the slowest eigenvectors of the random walk (Laplacian eigenmaps).
"""

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from graph.recommend.links.simple import Pairs, Simple, Values, inverse

RANKS = (4, 16, 48)
TOLERANCE = 1e-2


def spectral_features(graph: Simple, pairs: Pairs) -> Values:
    """Return shape (pairs, features) in the order of SPECTRAL_FEATURES."""
    return np.concatenate([_adjacency(graph, pairs), _smooth(graph, pairs)], 1)


SPECTRAL_FEATURES = (
    *(f"adjacency_{rank}" for rank in RANKS),
    *(f"smooth_{rank}" for rank in RANKS),
    *(f"apart_{rank}" for rank in RANKS),
)


def _adjacency(graph: Simple, pairs: Pairs) -> Values:
    values, vectors = leading_pairs(graph.ties, max(RANKS), "LM")
    return _products(vectors * values, vectors, pairs)


def _smooth(graph: Simple, pairs: Pairs) -> Values:
    roots = np.sqrt(inverse(graph.degrees))
    values, vectors = leading_pairs(sparse.diags(roots) @ graph.ties @ sparse.diags(roots), max(RANKS), "LA")
    places = vectors * roots[:, None]
    near, apart = np.zeros((len(pairs), len(RANKS))), np.zeros((len(pairs), len(RANKS)))
    for i, rank in enumerate(RANKS):
        part = places[:, :rank]
        part = part * inverse(np.linalg.norm(part, axis=1))[:, None]
        near[:, i] = (part[pairs[:, 0]] * part[pairs[:, 1]]).sum(1)
        # Commute-time weights: slow eigenvectors count most.
        slow = places[:, :rank] * np.sqrt(1 / np.maximum(1 - values[:rank], 1e-3))
        apart[:, i] = np.linalg.norm(slow[pairs[:, 0]] - slow[pairs[:, 1]], axis=1)
    return np.concatenate([near, apart], 1)


def _products(left: Values, right: Values, pairs: Pairs) -> Values:
    each = left[pairs[:, 0]] * right[pairs[:, 1]]
    return np.stack([each[:, :rank].sum(1) for rank in RANKS], 1)


def leading_pairs(matrix: Any, rank: int, which: str) -> tuple[Values, Values]:
    """Return the leading eigenvalues and eigenvectors, greatest first; those beyond the graph's size are nought."""
    size = matrix.shape[0]
    if size <= rank + 2:
        values, vectors = np.linalg.eigh(matrix.toarray())
    else:
        try:
            values, vectors = eigsh(matrix, k=rank, which=which, v0=np.ones(size), tol=TOLERANCE, maxiter=20 * size)
        except ArpackNoConvergence as stopped:
            # What has converged is a smaller picture of the same graph.
            values, vectors = stopped.eigenvalues, stopped.eigenvectors
    order = np.argsort(-(np.abs(values) if which == "LM" else values))[:rank]
    wide = np.zeros((size, rank))
    wide[:, : len(order)] = vectors[:, order]
    return np.append(values[order], np.zeros(rank - len(order))), wide
