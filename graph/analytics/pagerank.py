"""网页排名 PageRank, weighted."""

from graph.analytics.definition import Measure
from graph.analytics.engine.walk import long_run

PAGERANK = Measure(
    name="pagerank",
    zh="PageRank 影响力",
    en="PageRank",
    definition_zh="沿合作关系随机行走（按权重选择下一步，15% 的概率随机另起）停在该组织的机会；全图合计为 1。",
    definition_en="Chance that a random walk along ties (by weight, 15 % restarts anywhere) is found at the "
    "organization; sums to 1.",
    source="networkx.pagerank(alpha=0.85, weight='weight'); Page, Brin, Motwani, Winograd (1999)",
    higher_is_more=True,
    is_group=False,
    compute=long_run,
)
