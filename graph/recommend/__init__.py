"""推荐 Possible partners of an organization, with reasons; and how well the ranking finds them."""

from graph.recommend.evaluate import Evaluation, Quality, Trial, evaluate_pairs
from graph.recommend.ranking import Recommendation, recommend
from graph.recommend.reasons import Reason

__all__ = ["Evaluation", "Quality", "Reason", "Recommendation", "Trial", "evaluate_pairs", "recommend"]
