"""回答 The answers of the engines in terms of organizations, for the command line and the API alike."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.analytics.acts import Window, changes, silent
from graph.analytics.catalogue import measure_named
from graph.analytics.of_store import StoreMeasures
from graph.analytics.ranking import check_choice
from graph.analytics.similar import similarity
from graph.analytics.without import without
from graph.columns import date_of
from graph.model import Entity

MOST_PARTIES = 30


@dataclass(frozen=True, slots=True)
class Activity:
    """活跃度 An organization with the acts that began in a window, and in the one ahead of it."""

    entity: Entity
    recent: int
    earlier: int


@dataclass(frozen=True, slots=True)
class Changes:
    """变化 Who came, who faded and who rose: the first of each by the size of the change, and how many there are."""

    newcomers: tuple[Activity, ...]
    fading: tuple[Activity, ...]
    rising: tuple[Activity, ...]
    totals: dict[str, int]


@dataclass(frozen=True, slots=True)
class Quiet:
    """签而未动 An agreement after which no two of its parties are known to have acted together; its date; they."""

    agreement: Entity
    date: str | None
    parties: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """相似 An organization, its likeness (Jaccard), and how many partners are common."""

    entity: Entity
    value: float
    common: int


@dataclass(frozen=True, slots=True)
class Departure:
    """退出 What would be lost without an organization; `cut_off` names the first of `cut_off_total`.

    `component` bodies reach each other now; `partners` would lose a partner; the rest would fall into `parts`; `alone`
    names the first of those that would have no partner left.
    """

    entity: Entity
    component: int
    partners: int
    parts: int
    cut_off_total: int
    cut_off: tuple[Entity, ...]
    alone: tuple[Entity, ...]


def changes_of(measures: StoreMeasures, during: Window, types: Collection[str] = (), top: int = 20) -> Changes:
    """Return who came, faded and rose in a window, the greatest change first."""
    check_choice(types, top)
    found = changes(measures.graph, during)
    among = measures.graph.of_kind(frozenset(types)) if types else np.ones(len(found.recent), np.bool_)
    weight = {"newcomers": found.recent, "fading": found.earlier, "rising": found.recent - found.earlier}
    rows, totals = {}, {}
    for name, worth in weight.items():
        nodes = np.flatnonzero(getattr(found, name) & among)
        totals[name] = len(nodes)
        nodes = nodes[np.lexsort((nodes, -worth[nodes]))][:top]
        counts = zip(found.recent[nodes].tolist(), found.earlier[nodes].tolist(), strict=True)
        rows[name] = tuple(Activity(e, *c) for e, c in zip(measures.entities(nodes), counts, strict=True))
    return Changes(**rows, totals=totals)


def silent_of(measures: StoreMeasures, until: int, top: int = 20) -> tuple[list[Quiet], int]:
    """Return the oldest agreements dated up to `until` that nothing followed, and how many there are in all."""
    graph = measures.graph
    found = silent(graph, until)
    chosen = found.agreements[:top]
    signed = graph.columns.of_type(frozenset({"SIGNED"}))
    agreements = measures.named(chosen.tolist())
    rows = []
    for entity, position, day in zip(agreements, chosen.tolist(), found.dates.tolist(), strict=False):
        nodes = graph.node_of[graph.columns.heads[signed & (graph.columns.tails == position)]]
        parties = measures.entities(np.unique(nodes[nodes >= 0])[:MOST_PARTIES])
        rows.append(Quiet(entity, date_of(day), tuple(parties)))
    return rows, len(found.agreements)


def similar_to(measures: StoreMeasures, id_: str, types: Collection[str] = (), top: int = 20) -> list[Alike]:
    """Return the organizations whose partners are most like those of one (its id), those with none in common left out.

    KeyError for what is no organization.
    """
    check_choice(types, top)
    graph = measures.graph
    node = graph.node(id_)
    found = similarity(graph.arrays, node)
    if types:
        found[~graph.of_kind(frozenset(types))] = np.nan
    rows = measures.ranked(measure_named("degree"), np.where(found > 0, found, np.nan), (), top)
    own = set(graph.arrays.partners_of(node).tolist())
    common = [len(own & set(graph.arrays.partners_of(graph.node(row.entity.id)).tolist())) for row in rows]
    return [Alike(row.entity, row.value, n) for row, n in zip(rows, common, strict=True)]


def departure_of(measures: StoreMeasures, id_: str, top: int = 20) -> Departure:
    """Return what would be lost without an organization (its id); KeyError for what is no organization."""
    graph = measures.graph
    node = graph.node(id_)
    found = without(graph.arrays, node)
    strongest: Any = np.argsort(-graph.arrays.strengths[found.cut_off], kind="stable")
    (entity,) = measures.entities([node])
    return Departure(
        entity=entity,
        component=found.component,
        partners=found.partners,
        parts=found.parts,
        cut_off_total=len(found.cut_off),
        cut_off=tuple(measures.entities(found.cut_off[strongest][:top])),
        alone=tuple(measures.entities(found.alone[:top])),
    )
