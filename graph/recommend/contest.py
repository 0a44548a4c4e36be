"""比试 The learned ranker beside single heuristics: who finds, among all organizations, the partners that came later.

Invariant: all see the same terrain and are asked the same; equal scores count as their mean rank. An organization that
the ranker does not look at comes after all that it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.recommend.history import Floats, Ints
from graph.recommend.nearby import Nearby
from graph.recommend.ranker import Lesson, Ranker, odds_of
from graph.recommend.terrain import Terrain

OURS = "gongjian"
HITS = (1, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Placing:
    """名次 `hits`: (k, share of later partners among the first k); `mrr`: mean of one over their rank."""

    scorer: str
    hits: tuple[tuple[int, float], ...]
    mrr: float


def contest(lesson: Lesson, ranker: Ranker | None, cases: int = 1000, seed: int = 0) -> tuple[Placing, ...]:
    """Return how each scorer places the later partners, seen from both ends.

    At most `cases` organizations are asked about.
    """
    terrain = lesson.terrain
    ends = np.unique(lesson.later)
    asked = np.sort(np.random.default_rng(seed).permutation(ends)[:cases])
    both = np.concatenate([lesson.later, lesson.later[:, ::-1]])
    ranks: dict[str, list[float]] = {}
    cold = not (terrain.arrays.degrees[ends] > 0).all()
    for node in asked.tolist():
        later = np.unique(both[both[:, 0] == node, 1])
        for name, values in _scores(terrain, ranker, node).items():
            ranks.setdefault(name, []).extend(_ranks(terrain, (node, cold), values, later))
    return tuple(_placing(name, np.array(found)) for name, found in ranks.items())


def _scores(terrain: Terrain, ranker: Ranker | None, node: int) -> Mapping[str, Floats]:
    from graph.recommend.nearby import nearby

    found: dict[str, Floats] = {}
    around: Nearby
    if ranker is None:
        around = nearby(terrain.arrays, node)
    else:
        asked, _, odds = odds_of(terrain, ranker, node)
        around = asked.around
        ours = np.full(terrain.history.nodes, -np.inf)
        ours[asked.others] = odds
        found[OURS] = ours
    return found | {
        "preferential_attachment": terrain.arrays.degrees.astype(float),
        "common_neighbours": around.common,
        "adamic_adar": around.adamic_adar,
        "resource_allocation": around.resource,
        "three_paths": around.three,
        "personalised_pagerank": around.walk,
    }


def _ranks(terrain: Terrain, asked: tuple[int, bool], values: Floats, later: Ints) -> list[float]:
    # Rivals are all who might be: not tied before, not tied later either; with a partner, where all asked for have.
    node, cold = asked
    rivals = np.ones(terrain.history.nodes, bool) if cold else terrain.arrays.degrees > 0
    rivals[terrain.arrays.partners_of(node)] = False
    rivals[node] = False
    rivals[later] = False
    theirs = np.sort(values[rivals])
    mine = values[later]
    low, high = np.searchsorted(theirs, mine, "left"), np.searchsorted(theirs, mine, "right")
    return [float(rank) for rank in 1 + (len(theirs) - high) + (high - low) / 2]


def _placing(name: str, ranks: Floats) -> Placing:
    return Placing(name, tuple((k, float((ranks <= k).mean())) for k in HITS), float((1 / ranks).mean()))
