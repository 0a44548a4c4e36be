"""存储测度 Measures of the partner graph of a store's present state: computed once, kept until the network changes.

Invariant: values kept were computed from this state of the store, at this level, under this filter, with these
parameters; whatever of that differs is another entry of the sidecar.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays
from graph.analytics.catalogue import measure_named
from graph.analytics.definition import Measure, as_values
from graph.analytics.engine.walk import long_run
from graph.analytics.from_columns import PartnerColumns, partner_columns
from graph.analytics.partners import Level
from graph.analytics.ranking import Measured, Ranked, check_choice, rank_values
from graph.analytics.sampling import SAMPLES, SEED
from graph.columns import Columns, Sidecar, columns_of, key_of
from graph.model import Entity, Filter, Network

FEW = 500
"""So many entities are asked for one by one; for more the whole view is read."""


class Measurable(Protocol):
    """可测 What is needed of a store: its network as columns, and the entities behind them."""

    def columns(self, filter_: Filter | None = None) -> Columns: ...
    def sidecar(self) -> Sidecar: ...
    def version(self) -> int: ...
    def view(self, filter_: Filter | None = None) -> Network: ...
    def entity(self, id_: str) -> Entity: ...


class NetworkStore:
    """网络即存储 A network at hand, measured as a store is; a filter changes nothing."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def columns(self, filter_: Filter | None = None) -> Columns:
        """Return the network as columns."""
        return columns_of(self._network)

    def sidecar(self) -> Sidecar:
        """Return a sidecar that keeps nothing."""
        return Sidecar(None, "")

    def version(self) -> int:
        """Return 0: a network does not change."""
        return 0

    def view(self, filter_: Filter | None = None) -> Network:
        """Return the network."""
        return self._network

    def entity(self, id_: str) -> Entity:
        """Return an entity of the network."""
        return self._network.entity(id_)


class StoreMeasures:
    """存储测度 The partner graph of a store under a filter, its measures, and the entities behind its nodes."""

    def __init__(self, store: Measurable, level: Level = Level.INSTITUTION, filter_: Filter | None = None) -> None:
        self.store, self.level, self.filter = store, Level(level), filter_ or Filter()
        self._sidecar = store.sidecar()
        said = asdict(self.filter)
        self._numbers: dict[str, Floats] = {}
        self._view = {**said, "types": sorted(said["types"]), "level": str(self.level)}

    @cached_property
    def graph(self) -> PartnerColumns:
        """The partner graph."""
        columns = self.store.columns(self.filter)
        name = f"partners-{key_of(self._view)}"
        kept = self._sidecar.load(name)
        if kept is None:
            made = partner_columns(columns, self.level)
            self._sidecar.save(name, _as_arrays(made), self._view)
            return made
        arrays = PartnerArrays.from_parts(kept["weights"], kept["indices"], kept["indptr"])
        facts, skipped = kept["counts"].tolist()
        return PartnerColumns(columns, kept["entities"], kept["node_of"], arrays, self.level, facts, skipped)

    def numbers(self, measure: Measure) -> Floats:
        """Return a measure's value for each node, NaN where it has none: those kept, or computed and kept."""
        if measure.name not in self._numbers:
            self._numbers[measure.name] = self._kept(measure)
        return self._numbers[measure.name]

    def _kept(self, measure: Measure) -> Floats:
        parameters = {"seed": SEED, "samples": SAMPLES, "exact_up_to": measure.exact_up_to}
        note = {"measure": measure.name, **self._view, "parameters": parameters}
        name = f"measure-{measure.name}-{key_of(note)}"
        kept = self._sidecar.load(name)
        if kept is not None:
            found: Floats = kept["values"]
            return found
        made = measure.compute(self.graph.arrays)
        self._sidecar.save(name, {"values": made}, {**note, "version": self.store.version()})
        return made

    def measured(self, measure: Measure) -> Measured:
        """Return a measure's values by id."""
        arrays = self.graph.arrays
        values = as_values(self.graph.ids, self.numbers(measure))
        return Measured(measure, values, measure.approximate(arrays.nodes), measure.error(arrays))

    def rank(self, name: str, types: Collection[str] = (), top: int | None = 20) -> list[Ranked]:
        """Return what `graph.analytics.rank` returns, for the network of the store."""
        measure = measure_named(name)
        check_choice(types, top)
        return self.ranked(measure, self.numbers(measure), types, top)

    def rank_near(self, starts: Iterable[str], types: Collection[str] = (), top: int | None = 20) -> list[Ranked]:
        """Return the organizations by personalised PageRank: where a walk that keeps returning to `starts` (ids) is.

        Those that it starts from are left out.
        """
        check_choice(types, top)
        nodes = np.array(sorted({self.graph.node(id_) for id_ in starts}), np.int64)
        begin = np.zeros(self.graph.arrays.nodes)
        begin[nodes] = 1.0
        found = long_run(self.graph.arrays, begin)
        found[nodes] = np.nan
        return self.ranked(measure_named("pagerank"), found, types, top)

    def ranked(self, measure: Measure, numbers: Floats, types: Collection[str], top: int | None) -> list[Ranked]:
        """Return the first nodes by numbers that are ranked as those of a measure are; NaN leaves a node out."""
        among = ~np.isnan(numbers)
        if types:
            among &= self.graph.of_kind(frozenset(types))
        nodes = _first(np.flatnonzero(among), numbers if measure.higher_is_more else -numbers, top)
        values = as_values(tuple(self.graph.id(i) for i in nodes), numbers[nodes])
        return rank_values(self.entities(nodes), Measured(measure, values, False))[:top]

    def entities(self, nodes: Iterable[int]) -> list[Entity]:
        """Return the organizations of some nodes, in their order."""
        return self.named([int(self.graph.entities[i]) for i in nodes])

    def named(self, positions: Collection[int]) -> list[Entity]:
        """Return the entities at positions of the columns, in their order."""
        ids = [self.graph.columns.id(i) for i in positions]
        if len(ids) <= FEW:
            return [self.store.entity(id_) for id_ in ids]
        found = {e.id: e for e in self.store.view().entities}
        return [found[id_] for id_ in ids]


def _first(nodes: Any, worth: Floats, top: int | None) -> Any:
    # All that may stand among the first by value, those that tie with the last of them as well: names decide there.
    if top is None or top >= len(nodes):
        return nodes
    least = np.partition(worth[nodes], len(nodes) - top)[len(nodes) - top]
    return nodes[worth[nodes] >= least - 1e-8 * abs(least)]


def _as_arrays(graph: PartnerColumns) -> dict[str, Any]:
    a = graph.arrays
    counts = np.array([graph.facts, graph.skipped])
    ties = {"weights": a.weights, "indices": a.indices, "indptr": a.indptr}
    return {**ties, "entities": graph.entities, "node_of": graph.node_of, "counts": counts}
