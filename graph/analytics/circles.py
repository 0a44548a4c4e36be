"""社区名片 Communities with names: who leads them, which chains they are in, where they are."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.analytics.catalogue import measure_named
from graph.analytics.of_store import StoreMeasures
from graph.model import Entity


@dataclass(frozen=True, slots=True)
class Circle:
    """社区名片 A community: its number (1 is the largest), its size, and what stands for it, most first.

    `leaders` are its members with the most cooperation; `chains` and `regions` those that most members are linked to.
    """

    number: int
    size: int
    leaders: tuple[Entity, ...]
    chains: tuple[Entity, ...]
    regions: tuple[Entity, ...]

    @property
    def name(self) -> str:
        """A name for people: region, chain and first leader, as far as they are known."""
        first = [group[0].name for group in (self.regions, self.chains, self.leaders) if group]
        return " · ".join(first)


def circles(measures: StoreMeasures, top: int = 20, each: int = 3) -> list[Circle]:
    """Return the `top` largest communities of at least two members, with `each` of what stands for them."""
    label = measures.numbers(measure_named("communities")).astype(np.int64)
    strength = measures.numbers(measure_named("weighted_degree"))
    sizes = np.bincount(label, minlength=1)
    chosen = [number for number in range(1, len(sizes)) if sizes[number] > 1][:top]
    order = np.lexsort((np.arange(len(label)), -strength, label))
    starts = np.searchsorted(label[order], chosen)
    chains, regions = (_linked(measures, label, name, chosen, each) for name in ("IN_CHAIN", "LOCATED_IN"))
    return [
        Circle(
            number,
            int(sizes[number]),
            tuple(measures.entities(order[start : start + min(each, int(sizes[number]))])),
            tuple(measures.named(chains[number])),
            tuple(measures.named(regions[number])),
        )
        for number, start in zip(chosen, starts.tolist(), strict=True)
    ]


def _linked(
    measures: StoreMeasures, label: Any, type_: str, chosen: Collection[int], each: int
) -> dict[int, list[int]]:
    # For each community the tails that most of its members are linked to; of equal ones the smaller id.
    columns, node_of = measures.graph.columns, measures.graph.node_of
    at = np.flatnonzero(columns.of_type(frozenset({type_})) & (node_of[columns.heads] >= 0))
    nodes, tails = node_of[columns.heads[at]], columns.tails[at].astype(np.int64)
    n = max(len(columns.ids), 1)
    members = np.unique(np.stack([label[nodes] * n + tails, nodes]), axis=1)[0]
    keys, counts = np.unique(members, return_counts=True)
    found: dict[int, list[int]] = {}
    for number in chosen:
        begin, end = np.searchsorted(keys, (number * n, (number + 1) * n))
        best = np.lexsort((keys[begin:end], -counts[begin:end]))[:each] + begin
        found[number] = (keys[best] % n).tolist()
    return found
