"""推荐 Ranks possible partners of one organization, each with its reasons.

Invariant: equal networks give equal recommendations; what is recommended is never a partner already.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from graph.analytics.partners import Level, PartnerGraph, partners
from graph.analytics.ranking import check_choice, tidy
from graph.errors import UnknownName, WrongUsage
from graph.model import Entity, Network
from graph.recommend.candidates import candidates
from graph.recommend.features import PERSONALISED_PAGERANK
from graph.recommend.reasons import Grounds, Reason, connected_reasons
from graph.recommend.scoring import Shares, shares_from
from graph.recommend.thin import surroundings, thin_reasons, thin_shares


@dataclass(frozen=True, slots=True)
class Recommendation:
    """推荐 A possible partner: its score in [0, 1], the share of each feature in it, and the reasons.

    The shares sum to the score. A score compares candidates of one organization, not of two.
    """

    entity: Entity
    score: float
    shares: Shares
    reasons: tuple[Reason, ...]


def recommend(
    network: Network,
    entity_id: str,
    top: int = 10,
    level: Level = Level.INSTITUTION,
    types: Collection[str] | None = None,
) -> list[Recommendation]:
    """Return the `top` possible partners of an organization, best first, of the entity types `types` (none: all).

    At level `institution` a unit is answered for the body that it belongs to. An organization from which no
    candidate can be reached along ties gets ones by shared chain and region and by popularity, and is told so.
    UnknownName for an unknown id; WrongUsage for an entity that is no organization, an unknown type, `top` < 1.
    """
    return recommend_on(Grounds(network, partners(network, level)), entity_id, top, types)


def recommend_on(
    grounds: Grounds, entity_id: str, top: int = 10, types: Collection[str] | None = None
) -> list[Recommendation]:
    """Return what `recommend` does, on a network whose partner graph is at hand (many questions, one graph)."""
    check_choice(types or (), top)
    network, graph = grounds.network, grounds.partners
    node = node_of(network, graph, entity_id)
    own = grounds.own_bodies(node)
    wanted = _wanted(graph, own | set(graph.graph[node]), types)
    return _connected(grounds, node, own, wanted, top) or _thin(grounds, node, wanted, top)


def node_of(network: Network, graph: PartnerGraph, entity_id: str) -> str:
    """Return the node of an organization; UnknownName for an unknown id, WrongUsage for what is no organization."""
    if entity_id not in network.position:
        raise UnknownName(entity_id)
    if entity_id not in graph.institution_of:
        name = network.entity(entity_id).name
        raise WrongUsage("entity_id", f"“{name}”不是组织，不能为其推荐伙伴 is no organization")
    return graph.institution_of[entity_id]


def _wanted(graph: PartnerGraph, without: Collection[str], types: Collection[str] | None) -> frozenset[str]:
    return frozenset(e.id for e in graph.entities if e.id not in without and (not types or e.type in types))


def _connected(
    grounds: Grounds, node: str, own: frozenset[str], wanted: frozenset[str], top: int
) -> list[Recommendation]:
    graph = grounds.partners.graph
    shares = shares_from(graph, node)
    # Places are counted among all candidates, so that a narrower question does not change a score or a reason.
    near = candidates(graph, node, shares, own)
    walk = {id_: tidy(dict(shares[id_])[PERSONALISED_PAGERANK.name]) for id_ in near}
    places: dict[float, int] = {}
    for place, value in enumerate(sorted(walk.values(), reverse=True), start=1):
        places.setdefault(value, place)

    def explain(other: str) -> tuple[Reason, ...]:
        return connected_reasons(grounds, node, other, (places[walk[other]], len(near)))

    return _best(grounds, {id_: shares[id_] for id_ in near if id_ in wanted}, explain, top)


def _thin(grounds: Grounds, node: str, wanted: frozenset[str], top: int) -> list[Recommendation]:
    around = surroundings(grounds.network, grounds.partners, node)
    shares = thin_shares(around, node, wanted)
    return _best(grounds, shares, lambda other: thin_reasons(grounds, around, node, other), top)


def _best(
    grounds: Grounds, shares: Mapping[str, Shares], explain: Callable[[str], Iterable[Reason]], top: int
) -> list[Recommendation]:
    rows = [(sum(v for _, v in parts), grounds.partners.entity(id_), parts) for id_, parts in shares.items()]
    rows.sort(key=lambda row: (-tidy(row[0]), row[1].name, row[1].id))
    return [Recommendation(entity, score, parts, tuple(explain(entity.id))) for score, entity, parts in rows[:top]]
