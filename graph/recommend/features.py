"""特征 What speaks for a pair of organizations: heuristics over the partner graph, one function each.

Invariant: a feature looks at the graph from one node and gives every other node a value ≥ 0; nodes that it
leaves out have 0. Definitions are NetworkX's.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from math import log

import networkx as nx

Scores = dict[str, float]
Scorer = Callable[[nx.Graph, str], Scores]

DAMPING = 0.85
TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True)
class Feature:
    """特征 A named heuristic, its definition and where that comes from."""

    name: str
    zh: str
    en: str
    source: str
    compute: Scorer


def _over_common(weigh: Callable[[int], float]) -> Scorer:
    # A common neighbour has at least the two ends as neighbours, so log(degree) is never 0.
    def compute(graph: nx.Graph, node: str) -> Scores:
        scores: Scores = defaultdict(float)
        for between in graph[node]:
            for other in graph[between]:
                if other != node:
                    scores[other] += weigh(len(graph[between]))
        return dict(scores)

    return compute


def _personalised_pagerank(graph: nx.Graph, node: str) -> Scores:
    near = graph.subgraph(nx.node_connected_component(graph, node))
    if len(near) == 1:
        return {}
    ranks = nx.pagerank(near, DAMPING, {node: 1.0}, max_iter=1000, tol=TOLERANCE, weight="weight")
    return {other: float(value) for other, value in ranks.items() if other != node}


def _preferential_attachment(graph: nx.Graph, node: str) -> Scores:
    mine = len(graph[node])
    return {other: float(mine * degree) for other, degree in graph.degree() if other != node}


COMMON_NEIGHBOURS = Feature(
    "common_neighbours",
    "共同合作伙伴数",
    "Common neighbours",
    "networkx.common_neighbors",
    _over_common(lambda degree: 1.0),
)
ADAMIC_ADAR = Feature(
    "adamic_adar",
    "共同合作伙伴（Adamic–Adar）",
    "Common partners (Adamic–Adar)",
    "networkx.adamic_adar_index; Adamic & Adar, Soc. Networks 25 (2003)",
    _over_common(lambda degree: 1 / log(degree)),
)
RESOURCE_ALLOCATION = Feature(
    "resource_allocation",
    "共同合作伙伴（资源分配）",
    "Common partners (resource allocation)",
    "networkx.resource_allocation_index; Zhou, Lü & Zhang, Eur. Phys. J. B 71 (2009)",
    _over_common(lambda degree: 1 / degree),
)
PERSONALISED_PAGERANK = Feature(
    "personalised_pagerank",
    "个性化 PageRank",
    "Personalised PageRank",
    "networkx.pagerank(personalization={node: 1}, weight='weight'); Haveliwala (2002)",
    _personalised_pagerank,
)
PREFERENTIAL_ATTACHMENT = Feature(
    "preferential_attachment",
    "伙伴数之积",
    "Preferential attachment",
    "networkx.preferential_attachment; Barabási & Albert, Science 286 (1999)",
    _preferential_attachment,
)

FEATURES: tuple[Feature, ...] = (
    COMMON_NEIGHBOURS,
    ADAMIC_ADAR,
    RESOURCE_ALLOCATION,
    PERSONALISED_PAGERANK,
    PREFERENTIAL_ATTACHMENT,
)
