"""反馈存放处 Where feedback on recommendations is kept: a file beside the store.

Invariant: one store, one place, whichever command or service asks.
"""

from pathlib import Path

from api.settings import Settings
from graph.recommend import Feedback, FeedbackLog
from graph.stores import Store


def feedback_log(store_url: str) -> FeedbackLog:
    """Return the feedback kept for a store: GONGJIAN_FEEDBACK, else `NAME.feedback.jsonl` beside its file.

    A store on a server has no file: `gongjian.feedback.jsonl` in the current folder. One in memory: none either.
    """
    if named := Settings().feedback:
        return FeedbackLog(Path(named))
    if store_url.startswith("memory:"):
        return FeedbackLog()
    if store_url.startswith("sqlite:///"):
        return FeedbackLog(Path(store_url.removeprefix("sqlite:///")).with_suffix(".feedback.jsonl"))
    return FeedbackLog(Path("gongjian.feedback.jsonl"))


def present(store: Store, log: FeedbackLog) -> list[Feedback]:
    """Return the feedback with the ids that its organizations have now; rows on what is no more are left out."""
    from dataclasses import replace

    from graph.errors import UnknownName

    found = []
    for row in log.rows():
        try:
            found.append(replace(row, entity=store.entity(row.entity).id, other=store.entity(row.other).id))
        except UnknownName:
            continue
    return found
