"""抽样 Pairs that are not tied, drawn uniformly.

Invariant: no pair is tied in the graph given, none has equal ends, none comes twice; equal draws for equal seeds.
"""

import numpy as np
from numpy.typing import NDArray

from graph.recommend.links.simple import Pairs, Simple

ROUNDS = 50
"""Bounds the drawing, so that a graph in which nearly all are tied does not keep us here."""


def untied(graph: Simple, wanted: int, nodes: NDArray[np.int64], draw: np.random.Generator) -> Pairs:
    """Return up to `wanted` pairs of `nodes` that the graph does not tie, the smaller position first."""
    found = np.zeros((0, 2), np.int64)
    for _ in range(ROUNDS if len(nodes) > 1 else 0):
        pairs = np.sort(draw.choice(nodes, (2 * wanted + 16, 2)), axis=1)
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        found = np.unique(np.concatenate([found, pairs[~graph.tied(pairs)]]), axis=0)
        if len(found) >= wanted:
            break
    return found[draw.permutation(len(found))[:wanted]]


def rivals(graph: Simple, ends: NDArray[np.int64], count: int, draw: np.random.Generator) -> Pairs:
    """Return for each end `count` pairs with others that it is not tied to, shape (ends · count, 2).

    Where too few others are untied, some come twice.
    """
    others = draw.integers(0, graph.size, (len(ends), count))
    pairs = np.stack([np.repeat(ends, count), others.ravel()], 1)
    for _ in range(ROUNDS):
        bad = (pairs[:, 0] == pairs[:, 1]) | graph.tied(pairs)
        if not bad.any():
            break
        pairs[bad, 1] = draw.integers(0, graph.size, int(bad.sum()))
    return pairs
