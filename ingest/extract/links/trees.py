"""决策树 Boosted decision trees as flat arrays: read from JSON, evaluated with numpy alone.

Invariant: the same file and the same features give the same probabilities, with or without the trainer's library.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL = Path(__file__).with_name("judge.json")


@dataclass(frozen=True)
class Trees:
    """树群 The trees of one link type: node arrays over all trees, the roots, and the depth of the deepest."""

    features: tuple[str, ...]
    roots: NDArray[np.int32]
    split: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    depth: int

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Trees":
        """Build from the JSON form, where a leaf points at itself."""

        def column(name: str, kind: type) -> NDArray[Any]:
            return np.array(data[name], dtype=kind)

        ints = (column(name, np.int32) for name in ("roots", "split"))
        sides = (column(name, np.int32) for name in ("left", "right"))
        limits, values = column("threshold", np.float64), column("value", np.float64)
        roots, split = ints
        left, right = sides
        return cls(tuple(data["features"]), roots, split, limits, left, right, values, int(data["depth"]))

    def probabilities(self, rows: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """Return the probability of each row of features (absent features are 0)."""
        column = {name: i for i, name in enumerate(self.features)}
        table = np.zeros((len(rows), len(self.features)))
        for n, row in enumerate(rows):
            for name, value in row.items():
                if (i := column.get(name)) is not None:
                    table[n, i] = value
        lines = np.arange(len(rows))[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            at = np.where(table[lines, self.split[at]] <= self.threshold[at], self.left[at], self.right[at])
        return np.asarray(1 / (1 + np.exp(-self.value[at].sum(axis=1))))


@cache
def load(path: Path = MODEL) -> dict[str, Trees]:
    """Return the trees of each link type; none where the model has not been trained."""
    if not path.exists():
        return {}
    return {link: Trees.read(data) for link, data in json.loads(path.read_text("utf-8")).items()}
