"""评分 From features to one score: the ranking that `recommend` gives and `evaluate` puts to the test.

Invariant: a score is the sum of its shares, and lies in [0, 1].
"""

from collections.abc import Mapping

import networkx as nx

from graph.recommend.features import PERSONALISED_PAGERANK, RESOURCE_ALLOCATION, Feature, Scores

WEIGHTS: tuple[tuple[Feature, float], ...] = (
    (RESOURCE_ALLOCATION, 0.3),
    (PERSONALISED_PAGERANK, 0.7),
)
"""权重 Common partners (one with few partners says more than one with many) and the random walk.

Chosen on generated and public graphs, where more weight on the walk did better in most; see docs/measures.md.
"""

Shares = tuple[tuple[str, float], ...]


def shares_from(graph: nx.Graph, node: str) -> dict[str, Shares]:
    """Return, for every node reached by a feature that is no partner of `node`, what each feature adds.

    Each feature is divided by its greatest value among these nodes, so 1 is “the best for this
    organization”: scores compare candidates of one organization, not of two.
    """
    parts = [(f.name, weight, _normalised(f.compute(graph, node), graph[node])) for f, weight in WEIGHTS]
    reached = sorted({other for _, _, values in parts for other in values})
    return {
        other: tuple((name, weight * values.get(other, 0.0)) for name, weight, values in parts) for other in reached
    }


def score_from(graph: nx.Graph, node: str) -> Scores:
    """Return the score of every node that may become a partner of `node`: the sum of its shares."""
    return {other: sum(share for _, share in shares) for other, shares in shares_from(graph, node).items()}


def _normalised(values: Scores, partners: Mapping[str, object]) -> Scores:
    new = {other: value for other, value in values.items() if other not in partners}
    greatest = max(new.values(), default=0.0)
    return {other: value / greatest for other, value in new.items()} if greatest > 0 else {}
