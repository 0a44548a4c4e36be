"""候选 Which organizations may be recommended to one.

Invariant: never itself, never a partner that it has, never its own units or the bodies that it belongs to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import networkx as nx

from graph.analytics.partners import PartnerGraph
from graph.model import Network
from graph.ontology import Ontology
from graph.recommend.scoring import Shares

REACH = 3
"""范围 Candidates lie within this many ties …"""
FARTHER = 50
"""… or are among this many best by score, however far."""


def candidates(graph: nx.Graph, node: str, shares: Mapping[str, Shares], without: Collection[str]) -> list[str]:
    """Return the candidates for `node` among the nodes that have shares, in order of id."""
    near = nx.single_source_shortest_path_length(graph, node, cutoff=REACH)
    best = sorted(shares, key=lambda other: (-sum(value for _, value in shares[other]), other))[:FARTHER]
    return sorted(other for other in {*near, *best} if other in shares and other not in without)


def own_bodies(network: Network, graph: PartnerGraph, node: str, types: Ontology) -> frozenset[str]:
    """Return `node` and the nodes of all its units and of all the bodies it belongs to, near and far."""
    part = types.tying("part")
    up: dict[str, set[str]] = defaultdict(set)
    down: dict[str, set[str]] = defaultdict(set)
    for link in network.links:
        if link.type in part:
            up[link.head].add(link.tail)
            down[link.tail].add(link.head)
    own = members(graph, node)
    found = _reach(own, up) | _reach(own, down)
    return frozenset({node, *(graph.institution_of[id_] for id_ in found if id_ in graph.institution_of)})


def members(graph: PartnerGraph, node: str) -> frozenset[str]:
    """Return the ids of the organizations that a node stands for."""
    return frozenset(id_ for id_, home in graph.institution_of.items() if home == node)


def _reach(start: Iterable[str], steps: Mapping[str, Collection[str]]) -> set[str]:
    found, stack = set(start), list(start)
    while stack:
        new = set(steps.get(stack.pop(), ())) - found
        found |= new
        stack.extend(new)
    return found
