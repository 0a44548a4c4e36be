"""伙伴图数组 The partner graph as compressed sparse rows: what every engine works on.

Invariant: the matrix is square, symmetric and of float64; its diagonal is empty, the indices of each row are
sorted and none is repeated, index arrays are of int32. Position i stands for `PartnerGraph.ids[i]`. Arrays are shared
and never written to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True)
class PartnerArrays:
    """伙伴图数组 Who is a partner of whom, and how strongly.

    `matrix[i, j]` is the weight of the tie between nodes i and j; a tie of weight 0 is stored as well. `matrix` is a
    `scipy.sparse.csr_array` of n × n; each tie stands in it twice. At most 2^31 − 1 entries.
    """

    matrix: csr_array
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_pairs(
        cls, nodes: int, heads: ArrayLike, tails: ArrayLike, weights: ArrayLike | None = None
    ) -> PartnerArrays:
        """Return the arrays of ties between positions `heads[i]` and `tails[i]`, given in either order or both.

        The weights (1 where none are given) of a pair that is named several times are added; a node's ties with
        itself are left out. ValueError for a position outside 0 … nodes − 1.
        """
        from scipy.sparse import coo_array

        a, b = np.asarray(heads, np.int64), np.asarray(tails, np.int64)
        w = np.ones(len(a)) if weights is None else np.asarray(weights, np.float64)
        keep = a != b
        if not keep.all():
            a, b, w = a[keep], b[keep], w[keep]
        # One triangle first: its repeated pairs are added once, so that both directions agree to the last bit.
        upper = coo_array((w, (np.minimum(a, b), np.maximum(a, b))), shape=(nodes, nodes)).tocsr()
        upper.sum_duplicates()
        return cls(both_ways(upper, upper.T.tocsr()))

    @classmethod
    def from_parts(cls, weights: Floats, indices: Ints, indptr: Ints) -> PartnerArrays:
        """Return the arrays that had these weights, indices and row starts."""
        from scipy.sparse import csr_array

        return cls(csr_array((weights, indices, indptr), shape=(len(indptr) - 1,) * 2))

    @classmethod
    def from_matrix(cls, matrix: Any) -> PartnerArrays:
        """Return the arrays of a symmetric sparse matrix (its diagonal is left out)."""
        half = matrix.tocoo()
        upper = half.row < half.col
        return cls.from_pairs(half.shape[0], half.row[upper], half.col[upper], half.data[upper])

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return int(self.matrix.shape[0])

    @property
    def edges(self) -> int:
        """Number of ties, each counted once."""
        return int(self.matrix.nnz) // 2

    @property
    def indptr(self) -> Ints:
        """Where each row begins and ends in `indices`: n + 1 numbers."""
        starts: Ints = self.matrix.indptr
        return starts

    @property
    def indices(self) -> Ints:
        """The partners of node i, sorted: `indices[indptr[i] : indptr[i + 1]]`."""
        partners: Ints = self.matrix.indices
        return partners

    @property
    def weights(self) -> Floats:
        """The weights of these ties, in the order of `indices`."""
        values: Floats = self.matrix.data
        return values

    @cached_property
    def unit(self) -> csr_array:
        """The same matrix with every tie weighing 1."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.indices))
        return csr_array((ones, self.indices, self.indptr), shape=self.matrix.shape)

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Number of partners of each node."""
        return np.diff(self.indptr).astype(np.int64)

    @cached_property
    def strengths(self) -> Floats:
        """Sum of the weights of each node's ties."""
        return np.asarray(self.matrix.sum(axis=1), np.float64)

    @cached_property
    def rows(self) -> Ints:
        """The row that each entry of `indices` stands in."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), self.degrees)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` returned when this was first asked for: several measures rest on one computation."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found

    def partners_of(self, node: int) -> Ints:
        """Return the positions of a node's partners, sorted."""
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def pairs(self) -> tuple[Ints, Ints, Floats]:
        """Return every tie once: smaller position, greater position, weight."""
        once = self.rows < self.indices
        return self.rows[once], self.indices[once], self.weights[once]


def both_ways(upper: Any, lower: Any) -> csr_array:
    """Return the symmetric matrix of an upper triangle and its transpose, both of compressed rows."""
    # In each row the smaller partners (lower) stand before the greater ones (upper): no sorting, and, unlike a sum of
    # sparse matrices, no tie of weight 0 is lost.
    from scipy.sparse import csr_array

    indptr = (upper.indptr.astype(np.int64) + lower.indptr).astype(np.int32)
    indices, data = np.empty(2 * upper.nnz, np.int32), np.empty(2 * upper.nnz)
    for part, before in ((lower, 0), (upper, np.diff(lower.indptr))):
        counts = np.diff(part.indptr)
        to = np.arange(part.nnz) + np.repeat(indptr[:-1] + before - part.indptr[:-1], counts)
        indices[to], data[to] = part.indices, part.data
    return csr_array((data, indices, indptr), shape=upper.shape)
