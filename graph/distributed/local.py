"""本机测度 The same measures by the local engine: what a cluster's results are compared with.

Invariant: `MEASURES` has the names of `graph.distributed.measures.MEASURES`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.engine import triangles as closed
from graph.analytics.engine.pieces import number_by_size, pieces
from graph.analytics.engine.walk import long_run
from graph.distributed import kernels
from graph.distributed.measures import STEPS

Floats = NDArray[np.float64]
CHUNK = 200_000


def components(arrays: Any) -> Floats:
    """Return the number of each node's connected component, 1 the largest."""
    return number_by_size(pieces(arrays).label) if arrays.nodes else np.zeros(0)


def label_propagation(arrays: Any, steps: int = STEPS) -> Floats:
    """Return the number of each node's group, 1 the largest."""
    return number_by_size(kernels.label_propagation(arrays, steps)) if arrays.nodes else np.zeros(0)


def triangles(arrays: Any) -> Floats:
    """Return the number of triangles at each node."""
    return closed.triangles(arrays).count.astype(np.float64)


def candidate_features(arrays: Any, heads: Any, tails: Any) -> tuple[Floats, Floats]:
    """Return common neighbours and Adamic–Adar of pairs of nodes (positions); a partner of degree 1 weighs nothing."""
    heads, tails = np.asarray(heads, np.int64), np.asarray(tails, np.int64)
    weights = np.zeros(arrays.nodes)
    weights[arrays.degrees > 1] = 1 / np.log(arrays.degrees[arrays.degrees > 1])
    parts = [
        (arrays.unit[heads[i : i + CHUNK]], arrays.unit[tails[i : i + CHUNK]]) for i in range(0, len(heads), CHUNK)
    ]
    shared = [mine.multiply(theirs).tocsr() for mine, theirs in parts]
    common = [np.asarray(part.sum(axis=1)).ravel() for part in shared]
    return np.concatenate([np.zeros(0), *common]), np.concatenate([np.zeros(0), *(part @ weights for part in shared)])


MEASURES = {
    "pagerank": long_run,
    "components": components,
    "label_propagation": label_propagation,
    "triangles": triangles,
}
"""测度 What the local engine computes for every node."""
