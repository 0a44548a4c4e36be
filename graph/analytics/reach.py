"""可达 How far the others are from each node: what closeness and harmonic closeness are made of.

Invariant: exact for every node up to `EXACT_UP_TO` nodes, and in any graph for nodes of components of at most
`SMALL`; in larger components means over the same `SAMPLES` nodes of the component.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.engine.pieces import pieces
from graph.analytics.engine.shortest import distances
from graph.analytics.sampling import SAMPLES, sample

EXACT_UP_TO = 20_000
SMALL = 1000


@dataclass(frozen=True, slots=True)
class Reach:
    """可达 For each node: how many `others` it reaches, the mean distance to them, the mean of 1/distance (0: none)."""

    others: NDArray[np.int64]
    mean_distance: Floats
    mean_nearness: Floats


def reach(arrays: PartnerArrays) -> Reach:
    """Return each node's reach, computed once. Eppstein & Wang, J. Graph Algorithms Appl. 8 (2004)."""
    return arrays.once("reach", lambda: _measure(arrays))


def _measure(arrays: PartnerArrays) -> Reach:
    parts = pieces(arrays)
    found = distances(arrays, _sources(arrays))
    counted = np.maximum(found.count, 1)
    return Reach(parts.sizes[parts.label] - 1, found.far / counted, found.near / counted)


def _sources(arrays: PartnerArrays) -> NDArray[np.int64]:
    if arrays.nodes <= EXACT_UP_TO:
        return np.arange(arrays.nodes)
    parts = pieces(arrays)
    large = np.flatnonzero(parts.sizes > SMALL)
    drawn = [np.flatnonzero(parts.label == i)[sample(int(parts.sizes[i]), SAMPLES)] for i in large]
    few = np.flatnonzero((parts.sizes[parts.label] <= SMALL) & (arrays.degrees > 0))
    return np.concatenate([few[np.argsort(parts.label[few], kind="stable")], *drawn])
