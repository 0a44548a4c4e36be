"""连通分量 Connected components."""

import networkx as nx

from graph.analytics.definition import Measure, Values, label_groups
from graph.analytics.partners import PartnerGraph


def _compute(partners: PartnerGraph) -> Values:
    return label_groups(nx.connected_components(partners.graph))


COMPONENTS = Measure(
    name="components",
    zh="连通分量",
    en="Components",
    definition_zh="经由合作关系彼此可达的组织同属一个分量；编号由大到小，1 为最大。",
    definition_en="Organizations that reach each other along ties share a component, numbered by size: "
    "1 is the largest.",
    source="networkx.connected_components",
    higher_is_more=False,
    is_group=True,
    compute=_compute,
)
