"""简单图 A bare graph as a compressed sparse matrix: undirected, no loops, each tie once, every weight 1.

Invariant: `ties` is symmetric with an empty diagonal; rows are sorted.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Pairs = NDArray[np.int64]
"""节点对 Shape (pairs, 2): positions of the two ends."""
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Simple:
    """简单图 `ties`: float64 CSR matrix of shape (nodes, nodes), 1 where two nodes are tied."""

    ties: Any

    @property
    def size(self) -> int:
        """Number of nodes."""
        return int(self.ties.shape[0])

    @cached_property
    def degrees(self) -> Values:
        """Number of neighbours of each node."""
        return np.asarray(np.diff(self.ties.indptr), float)

    @cached_property
    def edges(self) -> Pairs:
        """All ties, shape (ties, 2), the smaller position first, sorted."""
        rows, columns = sparse.triu(self.ties, 1).tocsr().nonzero()
        return np.stack([rows, columns], 1).astype(np.int64)

    def tied(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Tell for each pair whether it is tied."""
        if not len(pairs):
            return np.zeros(0, bool)
        found: NDArray[np.bool_] = np.asarray(self.ties[pairs[:, 0], pairs[:, 1]]).ravel() > 0
        return found


def simple_graph(size: int, pairs: Pairs) -> Simple:
    """Return the graph of `size` nodes with these ties; loops are dropped, repeated ties count once."""
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    rows, columns = np.concatenate([pairs, pairs[:, ::-1]]).T if len(pairs) else (pairs[:, 0], pairs[:, 1])
    ties = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    ties.sum_duplicates()
    ties.data[:] = 1.0
    return Simple(ties)


def weighted(matrix: Any, weights: Values) -> Any:
    """Return the matrix with its columns multiplied by `weights`."""
    return matrix @ sparse.diags(weights)


def per_pair(left: Any, right: Any) -> Values:
    """Return the inner product of each row of `left` with the same row of `right` (sparse, same shape)."""
    return np.asarray(left.multiply(right).sum(axis=1), dtype=float).ravel()


def inverse(values: Values) -> Values:
    """Return 1/value, 0 where the value is 0."""
    found: Values = np.divide(1.0, values, out=np.zeros_like(values, dtype=float), where=values != 0)
    return found
