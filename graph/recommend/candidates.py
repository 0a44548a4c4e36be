"""候选 Which organizations may be recommended to one.

Invariant: never itself, never a partner that it has, never its own units or the bodies that it belongs to
(`Grounds.own_bodies`).
"""

from collections.abc import Collection, Mapping

import networkx as nx

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
