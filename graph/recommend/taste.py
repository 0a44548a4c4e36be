"""偏好 How feedback on recommendations changes what is recommended next.

Whom an organization turned down, took up or has already contacted is not recommended to it again. Others like
those turned down fall, others like those taken up rise, by bounded steps in the log odds.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from graph.recommend.feedback import Feedback, Verdict
from graph.recommend.terrain import Terrain

STEP = 0.5
MOST = 1.5


def settled(told: Mapping[tuple[str, str], Feedback], ids: frozenset[str]) -> frozenset[str]:
    """Return the ids about which something was said to one of `ids`, from either side."""
    return frozenset(b for a, b in told if a in ids) | frozenset(a for a, b in told if b in ids)


def shifts(terrain: Terrain, others: NDArray[np.int64], said: Mapping[int, Verdict]) -> NDArray[np.float64]:
    """Return what to add to the log odds of each of `others`, given what was said of some nodes."""
    found = np.zeros(len(others))
    for node, verdict in sorted(said.items()):
        step = {Verdict.ACCEPTED: STEP, Verdict.REJECTED: -STEP, Verdict.CONTACTED: 0.0}[verdict]
        if step:
            found += step * likeness(terrain, node, others)
    return np.clip(found, -MOST, MOST)


def likeness(terrain: Terrain, node: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return 1 for the same type in the same chain or place, 0.5 for the same type alone, else 0."""
    profiles = terrain.profiles
    same = profiles.kinds[others] == profiles.kinds[node]
    place = ((profiles.places[others] == profiles.places[node]) & (profiles.places[node] >= 0)).any(1)
    row = profiles.chains[node]
    chain = (
        np.asarray((profiles.chains[others] @ row.T).todense()).ravel() > 0 if row.nnz else np.zeros(len(others), bool)
    )
    found: NDArray[np.float64] = np.where(same, np.where(place | chain, 1.0, 0.5), 0.0)
    return found
