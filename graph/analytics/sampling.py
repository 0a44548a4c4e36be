"""抽样 Which nodes stand for all on a large graph, and how far an estimate may be off.

Invariant: the nodes drawn depend on the size of the graph and the fixed seed alone.
"""

from math import log, sqrt
from random import Random

import numpy as np
from numpy.typing import NDArray

SEED = 20240701
"""随机种子 The seed of every measure that draws numbers."""

SAMPLES = 256
CONFIDENCE = 0.9
"""置信水平 The chance that no node's estimate is off by more than its `half_width`."""


def sample(nodes: int, samples: int) -> NDArray[np.int64]:
    """Return the positions drawn, as NetworkX draws them from the same nodes with this seed."""
    drawn = Random(SEED).sample(range(nodes), min(samples, nodes))  # noqa: S311 not for secrets
    return np.array(drawn, np.int64)


def half_width(nodes: int, samples: int = SAMPLES) -> float:
    """Return how far the mean of `samples` draws from [0, 1] may be off, for all nodes at once.

    √(ln(2 · nodes / (1 − CONFIDENCE)) / (2 · samples)): Hoeffding's inequality, which also holds for draws without
    replacement, and a union over the nodes (Brandes & Pich, 2007).
    """
    return sqrt(log(2 * max(nodes, 1) / (1 - CONFIDENCE)) / (2 * samples))
