"""社区 Communities by modularity, after the method of Louvain."""

import networkx as nx

from graph.analytics.definition import SEED, Measure, Values, label_groups
from graph.analytics.partners import PartnerGraph


def _compute(partners: PartnerGraph) -> Values:
    # Positions instead of ids: the order of a set of strings differs from process to process, that of a
    # set of small integers does not.
    numbered = nx.relabel_nodes(partners.graph, partners.position)
    groups = nx.community.louvain_communities(numbered, weight="weight", resolution=1, seed=SEED)
    return label_groups([partners.ids[i] for i in group] for group in groups)


COMMUNITIES = Measure(
    name="communities",
    zh="社区",
    en="Communities",
    definition_zh="内部合作远多于对外合作的群体（Louvain 方法，模块度，按权重，种子固定）；编号由大到小，1 为最大。",
    definition_en="Groups that cooperate far more within than without (Louvain, modularity, weighted, fixed seed), "
    "numbered by size: 1 is the largest.",
    source="networkx.community.louvain_communities; Blondel et al., J. Stat. Mech. P10008 (2008)",
    higher_is_more=False,
    is_group=True,
    compute=_compute,
)
