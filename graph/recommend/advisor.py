"""顾问 Answers many questions on one network: for one organization, for all, for two lists.

Invariant: what is computed once (partner graph, history, profiles, ranker) never changes; feedback does, and is
handed in with each question. With too little history to learn from, the heuristics of `ranking` answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.analytics.partners import Level, PartnerGraph, partners
from graph.model import Entity, Network
from graph.recommend.columns import GROUPS, LEAST, NAMES, columns_of
from graph.recommend.feedback import Feedback, Verdict, latest
from graph.recommend.history import history_of
from graph.recommend.lessons import lessons
from graph.recommend.profiles import profiles_of
from graph.recommend.ranker import Ranker, chance, odds_of, train
from graph.recommend.ranking import Recommendation, node_of, recommend_on
from graph.recommend.reasons import Grounds
from graph.recommend.scoring import Shares
from graph.recommend.taste import settled, shifts
from graph.recommend.terrain import Terrain
from graph.recommend.wishes import Wishes, varied
from graph.recommend.words import Speaker

Told = Mapping[tuple[str, str], Feedback]
OTHER = "other"
WALK = NAMES.index("walk")


@dataclass(frozen=True)
class Scored:
    """评分 Nodes that may be recommended to one, their columns and log odds, in parallel."""

    node: int
    others: NDArray[np.int64]
    rows: NDArray[np.float64]
    odds: NDArray[np.float64]


@dataclass(frozen=True)
class Advisor:
    """顾问 Over a network and its partner graph; make one per version of the store and keep it."""

    network: Network
    graph: PartnerGraph

    @classmethod
    def of(cls, network: Network, level: Level = Level.INSTITUTION) -> "Advisor":
        """Return the advisor on a network at a level."""
        return cls(network, partners(network, Level(level)))

    @cached_property
    def grounds(self) -> Grounds:
        """What reasons are drawn from."""
        return Grounds(self.network, self.graph)

    @cached_property
    def terrain(self) -> Terrain:
        """The whole history, as of the day of its latest fact."""
        history = history_of(self.network, self.graph)
        return Terrain(history, profiles_of(self.network, self.graph), history.last_day)

    @cached_property
    def ranker(self) -> Ranker | None:
        """The ranker learned from the network's history, None where that is too short."""
        return train(lessons(self.terrain.history, self.terrain.profiles))

    @cached_property
    def _speaker(self) -> Speaker:
        return Speaker(self.grounds)

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        members: dict[str, list[str]] = defaultdict(list)
        for id_, home in self.graph.institution_of.items():
            members[home].append(id_)
        return members

    def advise(
        self, entity_id: str, wishes: Wishes | None = None, feedback: Sequence[Feedback] = ()
    ) -> list[Recommendation]:
        """Return the recommendations for one organization, best first; see `recommend` for errors."""
        wishes = wishes or Wishes()
        wishes.check()
        node = node_of(self.network, self.graph, entity_id)
        told = latest(feedback)
        if self.ranker is None:
            return self._by_heuristics(node, wishes, told)
        scored = self.scored(node, wishes, told)
        chosen = varied(self.terrain, scored.others, scored.odds, wishes)
        return [self._recommendation(scored, i) for i in chosen]

    def advise_all(
        self, kinds: Collection[str] = (), wishes: Wishes | None = None, feedback: Sequence[Feedback] = ()
    ) -> Iterator[tuple[Entity, list[Recommendation]]]:
        """Yield each organization (of the types `kinds`; none: all) with its recommendations, ordered by name."""
        for entity in sorted(self.graph.entities, key=lambda e: (e.name, e.id)):
            if not kinds or entity.type in kinds:
                yield entity, self.advise(entity.id, wishes, feedback)

    def chances(self, node: str, others: Sequence[str], told: Told) -> dict[str, float]:
        """Return the score of each of `others` that may be recommended to a node; without a ranker only the reached."""
        if self.ranker is None:
            wanted = set(others)
            rows = self._by_heuristics(node, Wishes(top=len(self.graph.ids)), told)
            return {row.entity.id: row.score for row in rows if row.entity.id in wanted}
        scored = self.scored(node, Wishes(), told, others)
        return dict(zip((self.graph.ids[i] for i in scored.others), chance(scored.odds).tolist(), strict=True))

    def explain(self, node: str, other: str, wishes: Wishes, told: Told) -> Recommendation:
        """Return the recommendation of `other`, which may be recommended, to a node, with its reasons."""
        if self.ranker is None:
            rows = self._by_heuristics(node, replace(wishes, top=len(self.graph.ids)), told)
            return next(row for row in rows if row.entity.id == other)
        scored, at = self.scored(node, wishes, told), self.graph.position[other]
        if at not in scored.others:
            # Beyond the usual pool: it is placed among those as well, or its rank would say nothing.
            scored = self.scored(node, wishes, told, [other, *(self.graph.ids[i] for i in scored.others)])
        return self._recommendation(scored, int(np.flatnonzero(scored.others == at)[0]))

    def scored(self, node: str, wishes: Wishes, told: Told, among: Collection[str] | None = None) -> Scored:
        """Return all who may be recommended to a node (of the nodes `among`), with their log odds."""
        if self.ranker is None:
            raise ValueError("there is no ranker")
        at = self.graph.position[node]
        others = None if among is None else np.array(sorted(self.graph.position[id_] for id_ in among), np.int64)
        asked, rows, odds = odds_of(self.terrain, self.ranker, at, others)
        allowed = np.array([self.allowed(node, self.graph.ids[i], wishes, told) for i in asked.others], bool)
        if not len(allowed):
            return Scored(at, asked.others, rows, odds)
        odds = odds + shifts(self.terrain, asked.others, self._said(node, told))
        return Scored(at, asked.others[allowed], rows[allowed], odds[allowed])

    def allowed(self, node: str, other: str, wishes: Wishes, told: Told) -> bool:
        """Tell whether `other` may be recommended to `node` at all."""
        entity = self.graph.entity(other)
        return not (
            other in self._own(node)
            or self.graph.graph.has_edge(node, other)
            or (wishes.types and entity.type not in wishes.types)
            or not self._excluded(wishes).isdisjoint(self._members[other])
            or (told and not self._settled(node, told).isdisjoint(self._members[other]))
            or (wishes.regions and not self._in_region(other, wishes.regions))
        )

    def _excluded(self, wishes: Wishes) -> frozenset[str]:
        return frozenset(wishes.exclude)

    def _settled(self, node: str, told: Told) -> frozenset[str]:
        return settled(told, frozenset(self._members[node]))

    def _in_region(self, other: str, regions: Sequence[str]) -> bool:
        names = self._speaker.place_names(other)
        return any(region in name for region in regions for name in names)

    def _own(self, node: str) -> frozenset[str]:
        return self.grounds.own_bodies(node)

    def _said(self, node: str, told: Told) -> dict[int, Verdict]:
        mine = set(self._members[node])
        homes = self.graph.institution_of
        return {
            self.graph.position[homes[row.other]]: row.verdict
            for row in told.values()
            if row.entity in mine and row.other in homes
        }

    def _recommendation(self, scored: Scored, i: int) -> Recommendation:
        other = self.graph.ids[scored.others[i]]
        score = float(chance(scored.odds[i : i + 1])[0])
        shares = self._shares(scored.rows[i], score)
        place = 1 + int((scored.rows[:, WALK] > scored.rows[i, WALK]).sum()), len(scored.others)
        reasons = self._speaker.reasons(self.graph.ids[scored.node], other, place)
        return Recommendation(self.graph.entity(other), score, shares, reasons)

    def _shares(self, row: NDArray[np.float64], score: float) -> Shares:
        # What the odds lose when all that a group of columns says is taken away.
        assert self.ranker is not None  # noqa: S101 (asked for by those with a ranker only)
        without = np.repeat(row[None, :], len(GROUPS) + 1, axis=0)
        for i, group in enumerate(GROUPS):
            without[i, columns_of(group)] = LEAST[columns_of(group)]
        odds = self.ranker.odds(without)
        losses = np.maximum(odds[-1] - odds[:-1], 0.0)
        if not losses.sum():
            return ((OTHER, score),)
        parts = score * losses / losses.sum()
        return tuple((group, float(part)) for group, part in zip(GROUPS, parts, strict=True) if part > 0)

    def _by_heuristics(self, node: str, wishes: Wishes, told: Told) -> list[Recommendation]:
        everybody = len(self.graph.ids)
        rows = recommend_on(self.grounds, node, everybody, wishes.types)
        return [row for row in rows if self.allowed(node, row.entity.id, wishes, told)][: wishes.top]
