"""单项指标 The single heuristics that the ranker is measured beside, by name.

Definitions are NetworkX's where it has them. Katz: 0.3 of the greatest damping at which it converges;
personalised PageRank: damping 0.85, the sum of both directions; both as series of up to 40 steps.
"""

from collections.abc import Mapping

from graph.recommend.links.local import adamic_adar_weights, common
from graph.recommend.links.simple import Pairs, Simple, Values, inverse
from graph.recommend.links.walks import DAMPINGS, KATZ, directions, walk_features

STEPS = 40
NAMES = (
    "preferential_attachment",
    "common_neighbours",
    "adamic_adar",
    "resource_allocation",
    "katz",
    "personalised_pagerank",
)


def heuristic_scores(graph: Simple, pairs: Pairs) -> Mapping[str, Values]:
    """Return the score of each pair by each heuristic, in the order of NAMES."""
    walks = walk_features(graph, pairs, (STEPS,))
    there, back = directions(graph, pairs)
    found = (
        graph.degrees[pairs[:, 0]] * graph.degrees[pairs[:, 1]],
        common(graph, pairs),
        common(graph, pairs, adamic_adar_weights(graph)),
        common(graph, pairs, inverse(graph.degrees)),
        walks.katz[:, KATZ.index(0.3)],
        walks.ranks[:, DAMPINGS.index(0.85)] * (there + back),
    )
    return dict(zip(NAMES, found, strict=True))
