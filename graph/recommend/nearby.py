"""周围 What lies around one organization in the partner graph, found by visiting its surroundings alone.

Invariant: work grows with the surroundings, not with the graph; arrays over all nodes are nought elsewhere.
Walks: Andersen, Chung & Lang, FOCS 2006 (approximate personalised PageRank by pushing).
"""

from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.compiled import WORTH, Kernel

Floats = NDArray[np.float64]
PUSHES = 1_000_000
"""Bounds the walk's work: what is left to push at a node is at most its weighted degree over this."""
WIDEST = 3000
"""How many of the nodes two steps away paths of length three are followed from, the strongest first."""


@dataclass(frozen=True)
class Nearby:
    """周围 Values of all nodes as seen from one: common partners in three weighings, paths of three, the walk."""

    common: Floats
    adamic_adar: Floats
    resource: Floats
    three: Floats
    walk: Floats
    two_steps: NDArray[np.int64]
    reached: NDArray[np.int64]


def nearby(arrays: PartnerArrays, node: int) -> Nearby:
    """Return what lies around a node."""
    n = arrays.nodes
    work = WORTH + 1 if arrays.edges > 1500 else 0
    degrees = arrays.degrees
    common, adamic, resource, rooted = (np.zeros(n) for _ in range(4))
    touched = np.empty(n, np.int64)
    count = _two_steps(work, arrays.indptr, arrays.indices, degrees, node, (common, adamic, resource, rooted), touched)
    two = touched[:count].copy()
    wide = two if len(two) <= WIDEST else two[np.argsort(-rooted[two], kind="stable")[:WIDEST]]
    three = np.zeros(n)
    _third(work, arrays.indptr, arrays.indices, degrees, wide, rooted, three)
    three[arrays.partners_of(node)] = three[node] = 0.0
    walk, order = np.zeros(n), np.empty(n, np.int64)
    sure = 1.0 / min(PUSHES, max(100_000, 50 * arrays.edges))
    reached = _push(work, arrays.indptr, arrays.indices, arrays.weights, arrays.strengths, node, sure, walk, order)
    walk[node] = 0.0
    return Nearby(common, adamic, resource, three, walk, two, order[:reached].copy())


def _two_steps_plain(
    indptr: Any, indices: Any, degrees: Any, node: int, into: tuple[Floats, Floats, Floats, Floats], touched: Any
) -> int:
    common, adamic, resource, rooted = into
    count = 0
    for i in range(indptr[node], indptr[node + 1]):
        x = indices[i]
        degree = degrees[x]
        if degree < 2:
            continue
        one, two, three = 1.0 / log(degree), 1.0 / degree, 1.0 / sqrt(degree)
        for j in range(indptr[x], indptr[x + 1]):
            y = indices[j]
            if y == node:
                continue
            if common[y] == 0.0:
                touched[count] = y
                count += 1
            common[y] += 1.0
            adamic[y] += one
            resource[y] += two
            rooted[y] += three
    return count


def _third_plain(indptr: Any, indices: Any, degrees: Any, wide: Any, rooted: Any, three: Any) -> None:
    for i in range(len(wide)):
        y = wide[i]
        value = rooted[y] / sqrt(degrees[y])
        for j in range(indptr[y], indptr[y + 1]):
            three[indices[j]] += value


def _push_plain(  # noqa: PLR0913, PLR0917 (a kernel: arrays, no objects)
    indptr: Any, indices: Any, weights: Any, strengths: Any, node: int, sure: float, walk: Any, order: Any
) -> int:
    n = len(strengths)
    rest = np.zeros(n)
    waiting = np.zeros(n, np.bool_)
    queue = np.empty(n, np.int64)
    rest[node] = 1.0
    queue[0] = node
    waiting[node] = True
    first, length, count = 0, 1, 0
    while length > 0:
        x = queue[first]
        first = (first + 1) % n
        length -= 1
        waiting[x] = False
        here = rest[x]
        if strengths[x] <= 0.0:
            continue
        if walk[x] == 0.0:
            order[count] = x
            count += 1
        walk[x] += 0.15 * here
        rest[x] = 0.0
        moved = 0.85 * here / strengths[x]
        for j in range(indptr[x], indptr[x + 1]):
            y = indices[j]
            rest[y] += moved * weights[j]
            if not waiting[y] and rest[y] > sure * strengths[y]:
                queue[(first + length) % n] = y
                length += 1
                waiting[y] = True
    return count


_two_steps = Kernel(_two_steps_plain)
_third = Kernel(_third_plain)
_push = Kernel(_push_plain)
