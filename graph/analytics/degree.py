"""度 Number of partners."""

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure


def _compute(arrays: PartnerArrays) -> Floats:
    return arrays.degrees.astype(float)


DEGREE = Measure(
    name="degree",
    zh="伙伴数",
    en="Degree",
    definition_zh="有多少个不同的合作伙伴。",
    definition_en="How many different partners an organization has.",
    source="networkx.Graph.degree",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
)
