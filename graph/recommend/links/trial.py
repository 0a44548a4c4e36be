"""试验 Hides ties of a bare graph and asks each scorer for them.

Invariant: no scorer sees a hidden tie; all scorers are asked about the same pairs. Equal graphs, options and
seeds give equal figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.errors import WrongUsage
from graph.recommend.links.figures import Figures, figures, ranks
from graph.recommend.links.heuristics import heuristic_scores
from graph.recommend.links.learner import Learning, learn
from graph.recommend.links.sampling import rivals, untied
from graph.recommend.links.simple import Pairs, Simple, Values, simple_graph

OURS = "gongjian"


@dataclass(frozen=True, slots=True)
class LinkTrial:
    """试验设置 The seed, how many rivals each case has, and how many hidden ties are ranked among rivals at most."""

    seed: int = 20240701
    rivals: int = 100
    cases: int = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """试验结果 How large the graph was, how many pairs were asked for, and the figures of each scorer, ours first."""

    nodes: int
    training: int
    positives: int
    negatives: int
    scorers: tuple[tuple[str, Figures], ...]


def split(size: int, pairs: Pairs, holdout: float, seed: int) -> tuple[Pairs, Pairs]:
    """Return the ties that stay and the ones hidden: a share `holdout` of all, drawn uniformly.

    WrongUsage if `holdout` is not within (0, 1), or leaves nothing to learn from or to ask for.
    """
    if not 0 < holdout < 1:
        raise WrongUsage("holdout", "须在 0 与 1 之间 must be between 0 and 1")
    edges = simple_graph(size, pairs).edges
    hidden = round(holdout * len(edges))
    if not 0 < hidden < len(edges):
        raise WrongUsage("edges", f"只有 {len(edges)} 条边，无从留出 too few edges to hold any back: {len(edges)}")
    order = np.random.default_rng(seed).permutation(len(edges))
    return edges[np.sort(order[hidden:])], edges[np.sort(order[:hidden])]


def try_links(size: int, training: Pairs, hidden: Pairs, trial: LinkTrial | None = None) -> Outcome:
    """Return how well each scorer, given the ties `training`, tells the ties `hidden` from pairs untied.

    As many untied pairs as hidden ties are drawn uniformly from all pairs of nodes. For Hits@k and MRR each
    hidden tie is seen from both ends, among `trial.rivals` nodes that the end is not tied to.
    """
    trial = trial or LinkTrial()
    draw = np.random.default_rng(trial.seed + 1)
    train = simple_graph(size, training)
    whole = simple_graph(size, np.concatenate([training, hidden]))
    hidden = simple_graph(size, hidden).edges
    hidden = hidden[~train.tied(hidden)]
    false = untied(whole, len(hidden), np.arange(size), draw)
    if not len(hidden) or not len(false):
        raise WrongUsage("test", "没有可判断的节点对 there are no pairs to judge")
    cases = _cases(hidden, trial, draw)
    against = rivals(whole, cases[:, 0], trial.rivals, draw)
    asked = np.concatenate([hidden, false, cases, against])
    scores = _scores(train, asked, trial)
    bounds = np.cumsum([len(hidden), len(false), len(cases)])
    found = tuple((name, _figures(values, bounds, trial.rivals)) for name, values in scores.items())
    return Outcome(size, len(train.edges), len(hidden), len(false), found)


def _cases(hidden: Pairs, trial: LinkTrial, draw: np.random.Generator) -> Pairs:
    chosen = hidden[np.sort(draw.permutation(len(hidden))[: trial.cases])]
    return np.concatenate([chosen, chosen[:, ::-1]])


def _scores(train: Simple, asked: Pairs, trial: LinkTrial) -> Mapping[str, Values]:
    unique, back = np.unique(np.sort(asked, axis=1), axis=0, return_inverse=True)
    ours = learn(train, Learning(seed=trial.seed)).score(unique)
    rows = {OURS: ours, **heuristic_scores(train, unique)}
    return {name: values[back.ravel()] for name, values in rows.items()}


def _figures(values: Values, bounds: Values, count: int) -> Figures:
    positive, negative, mine, theirs = np.split(values, bounds)
    return figures(positive, negative, ranks(mine, theirs.reshape(-1, count)))
