"""散布矩阵 The matrix of ties in blocks of rows over the processes of a cluster; vectors go out to all of them.

Invariant: no process holds more than its blocks and a few vectors of one number a node; the driver holds the vectors.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.distributed.kernels import Block, forward, times, unit

Kernel = Callable[[Block, Any], Any]
Ints = NDArray[np.int64]
CHUNK = 200_000
"""So many pairs are compared at once."""


class Scattered:
    """散布的伙伴图 A partner graph in blocks; `matrix @ vector` runs over the cluster."""

    def __init__(self, context: Any, arrays: Any, blocks: int | None = None) -> None:
        """Scatter the rows of `PartnerArrays`, about the same number of ties in each block."""
        self._context = context
        self.nodes: int = arrays.nodes
        self.strengths, self.degrees = arrays.strengths, arrays.degrees
        count = max(1, min(blocks or 2 * context.defaultParallelism, max(self.nodes, 1)))
        wanted = np.linspace(0, arrays.indptr[-1], count + 1)[1:-1]
        inner: Any = np.searchsorted(arrays.indptr, wanted) if self.nodes else []
        self.bounds = np.unique(np.concatenate([[0], inner, [self.nodes]])).astype(np.int64)
        rows = [(i, Block(int(a), arrays.matrix[a:b])) for i, (a, b) in enumerate(self._ranges())]
        self.blocks = context.parallelize(rows, max(len(rows), 1)).cache()

    def _ranges(self) -> Iterator[tuple[int, int]]:
        return zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True)

    @property
    def matrix(self) -> "Scattered":
        """Itself: what the local engine multiplies vectors by."""
        return self

    def __matmul__(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the matrix times a vector."""
        found: NDArray[np.float64] = self.each(times, vector)
        return found

    def each(self, kernel: Kernel, vector: Any) -> Any:
        """Return what the kernel makes of each block and a vector that all of them are given, in the order of rows."""
        sent = self._context.broadcast(vector)
        parts = dict(self.blocks.mapValues(partial(_with, kernel, sent)).collect())
        sent.unpersist()
        return np.concatenate([parts[i] for i in sorted(parts)]) if parts else np.asarray(vector)[:0]

    def compare(self, heads: Ints, tails: Ints, weights: NDArray[np.float64]) -> tuple[Any, Any]:
        """Return for each pair of nodes the number of their common partners, and the sum of these partners' weights."""
        sent = self._context.broadcast(weights)
        keys = self._block_of(heads) * len(self.bounds) + self._block_of(tails)
        order = np.argsort(keys, kind="stable")
        cuts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        buckets = [
            (int(self._block_of(heads[at[:1]])[0]), (int(self._block_of(tails[at[:1]])[0]), at, heads[at], tails[at]))
            for part in np.split(order, cuts[1:])
            for at in np.array_split(part, max(1, len(part) // CHUNK))
            if len(at)
        ]
        both = _rows_of_both(self._context.parallelize(buckets, max(len(buckets), 1)), self.blocks.mapValues(unit))
        common, weighted = np.zeros(len(heads)), np.zeros(len(heads))
        for at, counted, summed in both.map(partial(_overlap, sent)).collect():
            common[at], weighted[at] = counted, summed
        sent.unpersist()
        return common, weighted

    def triangles(self) -> Ints:
        """Return the number of triangles at each node."""
        degrees, bounds = self._context.broadcast(self.degrees), self.bounds
        ahead = self.blocks.mapValues(partial(_with, forward, degrees)).cache()
        edges = ahead.flatMap(partial(_edges_by_block, bounds))
        corners = _rows_of_both(edges, ahead).map(partial(_corners, self.nodes))
        found: Ints = (
            corners.treeReduce(np.add) if self.nodes and self.degrees.any() else np.zeros(self.nodes, np.int64)
        )
        ahead.unpersist()
        return found

    def _block_of(self, nodes: Ints) -> Ints:
        found: Ints = np.searchsorted(self.bounds, nodes, side="right") - 1
        return found


def _with(kernel: Kernel, sent: Any, block: Block) -> Any:
    return kernel(block, sent.value)


def _rows_of_both(pairs: Any, blocks: Any) -> Any:
    # From (block of a, (block of b, at, a, b)) to (at, a, b, rows of a, rows of b): rows travel, not whole blocks.
    return pairs.join(blocks).map(_rows_of_first).join(blocks).map(_rows_of_second)


def _rows_of_first(item: Any) -> Any:
    _, ((second, at, heads, tails), block) = item
    return second, (at, heads, tails, block.matrix[heads - block.first])


def _rows_of_second(item: Any) -> Any:
    _, ((at, heads, tails, rows), block) = item
    return at, heads, tails, rows, block.matrix[tails - block.first]


def _overlap(sent: Any, item: Any) -> Any:
    at, _, _, mine, theirs = item
    shared = mine.multiply(theirs).tocsr()
    return at, np.asarray(shared.sum(axis=1)).ravel(), np.asarray(shared @ sent.value).ravel()


def _edges_by_block(bounds: Ints, item: Any) -> Iterator[Any]:
    number, block = item
    heads = np.repeat(np.arange(block.matrix.shape[0]), np.diff(block.matrix.indptr)) + block.first
    tails = block.matrix.indices.astype(np.int64)
    second = np.searchsorted(bounds, tails, side="right") - 1
    for other in np.unique(second).tolist():
        here = np.flatnonzero(second == other)
        for at in np.array_split(here, max(1, len(here) // CHUNK)):
            yield number, (other, at, heads[at], tails[at])


def _corners(nodes: int, item: Any) -> Ints:
    _, heads, tails, mine, theirs = item
    shared = mine.multiply(theirs).tocsr()
    each = np.diff(shared.indptr)
    ends = np.bincount(heads, each, nodes) + np.bincount(tails, each, nodes)
    found: Ints = (ends + np.bincount(shared.indices, minlength=nodes)).astype(np.int64)
    return found
