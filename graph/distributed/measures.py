"""分布测度 PageRank, components, label propagation, triangles and candidate features over a cluster.

Invariant: each is the local engine's, to rounding: the steps are the same, and only the products with the matrix run
elsewhere.
"""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.pieces import number_by_size
from graph.analytics.engine.walk import long_run
from graph.distributed.kernels import commonest, smallest
from graph.distributed.scattered import Scattered

STEPS = 20
"""Most rounds of label propagation."""
Floats = NDArray[np.float64]


def pagerank(graph: Scattered) -> Floats:
    """Return weighted PageRank."""
    # It asks for nodes, strengths and products alone.
    return long_run(cast(PartnerArrays, graph))


def components(graph: Scattered) -> Floats:
    """Return the number of each node's connected component, 1 the largest.

    Zhang, Azad & Hu, “FastSV: a distributed-memory connected component algorithm”, SIAM PP 2020; some log(nodes)
    rounds.
    """
    top = np.arange(graph.nodes, dtype=np.int64)
    while len(top):
        least = graph.each(smallest, top)
        further = np.minimum(top, least)
        np.minimum.at(further, top, least)
        further = np.minimum(further, further[further])
        if np.array_equal(further, top):
            break
        top = further
    return number_by_size(top) if len(top) else np.zeros(0)


def label_propagation(graph: Scattered, steps: int = STEPS) -> Floats:
    """Return the number of each node's group (1 the largest), as `kernels.label_propagation` finds them."""
    labels = np.arange(graph.nodes, dtype=np.int64)
    for _ in range(steps):
        further = graph.each(commonest, labels)
        if np.array_equal(further, labels):
            break
        labels = further
    return number_by_size(labels) if len(labels) else np.zeros(0)


def triangles(graph: Scattered) -> Floats:
    """Return the number of triangles at each node."""
    return graph.triangles().astype(np.float64)


def candidate_features(graph: Scattered, heads: Any, tails: Any) -> tuple[Floats, Floats]:
    """Return common neighbours and Adamic–Adar of pairs of nodes (positions)."""
    degrees = graph.degrees
    weights = np.zeros(graph.nodes)
    weights[degrees > 1] = 1 / np.log(degrees[degrees > 1])
    return graph.compare(np.asarray(heads, np.int64), np.asarray(tails, np.int64), weights)


MEASURES = {
    "pagerank": pagerank,
    "components": components,
    "label_propagation": label_propagation,
    "triangles": triangles,
}
"""测度 What a cluster computes for every node."""
