"""块上计算 What one process does with its rows of the matrix of ties; pure, and the same in every process.

Invariant: light to import: numpy and scipy alone, as every process of a cluster imports it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Block:
    """块 Rows `first` … `first + rows - 1` of the matrix of ties, as compressed sparse rows."""

    first: int
    matrix: Any


def times(block: Block, vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the block's rows times a vector."""
    found: NDArray[np.float64] = block.matrix @ vector
    return found


def smallest(block: Block, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the smallest label among each row's partners and itself."""
    starts, indices = block.matrix.indptr[:-1], block.matrix.indices
    own = labels[block.first : block.first + len(starts)]
    tied = np.diff(block.matrix.indptr) > 0
    found = own.copy()
    if tied.any():
        found[tied] = np.minimum(own[tied], np.minimum.reduceat(labels[indices], starts[tied]))
    return found


def commonest(block: Block, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the label that most of each row's partners have, the smallest of several; without partners its own."""
    counts = np.diff(block.matrix.indptr)
    found = labels[block.first : block.first + len(counts)].copy()
    rows, theirs = np.repeat(np.arange(len(counts)), counts), labels[block.matrix.indices]
    if not len(rows):
        return found
    order = np.lexsort((theirs, rows))
    rows, theirs = rows[order], theirs[order]
    starts = np.flatnonzero(np.concatenate([[True], (rows[1:] != rows[:-1]) | (theirs[1:] != theirs[:-1])]))
    often = np.diff(np.append(starts, len(rows)))
    best = np.lexsort((theirs[starts], -often, rows[starts]))
    first = np.unique(rows[starts][best], return_index=True)[1]
    chosen = best[first]
    found[rows[starts][chosen]] = theirs[starts][chosen]
    return found


def forward(block: Block, degrees: NDArray[np.int64]) -> Block:
    """Return the block with each tie in the row of its end of smaller degree alone: hubs have short rows."""
    from scipy.sparse import csr_array

    matrix = block.matrix
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    here, there = rows + block.first, matrix.indices
    kept = (degrees[here] < degrees[there]) | ((degrees[here] == degrees[there]) & (here < there))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows[kept], minlength=matrix.shape[0]))])
    return Block(block.first, csr_array((np.ones(int(kept.sum())), there[kept], indptr), shape=matrix.shape))


def unit(block: Block) -> Block:
    """Return the block with every tie weighing 1."""
    from scipy.sparse import csr_array

    m = block.matrix
    return Block(block.first, csr_array((np.ones(len(m.indices)), m.indices, m.indptr), shape=m.shape))


def label_propagation(arrays: Any, steps: int) -> NDArray[np.int64]:
    """Return each node's label after at most `steps` rounds in which all take their partners' commonest label at once.

    Raghavan, Albert & Kumara, Phys. Rev. E 76, 036106 (2007), all at once as in GraphX; ties go to the smallest label.
    """
    whole, labels = Block(0, arrays.matrix), np.arange(arrays.nodes, dtype=np.int64)
    for _ in range(steps):
        further = commonest(whole, labels)
        if np.array_equal(further, labels):
            break
        labels = further
    return labels
