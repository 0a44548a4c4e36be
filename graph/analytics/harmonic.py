"""调和接近中心性 Harmonic closeness: closeness that needs no correction where the graph is in pieces."""

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure
from graph.analytics.reach import EXACT_UP_TO, reach
from graph.analytics.sampling import half_width


def _compute(arrays: PartnerArrays) -> Floats:
    found = reach(arrays)
    return found.mean_nearness * found.others


def _bound(arrays: PartnerArrays) -> float:
    return half_width(arrays.nodes) * (arrays.nodes - 1)


HARMONIC = Measure(
    name="harmonic",
    zh="调和接近中心性",
    en="Harmonic closeness",
    definition_zh="到其他每个组织的距离的倒数之和，到不了的计 0（不计权重）。"
    "超过 20000 个组织时，大分量中由 256 个固定抽样的组织估计。",
    definition_en="Sum of one over the distance to every other organization, 0 for those out of reach (unweighted). "
    "Above 20,000 organizations estimated in large components from the distances to 256 drawn with a fixed seed.",
    source="networkx.harmonic_centrality; Boldi & Vigna, Internet Math. 10 (2014)",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
    exact_up_to=EXACT_UP_TO,
    bound=_bound,
)
