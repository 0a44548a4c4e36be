"""加权度 How much cooperation an organization takes part in."""

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure


def _compute(arrays: PartnerArrays) -> Floats:
    return arrays.strengths


WEIGHTED_DEGREE = Measure(
    name="weighted_degree",
    zh="合作强度",
    en="Weighted degree",
    definition_zh="各合作关系权重之和：每项直接合作计 1，每项多方合作（协议、基地、活动等）对每个参与方合计也是 1。",
    definition_en="Sum of the weights of an organization's ties: every direct tie and every fact of several "
    "parties (agreement, base, event …) adds 1.",
    source="networkx.Graph.degree(weight='weight'); Newman, Phys. Rev. E 64, 016132 (2001)",
    higher_is_more=True,
    is_group=False,
    compute=_compute,
)
