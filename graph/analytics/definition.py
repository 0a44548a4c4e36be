"""测度 What a measure is: its names, its definition, where the definition comes from, and its computation.

Invariant: a measure gives one value to every node of the graph, `None` where it is not defined there; a
value is a plain finite number, the same on every run and in every process.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from graph.analytics.partners import PartnerGraph

SEED = 20240701
"""随机种子 The seed of every measure that draws numbers."""

Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """测度 One way of looking at a node's place in the partner graph.

    `higher_is_more`: whether ranks run from the greatest value down. `is_group`: the value is a group's
    number (1 is the largest group), not a quantity. Above `exact_up_to` nodes the values are estimates.
    """

    name: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    source: str
    higher_is_more: bool
    is_group: bool
    compute: Callable[[PartnerGraph], Values]
    exact_up_to: int | None = None

    def approximate(self, nodes: int) -> bool:
        """Tell whether the values on a graph of so many nodes are estimates."""
        return self.exact_up_to is not None and nodes > self.exact_up_to


def label_groups(groups: Iterable[Collection[str]]) -> Values:
    """Return each member's group number: 1 is the largest, equal sizes in order of the smallest member.

    >>> label_groups([{"c"}, {"b", "a"}])
    {'a': 1.0, 'b': 1.0, 'c': 2.0}
    """
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    labels = {id_: float(i) for i, group in enumerate(ordered, start=1) for id_ in group}
    return {id_: labels[id_] for id_ in sorted(labels)}
