"""Times the engines behind the measures beside networkit, igraph and NetworkX, in one run on one generated graph.

    python -m bench.engines [NODES [TIES [WHAT …]]]

WHAT names tasks (see TASKS); none: all. The peers are installed with `uv pip install --group bench`.
"""

import numpy as np

from graph.analytics.arrays import PartnerArrays


def generate(nodes: int, ties: int, seed: int = 1) -> PartnerArrays:
    """Return a graph of uneven circles, in each of which few have most ties; one tie in five leaves its circle."""
    random = np.random.default_rng(seed)
    sizes = np.minimum((random.pareto(1.5, nodes) + 1) * 20, nodes // 20 + 2).astype(np.int64)
    ends = np.cumsum(sizes)
    circles = int(np.searchsorted(ends, nodes)) + 1
    starts, ends = np.concatenate([[0], ends[: circles - 1]]), np.append(ends[: circles - 1], nodes)
    made = np.zeros(0, np.int64)
    while len(made) < ties:
        more = int((ties - len(made)) * 1.2) + 10
        head = random.integers(0, nodes, more)
        circle = np.searchsorted(ends, head, side="right")
        within = starts[circle] + ((ends - starts)[circle] * random.random(more) ** 2.5).astype(np.int64)
        beyond = (nodes * random.random(more) ** 2.5).astype(np.int64)
        tail = np.where(random.random(more) < 0.8, within, beyond)
        low, high = np.minimum(head, tail), np.maximum(head, tail)
        made = np.unique(np.concatenate([made, (low * nodes + high)[low < high]]))
    made = random.permutation(made)[:ties]
    names = random.permutation(nodes)  # an organization's place says nothing about whom it works with
    weights = random.choice([0.2, 1 / 3, 0.5, 1.0, 2.0], ties)
    return PartnerArrays.from_pairs(nodes, names[made // nodes], names[made % nodes], weights)
