"""连通分量 Connected components."""

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure
from graph.analytics.engine.pieces import number_by_size, pieces


def _compute(arrays: PartnerArrays) -> Floats:
    return number_by_size(pieces(arrays).label)


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
