"""有效规模 Effective size: how many partners an organization has that are not tied to each other."""

import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure
from graph.analytics.engine.triangles import triangles


def _compute(arrays: PartnerArrays) -> Floats:
    # Borgatti's form for unweighted ties: partners − 2 · (ties among them) / partners.
    degrees = arrays.degrees.astype(float)
    values = np.full(arrays.nodes, np.nan)
    np.divide(degrees**2 - 2.0 * triangles(arrays).count, degrees, out=values, where=degrees > 0)
    return values


EFFECTIVE_SIZE = Measure(
    name="effective_size",
    zh="有效规模",
    en="Effective size",
    definition_zh="伙伴数减去伙伴之间重复的联系（每个伙伴平均与多少其他伙伴相连）；高者所联系的各方互不相识。没有伙伴的组织无值（不计权重）。",
    definition_en="Number of partners less what is redundant (how many other partners each of them is tied to, on "
    "average); high for one that reaches many who do not know each other. None without partners (unweighted).",
    source="networkx.effective_size; Burt, Structural Holes (1992); Borgatti, Connections 20 (1997)",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
)
