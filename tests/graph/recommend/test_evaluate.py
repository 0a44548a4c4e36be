"""The evaluation: figures that can be checked by hand, and no leak from what was held back."""

import random

import networkx as nx
import pytest

from graph.analytics import partners
from graph.errors import WrongUsage
from graph.model import Network
from graph.recommend import Trial, evaluate_pairs
from graph.recommend import evaluate as module
from graph.recommend.evaluate import evaluate
from tests.small_networks import link, network


def by_hand(scores):
    def scorer(graph, node):
        return {other: value for pair, value in scores.items() if node in pair for other in pair if other != node}

    return scorer


def quality(monkeypatch, scores, trial=None):
    """Two tied pairs ab, cd; the new partner of a is c; every other pair is untied."""
    monkeypatch.setattr(module, "SCORERS", (("mine", by_hand(scores)),))
    train = nx.Graph([("a", "b"), ("c", "d")])
    whole = nx.Graph([("a", "b"), ("c", "d"), ("a", "c")])
    return evaluate_pairs(train, whole, [("a", "c")], trial or Trial(negatives=3, hits=(1, 2)))


def test_a_perfect_scorer_has_auc_one_and_every_hit(monkeypatch):
    found = quality(monkeypatch, {("a", "c"): 1.0})
    assert (found.positives, found.negatives) == (1, 3)
    assert found.scorers == (module.Quality("mine", 1.0, ((1, 1.0), (2, 1.0)), 1.0),)


def test_a_scorer_that_sees_nothing_has_auc_one_half_and_ties_count_as_their_mean_rank(monkeypatch):
    (found,) = quality(monkeypatch, {}).scorers
    # Each end has one rival (a: d, c: b), so the new partner ranks 1.5 of 2.
    assert (found.auc, found.hits, found.mrr) == (0.5, ((1, 0.0), (2, 1.0)), pytest.approx(1 / 1.5))


def test_a_scorer_that_prefers_what_never_was_has_auc_nought(monkeypatch):
    (found,) = quality(monkeypatch, {("a", "d"): 1.0, ("b", "c"): 1.0, ("b", "d"): 1.0}).scorers
    assert (found.auc, found.hits, found.mrr) == (0.0, ((1, 0.0), (2, 1.0)), 0.5)


def test_whole_facts_are_held_back_so_that_no_pair_of_one_gives_another_away(monkeypatch):
    lines = ";".join(f"{x} SIGNED act" for x in "abcde") + ";" + ";".join(f"{x} PAIRED_WITH {x}{x}" for x in "abcde")
    seen = []
    monkeypatch.setattr(module, "evaluate_pairs", lambda train, whole, gone, trial: seen.append((train, gone)))
    for seed in range(12):
        evaluate(network(lines), trial=Trial(holdout=1 / 6, seed=seed))
    for train, gone in seen:
        assert not any(train.has_edge(*pair) for pair in gone)
        among = [(a, b) for a in "abcde" for b in "abcde" if a < b and train.has_edge(a, b)]
        assert len(among) in (0, 10)
    assert any(len(gone) == 10 for _, gone in seen)


def community(seed: int = 1) -> Network:
    """Two towns whose colleges and firms sign agreements of three within the town."""
    draw, links = random.Random(seed), []
    for i in range(120):
        town = "np"[i % 2]
        links += [link(f"{town}{j} SIGNED act{i}") for j in draw.sample(range(25), 3)]
    return network("", links=tuple(links))


def test_ours_and_its_peers_beat_chance_where_there_is_structure():
    found = evaluate(community(), trial=Trial(max_pairs=60, negatives=3))
    auc = {q.scorer: q.auc for q in found.scorers}
    assert set(auc) == {
        "gongjian", "common_neighbours", "adamic_adar", "resource_allocation", "personalised_pagerank",
        "preferential_attachment",
    }  # fmt: skip
    assert auc["gongjian"] > 0.7
    assert auc["gongjian"] > auc["preferential_attachment"] + 0.1


def test_the_same_seed_gives_the_same_figures():
    trial = Trial(max_pairs=20, negatives=2)
    there = community()
    assert evaluate(there, trial=trial) == evaluate(Network(there.entities, there.links[::-1]), trial=trial)


def test_nothing_to_hold_back_gives_no_figures():
    found = evaluate(network("a PAIRED_WITH b"))
    assert (found.positives, found.scorers) == (0, ())
    assert evaluate(Network()).scorers == ()


def test_ends_that_lost_their_last_partner_are_not_asked_for():
    found = evaluate(network("a PAIRED_WITH b;c PAIRED_WITH d"), trial=Trial(holdout=0.5))
    assert (found.positives, found.scorers) == (0, ())


@pytest.mark.parametrize("holdout", [0, 1, -0.5])
def test_a_holdout_out_of_range_is_refused(holdout):
    with pytest.raises(WrongUsage, match="holdout"):
        evaluate(network("a PAIRED_WITH b"), trial=Trial(holdout=holdout))


def test_units_of_one_body_count_as_one_when_facts_are_held_back():
    there = network("x PART_OF u;y PART_OF u;x PAIRED_WITH a;y PAIRED_WITH a;a PAIRED_WITH b;u PAIRED_WITH c")
    whole = partners(there)
    keys = {module._fact(k, whole) for k in there.links if k.type == "PAIRED_WITH"}
    assert keys == {("a", "u"), ("a", "b"), ("c", "u")}
