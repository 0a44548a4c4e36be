"""候选池 Whom the ranker looks at for one organization: the best by each way of finding, together.

Invariant: neither the organization nor its partners; sorted; equal questions find equal pools.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.recommend.history import Floats
from graph.recommend.nearby import Nearby
from graph.recommend.terrain import Terrain

BY_TIES = 250
BY_CONTENT = 100
ALL_UP_TO = 600
"""On a graph no larger than this everybody is looked at."""


def pool(terrain: Terrain, node: int, around: Nearby) -> NDArray[np.int64]:
    """Return the candidates of a node."""
    own = np.append(terrain.arrays.partners_of(node).astype(np.int64), node)
    if terrain.history.nodes <= ALL_UP_TO:
        return np.setdiff1d(np.arange(terrain.history.nodes), own)
    by_ties = [
        _best(around.walk, around.reached, own),
        _best(around.resource, around.two_steps, own),
        _best(around.three, np.flatnonzero(around.three), own),
    ]
    found: NDArray[np.int64] = np.setdiff1d(
        np.concatenate([*by_ties, *_by_content(terrain, node), terrain.busiest]), own
    )
    return found


def _best(values: Floats, among: NDArray[np.int64], own: NDArray[np.int64], count: int = BY_TIES) -> NDArray[np.int64]:
    if len(among) > count + len(own):
        among = among[np.argpartition(-values[among], count + len(own) - 1)[: count + len(own)]]
    among = np.setdiff1d(among, own)
    return among[np.argsort(-values[among], kind="stable")[:count]]


def _by_content(terrain: Terrain, node: int) -> list[NDArray[np.int64]]:
    profiles = terrain.profiles
    ways = (
        (profiles.wants, profiles.given_by),
        (profiles.gives, profiles.wanted_from),
        (profiles.about, profiles.named_in),
        (profiles.chains, profiles.in_chain),
    )
    return [_most_alike(row[node], inverted, terrain, node) for row, inverted in ways]


def _most_alike(row: Any, inverted: Any, terrain: Terrain, node: int) -> NDArray[np.int64]:
    if not row.nnz or not inverted.nnz:
        return np.zeros(0, np.int64)
    found = row @ inverted
    others = np.asarray(found.indices, np.int64)
    near = terrain.profiles.places[others, 0] == terrain.profiles.places[node, 0]
    values = found.data * (1.0 + 0.5 * near)
    order = np.lexsort((others, -terrain.arrays.degrees[others], -values))[:BY_CONTENT]
    return np.asarray(others[order], np.int64)
