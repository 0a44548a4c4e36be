"""缺失联系预测 Which two nodes of a bare graph will be tied: a ranker learned on the graph itself."""

from graph.recommend.links.edges import positions, read_edges
from graph.recommend.links.figures import Figures
from graph.recommend.links.learner import Learned, Learning, learn
from graph.recommend.links.simple import Simple, simple_graph
from graph.recommend.links.trial import LinkTrial, Outcome, split, try_links

__all__ = [
    "Figures",
    "Learned",
    "Learning",
    "LinkTrial",
    "Outcome",
    "Simple",
    "learn",
    "positions",
    "read_edges",
    "simple_graph",
    "split",
    "try_links",
]
