"""接近中心性 Closeness, after Wasserman and Faust, so that small components do not look central."""

import networkx as nx

from graph.analytics.definition import Measure, Values
from graph.analytics.partners import PartnerGraph


def _compute(partners: PartnerGraph) -> Values:
    return {id_: float(value) for id_, value in nx.closeness_centrality(partners.graph).items()}


CLOSENESS = Measure(
    name="closeness",
    zh="接近中心性",
    en="Closeness",
    definition_zh="到所能到达的组织的平均距离的倒数，再乘以能到达的比例；孤立组织为 0（不计权重）。",
    definition_en="One over the mean distance to the organizations that can be reached, times the share that can be "
    "reached; 0 for an isolated one (unweighted).",
    source="networkx.closeness_centrality(wf_improved=True); Wasserman & Faust (1994), p. 201",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
)
