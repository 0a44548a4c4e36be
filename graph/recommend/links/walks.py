"""游走 How likely walks of each length lead from one node of a pair to the other, and how far the two are apart.

Invariant: walks are symmetric (D^-1/2 A D^-1/2), so one end of a pair is enough to start from, and the two
directions of a random walk differ from it only by the root of the degrees.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.recommend.links.simple import Pairs, Simple, Values, inverse

BLOCK = 256
DAMPINGS = (0.5, 0.85, 0.97)
"""阻尼 Of personalised PageRank: how far the walk goes before it returns."""
KATZ = (0.05, 0.3, 0.8)
"""Of Katz, as a share of the greatest damping at which the series converges (1/leading eigenvalue)."""


@dataclass(frozen=True)
class Walks:
    """游走特征 For each pair: symmetric walks (pairs, lengths), `ranks` (pairs, dampings), `katz`, `distance`."""

    lengths: tuple[int, ...]
    steps: Values
    ranks: Values
    katz: Values
    distance: Values


def walk_features(graph: Simple, pairs: Pairs, lengths: tuple[int, ...]) -> Walks:
    """Return the walks between the two ends of each pair, of up to `max(lengths)` steps.

    The distance is that of the shortest walk, `max(lengths) + 1` where none was found.
    """
    longest = max(lengths)
    found = Walks(
        lengths,
        np.zeros((len(pairs), len(lengths))),
        np.zeros((len(pairs), len(DAMPINGS))),
        np.zeros((len(pairs), len(KATZ))),
        np.full(len(pairs), longest + 1.0),
    )
    roots = np.sqrt(inverse(graph.degrees))
    symmetric = (sparse.diags(roots) @ graph.ties @ sparse.diags(roots)).tocsr().astype(np.float32)
    raw = graph.ties.astype(np.float32)
    leading = leading_eigenvalue(graph)
    for rows, sources, places, ends in _blocks(graph, pairs):
        _walk(found, symmetric, (rows, sources, places, ends))
        _count(found, raw, (rows, sources, places, ends), leading)
    return found


Block = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def _blocks(graph: Simple, pairs: Pairs) -> Iterator[Block]:
    start, end = covering(graph, pairs)
    order = np.argsort(start, kind="stable")
    sources, first = np.unique(start[order], return_index=True)
    bounds = np.append(first, len(order))
    for i in range(0, len(sources), BLOCK):
        chosen = sources[i : i + BLOCK]
        rows = order[bounds[i] : bounds[min(i + BLOCK, len(sources))]]
        yield rows, chosen, np.searchsorted(chosen, start[rows]), end[rows]


def covering(graph: Simple, pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the two ends of each pair, the one that more pairs share first: fewer nodes to start from."""
    often = np.bincount(pairs.ravel(), minlength=graph.size)
    swap = often[pairs[:, 0]] < often[pairs[:, 1]]
    return np.where(swap, pairs[:, 1], pairs[:, 0]), np.where(swap, pairs[:, 0], pairs[:, 1])


def directions(graph: Simple, pairs: Pairs) -> tuple[Values, Values]:
    """Return what turns a symmetric walk into the chance of a walk from the first end to the second, and back."""
    roots = np.sqrt(graph.degrees)
    u, v = roots[pairs[:, 0]], roots[pairs[:, 1]]
    return v * inverse(u), u * inverse(v)


def _walk(found: Walks, symmetric: sparse.csr_matrix, block: Block) -> None:
    rows, sources, places, ends = block
    here = np.zeros((symmetric.shape[0], len(sources)), np.float32)
    here[sources, np.arange(len(sources))] = 1
    near = np.full(len(rows), np.inf)
    for step in range(1, max(found.lengths) + 1):
        here = symmetric @ here
        value = here[ends, places].astype(float)
        near = np.where((value > 0) & np.isinf(near), step, near)
        if step in found.lengths:
            found.steps[rows, found.lengths.index(step)] = value
        for i, damping in enumerate(DAMPINGS):
            found.ranks[rows, i] += (1 - damping) * damping**step * value
    found.distance[rows] = np.minimum(near, found.distance[rows])


def _count(found: Walks, ties: sparse.csr_matrix, block: Block, leading: float) -> None:
    rows, sources, places, ends = block
    here = np.zeros((ties.shape[0], len(sources)), np.float32)
    here[sources, np.arange(len(sources))] = 1
    for step in range(1, max(found.lengths) + 1):
        here = ties @ here / np.float32(leading)
        for i, share in enumerate(KATZ):
            found.katz[rows, i] += share**step * here[ends, places]


def leading_eigenvalue(graph: Simple, rounds: int = 60) -> float:
    """Return the greatest eigenvalue of the adjacency matrix (shifted power iteration), 1 without ties."""
    vector = np.ones(graph.size)
    value = 0.0
    for _ in range(rounds if graph.ties.nnz else 0):
        # The shift keeps a bipartite graph from swinging between its two sides.
        vector = graph.ties @ vector + vector
        value = float(np.linalg.norm(vector))
        vector /= value
    return max(value - 1.0, 1.0)
