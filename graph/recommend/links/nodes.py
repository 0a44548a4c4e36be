"""节点特征 What is known of a node by itself: its degree, how closed and how deep its surroundings are."""

import numpy as np
from scipy.sparse.csgraph import connected_components

from graph.recommend.links.simple import Simple, Values, inverse

NODE_FEATURES = ("degree", "triangles", "clustering", "neighbour_degree", "core", "pagerank", "second", "component")


def node_features(graph: Simple) -> Values:
    """Return shape (nodes, features) in the order of NODE_FEATURES."""
    degrees, per_degree = graph.degrees, inverse(graph.degrees)
    closed = np.asarray((graph.ties @ graph.ties).multiply(graph.ties).sum(axis=1)).ravel() / 2
    of_neighbours = graph.ties @ degrees
    count, labels = connected_components(graph.ties, directed=False)
    sizes = np.bincount(labels, minlength=count)[labels].astype(float)
    return np.stack(
        [
            degrees,
            closed,
            closed * inverse(degrees * (degrees - 1) / 2),
            of_neighbours * per_degree,
            core_numbers(graph),
            pagerank(graph),
            of_neighbours - degrees - 2 * closed,
            sizes,
        ],
        1,
    )


def pagerank(graph: Simple, damping: float = 0.85, rounds: int = 50) -> Values:
    """Return PageRank, times the number of nodes."""
    rank, spread = np.ones(graph.size), inverse(graph.degrees)
    for _ in range(rounds):
        moved = damping * (graph.ties @ (rank * spread))
        rank = moved + (graph.size - moved.sum()) / max(graph.size, 1)
    return rank


def core_numbers(graph: Simple) -> Values:
    """Return the core number of each node: h-index iteration (Lü et al., Nat. Commun. 7, 10168 (2016))."""
    core = graph.degrees.copy()
    owners = np.repeat(np.arange(graph.size), graph.degrees.astype(int))
    places = np.arange(len(owners)) - graph.ties.indptr[owners] + 1
    while True:
        values = core[graph.ties.indices]
        ordered = values[np.lexsort((-values, owners))]
        new = np.zeros(graph.size)
        np.maximum.at(new, owners, np.minimum(ordered, places))
        if np.array_equal(new, core):
            return core
        core = new
