"""占位 The room that an entity and its caption take, moving boxes apart, packing pictures side by side.

Invariant: what comes out does not overlap; equal input gives equal output.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from viz.caption import caption, columns

Points = npt.NDArray[np.float64]

COLUMN, LINE, DISC = 6.6, 16.0, 40.0
"""Pixels of a caption's column and line, and of the disc above it."""
GAP = 10.0
MARGIN = 70.0
"""Pixels between two boxes, and between two separate parts of a picture."""
SIDES = 1.65
"""Width to height of a picture: that of a screen beside its panels."""


def box_of(name: str) -> tuple[float, float]:
    """Return width and height in pixels of an entity drawn with this name; its disc is at the box's top."""
    lines = caption(name).split("\n")
    return max(COLUMN * max(map(columns, lines)), DISC) + GAP, DISC + LINE * len(lines) + GAP


def hang(boxes: Points) -> Points:
    """Return how far below an entity's place the middle of its box lies: the caption hangs under the disc."""
    return np.column_stack([np.zeros(len(boxes)), (boxes[:, 1] - DISC - GAP) / 2])


def separate(points: Points, boxes: Points) -> Points:
    """Return `points` moved as little as needed for boxes of these sizes around them not to overlap."""
    points = points + hang(boxes)
    for step in range(400):
        a, b = _touching(points, boxes)
        if not len(a):
            break
        if step % 20 == 19:
            points *= 1.06  # room for knots that pushing alone does not undo
        _push(points, boxes, a, b)
    return points - hang(boxes)


def _touching(points: Points, boxes: Points) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    # Scaled by the largest box, two boxes can touch only if their middles are at most 1 apart on each axis.
    pairs = cKDTree(points / boxes.max(axis=0)).query_pairs(1.0, p=np.inf, output_type="ndarray")
    a, b = pairs[:, 0], pairs[:, 1]
    room = (boxes[a] + boxes[b]) / 2 - np.abs(points[a] - points[b])
    hit = (room > 1e-6).all(axis=1)
    return a[hit], b[hit]


def _push(points: Points, boxes: Points, a: npt.NDArray[np.intp], b: npt.NDArray[np.intp]) -> None:
    apart = points[b] - points[a]
    room = (boxes[a] + boxes[b]) / 2 - np.abs(apart)
    axis = room.argmin(axis=1)
    rows = np.arange(len(a))
    way = np.where(apart[rows, axis] < 0, -1.0, 1.0)
    shift = np.zeros_like(apart)
    shift[rows, axis] = way * (room[rows, axis] / 2 + 0.5)
    # A box pushed from many sides takes the mean push on it, not the sum, which would throw it out.
    pushed = np.bincount(np.concatenate([a, b]), minlength=len(points))
    np.add.at(points, a, -shift / np.sqrt(pushed[a])[:, None])
    np.add.at(points, b, shift / np.sqrt(pushed[b])[:, None])


def pack(pieces: Sequence[Points], boxes: Sequence[Points]) -> Points:
    """Return the points of all pieces, in the order given, the pieces set side by side in rows, around (0, 0)."""
    corners = [_corners(p + hang(b), b / 2) for p, b in zip(pieces, boxes, strict=True)]
    sizes = np.array([high - low + MARGIN for low, high in corners])
    places = _shelves(sizes)
    middle = (places + sizes).max(axis=0) / 2
    moved = [p - low + at - middle + MARGIN / 2 for p, (low, _), at in zip(pieces, corners, places, strict=True)]
    return np.concatenate(moved)


def _corners(middles: Points, half: Points) -> tuple[Points, Points]:
    return (middles - half).min(axis=0), (middles + half).max(axis=0)


def _shelves(sizes: Points) -> Points:
    """Return the upper left corner of each rectangle, tallest first, in rows of about a screen's shape."""
    width = max(float(sizes[:, 0].max()), float(np.sqrt(SIDES * sizes.prod(axis=1).sum())))
    places = np.zeros_like(sizes)
    x = y = row = 0.0
    for i in sorted(range(len(sizes)), key=lambda i: (-sizes[i, 1], i)):
        if x and x + sizes[i, 0] > width:
            x, y, row = 0.0, y + row, 0.0
        places[i] = x, y
        x, row = x + sizes[i, 0], max(row, float(sizes[i, 1]))
    return places
