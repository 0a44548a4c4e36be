"""最短路径 Shortest paths from many sources: distances, and how many paths run through each node.

Invariant: ties count as one step each, whatever their weight.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import Floats, Ints, PartnerArrays
from graph.analytics.engine.compiled import Kernel, split, spread
from graph.analytics.engine.ordering import by_degree

WORD = 64
"""字长 So many sources are searched from at once: one bit of a word for each."""


@Kernel
def _distances(indptr: Any, indices: Any, sources: Any, far: Any, near: Any, count: Any) -> None:
    # Searches from up to 64 sources at once: bit b of a word stands for source b.
    n = len(indptr) - 1
    zero, one = np.uint64(0), np.uint64(1)
    m1, m2, m4 = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
    seen, here, there = np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    front, after = np.empty(n, np.int32), np.empty(n, np.int32)
    for begin in range(0, len(sources), 64):
        seen[:] = zero
        size = 0
        for b in range(min(64, len(sources) - begin)):
            s = sources[begin + b]
            if here[s] == zero:
                front[size] = s
                size += 1
            here[s] |= one << np.uint64(b)
            seen[s] |= one << np.uint64(b)
        step = 0
        while size > 0:
            step += 1
            touched = 0
            for i in range(size):
                v = front[i]
                bits = here[v]
                here[v] = zero
                for e in range(indptr[v], indptr[v + 1]):
                    u = indices[e]
                    if bits & ~seen[u] != zero:
                        if there[u] == zero:
                            after[touched] = u
                            touched += 1
                        there[u] |= bits
            size = 0
            for i in range(touched):
                u = after[i]
                x = there[u] & ~seen[u]
                there[u] = zero
                if x != zero:
                    seen[u] |= x
                    here[u] = x
                    front[size] = u
                    size += 1
                    x = (x & m1) + ((x >> np.uint64(1)) & m1)
                    x = (x & m2) + ((x >> np.uint64(2)) & m2)
                    x = (x + (x >> np.uint64(4))) & m4
                    x += x >> np.uint64(8)
                    x += x >> np.uint64(16)
                    x += x >> np.uint64(32)
                    bits_set = np.int64(x & np.uint64(0x7F))
                    far[u] += bits_set * step
                    near[u] += bits_set / step
                    count[u] += bits_set


@dataclass(frozen=True, slots=True)
class Distances:
    """距离 For each node, over the sources that reach it (itself left out): how many, sum of distances, of inverses."""

    count: NDArray[np.int64]
    far: NDArray[np.int64]
    near: Floats


def distances(arrays: PartnerArrays, sources: NDArray[np.int64]) -> Distances:
    """Return each node's distances from the sources. Then et al., “The more the merrier”, PVLDB 8 (2014)."""
    work = -(-len(sources) // WORD) * 4 * (arrays.nodes + 2 * arrays.edges)

    graph, n = by_degree(arrays), arrays.nodes

    def search(part: Ints) -> Distances:
        made = Distances(np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n))
        _distances(work, graph.indptr, graph.indices, part, made.far, made.near, made.count)
        return made

    # Whole words each: a part of 65 sources would cost as much as one of 128.
    begins = graph.place[sources]
    words = split([begins[i : i + WORD] for i in range(0, len(begins), WORD)])
    found = spread(search, [np.concatenate(part) for part in words]) or [search(begins)]
    count, far, near = (sum(getattr(d, name) for d in found)[graph.place] for name in ("count", "far", "near"))
    return Distances(count, far, near)


@Kernel
def _through(indptr: Any, indices: Any, sources: Any, total: Any, ends: bool) -> None:
    # Brandes, level by level. `near` holds a number for the nodes of one level alone and 0 for all others, so that
    # each node adds up what it needs without asking for levels. Where a level is large, nodes not yet found look for
    # a partner in the level before (Beamer et al., 2012), which leaves each level in the order of memory.
    n = len(indptr) - 1
    paths, share, near = np.zeros(n), np.zeros(n), np.zeros(n)
    seen = np.zeros(n, np.int32)
    order, begins, rest = np.empty(n, np.int32), np.empty(n + 2, np.int32), np.empty(n, np.int32)
    for s in sources:
        order[0], begins[0], begins[1] = s, 0, 1
        seen[s] = 1
        size, levels, left = 1, 1, -1
        while begins[levels] > begins[levels - 1]:
            first, last = begins[levels - 1], begins[levels]
            levels += 1
            if (last - first) * 20 < n:
                for i in range(first, last):
                    v = order[i]
                    for e in range(indptr[v], indptr[v + 1]):
                        u = indices[e]
                        if seen[u] == 0:
                            seen[u] = levels
                            order[size] = u
                            size += 1
            else:
                if left < 0:
                    left = n
                    for v in range(n):
                        rest[v] = v
                still = 0
                for i in range(left):
                    v = rest[i]
                    if seen[v] == 0:
                        for e in range(indptr[v], indptr[v + 1]):
                            if seen[indices[e]] == levels - 1:
                                seen[v] = levels
                                order[size] = v
                                size += 1
                                break
                        if seen[v] == 0:
                            rest[still] = v
                            still += 1
                left = still
            begins[levels] = size
        levels -= 1
        paths[s] = near[s] = 1.0
        for level in range(1, levels):
            for i in range(begins[level], begins[level + 1]):
                v = order[i]
                ways = 0.0
                for e in range(indptr[v], indptr[v + 1]):
                    ways += near[indices[e]]
                paths[v] = ways
            for i in range(begins[level - 1], begins[level]):
                near[order[i]] = 0.0
            for i in range(begins[level], begins[level + 1]):
                near[order[i]] = paths[order[i]]
        for i in range(begins[levels - 1], size):
            v = order[i]
            share[v] = 0.0
            near[v] = 1.0 / paths[v]
        for level in range(levels - 2, -1, -1):
            for i in range(begins[level], begins[level + 1]):
                v = order[i]
                part = 0.0
                for e in range(indptr[v], indptr[v + 1]):
                    part += near[indices[e]]
                share[v] = part * paths[v]
            for i in range(begins[level + 1], begins[level + 2]):
                near[order[i]] = 0.0
            for i in range(begins[level], begins[level + 1]):
                v = order[i]
                near[v] = (1.0 + share[v]) / paths[v]
        near[s] = 0.0
        share[s] = 0.0
        for i in range(size):
            v = order[i]
            total[v] += share[v] + (1.0 if ends else 0.0)
            seen[v] = 0
        if ends:
            total[s] += size - 2


def paths_through(arrays: PartnerArrays, sources: NDArray[np.int64], ends: bool = False) -> Floats:
    """Return how many shortest paths from the sources run through each node, shares of equal paths added up.

    `ends` counts a path's two ends as well. Brandes, J. Math. Sociol. 25 (2001).
    """
    work = len(sources) * (arrays.nodes + 4 * arrays.edges)

    graph = by_degree(arrays)

    def add_up(part: Ints) -> Floats:
        total = np.zeros(arrays.nodes)
        _through(work, graph.indptr, graph.indices, part, total, ends)
        return total

    found = spread(add_up, split(graph.place[sources]))
    return np.sum(found, axis=0)[graph.place] if found else np.zeros(arrays.nodes)
