"""计算与排名 Computes measures on a network and ranks its organizations by one of them.

Invariant: values that differ by rounding alone share a rank, so symmetric organizations are never told apart.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graph.analytics.catalogue import MEASURES, measure_named
from graph.analytics.definition import Measure, Values, as_values
from graph.analytics.partners import Level, PartnerGraph, partners
from graph.errors import WrongUsage
from graph.model import Entity, Network
from graph.ontology import ontology


@dataclass(frozen=True, slots=True)
class Measured:
    """测度结果 A measure's value for every node id, whether these are estimates, and how far any may be off."""

    measure: Measure
    values: Values
    approximate: bool
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """名次 An organization with its value and its rank (from 1; equal values share a rank: 1, 2, 2, 4)."""

    entity: Entity
    value: float
    rank: int


def measure(
    network: Network, names: Collection[str] | None = None, level: Level = Level.INSTITUTION
) -> dict[str, Measured]:
    """Return measures of a network by name: those in `names`, or all.

    For another date measure another view (`Store.view(Filter(on=…))`). WrongUsage for an unknown name.
    """
    wanted = MEASURES if names is None else tuple(measure_named(name) for name in names)
    return measure_partners(partners(network, level), wanted)


def measure_partners(graph: PartnerGraph, measures: Iterable[Measure] = MEASURES) -> dict[str, Measured]:
    """Return the values of measures on a partner graph, by name of the measure."""
    return {m.name: _measured(graph, m) for m in measures}


def _measured(graph: PartnerGraph, measure: Measure) -> Measured:
    values = as_values(graph.ids, measure.compute(graph.arrays))
    return Measured(measure, values, measure.approximate(len(graph.ids)), measure.error(graph.arrays))


def rank(
    network: Network,
    measure_name: str,
    level: Level = Level.INSTITUTION,
    types: Collection[str] = (),
    top: int | None = 20,
) -> list[Ranked]:
    """Return the first `top` organizations (None: all) by a measure, among the entity types `types` (empty: all).

    Ranks count within `types`. Organizations for which the measure is not defined are left out.
    WrongUsage for an unknown measure or type, or `top` < 1.
    """
    chosen = measure_named(measure_name)
    check_choice(types, top)
    graph = partners(network, level)
    among = [e for e in graph.entities if not types or e.type in types]
    return rank_values(among, measure_partners(graph, [chosen])[chosen.name])[:top]


def check_choice(types: Collection[str], top: int | None) -> None:
    """Raise WrongUsage unless `types` are types of organizations and `top` is at least 1."""
    if top is not None and top < 1:
        raise WrongUsage("top", "至少为 1 must be at least 1")
    if unknown := set(types) - ontology().group("organization"):
        raise WrongUsage("type", f"不是组织类型 no type of organization: {'、'.join(sorted(unknown))}")


def rank_values(entities: Sequence[Entity], measured: Measured) -> list[Ranked]:
    """Return the entities that have a value, best first; equal ones in order of name, then id."""
    sign = -1 if measured.measure.higher_is_more else 1
    rows = [(e, value) for e in entities if (value := measured.values[e.id]) is not None]
    rows.sort(key=lambda row: (sign * tidy(row[1]), row[0].name, row[0].id))
    ranked: list[Ranked] = []
    for place, (entity, value) in enumerate(rows, start=1):
        tied = bool(ranked) and tidy(ranked[-1].value) == tidy(value)
        ranked.append(Ranked(entity, value, ranked[-1].rank if tied else place))
    return ranked


def tidy(value: float) -> float:
    """Return a value without the rounding noise of floating point (nine digits, nothing below 1e-15).

    >>> tidy(0.1 + 0.2) == tidy(0.3), tidy(1e-17) == 0
    (True, True)
    """
    return float(f"{value:.9g}") if abs(value) > 1e-15 else 0.0
