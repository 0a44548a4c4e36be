"""伙伴图 From the network of facts to the graph of organizations that are partners of each other.

Invariant: pure; equal networks give equal graphs, in content and in order. Which links tie, and how, is
data (`ties` in ontology.yaml). Nothing is invented: every edge names the links that it rests on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from math import fsum

import networkx as nx

from graph.analytics.arrays import PartnerArrays
from graph.errors import WrongUsage
from graph.model import Entity, Link, Network, State
from graph.ontology import Ontology, ontology

MAX_PARTIES = 30

Fact = Mapping[str, Collection[str]]
"""事实 The nodes that one fact brings together, each with the ids of the links that say so."""


class Level(StrEnum):
    """层级 Whether units and branches count as the body they belong to, or each for itself."""

    INSTITUTION = "institution"
    RECORD = "record"


@dataclass(frozen=True)
class PartnerGraph:
    """伙伴图 Organizations and who is a partner of whom.

    `ids` (sorted) and `entities` run in parallel; `graph` has these ids as nodes, no self-loops, and on each
    edge `weight` (see `partners`) and `links` (ids of the links it rests on, sorted). `institution_of` maps
    the id of every organization to its node. `facts` were counted, `skipped` had too many parties.
    """

    ids: tuple[str, ...]
    entities: tuple[Entity, ...]
    graph: nx.Graph
    institution_of: dict[str, str]
    level: Level
    facts: int
    skipped: int

    @cached_property
    def position(self) -> dict[str, int]:
        """Node id → its position in `ids`."""
        return {id_: i for i, id_ in enumerate(self.ids)}

    @cached_property
    def arrays(self) -> PartnerArrays:
        """The same ties as compressed sparse rows; row i is `ids[i]`."""
        at = self.position
        rows = [(at[a], at[b], weight) for a, b, weight in self.graph.edges(data="weight", default=1.0)]
        heads, tails, weights = zip(*rows, strict=True) if rows else ((), (), ())
        return PartnerArrays.from_pairs(len(self.ids), heads, tails, weights)

    def entity(self, id_: str) -> Entity:
        """Return the organization of a node; KeyError if there is no such node."""
        return self.entities[self.position[id_]]


def partners(
    network: Network,
    level: Level = Level.INSTITUTION,
    max_parties: int = MAX_PARTIES,
    types: Ontology | None = None,
) -> PartnerGraph:
    """Return the partner graph of the organizations in a network.

    A direct link weighs 1, however many sources repeat it. A fact of k parties (agreement, base, alliance,
    event, project) gives each pair 1/(k−1), so that it adds 1 to every party's weighted degree; one of more
    than `max_parties` parties ties nobody and is counted in `skipped`. An alliance is an organization as well:
    each of its members is tied to it with weight 1. Parties are counted at `level`, so two branches of one
    university are one party. WrongUsage if `max_parties` < 2.
    Weights: M. E. J. Newman, “Scientific collaboration networks. II”, Phys. Rev. E 64, 016132 (2001).
    """
    types = types or ontology()
    if max_parties < 2:
        raise WrongUsage("max_parties", "至少为 2 must be at least 2")
    nodes = homes(network, Level(level), types)
    facts = [fact for fact in _facts(network.links, nodes, types) if len(fact) > 1]
    counted = [fact for fact in facts if len(fact) <= max_parties]
    ids = tuple(sorted(set(nodes.values())))
    return PartnerGraph(
        ids=ids,
        entities=tuple(network.entity(id_) for id_ in ids),
        graph=_graph(ids, counted),
        institution_of=nodes,
        level=Level(level),
        facts=len(counted),
        skipped=len(facts) - len(counted),
    )


def homes(network: Network, level: Level, types: Ontology) -> dict[str, str]:
    """Return the node of every organization: itself, or at level `institution` its topmost body.

    Of several parents the first counts in this order: link held before ended, more sources, higher
    confidence, later date, smaller id. A circle of parents stands as its smallest id.
    """
    kinds = types.group("organization")
    organizations = {e.id for e in network.entities if e.type in kinds}
    if level is Level.RECORD:
        return {id_: id_ for id_ in sorted(organizations)}
    parents = _parents(network.links, organizations, types)
    tops: dict[str, str] = {}
    for id_ in sorted(organizations):
        _climb(id_, parents, tops)
    return {id_: tops[id_] for id_ in sorted(organizations)}


def _parents(links: Iterable[Link], organizations: Collection[str], types: Ontology) -> dict[str, str]:
    part = types.tying("part")
    choices: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.type in part and link.head in organizations and link.tail in organizations:
            choices[link.head].append(link)
    return {id_: _surest_parent(rows) for id_, rows in choices.items()}


def _surest_parent(links: Iterable[Link]) -> str:
    # Sorts are stable: the smaller id decides only where all else is equal.
    by_id = sorted(links, key=lambda link: link.tail)
    return max(by_id, key=lambda k: (k.state is State.HELD, k.sources, k.confidence, k.last or "")).tail


def _climb(start: str, parents: Mapping[str, str], tops: dict[str, str]) -> None:
    way: dict[str, None] = {}
    here = start
    while here not in tops and here not in way and here in parents:
        way[here] = None
        here = parents[here]
    if here in way:
        steps = list(way)
        top = min(steps[steps.index(here) :])
    else:
        top = tops.get(here, here)
    tops.update(dict.fromkeys((*way, here), top))


def _facts(links: Iterable[Link], nodes: Mapping[str, str], types: Ontology) -> Iterator[Fact]:
    direct, shared = types.tying("direct"), types.tying("shared")
    together: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        head, tail = nodes.get(link.head), nodes.get(link.tail)
        if head is None or head == tail or link.type not in direct | shared:
            continue
        if tail is not None:
            yield {head: (link.id,), tail: (link.id,)}
        if link.type in shared:
            together[link.tail][head].append(link.id)
    yield from together.values()


def _graph(ids: Iterable[str], facts: Iterable[Fact]) -> nx.Graph:
    weights: dict[tuple[str, str], list[float]] = defaultdict(list)
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in facts:
        for pair in combinations(sorted(fact), 2):
            weights[pair].append(1 / (len(fact) - 1))
            links[pair].update(fact[pair[0]], fact[pair[1]])
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    for a, b in sorted(weights):
        graph.add_edge(a, b, weight=fsum(weights[a, b]), links=tuple(sorted(links[a, b])))
    return graph
