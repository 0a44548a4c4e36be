"""依据单薄 What can be said for an organization that has no partners to reason from: shared chain, shared
region, and whom organizations of its type work with.

Invariant: every recommendation begins by saying that its evidence is thin, and that the score is no match for
one that rests on ties.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.analytics.partners import PartnerGraph
from graph.model import Network
from graph.ontology import ontology
from graph.recommend.reasons import SHOWN, Grounds, Reason
from graph.recommend.scoring import Shares

WEIGHTS = {"same_chain": 0.4, "same_region": 0.3, "popularity": 0.3}
"""权重 Sum to 1: `same_chain` and `same_region` are the share of the organization's own chains and regions
that the other is in as well, `popularity` its number of partners of the organization's type, over the greatest."""

PLACES = {"same_chain": "IN_CHAIN", "same_region": "LOCATED_IN"}
WORDS = {"same_chain": ("同属产业链", "Same industry chain"), "same_region": ("同在地区", "Same region")}
THIN = Reason(
    "依据单薄：网络中尚无可据以推算的合作伙伴，以下仅按同产业链、同地区与同类组织的合作情况推荐",
    "Thin evidence: there are no partners to reason from, so this rests on shared chain, shared region and whom "
    "organizations of the same type work with",
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """环境 Where each node is (feature → node → place id → ids of the links that say so), and who is popular."""

    places: Mapping[str, Mapping[str, Mapping[str, list[str]]]]
    popular: Mapping[str, tuple[str, ...]]


def surroundings(network: Network, graph: PartnerGraph, node: str) -> Surroundings:
    """Return the chains and regions of all nodes, and each node's partners of the type of `node`, by id."""
    places = {feature: _places(network, graph, type_) for feature, type_ in PLACES.items()}
    kind = graph.entity(node).type
    alike = {id_: tuple(sorted(p for p in graph.graph[id_] if graph.entity(p).type == kind)) for id_ in graph.ids}
    return Surroundings(places, alike)


def _places(network: Network, graph: PartnerGraph, type_: str) -> Mapping[str, Mapping[str, list[str]]]:
    places: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for link in network.links:
        if link.type == type_ and link.head in graph.institution_of:
            places[graph.institution_of[link.head]][link.tail].append(link.id)
    return places


def thin_shares(around: Surroundings, node: str, allowed: Collection[str]) -> dict[str, Shares]:
    """Return the shares of the allowed nodes for which anything speaks."""
    most = max((len(around.popular[other]) for other in allowed), default=0) or 1
    found = {}
    for other in allowed:
        values = {feature: _overlap(around, feature, node, other) for feature in PLACES}
        values["popularity"] = len(around.popular[other]) / most
        if any(values.values()):
            found[other] = tuple((name, WEIGHTS[name] * value) for name, value in values.items())
    return found


def _overlap(around: Surroundings, feature: str, node: str, other: str) -> float:
    mine, theirs = (around.places[feature].get(id_, {}).keys() for id_ in (node, other))
    return len(mine & theirs) / len(mine) if mine else 0.0


def thin_reasons(grounds: Grounds, around: Surroundings, node: str, other: str) -> tuple[Reason, ...]:
    """Return why `other` is recommended to `node`, beginning with how little is known."""
    reasons = [THIN]
    for feature, (zh, en) in WORDS.items():
        mine, theirs = (around.places[feature].get(id_, {}) for id_ in (node, other))
        if shared := sorted(mine.keys() & theirs.keys()):
            names = grounds.names(shared)
            links = [link for place in shared for link in (*mine[place], *theirs[place])]
            reasons.append(grounds.reason(f"{zh}：{names[0]}", f"{en}: {names[1]}", (node, shared[0], other), links))
    if partners := around.popular[other]:
        reasons.append(_popular_reason(grounds, node, other, partners))
    return tuple(reasons)


def _popular_reason(grounds: Grounds, node: str, other: str, partners: tuple[str, ...]) -> Reason:
    types = ontology()
    kind = types.entities[grounds.network.entity(node).type]
    zh, en = grounds.names(partners)
    return grounds.reason(
        f"已与{len(partners)}家同类组织（{kind.zh}）合作：{zh}",
        f"Works with {len(partners)} of the same type ({kind.en.lower()}): {en}",
        (),
        grounds.ties((other, partner) for partner in partners[:SHOWN]),
    )
