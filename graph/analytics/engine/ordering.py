"""重排 The same graph with its nodes in order of degree: what is asked for most then lies together in memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import Ints, PartnerArrays

LARGE = 20_000
"""多大才重排 Below so many nodes all of the graph is at hand anyway."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """重排图 Rows as in `PartnerArrays` (not sorted within); new node i is `node[i]`, `place[v]` is where v went."""

    indptr: Ints
    indices: Ints
    node: NDArray[np.int64]
    place: NDArray[np.int32]


def by_degree(arrays: PartnerArrays) -> Ordered:
    """Return the graph with the nodes of most ties first; small graphs as they are."""
    return arrays.once("by_degree", lambda: _order(arrays))


def _order(arrays: PartnerArrays) -> Ordered:
    n = arrays.nodes
    node = np.arange(n) if n < LARGE else np.argsort(-arrays.degrees, kind="stable")
    place = np.empty(n, np.int32)
    place[node] = np.arange(n, dtype=np.int32)
    if n < LARGE:
        return Ordered(arrays.indptr, arrays.indices, node, place)
    degrees = arrays.degrees[node]
    indptr = np.zeros(n + 1, np.int32)
    np.cumsum(degrees, out=indptr[1:])
    old = np.arange(len(arrays.indices), dtype=np.int32) + np.repeat(arrays.indptr[:-1][node] - indptr[:-1], degrees)
    return Ordered(indptr, place[arrays.indices[old]], node, place)
