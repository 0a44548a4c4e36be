"""节点对特征 Everything that the ranker is told of a pair; one row a pair, one column a feature.

Invariant: a row is the same whichever end comes first, and rests on the ties of the given graph alone: a pair
to be judged must not be tied in it.
"""

import numpy as np

from graph.recommend.links.local import adamic_adar_weights, common, three_paths
from graph.recommend.links.nodes import NODE_FEATURES, node_features
from graph.recommend.links.simple import Pairs, Simple, Values, inverse
from graph.recommend.links.spectral import SPECTRAL_FEATURES, spectral_features
from graph.recommend.links.walks import DAMPINGS, KATZ, directions, walk_features

LENGTHS = (2, 3, 4, 5, 6, 8, 11, 16, 24, 40)
SHORT = (2, 3, 4, 5, 6, 8)
DENSE = 6.0
"""Mean degree above which long walks say nothing any more: they have forgotten where they began."""


def lengths_for(graph: Simple) -> tuple[int, ...]:
    """Return the lengths of the walks worth following on a graph."""
    tied = max(int(np.count_nonzero(graph.degrees)), 1)
    return SHORT if graph.degrees.sum() > DENSE * tied else LENGTHS


def feature_names(lengths: tuple[int, ...]) -> tuple[str, ...]:
    """Return the names of the columns."""
    return (
        "common", "adamic_adar", "resource_allocation", "jaccard", "salton", "hub_promoted", "hub_depressed", "leicht",
        "three_paths", "three_paths_rooted", "three_paths_shared", "attachment",
        *(f"{end}_{name}" for end in ("least", "most") for name in NODE_FEATURES),
        "distance", "same_component",
        *(f"walk_{length}" for length in lengths),
        *(f"{end}_rank_{damping}" for end in ("least", "most") for damping in DAMPINGS),
        *(f"katz_{share}" for share in KATZ),
        *SPECTRAL_FEATURES,
    )  # fmt: skip


def describe(graph: Simple, pairs: Pairs, lengths: tuple[int, ...]) -> Values:
    """Return shape (pairs, features); see `feature_names`."""
    return np.concatenate(
        [_near(graph, pairs), _ends(graph, pairs), _walked(graph, pairs, lengths), spectral_features(graph, pairs)], 1
    )


def _near(graph: Simple, pairs: Pairs) -> Values:
    du, dv = graph.degrees[pairs[:, 0]], graph.degrees[pairs[:, 1]]
    shared = common(graph, pairs)
    ones = np.ones(graph.size)
    spread = inverse(graph.degrees)
    return np.stack(
        [
            shared,
            common(graph, pairs, adamic_adar_weights(graph)),
            common(graph, pairs, spread),
            shared * inverse(du + dv - shared),
            shared * inverse(np.sqrt(du * dv)),
            shared * inverse(np.minimum(du, dv)),
            shared * inverse(np.maximum(du, dv)),
            shared * inverse(du * dv),
            three_paths(graph, pairs, ones),
            three_paths(graph, pairs, np.sqrt(spread)),
            three_paths(graph, pairs, spread),
            du * dv,
        ],
        1,
    )


def _ends(graph: Simple, pairs: Pairs) -> Values:
    each = node_features(graph)
    u, v = each[pairs[:, 0]], each[pairs[:, 1]]
    return np.concatenate([np.minimum(u, v), np.maximum(u, v)], 1)


def _walked(graph: Simple, pairs: Pairs, lengths: tuple[int, ...]) -> Values:
    walks = walk_features(graph, pairs, lengths)
    there, back = directions(graph, pairs)
    return np.concatenate(
        [
            walks.distance[:, None],
            (walks.ranks[:, -1:] > 0).astype(float),
            walks.steps,
            walks.ranks * np.minimum(there, back)[:, None],
            walks.ranks * np.maximum(there, back)[:, None],
            walks.katz,
        ],
        1,
    )
