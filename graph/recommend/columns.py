"""特征列 What the ranker is told of one organization and each of its candidates: one row a candidate.

Invariant: the columns, their order and in which of them more can only speak for a pair, stand in COLUMNS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.recommend.history import Floats
from graph.recommend.nearby import Nearby
from graph.recommend.profiles import LEVELS
from graph.recommend.terrain import Terrain

COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("common_neighbours", "shared", 1),
    ("adamic_adar", "shared", 1),
    ("resource_allocation", "shared", 1),
    ("jaccard", "shared", 0),
    ("shared_of_best", "shared", 1),
    ("three_paths", "alike", 1),
    ("three_of_best", "alike", 1),
    ("walk", "walk", 1),
    ("walk_of_best", "walk", 1),
    ("walk_by_degree", "walk", 0),
    ("picture", "alike", 0),
    ("picture_angle", "alike", 0),
    ("own_degree", "", 0),
    ("own_recent", "", 0),
    ("degree", "active", 0),
    ("strength", "active", 0),
    ("recent", "active", 1),
    ("silent", "active", -1),
    ("core", "active", 0),
    ("same_kind", "kind", 0),
    ("fitting_kinds", "kind", 1),
    ("kind_among_mine", "kind", 1),
    ("kind_among_theirs", "kind", 1),
    ("shared_chains", "chain", 1),
    ("leaning_chains", "chain", 1),
    ("wants_met", "supply", 1),
    ("gifts_met", "supply", 1),
    ("about", "supply", 0),
    ("nearness", "region", 1),
    ("leaning_places", "region", 1),
    ("at_home", "region", 0),
    ("near_and_at_home", "region", 0),
)
"""列 Name, the group that it is explained under, and its sign: 1 more speaks for the pair, -1 less does, 0 either."""

NAMES = tuple(name for name, _, _ in COLUMNS)
SIGNS = tuple(sign for _, _, sign in COLUMNS)
GROUPS = tuple(dict.fromkeys(group for _, group, _ in COLUMNS if group))
LEAST = np.array([3650.0 if name == "silent" else 0.0 for name in NAMES])
"""What a column holds where nothing speaks for the pair."""


@dataclass(frozen=True)
class Asked:
    """所问 One organization, what lies around it, and the others that it is compared with."""

    node: int
    around: Nearby
    others: NDArray[np.int64]


def table(terrain: Terrain, asked: Asked) -> Floats:
    """Return shape (others, columns)."""
    columns = (*_tied(terrain, asked), *_busy(terrain, asked), *_kinds(terrain, asked), *_content(terrain, asked))
    return np.stack(columns, 1)


def columns_of(group: str) -> list[int]:
    """Return the positions of the columns of a group."""
    return [i for i, (_, of, _) in enumerate(COLUMNS) if of == group]


def _tied(terrain: Terrain, asked: Asked) -> Sequence[Floats]:
    around, others, node = asked.around, asked.others, asked.node
    degrees = terrain.arrays.degrees
    common, walk = around.common[others], around.walk[others]
    picture = terrain.picture[others].astype(float)
    mine = terrain.picture[node].astype(float)
    product = picture @ mine
    lengths = np.linalg.norm(picture, axis=1) * np.linalg.norm(mine)
    return (
        common,
        around.adamic_adar[others],
        around.resource[others],
        _over(common, degrees[others] + degrees[node] - common),
        _of_best(around.resource, others, around.two_steps, terrain, node),
        around.three[others],
        _of_best(around.three, others, others, terrain, node),
        walk,
        _of_best(around.walk, others, around.reached, terrain, node),
        _over(walk, degrees[others]),
        product,
        _over(product, lengths),
    )


def _of_best(values: Floats, others: Any, among: Any, terrain: Terrain, node: int) -> Floats:
    # Partners come first in every weighing, and are no candidates: they must not set the measure.
    rest = np.setdiff1d(among, terrain.arrays.partners_of(node))
    best = float(values[rest].max()) if len(rest) else 0.0
    return values[others] / best if best > 0 else np.zeros(len(others))


def _busy(terrain: Terrain, asked: Asked) -> Sequence[Floats]:
    others, one = asked.others, np.ones(len(asked.others))
    return (
        one * terrain.arrays.degrees[asked.node],
        one * terrain.recent[asked.node],
        terrain.arrays.degrees[others].astype(float),
        terrain.arrays.strengths[others],
        terrain.recent[others],
        terrain.silent[others],
        terrain.cores[others],
    )


def _kinds(terrain: Terrain, asked: Asked) -> Sequence[Floats]:
    kinds, degrees = terrain.profiles.kinds, terrain.arrays.degrees
    mine, theirs = kinds[asked.node], kinds[asked.others]
    return (
        (mine == theirs).astype(float),
        terrain.fitting[mine, theirs],
        terrain.company[asked.node, theirs] / (degrees[asked.node] + 1.0),
        terrain.company[asked.others, mine] / (degrees[asked.others] + 1.0),
    )


def _content(terrain: Terrain, asked: Asked) -> Sequence[Floats]:
    profiles, node, others = terrain.profiles, asked.node, asked.others
    near = nearness(profiles.places, node, others)
    home = terrain.at_home[node].mean() * np.ones(len(others))
    return (
        _matched(profiles.chains, profiles.chains, node, others),
        _matched(terrain.leaning[1], terrain.leaning[1], node, others),
        _matched(profiles.wants, profiles.gives, node, others),
        _matched(profiles.gives, profiles.wants, node, others),
        _matched(profiles.about, profiles.about, node, others),
        near,
        _matched(terrain.leaning[0], terrain.leaning[0], node, others),
        home,
        near * home,
    )


def _matched(mine: Any, theirs: Any, node: int, others: Any) -> Floats:
    row = mine[node]
    if not row.nnz or not theirs.nnz:
        return np.zeros(len(others))
    found: Floats = np.asarray((theirs[others] @ row.T).todense(), float).ravel()
    return found


def nearness(places: NDArray[np.int64], node: int, others: NDArray[np.int64]) -> Floats:
    """Return 0 for another province or unknown places, up to 3 for the same county: levels shared."""
    mine = places[node]
    same = (places[others] == mine) & (mine >= 0)
    near = np.zeros(len(others))
    for level in range(LEVELS):
        near = np.where(same[:, level], level + 1.0, near)
    return near


def _over(values: Floats, by: Any) -> Floats:
    found: Floats = np.divide(values, by, out=np.zeros(len(values)), where=np.asarray(by) != 0)
    return found
