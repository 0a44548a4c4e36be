"""要求 What is asked of recommendations: how many, of which types and places, without whom, how varied.

Invariant: hard conditions only leave out; they never change a score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analytics.ranking import check_choice
from graph.errors import WrongUsage
from graph.recommend.terrain import Terrain

SHORTLIST = 10
"""Variety is sought among this many times as many as are asked for."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """要求 `types`: entity types; `regions`: words in the region's name; `exclude`: ids; both empty for all.

    `diversity` in [0, 1]: 0 by score alone, 1 as different from each other as may be (maximal marginal relevance,
    Carbonell & Goldstein, SIGIR 1998). `novelty` in [0, 1]: how far the well connected step back.
    """

    top: int = 10
    types: Sequence[str] = ()
    regions: Sequence[str] = ()
    exclude: Sequence[str] = ()
    diversity: float = 0.0
    novelty: float = 0.0

    def check(self) -> None:
        """Raise WrongUsage for an unknown type, `top` < 1, or a share outside [0, 1]."""
        check_choice(self.types, self.top)
        for name in ("diversity", "novelty"):
            if not 0 <= getattr(self, name) <= 1:
                raise WrongUsage(name, "须在 0 与 1 之间 must be between 0 and 1")


def varied(terrain: Terrain, others: NDArray[np.int64], odds: NDArray[np.float64], wishes: Wishes) -> list[int]:
    """Return positions in `others` of the `top` best, in order; see Wishes."""
    values = odds - wishes.novelty * np.log1p(terrain.arrays.degrees[others])
    order = np.lexsort((others, -values))
    if not wishes.diversity:
        return [int(i) for i in order[: wishes.top]]
    rest = order[: SHORTLIST * wishes.top].tolist()
    # Scores are put on the scale of likeness, or one of the two would always decide.
    best, worst = values[rest].max(initial=0.0), values[rest].min(initial=0.0)
    worth = {i: (values[i] - worst) / (best - worst) if best > worst else 1.0 for i in rest}
    nearest, chosen = dict.fromkeys(rest, 0.0), list[int]()
    while rest and len(chosen) < wishes.top:
        here = max(rest, key=lambda i: (1 - wishes.diversity) * worth[i] - wishes.diversity * nearest[i])
        rest.remove(here)
        chosen.append(int(here))
        for i in rest:
            nearest[i] = max(nearest[i], alike(terrain, int(others[here]), int(others[i])))
    return chosen


def alike(terrain: Terrain, a: int, b: int) -> float:
    """Return how alike two organizations are, in [0, 1]: type, place and position in the network, a third each."""
    profiles, picture = terrain.profiles, terrain.picture
    lengths = float(np.linalg.norm(picture[a]) * np.linalg.norm(picture[b]))
    angle = max(0.0, float(picture[a] @ picture[b]) / lengths) if lengths else 0.0
    place = bool(((profiles.places[a] == profiles.places[b]) & (profiles.places[a] >= 0)).any())
    return (float(profiles.kinds[a] == profiles.kinds[b]) + place + angle) / 3
