"""邻近特征 What the neighbours of two nodes say: common ones, weighed in several ways, and paths of length three.

Definitions are NetworkX's where it has them; length three: Kovács et al., Nat. Commun. 10, 1240 (2019).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from graph.recommend.links.simple import Pairs, Simple, Values, inverse, per_pair, weighted

CHUNK = 4096
Ends = NDArray[np.int64]


def common(graph: Simple, pairs: Pairs, weights: Values | None = None) -> Values:
    """Return for each pair the sum of `weights` (1 each) over its common neighbours."""
    left = graph.ties if weights is None else weighted(graph.ties, weights).tocsr()
    return _chunked(pairs, lambda u, v: per_pair(left[u], graph.ties[v]))


def adamic_adar_weights(graph: Simple) -> Values:
    """Return 1/log(degree); 0 for a node of degree below 2, which no two nodes have in common."""
    return inverse(np.log(np.maximum(graph.degrees, 1)))


def three_paths(graph: Simple, pairs: Pairs, weights: Values) -> Values:
    """Return for each pair the paths u–x–y–v, each weighed by weight(x)·weight(y); paths back and forth count."""
    first = weighted(graph.ties, weights).tocsr()
    return _chunked(pairs, lambda u, v: per_pair(first[u] @ graph.ties, first[v]))


def _chunked(pairs: Pairs, compute: Callable[[Ends, Ends], Values]) -> Values:
    parts = [compute(part[:, 0], part[:, 1]) for part in _parts(pairs)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _parts(pairs: Pairs) -> list[Pairs]:
    return [pairs[i : i + CHUNK] for i in range(0, len(pairs), CHUNK)]
