"""结构约束 Burt's constraint: low for a broker, undefined for an organization without partners."""

import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure
from graph.analytics.engine.triangles import triangles


def _compute(arrays: PartnerArrays) -> Floats:
    # Unweighted, each partner u of v contributes ((1 + Σ 1/degree over common partners) / degree of v)².
    found, n = triangles(arrays), arrays.nodes
    squares = (1.0 + found.shared) ** 2
    total = np.bincount(found.heads, squares, n) + np.bincount(found.tails, squares, n)
    degrees = arrays.degrees.astype(float)
    values = np.full(n, np.nan)
    np.divide(total, degrees**2, out=values, where=degrees > 0)
    return values


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
