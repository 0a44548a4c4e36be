"""课程 Splits a history into lessons: what was known, and what came after.

By time where enough ties are dated; else whole facts are held back at random, never single pairs: the other pairs
of an agreement of five parties would give its missing pair away.
"""

from itertools import pairwise

import numpy as np

from graph.recommend.history import History
from graph.recommend.profiles import Profiles
from graph.recommend.ranker import Lesson
from graph.recommend.terrain import Terrain

WINDOWS = 3
SHARE = 0.1
FOLDS = 8
DATED = 0.6
"""Share of dated ties from which time decides …"""
ENOUGH = 100
"""… provided that so many new pairs came in the windows."""


def lessons(history: History, profiles: Profiles, seed: int = 0) -> tuple[Lesson, ...]:
    """Return the lessons that a history holds."""
    if np.isfinite(history.days).mean() >= DATED if len(history.days) else False:
        found = by_time(history, profiles)
        if sum(len(lesson.later) for lesson in found) >= ENOUGH:
            return found
    return by_fact(history, profiles, seed)


def by_time(history: History, profiles: Profiles) -> tuple[Lesson, ...]:
    """Return lessons on the last WINDOWS tenths of the dated ties, each asking what came in its tenth."""
    days = history.days[np.isfinite(history.days)]
    edges = np.quantile(days, 1 - SHARE * np.arange(WINDOWS, -1, -1), method="higher")
    found = []
    for start, end in pairwise(edges):
        inside = (history.days >= start) & ((history.days < end) | (end == edges[-1]))
        found.append(lesson((history.before(start), history.only(inside)), profiles, float(start)))
    return tuple(found)


def by_fact(history: History, profiles: Profiles, seed: int = 0, cold: bool = False) -> tuple[Lesson, ...]:
    """Return FOLDS lessons, each holding back a tenth of the facts; see `lesson` for `cold`."""
    facts = np.unique(history.facts)
    order = np.random.default_rng(seed).permutation(facts)
    hidden = max(1, round(SHARE * len(facts)))
    parts = [order[i * hidden : (i + 1) * hidden] for i in range(FOLDS) if i * hidden < len(facts)]
    gone = [np.isin(history.facts, part) for part in parts]
    return tuple(lesson((history.only(~out), history.only(out)), profiles, history.last_day, cold) for out in gone)


def lesson(split: tuple[History, History], profiles: Profiles, day: float, cold: bool = False) -> Lesson:
    """Return the lesson that asks for the pairs of what came later that what was known does not tie.

    Only pairs whose two ends had a partner before, unless `cold`: then also those of which nothing was known yet.
    """
    known, later = split
    pairs = later.pairs
    if len(pairs):
        tied = np.asarray(known.arrays.unit[pairs[:, 0], pairs[:, 1]]).ravel() > 0
        warm = (known.arrays.degrees[pairs] > 0).all(1)
        pairs = pairs[~tied & (warm | cold)]
    return Lesson(Terrain(known, profiles, day), pairs)
