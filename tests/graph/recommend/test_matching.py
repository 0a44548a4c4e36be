"""Two lists matched with each other, and what people say of it."""

from itertools import permutations

import pytest

from graph.errors import UnreadableDocument, WrongUsage
from graph.recommend import Advisor, Capacity, Feedback, FeedbackLog, Verdict, match
from graph.recommend import matching as module
from tests.small_networks import network, pairs


def chances(monkeypatch, scores):
    """An advisor over untied organizations whose scores are given."""
    ends = sorted({end for pair in scores for end in pair})
    there = Advisor.of(pairs(" ".join(ends)))
    monkeypatch.setattr(
        Advisor,
        "chances",
        lambda self, a, others, told: {b: scores[a, b] for b in others if (a, b) in scores and (a, b) not in told},
    )
    monkeypatch.setattr(Advisor, "explain", lambda self, a, b, wishes, told: b)
    return there


def matched(advisor, left, right, capacity=None, feedback=()):
    return {(pair.left, pair.found) for pair in match(advisor, (list(left), list(right)), capacity, feedback)}


SCORES = {("a", "x"): 0.9, ("a", "y"): 0.8, ("b", "x"): 0.8, ("b", "y"): 0.1, ("c", "z"): 0.2, ("a", "z"): 0.3}


def test_the_sum_of_scores_counts_not_the_best_single_pair(monkeypatch):
    advisor = chances(monkeypatch, SCORES)
    best = max(sum(SCORES.get((a, b), 0) for a, b in zip("abc", order, strict=True)) for order in permutations("xyz"))
    found = matched(advisor, "abc", "xyz")
    assert found == {("a", "y"), ("b", "x"), ("c", "z")}
    assert sum(SCORES[pair] for pair in found) == pytest.approx(best)


def test_nobody_gets_more_partners_than_its_capacity(monkeypatch):
    advisor = chances(monkeypatch, SCORES)
    found = matched(advisor, "abc", "xyz", Capacity(2, 1, {"x": 2, "c": 0}))
    assert found == {("a", "x"), ("b", "x"), ("a", "y")}
    assert matched(advisor, "abc", "xyz", Capacity(0, 1)) == set()


def test_a_pair_that_was_turned_down_is_not_matched(monkeypatch):
    advisor = chances(monkeypatch, SCORES)
    no = [Feedback("a", "y", Verdict.REJECTED, "2026-01-01")]
    assert ("a", "y") not in matched(advisor, "abc", "xyz", None, no)


def test_without_history_the_heuristics_match_those_within_reach():
    advisor = Advisor.of(network("m PAIRED_WITH h;h PAIRED_WITH x;n PAIRED_WITH k;k PAIRED_WITH y"))
    found = match(advisor, (["m", "n"], ["x", "y"]))
    assert [(pair.left, pair.found.entity.id) for pair in found] == [("m", "x"), ("n", "y")]
    assert all(pair.found.reasons for pair in found)


def test_wrong_lists_are_refused(monkeypatch):
    advisor = chances(monkeypatch, SCORES)
    for sides, field in (((["a"], []), "right"), (([], ["x"]), "left")):
        with pytest.raises(WrongUsage) as caught:
            match(advisor, sides)
        assert caught.value.field == field
    with pytest.raises(WrongUsage, match="capacity"):
        match(advisor, (["a"], ["x"]), Capacity(-1, 1))
    monkeypatch.setattr(module, "LARGEST", 3)
    with pytest.raises(WrongUsage, match="过长"):
        match(advisor, (["a", "b"], ["x", "y"]))


def row(other: str = "x", verdict: Verdict = Verdict.REJECTED) -> Feedback:
    return Feedback("a", other, verdict, "2026-01-01T00:00:00+00:00", "张言", "太远")


def test_feedback_is_kept_in_order_and_read_again(tmp_path):
    path = tmp_path / "kept.feedback.jsonl"
    log = FeedbackLog(path)
    assert log.rows() == ()
    for verdict in Verdict:
        log.add(row(verdict=verdict))
    assert [r.verdict for r in FeedbackLog(path).rows()] == list(Verdict)
    assert FeedbackLog(path).rows()[0] == row(verdict=Verdict.ACCEPTED)


def test_a_line_cut_off_by_a_crash_is_left_alone_and_costs_no_other(tmp_path):
    path = tmp_path / "kept.feedback.jsonl"
    log = FeedbackLog(path)
    log.add(row("x"))
    with path.open("ab") as file:
        file.write(b'{"entity": "a", "oth')
    assert [r.other for r in log.rows()] == ["x"]


def test_a_line_that_is_no_feedback_is_told(tmp_path):
    path = tmp_path / "kept.feedback.jsonl"
    path.write_text("nonsense\n", "utf-8")
    with pytest.raises(UnreadableDocument, match="第 1 行"):
        FeedbackLog(path).rows()


def test_feedback_on_oneself_is_refused():
    with pytest.raises(WrongUsage, match="other"):
        FeedbackLog().add(row("a"))
