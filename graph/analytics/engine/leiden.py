"""社区 Communities of high modularity, after the method of Leiden.

Invariant: equal arrays give equal communities; every community is connected. Modularity after Newman & Girvan
(2004), weighted, with a resolution (1 is theirs).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.compiled import Kernel

Labels = NDArray[np.int32]
SEED = 20240701
ROUNDS = 2
SMALL, TRIES = 500, 10
SMALLEST_GAIN = 1e-12


@Kernel
def _move(graph: Any, strength: Any, order: Any, label: Any, scale: float) -> int:
    # Each node goes where modularity gains most; its partners elsewhere are then looked at again.
    indptr, indices, weights = graph
    n = len(strength)
    held = np.zeros(n)
    for v in range(n):
        held[label[v]] += strength[v]
    empty, free = np.empty(n, np.int32), 0
    for c in range(n):
        if held[c] == 0.0:
            empty[free] = c
            free += 1
    queue, waiting = order.copy(), np.ones(n, np.bool_)
    towards, near = np.zeros(n), np.empty(n, np.int32)
    first, length, moved = 0, n, 0
    while length > 0:
        v = queue[first]
        first = first + 1 if first + 1 < n else 0
        length -= 1
        waiting[v] = False
        own, size = label[v], 0
        for e in range(indptr[v], indptr[v + 1]):
            if indices[e] == v:
                continue
            c = label[indices[e]]
            if towards[c] == 0.0:
                near[size] = c
                size += 1
            towards[c] += weights[e]
        held[own] -= strength[v]
        best, gain = own, towards[own] - strength[v] * held[own] * scale
        for i in range(size):
            c = near[i]
            here = towards[c] - strength[v] * held[c] * scale
            if here > gain + 1e-12 or (here > gain - 1e-12 and best != own and c < best):
                best, gain = c, here
        if gain < -1e-12 and free > 0:
            free -= 1
            best = empty[free]
        for i in range(size):
            towards[near[i]] = 0.0
        held[best] += strength[v]
        if best == own:
            continue
        if held[own] <= 0.0 and free < n:
            held[own] = 0.0
            empty[free] = own
            free += 1
        label[v] = best
        moved += 1
        for e in range(indptr[v], indptr[v + 1]):
            u = indices[e]
            if label[u] != best and not waiting[u]:
                waiting[u] = True
                last = first + length
                queue[last if last < n else last - n] = u
                length += 1
    return moved


@Kernel
def _refine(graph: Any, strength: Any, order: Any, label: Any, part: Any, scale: float) -> None:
    # Within each community nodes begin alone and join well-connected parts of it, so that no part hangs together
    # only by way of others.
    indptr, indices, weights = graph
    n = len(strength)
    held, inner, whole = strength.copy(), np.zeros(n), np.zeros(n)
    for v in range(n):
        whole[label[v]] += strength[v]
        part[v] = v
        for e in range(indptr[v], indptr[v + 1]):
            if indices[e] != v and label[indices[e]] == label[v]:
                inner[v] += weights[e]  # ties of a part with the rest of its community
    alone = np.ones(n, np.bool_)
    towards, near = np.zeros(n), np.empty(n, np.int32)
    for i in range(n):
        v = order[i]
        total = whole[label[v]]
        if not alone[v] or inner[v] < strength[v] * (total - strength[v]) * scale:
            continue
        size = 0
        for e in range(indptr[v], indptr[v + 1]):
            u = indices[e]
            if u == v or label[u] != label[v]:
                continue
            c = part[u]
            if towards[c] == 0.0:
                near[size] = c
                size += 1
            towards[c] += weights[e]
        best, gain = v, 0.0
        for j in range(size):
            c = near[j]
            here = towards[c] - strength[v] * held[c] * scale
            if here > gain and inner[c] >= held[c] * (total - held[c]) * scale:
                best, gain = c, here
        if best != v:
            part[v] = best
            alone[best] = False
            held[best] += strength[v]
            inner[best] += inner[v] - 2 * towards[best]
            held[v] = 0.0
        for j in range(size):
            towards[near[j]] = 0.0


def communities(arrays: PartnerArrays, resolution: float = 1.0, rounds: int = ROUNDS) -> Labels:
    """Return the community of each node. Traag, Waltman & van Eck, Sci. Rep. 9, 5233 (2019).

    `rounds` times the method begins anew from the communities found; a tie of weight 0 counts for nothing. On a small
    network one order of the nodes may end badly, and several are cheap: the best of some is taken.
    """
    if not arrays.strengths.any():
        return np.arange(arrays.nodes, dtype=np.int32)
    tries = TRIES if arrays.nodes <= SMALL else 1
    found = [_once(arrays, resolution, rounds, SEED + n) for n in range(tries)]
    return max(found, key=lambda label: modularity(arrays, label, resolution) or 0.0) if tries > 1 else found[0]


def _once(arrays: PartnerArrays, resolution: float, rounds: int, seed: int) -> Labels:
    label: Labels = np.arange(arrays.nodes, dtype=np.int32)
    for _ in range(rounds):
        found = _round(arrays.matrix, label, resolution / float(arrays.strengths.sum()), seed)
        if np.array_equal(found, label):
            break
        label = found
    return label


def _round(matrix: Any, label: Labels, scale: float, seed: int) -> Labels:
    random = np.random.default_rng(seed)
    node = np.arange(len(label), dtype=np.int32)  # the node of the present, smaller graph that each node is part of
    while True:
        n = matrix.shape[0]
        strength = np.asarray(matrix.sum(axis=1), np.float64)
        order = random.permutation(n).astype(np.int32)
        graph = (matrix.indptr, matrix.indices, matrix.data)
        _move(20 * matrix.nnz, graph, strength, order, label, scale)
        groups = len(np.unique(label))
        if groups == n:
            return _compact(label[node])
        part: Labels = np.empty(n, np.int32)
        _refine(4 * matrix.nnz, graph, strength, order, label, part, scale)
        _, first, part = np.unique(part, return_index=True, return_inverse=True)  # type: ignore[assignment]
        if len(first) == n:  # nothing to draw together
            return _compact(label[node])
        matrix, label, node = _draw_together(matrix, part, len(first)), label[first], part[node].astype(np.int32)
        label = _compact(label)


def _compact(label: NDArray[np.integer[Any]]) -> Labels:
    number: Labels = np.unique(label, return_inverse=True)[1].astype(np.int32)
    return number


def _draw_together(matrix: Any, part: NDArray[np.integer[Any]], parts: int) -> Any:
    from scipy.sparse import csr_array

    rows = part.astype(np.int32)[np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))]
    drawn = csr_array((matrix.data, (rows, part.astype(np.int32)[matrix.indices])), shape=(parts, parts))
    drawn.sum_duplicates()
    return drawn


def modularity(arrays: PartnerArrays, label: NDArray[np.integer[Any]], resolution: float = 1.0) -> float | None:
    """Return the modularity of communities; None where no tie weighs anything."""
    twice = float(arrays.strengths.sum())
    if not twice:
        return None
    inside = float(arrays.weights[label[arrays.rows] == label[arrays.indices]].sum())
    held = np.bincount(label, arrays.strengths)
    return inside / twice - resolution * float((held**2).sum()) / twice**2
