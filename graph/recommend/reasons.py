"""理由 Why an organization is recommended, in words, with the path and the facts it rests on.

Invariant: a reason explains a share of the score, and every organization that it names by a tie can be
looked up: `links` and `claims` are those of the ties named.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import networkx as nx

from graph.analytics.partners import PartnerGraph
from graph.model import Link, Network
from graph.ontology import ontology

SHOWN = 5
"""列出 How many partners a reason names; it rests on the ties with these."""


@dataclass(frozen=True, slots=True)
class Reason:
    """理由 One reason, in Chinese and English.

    `path`: entity ids from the organization to the recommended one; `links`, `claims`: ids, sorted, of what
    ties the organizations named. All three are empty where a reason rests on no tie.
    """

    zh: str
    en: str
    path: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grounds:
    """依据 What reasons are drawn from: the facts, and the partner graph made of them."""

    network: Network
    partners: PartnerGraph

    @cached_property
    def _links(self) -> dict[str, Link]:
        return {link.id: link for link in self.network.links}

    @cached_property
    def said(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """Link type → node → tail → ids of the links, for all links that make no partners of two."""
        said: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for link in self.network.links:
            if ontology().links[link.type].ties == "none" and link.head in self.partners.institution_of:
                said[link.type][self.partners.institution_of[link.head]][link.tail].append(link.id)
        return said

    @cached_property
    def _parts(self) -> tuple[dict[str, set[str]], dict[str, set[str]], dict[str, list[str]]]:
        part = ontology().tying("part")
        up: dict[str, set[str]] = defaultdict(set)
        down: dict[str, set[str]] = defaultdict(set)
        for link in self.network.links:
            if link.type in part:
                up[link.head].add(link.tail)
                down[link.tail].add(link.head)
        members: dict[str, list[str]] = defaultdict(list)
        for id_, home in self.partners.institution_of.items():
            members[home].append(id_)
        return up, down, members

    def own_bodies(self, node: str) -> frozenset[str]:
        """Return `node` and the nodes of all its units and of all the bodies it belongs to, near and far."""
        up, down, members = self._parts
        found = reach(members[node], up) | reach(members[node], down)
        homes = self.partners.institution_of
        return frozenset({node, *(homes[id_] for id_ in found if id_ in homes)})

    def label(self, type_: str) -> tuple[str, str]:
        """Return the label of an entity type in Chinese and English."""
        kind = ontology().entities[type_]
        return kind.zh, kind.en.lower()

    def reason(self, zh: str, en: str, path: Sequence[str], links: Iterable[str]) -> Reason:
        """Return a reason that rests on these links and on their claims."""
        ids = tuple(sorted(set(links)))
        claims = {claim for id_ in ids for claim in self._links[id_].claims}
        return Reason(zh, en, tuple(path), ids, tuple(sorted(claims)))

    def ties(self, pairs: Iterable[tuple[str, str]]) -> list[str]:
        """Return the ids of the links that tie these pairs of nodes."""
        return [link for a, b in pairs for link in self.partners.graph[a][b]["links"]]

    def names(self, ids: Sequence[str]) -> tuple[str, str]:
        """Return the first few names in Chinese and English style, with “etc.” if there are more."""
        names = [self.network.entity(id_).name for id_ in ids[:SHOWN]]
        more = len(ids) > SHOWN
        return "、".join(names) + ("等" if more else ""), ", ".join(names) + (", …" if more else "")


def connected_reasons(grounds: Grounds, node: str, other: str, place: tuple[int, int]) -> tuple[Reason, ...]:
    """Return why `other`, reached along ties, is recommended; `place`: its rank by the walk, and of how many."""
    graph = grounds.partners.graph
    common = sorted(nx.common_neighbors(graph, node, other), key=lambda id_: (len(graph[id_]), id_))
    walk = walk_reason(grounds, _path(graph, node, other, common), place)
    return (common_reason(grounds, node, other, common), walk) if common else (walk,)


def common_reason(grounds: Grounds, node: str, other: str, common: Sequence[str]) -> Reason:
    """Return the reason that two share these partners, whose names with the fewest partners come first."""
    zh, en = grounds.names(common)
    pairs = [(end, between) for between in common[:SHOWN] for end in (node, other)]
    return grounds.reason(
        f"共同合作伙伴{len(common)}家：{zh}",
        f"{len(common)} common partner{'s' * (len(common) > 1)}: {en}",
        (node, common[0], other),
        grounds.ties(pairs),
    )


def walk_reason(grounds: Grounds, path: Sequence[str], place: tuple[int, int]) -> Reason:
    """Return the reason that a path leads there; `place`: the rank by the walk, and among how many."""
    zh, en = grounds.names(path[1:-1])
    rank, count = place
    return grounds.reason(
        f"经{zh}可达（{len(path) - 1}步）；沿合作关系随机行走到达它的机会在{count}个候选中列第{rank}（个性化PageRank）",
        f"Reached through {en} ({len(path) - 1} steps); ranks {rank} of {count} candidates by how often a random walk "
        f"along ties reaches it (personalised PageRank)",
        path,
        grounds.ties(pairwise(path)),
    )


def _path(graph: nx.Graph, node: str, other: str, common: Sequence[str]) -> Sequence[str]:
    if common:
        return node, common[0], other
    path: list[str] = nx.shortest_path(graph, node, other)
    return path


def reach(start: Iterable[str], steps: Mapping[str, Collection[str]]) -> set[str]:
    """Return all that can be reached from `start` by following `steps`, the start among them."""
    found = set(start)
    stack = list(found)
    while stack:
        new = set(steps.get(stack.pop(), ())) - found
        found |= new
        stack.extend(new)
    return found
