"""历史 The ties of a partner graph one by one, each with its day: what was known on a day, and what came after.

Invariant: arrays run in parallel; a tie is written once for each fact that made it; a day unknown is NaN and counts
as long ago.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.partners import PartnerGraph
from graph.model import Link, Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """历史 `heads`, `tails`: positions of the ends; `days`: day numbers (date.toordinal) or NaN; `facts`: numbers."""

    nodes: int
    heads: Ints
    tails: Ints
    weights: Floats
    days: Floats
    facts: Ints

    def only(self, chosen: NDArray[np.bool_]) -> "History":
        """Return the history of the chosen rows."""
        ends, told = (self.heads[chosen], self.tails[chosen]), (self.weights[chosen], self.days[chosen])
        return History(self.nodes, *ends, *told, self.facts[chosen])

    def before(self, day: float) -> "History":
        """Return what was known before a day."""
        return self.only(~(self.days >= day))

    @cached_property
    def arrays(self) -> PartnerArrays:
        """The partner graph that these facts make."""
        return PartnerArrays.from_pairs(self.nodes, self.heads, self.tails, self.weights)

    @cached_property
    def last_day(self) -> float:
        """The day of the latest fact, 0 where none is dated."""
        return float(np.nanmax(self.days)) if np.isfinite(self.days).any() else 0.0

    @cached_property
    def pairs(self) -> Ints:
        """Every pair that is tied, once: shape (pairs, 2), smaller position first."""
        heads, tails, _ = self.arrays.pairs()
        return np.stack([heads, tails], 1).astype(np.int64)


def history_of(network: Network, graph: PartnerGraph) -> History:
    """Return the history of a partner graph; the weight of a tie is shared evenly among the facts that made it."""
    links = {link.id: link for link in network.links}
    numbers: dict[str, int] = {}
    rows = [
        (graph.position[a], graph.position[b], weight, day, numbers.setdefault(key, len(numbers)))
        for a, b, tie in graph.graph.edges(data=True)
        for key, day, weight in _facts(tie, links)
    ]
    columns: list[tuple[float, ...]] = list(zip(*rows, strict=True)) if rows else [()] * 5
    heads, tails, facts = (np.array(columns[i], np.int64) for i in (0, 1, 4))
    return History(len(graph.ids), heads, tails, np.array(columns[2], float), np.array(columns[3], float), facts)


def _facts(tie: dict[str, object], links: dict[str, Link]) -> Iterator[tuple[str, float, float]]:
    together: dict[str, list[Link]] = defaultdict(list)
    ids: tuple[str, ...] = tie["links"]  # type: ignore[assignment]
    for id_ in ids:
        together[id_].append(links[id_])
    shared: dict[str, list[Link]] = defaultdict(list)
    for (link,) in together.values():
        shared[link.tail if len(_heads(ids, links, link.tail)) > 1 else link.id].append(link)
    for key, rows in shared.items():
        yield key, _day(rows), float(tie["weight"]) / len(shared)  # type: ignore[arg-type]


def _heads(ids: tuple[str, ...], links: dict[str, Link], tail: str) -> set[str]:
    return {links[id_].head for id_ in ids if links[id_].tail == tail}


def _day(links: list[Link]) -> float:
    # A fact ties two parties once both are in it.
    days = [day_number(link.first) for link in links]
    return max(days) if np.isfinite(days).all() else float("nan")


def day_number(text: str | None) -> float:
    """Return the day number of an ISO date (a year or month: its first day); NaN for none."""
    if not text:
        return float("nan")
    return float(date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text).toordinal())
