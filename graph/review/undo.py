"""撤销 What holds again when a decision is undone.

Invariant: only pairs on which the undone decision still has the last word are touched; what a person said of a
pair before it holds again, else the rules do.
"""

from collections.abc import Sequence

from graph.judgement import Judgement, Verdict
from graph.review.fact import Action, Pair, Review
from graph.stores import Store


def undone_by(reviews: Sequence[Review]) -> dict[str, str]:
    """Return the reviews that are undone, each with the one that undid it."""
    undone: dict[str, str] = {}
    for review in reversed(reviews):
        if review.action is Action.UNDO and review.id not in undone:
            undone.setdefault(review.subject, review.id)
    return undone


def judgements(store: Store, review: Review, reviews: Sequence[Review]) -> list[Pair]:
    """Return what to say of each pair so that `review` no longer counts."""
    words = _words(review, reviews)
    decision = words[0]
    if not decision.pairs:
        return []
    spoken = {(r.by, r.at) for r in words}
    again = _said_again(review, reviews)
    said: list[Pair] = []
    for (left, right), history in _histories(store, decision).items():
        if (history[-1].by, history[-1].at) not in spoken:
            continue
        before = next((j for j in reversed(history) if (j.by, j.at) not in spoken), None)
        back = Verdict.WITHDRAWN if before is None else before.verdict
        verdicts = {p[:2]: p[2] for p in decision.pairs}
        said.append((left, right, verdicts[left, right] if again else str(back)))
    return said


def _words(review: Review, reviews: Sequence[Review]) -> list[Review]:
    """Return the decision that a review is about, and all that confirmed, undid or redid it."""
    by_id = {r.id: r for r in reviews}
    while review.action in (Action.UNDO, Action.CONFIRM):
        review = by_id[review.subject]
    found = {review.id: review}
    for later in reviews:
        if later.action in (Action.UNDO, Action.CONFIRM) and later.subject in found:
            found[later.id] = later
    return list(found.values())


def _said_again(review: Review, reviews: Sequence[Review]) -> bool:
    # Undoing the undoing says the decision again.
    by_id, times = {r.id: r for r in reviews}, 0
    while review.action is Action.UNDO:
        review, times = by_id[review.subject], times + 1
    return times % 2 == 1


def _histories(store: Store, decision: Review) -> dict[tuple[str, str], list[Judgement]]:
    wanted = {(x, y): (x, y) for x, y, _ in decision.pairs}
    wanted |= {(y, x): (x, y) for x, y, _ in decision.pairs}
    found: dict[tuple[str, str], list[Judgement]] = {}
    for judgement in store.judgements_on({end for pair in wanted for end in pair}):
        if judgement.by.startswith("person:") and (pair := wanted.get(judgement.pair)):
            found.setdefault(pair, []).append(judgement)
    return {pair: sorted(said, key=lambda j: j.at) for pair, said in found.items()}
