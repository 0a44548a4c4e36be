"""割点与桥 Where the graph would fall apart: nodes and ties that hold pieces together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.compiled import Kernel
from graph.analytics.engine.pieces import pieces


@Kernel
def _search(indptr: Any, indices: Any, parent: Any, bridge: Any, apart: Any) -> None:
    # One depth-first search without recursion. `low` is the earliest node that a subtree is tied to: a child whose
    # subtree is tied to nothing before its parent is parted from the rest when the parent leaves. `apart` has rows
    # for the number of such children, the nodes below them, and the most below one of them.
    n = len(parent)
    found, low, size = np.zeros(n, np.int32), np.zeros(n, np.int32), np.ones(n, np.int32)
    at = indptr[:-1].copy()
    stack = np.empty(n, np.int32)
    time = 0
    for root in range(n):
        if found[root] > 0:
            continue
        time += 1
        found[root] = low[root] = time
        stack[0] = root
        depth = 1
        while depth > 0:
            v = stack[depth - 1]
            if at[v] < indptr[v + 1]:
                u = indices[at[v]]
                at[v] += 1
                if found[u] == 0:
                    time += 1
                    found[u] = low[u] = time
                    parent[u] = v
                    stack[depth] = u
                    depth += 1
                elif u != parent[v]:
                    low[v] = min(low[v], found[u])
                continue
            depth -= 1
            p = parent[v]
            if p >= 0:
                size[p] += size[v]
                low[p] = min(low[p], low[v])
                bridge[v] = low[v] > found[p]
                if low[v] >= found[p]:
                    apart[0, p] += 1
                    apart[1, p] += size[v]
                    apart[2, p] = max(apart[2, p], size[v])


@dataclass(frozen=True, slots=True)
class Cuts:
    """割 `articulation[v]`: the graph has more pieces without v; `lost[v]`: how many others would then stand apart
    from the largest piece of what v's component leaves; `bridges`: ties (two rows of positions) that alone hold two
    parts together."""

    articulation: NDArray[np.bool_]
    lost: NDArray[np.int64]
    bridges: NDArray[np.int64]


def cuts(arrays: PartnerArrays) -> Cuts:
    """Return articulation points and bridges. Hopcroft & Tarjan, Comm. ACM 16 (1973): O(ties)."""
    return arrays.once("cuts", lambda: _find(arrays))


def _find(arrays: PartnerArrays) -> Cuts:
    n = arrays.nodes
    parent, bridge = np.full(n, -1, np.int32), np.zeros(n, np.bool_)
    apart = np.zeros((3, n), np.int32)
    _search(n + 2 * arrays.edges, arrays.indptr, arrays.indices, parent, bridge, apart)
    count, parted, largest = apart
    others = pieces(arrays).sizes[pieces(arrays).label] - 1
    # The root of a search has no rest above it: it needs two children to hold anything together.
    articulation = count > (parent < 0)
    lost = np.where(articulation, others - np.maximum(largest, others - parted), 0)
    below = np.flatnonzero(bridge)
    ends = np.sort(np.stack([parent[below].astype(np.int64), below]), axis=0)
    return Cuts(articulation, lost.astype(np.int64), ends[:, np.lexsort(ends[::-1])])
