"""缺口 Where an industry chain, a major and a region have no partners, few, or all of them through one organization.

Invariant: pure; every organization that counts stands in at least one cell, under “unknown” (None) where its chain,
major or region is not known; nothing is guessed. Equal networks give equal tables, in content and in order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from graph.analytics.partners import PartnerGraph
from graph.errors import WrongUsage
from graph.model import Entity, Network
from graph.ontology import ontology

Labels = frozenset[str | None]
UNKNOWN: Labels = frozenset({None})
_SAID = ("IN_CHAIN", "OFFERS", "LOCATED_IN", "SEEKS")


class Coverage(StrEnum):
    """覆盖 How well a cell is covered, worst first."""

    NONE = "none"
    SINGLE = "single"
    THIN = "thin"
    COVERED = "covered"


ORDER = tuple(Coverage)


@dataclass(frozen=True, slots=True)
class GapOptions:
    """缺口条件 `thin`: a cell is thin where a smaller share of its organizations than this has a partner in it.

    `region` turns the name of a region into the label of its column; `home` says in which region an organization
    lies whose region no source tells, by its name (None: unknown).
    """

    thin: float = 0.5
    region: Callable[[str], str] = lambda name: name
    home: Callable[[str], str | None] = lambda name: None

    def __post_init__(self) -> None:
        if not 0 <= self.thin <= 1:
            raise WrongUsage("thin", "须在 0 与 1 之间 must be between 0 and 1")


@dataclass(frozen=True, slots=True)
class Cell:
    """格 One chain, major and region (None: unknown), and who is in it; all of ids, sorted.

    `schools` offer the major, `others` are in the chain; `alone` are those of both without a partner on the other
    side (`others` among all schools that offer the major, schools among all that are in the chain, in whatever
    region). `ties` counts such partner pairs with an end in the cell. `single` are the organizations that all ties
    run through; `by_one` those of the cell with exactly one partner.
    """

    chain: str | None
    major: str | None
    region: str | None
    schools: tuple[str, ...]
    others: tuple[str, ...]
    alone: tuple[str, ...]
    by_one: tuple[str, ...]
    single: tuple[str, ...]
    ties: int
    coverage: Coverage

    @property
    def size(self) -> int:
        """Number of organizations in the cell."""
        return len(self.schools) + len(self.others)


@dataclass(frozen=True)
class GapTable:
    """缺口表 The cells, worst first within their order of chain, major and region; `entities` by id.

    `organizations` were counted; `unknown` says of how many of them chain, major and region are not known.
    """

    cells: tuple[Cell, ...]
    entities: Mapping[str, Entity]
    organizations: int
    unknown: Mapping[str, int]

    def names(self, ids: Iterable[str]) -> list[str]:
        """Return the names of organizations."""
        return [self.entities[id_].name for id_ in ids]

    @property
    def counts(self) -> dict[str, int]:
        """How many cells came to each coverage."""
        return {str(c): sum(cell.coverage is c for cell in self.cells) for c in ORDER}


@dataclass
class _Profile:
    # What is known of one organization; sets of labels, never empty.
    school: bool
    chains: Labels = UNKNOWN
    majors: Labels = UNKNOWN
    regions: Labels = UNKNOWN
    pairs: frozenset[tuple[str | None, str | None]] = field(default_factory=frozenset)


def gaps(network: Network, graph: PartnerGraph, options: GapOptions = GapOptions()) -> GapTable:
    """Return the table of the organizations of a partner graph: schools, enterprises, and whoever is in a chain.

    A school stands under each major it offers, in the chains of that major (where these are unknown, in its own);
    another organization under each of its chains, by the majors that stand in that chain, or those of them it seeks.
    """
    profiles = _profiles(network, graph, options)
    members: dict[tuple[str | None, str | None, str | None], list[str]] = defaultdict(list)
    for id_, profile in profiles.items():
        for (chain, major), region in product(profile.pairs, profile.regions):
            members[chain, major, region].append(id_)
    makers = _Sides(profiles, graph)
    cells = [makers.cell(place, ids, options.thin) for place, ids in members.items()]
    cells.sort(key=lambda c: tuple((v is None, v or "") for v in (c.chain, c.major, c.region)))
    unknown = {
        "chain": sum(all(chain is None for chain, _ in p.pairs) for p in profiles.values()),
        "major": sum(all(major is None for _, major in p.pairs) for p in profiles.values()),
        "region": sum(p.regions == UNKNOWN for p in profiles.values()),
    }
    shown = {id_ for cell in cells for id_ in (*cell.schools, *cell.others, *cell.single)}
    return GapTable(tuple(cells), {id_: graph.entity(id_) for id_ in sorted(shown)}, len(profiles), unknown)


def _profiles(network: Network, graph: PartnerGraph, options: GapOptions) -> dict[str, _Profile]:
    said = _said(network, graph)
    names = _Names(network, said)
    schools = ontology().links["OFFERS"].head
    chains_of = _chains_of_majors(network, said)
    counted = [e for e in graph.entities if e.type in schools or e.type == "enterprise" or said["IN_CHAIN"].get(e.id)]
    found = {e.id: _Profile(e.type in schools, names.labels("IN_CHAIN", e.id)) for e in counted}
    majors_of: dict[str | None, set[str]] = defaultdict(set)
    for id_, profile in found.items():
        profile.regions = _regions(names, graph.entity(id_), options)
        if profile.school:
            profile.majors = names.labels("OFFERS", id_)
            places = (
                (chain, major) for major in profile.majors for chain in chains_of.get(major or "", profile.chains)
            )
            profile.pairs = frozenset(places)
            for chain, major in profile.pairs:
                majors_of[chain] |= {major} if major and chain else set()
    for major, chains in chains_of.items():
        for chain in chains:
            majors_of[chain].add(major)
    for id_, profile in found.items():
        if not profile.school:
            sought = " ".join(sorted(name or "" for name in names.labels("SEEKS", id_)))
            profile.pairs = frozenset((c, m) for c in profile.chains for m in _needed(majors_of.get(c, ()), sought))
    return found


class _Names:
    # The names of what an organization was said to be in, to offer, to seek.
    def __init__(self, network: Network, said: Mapping[str, Mapping[str, set[str]]]) -> None:
        self._network, self._said = network, said

    def labels(self, type_: str, id_: str) -> Labels:
        return frozenset(self._network.entity(tail).name for tail in self._said[type_].get(id_, ())) or UNKNOWN


def _said(network: Network, graph: PartnerGraph) -> Mapping[str, Mapping[str, set[str]]]:
    said: dict[str, dict[str, set[str]]] = {type_: defaultdict(set) for type_ in _SAID}
    for link in network.links:
        if link.type in said:
            said[link.type][graph.institution_of.get(link.head, link.head)].add(link.tail)
    return said


def _chains_of_majors(network: Network, said: Mapping[str, Mapping[str, set[str]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for head, tails in said["IN_CHAIN"].items():
        entity = network.entity(head)
        if entity.type == "major":
            found[entity.name] |= {network.entity(chain).name for chain in tails}
    return found


def _needed(majors: Iterable[str], sought: str) -> Labels:
    # What a firm seeks is told in words; where these name majors of its chain, the others are none of its business.
    of_chain = frozenset(majors)
    return frozenset(m for m in of_chain if m in sought) or of_chain or UNKNOWN


def _regions(names: _Names, entity: Entity, options: GapOptions) -> Labels:
    told = {name for name in names.labels("LOCATED_IN", entity.id) if name}
    told |= {value for name, value in entity.attributes if name == "region"}
    return frozenset(options.region(name) for name in told) or frozenset({options.home(entity.name)})


class _Sides:
    # Who stands on the other side of an organization, and the cell that follows from it.
    def __init__(self, profiles: Mapping[str, _Profile], graph: PartnerGraph) -> None:
        self._profiles, self._graph = profiles, graph

    def cell(self, place: tuple[str | None, str | None, str | None], ids: list[str], thin: float) -> Cell:
        chain, major, region = place
        partners = {id_: self._partners(id_, chain, major) for id_ in sorted(ids)}
        ties = {(min(a, b), max(a, b)) for a, others in partners.items() for b in others}
        alone = tuple(id_ for id_, others in partners.items() if not others)
        through = set.intersection(*(set(tie) for tie in ties)) if ties else set[str]()
        return Cell(
            chain=chain,
            major=major,
            region=region,
            schools=tuple(id_ for id_ in partners if self._profiles[id_].school),
            others=tuple(id_ for id_ in partners if not self._profiles[id_].school),
            alone=alone,
            by_one=tuple(id_ for id_, others in partners.items() if len(others) == 1),
            single=tuple(sorted(through)),
            ties=len(ties),
            coverage=_coverage(len(partners), len(alone), bool(through), thin),
        )

    def _partners(self, id_: str, chain: str | None, major: str | None) -> set[str]:
        mine = self._profiles[id_]
        found = set()
        for other in self._graph.graph[id_]:
            theirs = self._profiles.get(other)
            if theirs is None or theirs.school == mine.school:
                continue
            # What is not known restricts nobody.
            if (chain is None or chain in theirs.chains) if mine.school else (major is None or major in theirs.majors):
                found.add(other)
        return found


def _coverage(size: int, alone: int, through_one: bool, thin: float) -> Coverage:
    if alone == size:
        return Coverage.NONE
    if through_one:
        return Coverage.SINGLE
    return Coverage.THIN if size - alone < thin * size else Coverage.COVERED
