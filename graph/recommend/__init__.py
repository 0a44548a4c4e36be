"""推荐 Possible partners of an organization, with reasons; and how well the ranking finds them."""

from graph.recommend.evaluate import Evaluation, Quality, Trial, evaluate_pairs
from graph.recommend.ranking import Recommendation, recommend, recommend_on
from graph.recommend.reasons import Grounds, Reason

__all__ = [
    "Evaluation",
    "Grounds",
    "Quality",
    "Reason",
    "Recommendation",
    "Trial",
    "evaluate_pairs",
    "recommend",
    "recommend_on",
]
