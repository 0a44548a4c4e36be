"""特征向量中心性 Eigenvector centrality, also where the graph is in several pieces (see `engine.spectrum`)."""

from graph.analytics.definition import Measure
from graph.analytics.engine.spectrum import leading_vector

EIGENVECTOR = Measure(
    name="eigenvector",
    zh="特征向量中心性",
    en="Eigenvector centrality",
    definition_zh="伙伴自身越居中心，该组织的值越高（邻接矩阵的主特征向量，不计权重）；"
    "图不连通时，只有主特征值最大的连通分量有值，其余为 0。",
    definition_en="High where the partners are central themselves (leading eigenvector of the adjacency matrix, "
    "unweighted); in a disconnected graph only components with the greatest leading eigenvalue have values, others 0.",
    source="networkx.eigenvector_centrality; Bonacich, Am. J. Sociol. 92 (1987)",
    higher_is_more=True,
    is_group=False,
    compute=leading_vector,
)
