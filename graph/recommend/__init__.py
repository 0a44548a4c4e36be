"""推荐 Possible partners of an organization, with reasons; and how well the ranking finds them."""

from graph.recommend.advisor import Advisor
from graph.recommend.evaluate import Evaluation, Quality, Trial, evaluate_pairs
from graph.recommend.feedback import Feedback, FeedbackLog, Verdict
from graph.recommend.matching import Capacity, Pairing, match
from graph.recommend.ranking import Recommendation, recommend, recommend_on
from graph.recommend.reasons import Grounds, Reason
from graph.recommend.wishes import Wishes

__all__ = [
    "Advisor",
    "Capacity",
    "Evaluation",
    "Feedback",
    "FeedbackLog",
    "Grounds",
    "Pairing",
    "Quality",
    "Reason",
    "Recommendation",
    "Trial",
    "Verdict",
    "Wishes",
    "evaluate_pairs",
    "match",
    "recommend",
    "recommend_on",
]
