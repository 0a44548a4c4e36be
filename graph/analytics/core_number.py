"""核数 Core number."""

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure
from graph.analytics.engine.cores import core_numbers


def _compute(arrays: PartnerArrays) -> Floats:
    return core_numbers(arrays).astype(float)


CORE_NUMBER = Measure(
    name="core_number",
    zh="核数",
    en="Core number",
    definition_zh="最大的 k，使该组织属于一个其中每个成员都至少有 k 个伙伴的子群。",
    definition_en="The greatest k such that the organization belongs to a group in which each has at least k partners.",
    source="networkx.core_number; Batagelj & Zaveršnik, cs.DS/0310049 (2003)",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
)
