"""连通分量 Which nodes reach each other."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import Floats, Ints, PartnerArrays
from graph.analytics.engine.compiled import Kernel


@Kernel
def _join(indptr: Any, indices: Any, top: Any) -> None:
    # Two ties of each node join nearly everything; the rest of the ties of what is in the largest group by then
    # need no look: those that lead out of it are seen from their other end.
    n = len(top)
    largest = -1
    for late in range(2):
        for v in range(n):
            first, last = indptr[v], indptr[v + 1]
            if late == 1:
                first = min(first + 2, last)
                if top[v] == largest:
                    continue
            else:
                last = min(first + 2, last)
            for e in range(first, last):
                a, b = top[v], top[indices[e]]
                while a != b:
                    low, high = min(a, b), max(a, b)
                    above = top[high]
                    if above == high:
                        top[high] = low
                        break
                    a, b = top[above], low
        for v in range(n):
            while top[v] != top[top[v]]:
                top[v] = top[top[v]]
        if late == 0:
            count = np.zeros(n, np.int32)
            for v in range(n):
                count[top[v]] += 1
            largest = int(np.argmax(count)) if n > 0 else -1


@dataclass(frozen=True, slots=True)
class Pieces:
    """连通分量 The component of each node (from 0), and the number of nodes of each component."""

    label: Ints
    sizes: NDArray[np.int64]


def pieces(arrays: PartnerArrays) -> Pieces:
    """Return the connected components, numbered in order of their first node, found once for all measures.

    Sutton, Ben-Nun & Barak, “Optimizing parallel graph connectivity computation” (Afforest), IPDPS 2018.
    """
    return arrays.once("pieces", lambda: _find(arrays))


def _find(arrays: PartnerArrays) -> Pieces:
    top = np.arange(arrays.nodes, dtype=np.int32)
    _join(arrays.nodes + 2 * arrays.edges, arrays.indptr, arrays.indices, top)
    first = np.flatnonzero(top == np.arange(arrays.nodes))
    number = np.zeros(arrays.nodes, np.int32)
    number[first] = np.arange(len(first))
    label = number[top]
    return Pieces(label, np.bincount(label, minlength=len(first)))


def number_by_size(label: NDArray[Any]) -> Floats:
    """Return group numbers from 1: the largest first, equal sizes in order of the first member.

    >>> number_by_size(np.array([7, 3, 3, 9])).tolist()
    [2.0, 1.0, 1.0, 3.0]
    """
    _, first, inverse, sizes = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    numbers = np.empty(len(first))
    numbers[np.lexsort((first, -sizes))] = np.arange(1, len(first) + 1)
    return numbers[inverse]
