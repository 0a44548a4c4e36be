"""结构约束 Burt's constraint: low for a broker, undefined for an organization without partners."""

from math import isnan

import networkx as nx

from graph.analytics.definition import Measure, Values
from graph.analytics.partners import PartnerGraph


def _compute(partners: PartnerGraph) -> Values:
    if not partners.graph.number_of_edges():
        return dict.fromkeys(partners.ids)
    values = nx.constraint(partners.graph)
    return {id_: None if isnan(value) else float(value) for id_, value in values.items()}


CONSTRAINT = Measure(
    name="constraint",
    zh="结构约束",
    en="Constraint",
    definition_zh="伙伴之间彼此相连的程度；越低越像居间的桥梁（占有结构洞），排名由低到高。没有伙伴的组织无值（不计权重）。",
    definition_en="How far an organization's partners are tied to each other; low means a broker over structural "
    "holes, so ranks run from low to high. None for an organization without partners (unweighted).",
    source="networkx.constraint; Burt, Am. J. Sociol. 110 (2004)",
    higher_is_more=False,
    is_group=False,
    compute=_compute,
)
