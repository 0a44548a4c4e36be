"""断联数 How many others would be cut off if an organization left: what rests on articulation points."""

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure
from graph.analytics.engine.cuts import cuts


def _compute(arrays: PartnerArrays) -> Floats:
    return cuts(arrays).lost.astype(float)


CUT_OFF = Measure(
    name="cut_off",
    zh="断联数",
    en="Cut off",
    definition_zh="该组织若退出，有多少其他组织会与其所在分量余下的最大部分失去联系；不为 0 者即割点。",
    definition_en="If the organization left: how many others would lose touch with the largest part that remains of "
    "its component. Not 0 means an articulation point.",
    source="networkx.articulation_points; Hopcroft & Tarjan, Comm. ACM 16 (1973)",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
)
