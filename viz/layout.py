"""布局 Where every entity of a network is drawn: positions made on the server, the same for equal networks.

Invariant: deterministic; no two entities overlap, nor their captions (up to `DENSE` entities); separate
parts of the network lie side by side. Method: weighted stress majorization (Gansner, Koren and North,
“Graph drawing by stress majorization”, 2004) from a classical scaling of the path lengths; above `DENSE`
entities the scaling of path lengths to a few pivots alone (Brandes and Pich, “Eigensolver methods for
progressive multidimensional scaling”, 2006), whose cost grows with the number of links only.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial.distance import cdist

from graph.model import Network
from viz.boxes import SIDES, box_of, pack, separate

Points = npt.NDArray[np.float64]

DENSE = 600
PIVOTS = 60
ROUNDS = 60
LINK = 100.0
"""Length of a short link, in pixels."""
MOST_STRETCH = 1.4


def place(network: Network, seed: int = 7) -> dict[str, tuple[float, float]]:
    """Return the place (x, y) of every entity, in whole pixels, the picture's middle at (0, 0).

    At most 2 s for 500 entities on one core; `seed` decides between equally good pictures.
    """
    if not network.entities:
        return {}
    captioned = len(network.entities) <= DENSE
    boxes = np.array([box_of(e.name if captioned else "") for e in network.entities])
    lengths = _link_lengths(network)
    parts = _parts(lengths)
    pieces = [_draw(lengths[rows][:, rows], boxes[rows], seed) for rows in parts]
    points = pack(pieces, [boxes[rows] for rows in parts])
    order = np.concatenate(parts)
    rounded = np.round(points).tolist()  # vis-network keeps whole pixels only
    return {network.entities[i].id: (x, y) for i, (x, y) in zip(order, rounded, strict=True)}


def _link_lengths(network: Network) -> csr_array:
    """Return the symmetric matrix of link lengths; links at a hub are longer, so that its partners find room."""
    n = len(network.entities)
    ends = np.array([network.heads, network.tails], dtype=np.int64).reshape(2, -1)
    pairs = np.unique(np.sort(ends, axis=0), axis=1)
    degree = np.bincount(pairs.ravel(), minlength=n)
    crowd = degree[pairs].max(axis=0)
    length = LINK * np.maximum(1.0, np.sqrt(crowd / 6.0))
    upper = coo_array((length, (pairs[0], pairs[1])), shape=(n, n)).tocsr()
    return csr_array(upper + upper.T)


def _parts(lengths: csr_array) -> list[npt.NDArray[np.int64]]:
    count, label = connected_components(lengths, directed=False)
    parts = [np.flatnonzero(label == part) for part in range(count)]
    return sorted(parts, key=lambda rows: (-len(rows), rows[0]))


def _draw(lengths: csr_array, boxes: Points, seed: int) -> Points:
    n = len(boxes)
    if n == 1:
        return np.zeros((1, 2))
    rng = np.random.default_rng(seed)
    if n <= DENSE:
        far = dijkstra(lengths, directed=False)
        points = _majorize(far, _scaled(far) + rng.normal(0, LINK / 20, (n, 2)))
    else:
        points = _pivoted(lengths) + rng.normal(0, LINK / 4, (n, 2))
    return separate(_screenlike(_upright(points)), boxes)


def _scaled(far: Points) -> Points:
    """Return the classical scaling of a matrix of distances into the plane."""
    squares = far**2
    rows = squares.mean(axis=0)
    inner = (rows[:, None] + rows[None, :] - squares - rows.mean()) / 2
    # All eigenvectors, though two are wanted: LAPACK's subset drivers return none where values coincide.
    values, vectors = np.linalg.eigh(inner)
    return _oriented(vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0)))


def _pivoted(lengths: csr_array) -> Points:
    """Return the scaling of distances to pivots, each pivot the entity farthest from those before it."""
    nearest = dijkstra(lengths, directed=False, indices=0)
    columns = []
    for _ in range(PIVOTS):
        column = dijkstra(lengths, directed=False, indices=int(nearest.argmax()))
        nearest = np.minimum(nearest, column)
        columns.append(column)
    squares = np.stack(columns, axis=1) ** 2
    centred = squares.mean(axis=0) + squares.mean(axis=1)[:, None] - squares - squares.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    points = centred @ _oriented(vectors[:, -2:])
    spread: Points = points * (LINK * np.sqrt(len(points)) / (points.std() or 1.0) / 4)
    return spread


def _majorize(far: Points, points: Points) -> Points:
    weight = np.divide(1.0, far**2, out=np.zeros_like(far), where=far > 0)
    laplacian = np.diag(weight.sum(axis=0)) - weight
    inverse = np.linalg.inv(laplacian + 1.0 / len(far))  # the constant makes it invertible and moves nothing
    for _ in range(ROUNDS):
        apart = cdist(points, points)
        pull = np.divide(weight * far, apart, out=np.zeros_like(far), where=apart > 1e-9)
        moved = inverse @ (pull.sum(axis=0)[:, None] * points - pull @ points)
        settled = np.abs(moved - points).max() < 1.0
        points = moved
        if settled:
            break
    return points


def _upright(points: Points) -> Points:
    """Turn the picture so that its long side lies along the screen's."""
    points = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(points.T @ points)
    return points @ _oriented(axes[:, ::-1])


def _screenlike(points: Points) -> Points:
    """Stretch one way and press the other, within bounds, towards the sides of a screen."""
    width, height = np.ptp(points, axis=0) + LINK
    stretch = np.clip(np.sqrt(SIDES * height / width), 1 / MOST_STRETCH, MOST_STRETCH)
    stretched: Points = points * np.array([stretch, 1 / stretch])
    return stretched


def _oriented(vectors: Points) -> Points:
    """Fix the sign of each column, which an eigensolver leaves open: its largest entry is positive."""
    largest = np.abs(vectors).argmax(axis=0)
    signs = np.where(vectors[largest, np.arange(vectors.shape[1])] < 0, -1.0, 1.0)
    return vectors * signs
