"""核数 Core numbers, by peeling nodes in order of their remaining degree."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.compiled import Kernel


@Kernel
def _peel(indptr: Any, indices: Any, core: Any, bins: Any) -> None:
    # `order` holds the nodes by remaining degree; `bins[d]` is where those of degree d begin.
    n = len(core)
    order, place = np.empty(n, np.int32), np.empty(n, np.int32)
    for v in range(n):
        bins[core[v] + 1] += 1
    for d in range(1, len(bins)):
        bins[d] += bins[d - 1]
    for v in range(n):
        place[v] = bins[core[v]]
        order[place[v]] = v
        bins[core[v]] += 1
    for d in range(len(bins) - 1, 0, -1):
        bins[d] = bins[d - 1]
    bins[0] = 0
    for i in range(n):
        v = order[i]
        for e in range(indptr[v], indptr[v + 1]):
            u = indices[e]
            if core[u] > core[v]:
                at, first = place[u], bins[core[u]]
                w = order[first]
                if u != w:
                    order[at], order[first] = w, u
                    place[w], place[u] = at, first
                bins[core[u]] += 1
                core[u] -= 1


def core_numbers(arrays: PartnerArrays) -> NDArray[np.int32]:
    """Return each node's core number. Batagelj & Zaveršnik, cs.DS/0310049 (2003): O(ties)."""
    core = np.diff(arrays.indptr)
    bins = np.zeros(int(core.max(initial=0)) + 2, np.int32)
    _peel(arrays.nodes + 2 * arrays.edges, arrays.indptr, arrays.indices, core, bins)
    return core
