"""视图缓存 What requests share: the network of the store's present version, and what is computed from it.

Invariant: an answer never rests on another version of the store than the one asked at its start.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from graph.analytics import Level, Measured, PartnerGraph, measure_partners, partners
from graph.model import Filter, Link, Network
from graph.recommend import Advisor
from graph.review.queue import DOUBTFUL, Item, queue
from graph.stores import Store
from graph.view import pairs_of

T = TypeVar("T")
KEPT = 32


class Views:
    """视图 Networks, their partner graphs and measures, computed once for each version and filter."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._version = -1
        self._made: dict[Hashable, Any] = {}
        self._lock = Lock()

    def network(self, filter_: Filter | None = None) -> Network:
        """Return the network under a filter."""
        return self._once(("network", filter_ or Filter()), lambda: self.store.view(filter_))

    def links(self) -> dict[str, Link]:
        """Return all links of the whole network by id, pair links (SIGNED_WITH) among them."""

        def make() -> dict[str, Link]:
            network = self.network()
            return {k.id: k for k in (*network.links, *pairs_of(network, "SIGNED_WITH"))}

        return self._once("links", make)

    def queue(self, below: float = DOUBTFUL) -> list[Item]:
        """Return what waits for review, claims below a confidence among it."""
        return self._once(("queue", below), lambda: queue(self.store, below))

    def institution_of(self, id_: str) -> str:
        """Return the id of the body that an organization is rolled up to, itself if there is none."""
        return self.partners().institution_of.get(id_, id_)

    def partners(self, level: Level = Level.INSTITUTION, filter_: Filter | None = None) -> PartnerGraph:
        """Return the partner graph at a level."""
        key = ("partners", level, filter_ or Filter())
        return self._once(key, lambda: partners(self.network(filter_), level))

    def advisor(self, level: Level = Level.INSTITUTION, filter_: Filter | None = None) -> Advisor:
        """Return who answers questions of recommendation; what it learned lasts as long as the version."""
        key = ("advisor", level, filter_ or Filter())
        return self._once(key, lambda: Advisor(self.network(filter_), self.partners(level, filter_)))

    def measures(self, level: Level = Level.INSTITUTION, filter_: Filter | None = None) -> dict[str, Measured]:
        """Return all measures of the partner graph, by name."""
        key = ("measures", level, filter_ or Filter())
        return self._once(key, lambda: measure_partners(self.partners(level, filter_)))

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        version = self.store.version()
        with self._lock:
            if version != self._version:
                self._made.clear()
                self._version = version
            if key in self._made:
                found: T = self._made[key]
                return found
        value = make()
        with self._lock:
            if version == self._version:
                while len(self._made) >= KEPT:
                    self._made.pop(next(iter(self._made)))
                self._made[key] = value
        return value
