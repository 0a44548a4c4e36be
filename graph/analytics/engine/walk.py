"""随机行走 Where a random walk along the ties is found in the long run: PageRank, also from chosen starts.

Invariant: a walk goes on with chance `alpha`, by weight, and else starts anew at a node drawn from `start`; from a
node without ties it always starts anew. Chances sum to 1.
"""

from collections.abc import Callable

import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays

ALPHA = 0.85
TOLERANCE = 1e-10
MOST_STEPS = 1000


def long_run(
    arrays: PartnerArrays, start: Floats | None = None, alpha: float = ALPHA, tolerance: float = TOLERANCE
) -> Floats:
    """Return the chance of finding the walk at each node, to within `tolerance` (Σ |x − step(x)|).

    `start` need not be scaled; without it all nodes are alike. The equations are solved by conjugate gradients, which
    ties both ways allow: x = D½ y makes them symmetric, and some 4 times fewer products are needed than by stepping.
    Hestenes & Stiefel, J. Res. NBS 49 (1952); the scaling of dead ends: Del Corso et al., Internet Math. 2 (2005).
    """
    n = arrays.nodes
    if not n:
        return np.zeros(0)
    begin = np.full(n, 1 / n) if start is None else start / start.sum()
    root = np.sqrt(arrays.strengths)
    down = np.divide(1.0, root, out=np.zeros(n), where=root > 0)
    tied = root > 0
    right = begin * down
    right[~tied] = 0.0
    matrix = arrays.matrix
    y = _solve(lambda v: v - alpha * (down * (matrix @ (down * v))), right, root, tolerance)
    x = np.where(tied, y * root, begin)
    found: Floats = x / x.sum()
    return found


def _solve(product: Callable[[Floats], Floats], right: Floats, root: Floats, tolerance: float) -> Floats:
    # Conjugate gradients; what is left over is measured as the walk's chances are, hence times `root`.
    y = right.copy()
    rest = right - product(y)
    way = rest.copy()
    square = np.einsum("i,i", rest, rest)
    scale = float(np.einsum("i,i", np.abs(right), root)) or 1.0
    for _ in range(MOST_STEPS):
        if float(np.einsum("i,i", np.abs(rest), root)) <= tolerance * scale:
            break
        image = product(way)
        length = square / np.einsum("i,i", way, image)
        y += length * way
        rest -= length * image
        before, square = square, np.einsum("i,i", rest, rest)
        way *= square / before
        way += rest
    return y
