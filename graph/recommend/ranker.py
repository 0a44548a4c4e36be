"""排序器 Gradient-boosted trees that learned from the network's own history whom organizations came to work with.

Invariant: every lesson asks for ties that its terrain does not hold; what speaks for a pair can only raise its score
(see COLUMNS). Scores are calibrated on organizations that the trees had not seen. Equal lessons give equal rankers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.recommend.columns import COLUMNS, SIGNS, Asked, table
from graph.recommend.history import Floats, Ints
from graph.recommend.nearby import nearby
from graph.recommend.pool import pool
from graph.recommend.terrain import Terrain
from graph.recommend.threads import one_thread

FEWEST = 60
"""Ties to be found in all lessons together below which nothing is learned."""


@dataclass(frozen=True, slots=True)
class Training:
    """训练设置 Organizations asked about in all lessons, candidates of each that did not become partners, seed."""

    sources: int = 3000
    negatives: int = 40
    seed: int = 0


@dataclass(frozen=True)
class Lesson:
    """一课 What was known, and the pairs (smaller position first) that came after."""

    terrain: Terrain
    later: Ints


@dataclass(frozen=True)
class Ranker:
    """排序器 `model` gives odds; `slope`, `shift` calibrate them; learned from `asked` pairs, `found` of them true."""

    model: Any
    slope: float
    shift: float
    asked: int
    found: int

    def odds(self, rows: Floats) -> Floats:
        """Return the calibrated log odds of each row."""
        if not len(rows):
            return np.zeros(0)
        with one_thread():
            raw: Floats = self.model.decision_function(rows)
        return self.slope * raw + self.shift


def chance(odds: Floats) -> Floats:
    """Return the chance in (0, 1) of log odds."""
    return 1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30)))


@dataclass(frozen=True)
class Examples:
    """例 Rows of columns, whether the pair came true, how many pairs each stands for, and whose question it was."""

    rows: Floats
    labels: Floats
    weights: Floats
    groups: Ints


def train(lessons: Sequence[Lesson], how: Training | None = None) -> Ranker | None:
    """Return a ranker that learned from lessons; None where there was too little to learn from."""
    how = how or Training()
    if sum(len(lesson.later) for lesson in lessons) < FEWEST:
        return None
    parts = [_examples(lesson, how, (number, len(lessons))) for number, lesson in enumerate(lessons)]
    rows, labels, weights, groups = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("rows", "labels", "weights", "groups")
    )
    if labels.sum() < FEWEST // 2 or labels.all():
        return None
    examples = Examples(rows, labels, weights, groups)
    slope, shift = _calibration(examples, how)
    return Ranker(_fit(examples, how.seed), slope, shift, len(labels), int(labels.sum()))


def _examples(lesson: Lesson, how: Training, place: tuple[int, int]) -> Examples:
    number, count = place
    draw = np.random.default_rng((how.seed, number))
    ends = np.unique(lesson.later)
    sources = np.sort(draw.permutation(ends)[: -(-how.sources // count)])
    partners = _partners(lesson.later)
    parts = [_one(lesson.terrain, int(node), partners[int(node)], how, draw) for node in sources]
    rows = np.concatenate([p[0] for p in parts]) if parts else np.zeros((0, len(COLUMNS)))
    labels, weights = (np.concatenate([p[i] for p in parts]) if parts else np.zeros(0) for i in (1, 2))
    groups = np.repeat(sources, [len(p[1]) for p in parts]) if parts else np.zeros(0, np.int64)
    return Examples(rows, labels, weights, groups)


def _partners(pairs: Ints) -> dict[int, Ints]:
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    nodes, first = np.unique(both[:, 0], return_index=True)
    return dict(zip(nodes.tolist(), np.split(both[:, 1], first[1:]), strict=True))


def _one(
    terrain: Terrain, node: int, later: Ints, how: Training, draw: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    around = nearby(terrain.arrays, node)
    found = pool(terrain, node, around)
    came = np.isin(found, later)
    rest = found[~came]
    kept = rest if len(rest) <= how.negatives else np.sort(draw.choice(rest, how.negatives, replace=False))
    others = np.concatenate([found[came], kept])
    labels = np.repeat([1.0, 0.0], [int(came.sum()), len(kept)])
    weights = np.where(labels > 0, 1.0, len(rest) / max(len(kept), 1))
    return table(terrain, Asked(node, around, others)), labels, weights


def _fit(examples: Examples, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=200,
        learning_rate=0.06,
        max_leaf_nodes=6,
        min_samples_leaf=60,
        l2_regularization=10.0,
        max_features=0.5,
        monotonic_cst=list(SIGNS),
        early_stopping=False,
        random_state=seed,
    )
    with one_thread():
        return model.fit(examples.rows, examples.labels)


def _calibration(examples: Examples, how: Training) -> tuple[float, float]:
    """Return slope and shift that turn odds into chances (Platt), from a third of the organizations held out."""
    from sklearn.linear_model import LogisticRegression

    size = int(examples.groups.max()) + 1
    out = (np.random.default_rng(how.seed).permutation(size) % 3 == 0)[examples.groups]
    if not (0 < examples.labels[out].sum() < out.sum() and 0 < examples.labels[~out].sum() < (~out).sum()):
        return 1.0, 0.0
    kept = Examples(*(column[~out] for column in (examples.rows, examples.labels, examples.weights, examples.groups)))
    odds = Ranker(_fit(kept, how.seed), 1.0, 0.0, 0, 0).odds(examples.rows[out])
    fitted = LogisticRegression(C=1e6)
    fitted.fit(odds[:, None], examples.labels[out], sample_weight=examples.weights[out])
    slope, shift = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    # A slope that is not above nought would turn the order round: then there is nothing to calibrate.
    return (slope, shift) if slope > 0 else (1.0, shift)


def odds_of(
    terrain: Terrain, ranker: Ranker, node: int, others: NDArray[np.int64] | None = None
) -> tuple[Asked, Floats, Floats]:
    """Return what was asked about a node (its pool, or `others`), the rows of columns and the log odds of each."""
    around = nearby(terrain.arrays, node)
    asked = Asked(node, around, pool(terrain, node, around) if others is None else others)
    rows = table(terrain, asked)
    return asked, rows, ranker.odds(rows)
