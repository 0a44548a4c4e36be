"""学习 A ranker learned on the graph itself: ties are hidden, and trees learn to tell them from pairs untied.

Invariant: a tie that the trees are asked about is never in the graph that its features are computed on. Every tie
is hidden once where the graph is small enough. Equal graphs and options give equal scores.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.recommend.links.heuristics import heuristic_scores
from graph.recommend.links.pairs import describe, lengths_for
from graph.recommend.links.sampling import untied
from graph.recommend.links.simple import Pairs, Simple, Values, simple_graph
from graph.recommend.threads import one_thread

FEWEST = 30
"""Ties below which nothing is learned: the single heuristics decide."""


@dataclass(frozen=True, slots=True)
class Learning:
    """学习设置 Share of the ties hidden at a time, how often at most, untied pairs per tie, most ties learned from."""

    share: float = 0.1
    folds: int = 10
    negatives: int = 2
    most: int = 20_000
    seed: int = 0


@dataclass(frozen=True)
class Learned:
    """已学的排序器 Scores pairs of the graph that it was learned on; `models` is empty where there was too little."""

    graph: Simple
    lengths: tuple[int, ...]
    models: tuple[Any, ...]

    def score(self, pairs: Pairs) -> Values:
        """Return a score in [0, 1] for each pair: the mean chance by the models; by rank where there are none."""
        if not len(pairs):
            return np.zeros(0)
        if not self.models:
            return _by_heuristics(self.graph, pairs)
        table = describe(self.graph, pairs, self.lengths)
        with one_thread():
            found: Values = np.mean([model.predict_proba(table)[:, 1] for model in self.models], axis=0)
        return found


def learn(graph: Simple, how: Learning | None = None) -> Learned:
    """Return a ranker learned on the ties of a graph."""
    how = how or Learning()
    lengths = lengths_for(graph)
    if len(graph.edges) < FEWEST:
        return Learned(graph, lengths, ())
    parts = list(_examples(graph, lengths, how))
    table, labels = np.concatenate([t for t, _ in parts]), np.concatenate([y for _, y in parts])
    if not 0 < labels.mean() < 1:
        return Learned(graph, lengths, ())
    with one_thread():
        return Learned(graph, lengths, tuple(model.fit(table, labels) for model in _models(how.seed)))


def _examples(graph: Simple, lengths: tuple[int, ...], how: Learning) -> Iterator[tuple[Values, Values]]:
    draw = np.random.default_rng(how.seed)
    edges = graph.edges
    # Nodes that lost their last tie before we came are no fair opponents: they can be in no hidden tie.
    nodes = np.flatnonzero(graph.degrees)
    hidden = max(1, round(how.share * len(edges)))
    order = draw.permutation(len(edges))
    rounds = min(how.folds, len(edges) // hidden, max(2, -(-how.most // hidden)))
    for i in range(rounds):
        chosen = order[i * hidden : (i + 1) * hidden]
        rest = np.ones(len(edges), bool)
        rest[chosen] = False
        asked = edges[chosen[: max(1, how.most // rounds)]]
        false = untied(graph, how.negatives * len(asked), nodes, draw)
        pairs = np.concatenate([asked, false])
        yield (
            describe(simple_graph(graph.size, edges[rest]), pairs, lengths),
            np.repeat([1.0, 0.0], [len(asked), len(false)]),
        )


def _models(seed: int) -> tuple[Any, ...]:
    from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

    # Two kinds of trees err in different ways; their mean is a little better than either on every graph tried.
    return (
        HistGradientBoostingClassifier(
            max_iter=200,
            learning_rate=0.05,
            max_leaf_nodes=15,
            min_samples_leaf=30,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=seed,
        ),
        ExtraTreesClassifier(200, min_samples_leaf=5, max_features=0.3, random_state=seed),
    )


def _by_heuristics(graph: Simple, pairs: Pairs) -> Values:
    from scipy.stats import rankdata

    scores = heuristic_scores(graph, pairs)
    ranks = [rankdata(scores[name]) for name in ("resource_allocation", "personalised_pagerank")]
    found: Values = np.mean(ranks, axis=0) / len(pairs)
    return found
