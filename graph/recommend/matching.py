"""撮合 Matches two lists with each other: who with whom, so that the chances add up to the most within capacities.

Invariant: no organization gets more partners than its capacity; no pair that may not be recommended is matched.
An assignment with capacities is a linear programme whose corners are whole numbers, so solving it once is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graph.errors import WrongUsage
from graph.recommend.advisor import Advisor
from graph.recommend.feedback import Feedback, latest
from graph.recommend.ranking import Recommendation, node_of
from graph.recommend.wishes import Wishes

LARGEST = 4_000_000
"""Pairs that are weighed at most in one matching."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """容量 How many partners each of the two sides takes; `each` says more for single organizations, by id."""

    left: int = 1
    right: int = 1
    each: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """配对 One organization of the left list, and the one of the right list that it is to meet."""

    left: str
    found: Recommendation


def match(
    advisor: Advisor,
    sides: tuple[Sequence[str], Sequence[str]],
    capacity: Capacity | None = None,
    feedback: Sequence[Feedback] = (),
) -> list[Pairing]:
    """Return the matching of two lists of ids that has the greatest sum of scores, best pairs first.

    Units count for the body that they belong to. WrongUsage for an empty list, a capacity below nought, an entity
    that is no organization, or lists too long; UnknownName for an unknown id.
    """
    capacity = capacity or Capacity()
    left, right = (_nodes(advisor, side, ids) for side, ids in zip(("left", "right"), sides, strict=True))
    if len(left) * len(right) > LARGEST:
        raise WrongUsage("left", f"两份名单过长，请分批 lists too long: {len(left)} × {len(right)} > {LARGEST}")
    told = latest(feedback)
    scores = {(a, b): row for a in left for b, row in advisor.chances(a, right, told).items()}
    pairs = sorted(scores)
    if not pairs:
        return []
    limits = (_limits(left, capacity.left, capacity), _limits(right, capacity.right, capacity))
    kept = _solve(pairs, np.array([scores[pair] for pair in pairs]), limits)
    kept.sort(key=lambda pair: (-scores[pair], pair))
    wishes = Wishes()
    return [Pairing(a, advisor.explain(a, b, wishes, told)) for a, b in kept]


def _nodes(advisor: Advisor, side: str, ids: Sequence[str]) -> list[str]:
    if not ids:
        raise WrongUsage(side, "名单为空 the list is empty")
    return sorted({node_of(advisor.network, advisor.graph, id_) for id_ in ids})


def _limits(nodes: Sequence[str], usual: int, capacity: Capacity) -> dict[str, int]:
    limits = {node: (capacity.each or {}).get(node, usual) for node in nodes}
    if any(limit < 0 for limit in limits.values()):
        raise WrongUsage("capacity", "容量不能为负 a capacity must not be below nought")
    return limits


def _solve(
    pairs: Sequence[tuple[str, str]], worth: np.ndarray, limits: tuple[Mapping[str, int], Mapping[str, int]]
) -> list[tuple[str, str]]:
    from scipy.optimize import linprog

    blocks, most = [], []
    for side in (0, 1):
        rows = {node: i for i, node in enumerate(limits[side])}
        at = [rows[pair[side]] for pair in pairs]
        ones = (np.ones(len(pairs)), (at, np.arange(len(pairs))))
        blocks.append(sparse.csr_matrix(ones, shape=(len(rows), len(pairs))))
        most += list(limits[side].values())
    # The simplex method ends at a corner; an interior point might halve pairs of equal worth.
    found = linprog(-worth, A_ub=sparse.vstack(blocks), b_ub=most, bounds=(0, 1), method="highs-ds")
    return [pair for pair, share in zip(pairs, found.x, strict=True) if share > 0.5]
