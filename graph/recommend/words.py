"""说理 Puts into words why the ranker recommends an organization: ties, chain, place, supply and demand.

Invariant: every sentence can be looked up: it names the links, and through them the claims, that it rests on.
"""

from collections.abc import Sequence
from functools import cached_property

import networkx as nx

from graph.recommend.profiles import words_of
from graph.recommend.reasons import SHOWN, Grounds, Reason, common_reason, walk_reason

PLACES = (("IN_CHAIN", "同属产业链", "Same industry chain"), ("LOCATED_IN", "同在地区", "Same region"))
GIVING, SEEKING = ("PROVIDES", "OFFERS"), ("SEEKS",)
ENOUGH = 2
"""Words (pairs of characters) that an offer and a demand must share to be named together …"""
MOSTLY = 0.5
"""… and the share of the shorter one's that this must be."""
NOTHING = Reason(
    "依据单薄：没有共同伙伴或相合的供需可指，按机构类型、活跃程度与网络位置推荐",
    "Thin evidence: no common partner or matching demand to point at; this rests on type, activity and position",
)


class Speaker:
    """说理者 Finds the words over one network."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds

    def reasons(self, node: str, other: str, place: tuple[int, int]) -> tuple[Reason, ...]:
        """Return why `other` is recommended to `node`; `place`: its rank by the walk, and among how many."""
        found = (
            *self._tied(node, other, place),
            *self._supplied(node, other),
            *self._placed(node, other),
            *self._liked(node, other),
        )
        return found or (NOTHING,)

    def place_names(self, node: str) -> Sequence[str]:
        """Return the names of the regions of a node."""
        said = self._grounds.said["LOCATED_IN"].get(node, {})
        return [self._grounds.network.entity(id_).name for id_ in sorted(said)]

    def _tied(self, node: str, other: str, place: tuple[int, int]) -> list[Reason]:
        graph = self._grounds.partners.graph
        common = sorted(nx.common_neighbors(graph, node, other), key=lambda id_: (len(graph[id_]), id_))
        if common:
            return [common_reason(self._grounds, node, other, common)]
        if self._component.get(node) != self._component.get(other):
            return []
        return [walk_reason(self._grounds, nx.shortest_path(graph, node, other), place)]

    @cached_property
    def _component(self) -> dict[str, int]:
        parts = nx.connected_components(self._grounds.partners.graph)
        return {id_: number for number, part in enumerate(parts) for id_ in part}

    def _placed(self, node: str, other: str) -> list[Reason]:
        reasons = []
        for type_, zh, en in PLACES:
            mine, theirs = (self._grounds.said[type_].get(id_, {}) for id_ in (node, other))
            if shared := sorted(mine.keys() & theirs.keys()):
                names = self._grounds.names(shared)
                links = [link for id_ in shared for link in (*mine[id_], *theirs[id_])]
                path = (node, shared[0], other)
                reasons.append(self._grounds.reason(f"{zh}：{names[0]}", f"{en}: {names[1]}", path, links))
        return reasons

    def _supplied(self, node: str, other: str) -> list[Reason]:
        pairs = ((node, other, True), (other, node, False))
        return [reason for giver, taker, mine in pairs if (reason := self._match(giver, taker, mine))]

    def _match(self, giver: str, taker: str, mine: bool) -> Reason | None:
        given = {id_: links for type_ in GIVING for id_, links in self._grounds.said[type_].get(giver, {}).items()}
        sought = {
            id_: links
            for type_ in (*SEEKING, "IN_CHAIN")
            for id_, links in self._grounds.said[type_].get(taker, {}).items()
        }
        best = max(((self._shared(a, b), a, b) for a in sorted(given) for b in sorted(sought)), default=(0, "", ""))
        if best[0] < ENOUGH:
            return None
        _, a, b = best
        gift, need = (self._grounds.network.entity(id_).name for id_ in (a, b))
        who = (
            ("本单位", "对方", "this organization", "the other")
            if mine
            else ("对方", "本单位", "the other", "this one")
        )
        return self._grounds.reason(
            f"{who[0]}的“{gift}”与{who[1]}的“{need}”相合",
            f"“{gift}” of {who[2]} meets “{need}” of {who[3]}",
            (giver, a, b, taker) if mine else (taker, b, a, giver),
            (*given[a], *sought[b]),
        )

    def _shared(self, a: str, b: str) -> int:
        one, two = (words_of(self._grounds.network.entity(id_).name) for id_ in (a, b))
        shared = len(one & two)
        return shared if shared >= MOSTLY * min(len(one), len(two)) else 0

    def _liked(self, node: str, other: str) -> list[Reason]:
        graph, entity = self._grounds.partners, self._grounds.partners.entity
        kind = entity(node).type
        alike = sorted(id_ for id_ in graph.graph[other] if entity(id_).type == kind)
        if len(alike) < ENOUGH:
            return []
        zh, en = self._grounds.names(alike)
        label = self._grounds.label(kind)
        return [
            self._grounds.reason(
                f"已与{len(alike)}家同类组织（{label[0]}）合作：{zh}",
                f"Works with {len(alike)} of the same type ({label[1]}): {en}",
                (),
                self._grounds.ties((other, id_) for id_ in alike[:SHOWN]),
            )
        ]
