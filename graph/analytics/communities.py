"""社区 Communities by modularity, after the method of Leiden."""

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.definition import Measure
from graph.analytics.engine.leiden import communities
from graph.analytics.engine.pieces import number_by_size


def _compute(arrays: PartnerArrays) -> Floats:
    return number_by_size(communities(arrays))


COMMUNITIES = Measure(
    name="communities",
    zh="社区",
    en="Communities",
    definition_zh="内部合作远多于对外合作的群体（Leiden 方法，模块度，按权重，种子固定）；编号由大到小，1 为最大。",
    definition_en="Groups that cooperate far more within than without (Leiden, modularity, weighted, fixed seed), "
    "numbered by size: 1 is the largest.",
    source="Traag, Waltman & van Eck, Sci. Rep. 9, 5233 (2019); networkx.community.modularity",
    higher_is_more=False,
    is_group=True,
    compute=_compute,
)
