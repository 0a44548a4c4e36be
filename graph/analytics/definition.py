"""测度 What a measure is: its names, its definition, where the definition comes from, and its computation.

Invariant: a measure gives one value to every node of the graph, `None` where it is not defined there; a
value is a plain finite number, the same on every run and in every process.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.sampling import SEED

__all__ = ["SEED", "Measure", "Values", "as_values"]

Values = dict[str, float | None]
"""测度值 A measure's value for each node id."""


@dataclass(frozen=True, slots=True)
class Measure:
    """测度 One way of looking at a node's place in the partner graph.

    `higher_is_more`: whether ranks run from the greatest value down. `is_group`: the value is a group's
    number (1 is the largest group), not a quantity. `compute` returns one number for each row of the arrays, NaN
    where the measure is not defined. Above `exact_up_to` nodes the values are estimates, and `bound` tells by how much
    any of them may be off (with the chance `sampling.CONFIDENCE`, for all nodes at once).
    """

    name: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    source: str
    higher_is_more: bool
    is_group: bool
    compute: Callable[[PartnerArrays], Floats]
    exact_up_to: int | None = None
    bound: Callable[[PartnerArrays], float] | None = None

    def approximate(self, nodes: int) -> bool:
        """Tell whether the values on a graph of so many nodes are estimates."""
        return self.exact_up_to is not None and nodes > self.exact_up_to

    def error(self, arrays: PartnerArrays) -> float | None:
        """Return how far any value may be off; None where values are exact or no bound is known."""
        return self.bound(arrays) if self.bound and self.approximate(arrays.nodes) else None


def as_values(ids: tuple[str, ...], numbers: Floats) -> Values:
    """Return the numbers by node id; None for NaN."""
    undefined = np.isnan(numbers)
    if not undefined.any():
        return dict(zip(ids, numbers.tolist(), strict=True))
    pairs = zip(ids, numbers.tolist(), undefined.tolist(), strict=True)
    return {id_: None if none else number for id_, number, none in pairs}
