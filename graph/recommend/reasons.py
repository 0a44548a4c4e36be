"""理由 Why an organization is recommended, in words, with the path and the facts it rests on.

Invariant: a reason explains a share of the score, and every organization that it names by a tie can be
looked up: `links` and `claims` are those of the ties named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import networkx as nx

from graph.analytics.partners import PartnerGraph
from graph.model import Link, Network

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
    walk = _walk_reason(grounds, _path(graph, node, other, common), place)
    return (_common_reason(grounds, node, other, common), walk) if common else (walk,)


def _common_reason(grounds: Grounds, node: str, other: str, common: Sequence[str]) -> Reason:
    zh, en = grounds.names(common)
    pairs = [(end, between) for between in common[:SHOWN] for end in (node, other)]
    return grounds.reason(
        f"共同合作伙伴{len(common)}家：{zh}",
        f"{len(common)} common partner{'s' * (len(common) > 1)}: {en}",
        (node, common[0], other),
        grounds.ties(pairs),
    )


def _walk_reason(grounds: Grounds, path: Sequence[str], place: tuple[int, int]) -> Reason:
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
