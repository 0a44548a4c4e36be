"""分析 The whole picture of a partner network, for `gongjian analyze` and the first screen."""

from collections import defaultdict
from dataclasses import dataclass

import networkx as nx

from graph.analytics.catalogue import MEASURES
from graph.analytics.definition import Values
from graph.analytics.partners import Level, PartnerGraph, partners
from graph.analytics.ranking import Measured, Ranked, measure_partners, rank_values
from graph.model import Entity, Network

TOP = 5


@dataclass(frozen=True, slots=True)
class Community:
    """社区 A group of at least two: its number, its size, and the members with the most cooperation."""

    number: int
    size: int
    leaders: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """分析结果 Counts, every measure's values, the first few of each, and the communities.

    `density` is the share of possible pairs that are tied, `modularity` that of the communities (None
    without edges); `isolated` counts organizations without partners, `skipped` facts of too many parties.
    `leaders` pairs the name of each measure that is no grouping with its first few; `values` has every
    measure's value for every node, `approximate` names the measures that were estimated.
    """

    level: Level
    nodes: int
    edges: int
    facts: int
    skipped: int
    density: float
    components: int
    largest_component: int
    isolated: int
    modularity: float | None
    leaders: tuple[tuple[str, tuple[Ranked, ...]], ...]
    communities: tuple[Community, ...]
    values: dict[str, Values]
    approximate: tuple[str, ...]


def analyze(network: Network, level: Level = Level.INSTITUTION, top: int = TOP) -> Analysis:
    """Return the analysis of a network at a level, with the `top` organizations of each measure."""
    graph = partners(network, level)
    measured = measure_partners(graph)
    pieces = _groups(measured["components"])
    return Analysis(
        level=graph.level,
        nodes=len(graph.ids),
        edges=graph.graph.number_of_edges(),
        facts=graph.facts,
        skipped=graph.skipped,
        density=float(nx.density(graph.graph)),
        components=len(pieces),
        largest_component=max(map(len, pieces.values()), default=0),
        isolated=nx.number_of_isolates(graph.graph),
        modularity=_modularity(graph, measured["communities"]),
        leaders=_leaders(graph, measured, top),
        communities=_communities(graph, measured, top),
        values={name: m.values for name, m in measured.items()},
        approximate=tuple(name for name, m in measured.items() if m.approximate),
    )


def _leaders(
    graph: PartnerGraph, measured: dict[str, Measured], top: int
) -> tuple[tuple[str, tuple[Ranked, ...]], ...]:
    names = [m.name for m in MEASURES if not m.is_group]
    return tuple((name, tuple(rank_values(graph.entities, measured[name])[:top])) for name in names)


def _communities(graph: PartnerGraph, measured: dict[str, Measured], top: int) -> tuple[Community, ...]:
    out = []
    for number, ids in _groups(measured["communities"]).items():
        leaders = rank_values([graph.entity(id_) for id_ in ids], measured["weighted_degree"])
        if len(ids) > 1:
            out.append(Community(number, len(ids), tuple(row.entity for row in leaders[:top])))
    return tuple(out)


def _groups(measured: Measured) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = defaultdict(list)
    for id_, label in measured.values.items():
        groups[int(label or 0)].append(id_)
    return {label: groups[label] for label in sorted(groups)}


def _modularity(graph: PartnerGraph, communities: Measured) -> float | None:
    if not graph.graph.number_of_edges():
        return None
    return float(nx.community.modularity(graph.graph, _groups(communities).values(), weight="weight"))
