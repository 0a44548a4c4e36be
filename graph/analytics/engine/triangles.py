"""三角 Triangles: three that are tied each to each; what constraint, effective size and clustering are made of."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import Floats, Ints, PartnerArrays
from graph.analytics.engine.compiled import Kernel


@Kernel
def _close(indptr: Any, indices: Any, inverse: Any, shared: Any, count: Any) -> None:
    # Each tie runs from the node of smaller degree to the other, so that hubs have few ties to look through.
    n = len(indptr) - 1
    mark = np.full(n, -1, np.int64)
    for a in range(n):
        for e in range(indptr[a], indptr[a + 1]):
            mark[indices[e]] = e
        for e in range(indptr[a], indptr[a + 1]):
            b = indices[e]
            for f in range(indptr[b], indptr[b + 1]):
                c = indices[f]
                if mark[c] >= 0:
                    shared[e] += inverse[c]
                    shared[f] += inverse[a]
                    shared[mark[c]] += inverse[b]
                    count[a] += 1
                    count[b] += 1
                    count[c] += 1
        for e in range(indptr[a], indptr[a + 1]):
            mark[indices[e]] = -1


@dataclass(frozen=True, slots=True)
class Triangles:
    """三角 `count[v]` triangles at each node; for each tie (`heads`, `tails`) Σ 1/degree over common partners."""

    count: NDArray[np.int64]
    heads: Ints
    tails: Ints
    shared: Floats


def triangles(arrays: PartnerArrays) -> Triangles:
    """Return the triangles of the graph, found once for all measures: O(ties^1.5)."""
    return arrays.once("triangles", lambda: _find(arrays))


def _find(arrays: PartnerArrays) -> Triangles:
    degrees = arrays.degrees
    a, b = arrays.rows, arrays.indices
    forward = (degrees[a] < degrees[b]) | ((degrees[a] == degrees[b]) & (a < b))
    heads, tails = a[forward], b[forward]
    indptr = np.zeros(arrays.nodes + 1, np.int64)
    np.cumsum(np.bincount(heads, minlength=arrays.nodes), out=indptr[1:])
    shared, count = np.zeros(len(heads)), np.zeros(arrays.nodes, np.int64)
    inverse = 1.0 / np.maximum(degrees, 1)
    work = int(np.diff(indptr)[tails].sum()) + len(heads)
    _close(work, indptr, tails, inverse, shared, count)
    return Triangles(count, heads, tails, shared)
