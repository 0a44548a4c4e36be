"""往来 Dated acts of cooperation between organizations, over time.

Invariant: only what ties partners counts (`ties` in ontology.yaml), units being rolled up as in the partner graph.
Dates are numbers YYYYMMDD (see `graph.columns.network`); what has no date is no act in time.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.from_columns import PartnerColumns
from graph.columns import day_number
from graph.ontology import Ontology, ontology

Dates = NDArray[np.int32]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """时段 Days `start` < day ≤ `end`, and the stretch of equal length `before` < day ≤ `start` ahead of it."""

    before: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """变化 For each node: acts that began in the window and in the one ahead of it, and what that makes of it.

    `newcomers` had their first act in the window; `fading` began or renewed something in the window before and nothing
    since; `rising` began more than before, and something before. No node is two of these.
    """

    recent: Counts
    earlier: Counts
    newcomers: NDArray[np.bool_]
    fading: NDArray[np.bool_]
    rising: NDArray[np.bool_]


def window(end: str, months: int) -> Window:
    """Return the window of so many months that ends with a day.

    >>> window("2025-03-31", 12)
    Window(before=20230331, start=20240331, end=20250331)
    """
    last = day_number(end)
    if last % 10_000 == 0:
        last += 1231  # a year ends on its last day
    elif last % 100 == 0:
        last += 31
    return Window(months_before(last, 2 * months), months_before(last, months), last)


def months_before(day: int, months: int) -> int:
    """Return the same day so many months before, as a number.

    >>> months_before(20250115, 2)
    20241115
    """
    year, month = divmod((day // 10_000) * 12 + (day // 100) % 100 - 1 - months, 12)
    return year * 10_000 + (month + 1) * 100 + day % 100


def changes(graph: PartnerColumns, during: Window, types: Ontology | None = None) -> Change:
    """Return who came, faded and rose in a window."""
    types = types or ontology()
    columns, n = graph.columns, graph.arrays.nodes
    tying = np.flatnonzero(columns.of_type(types.tying("direct") | types.tying("shared")) & (columns.last > 0))
    ends = [graph.node_of[side[tying]] for side in (columns.heads, columns.tails)]
    own = ends[0] != ends[1]
    nodes = np.concatenate([end[own] for end in ends])
    first, last = (np.tile(dates[tying][own], 2) for dates in (columns.first, columns.last))
    there = nodes >= 0
    nodes, first, last = nodes[there], first[there], last[there]
    recent = _count(nodes, (first > during.start) & (first <= during.end), n)
    earlier = _count(nodes, (first > during.before) & (first <= during.start), n)
    seen_before = _count(nodes, first <= during.start, n) > 0
    active = _count(nodes, (last > during.start) & (last <= during.end), n) > 0
    active_before = earlier + _count(nodes, (last > during.before) & (last <= during.start), n) > 0
    return Change(
        recent=recent,
        earlier=earlier,
        newcomers=(recent > 0) & ~seen_before,
        fading=active_before & ~active & (recent == 0),
        rising=(recent > earlier) & (earlier > 0),
    )


def _count(nodes: Any, which: Any, n: int) -> Counts:
    return np.bincount(nodes[which], minlength=n)


@dataclass(frozen=True, slots=True)
class Silent:
    """签而未动 Agreements with no later act between any two of their parties: positions of `columns`, and dates."""

    agreements: NDArray[np.int64]
    dates: Dates


def silent(graph: PartnerColumns, until: int, over: str = "SIGNED", types: Ontology | None = None) -> Silent:
    """Return the agreements dated up to `until` of whose parties no two are known to have acted together since.

    An act is any dated fact that ties partners, another agreement among them. Agreements with one known party or
    without a date are left out, as nothing can be said of them. Oldest first.
    """
    types = types or ontology()
    columns, node_of = graph.columns, graph.node_of
    heads, tails = node_of[columns.heads], node_of[columns.tails]
    dated = (heads >= 0) & (heads != tails) & (columns.last > 0)
    at = np.flatnonzero(dated & columns.of_type(types.tying("direct")) & (tails >= 0))
    shared = np.flatnonzero(dated & columns.of_type(types.tying("shared")))
    fact, a, b, day = _pairs(columns.tails[shared], heads[shared], columns.last[shared])
    n = max(graph.arrays.nodes, 1)
    keys = np.concatenate([_key(a, b, n), _key(heads[at], tails[at], n)])
    days = np.concatenate([day, columns.last[at]])
    known, inverse = np.unique(keys, return_inverse=True)
    latest = np.zeros(len(known), np.int64)
    np.maximum.at(latest, inverse, days)
    signed = np.unique(columns.tails[columns.of_type(frozenset({over}))])
    ours = np.isin(fact, signed)
    fact, day, later = fact[ours], day[ours], latest[inverse[: len(fact)]][ours]
    agreements, first = np.unique(fact, return_index=True)
    quiet = np.ones(len(agreements), np.bool_)
    np.logical_and.at(quiet, np.searchsorted(agreements, fact), later <= day)
    dates = day[first]
    chosen = np.flatnonzero(quiet & (dates <= until))
    order = chosen[np.lexsort((agreements[chosen], dates[chosen]))]
    return Silent(agreements[order].astype(np.int64), dates[order].astype(np.int32))


def _key(a: Any, b: Any, n: int) -> Any:
    return np.minimum(a, b).astype(np.int64) * n + np.maximum(a, b)


def _pairs(facts: Any, nodes: Any, days: Any, most: int = 30) -> tuple[Any, Any, Any, Any]:
    # Every two parties of each fact of at most `most` parties, with the latest day that the fact is told of.
    order = np.lexsort((nodes, facts))
    facts, nodes, days = facts[order], nodes[order], days[order]
    if not len(facts):
        none = np.zeros(0, np.int64)
        return none, none, none, none
    starts = np.flatnonzero(np.diff(facts, prepend=-1))
    day = np.maximum.reduceat(days, starts)
    once = np.append(True, (facts[1:] != facts[:-1]) | (nodes[1:] != nodes[:-1]))
    facts, nodes = facts[once], nodes[once]
    starts = np.flatnonzero(np.diff(facts, prepend=-1))
    sizes = np.diff(np.append(starts, len(facts)))
    found = []
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist():
        groups = np.flatnonzero(sizes == size)
        rows = nodes[starts[groups][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        each = len(one)
        found.append((facts[starts[groups]].repeat(each), rows[:, one].ravel(), rows[:, other].ravel(),
                      day[groups].repeat(each)))  # fmt: skip
    parts = list(zip(*found, strict=True)) or [(np.zeros(0, np.int64),)] * 4
    fact, a, b, when = (np.concatenate(part) for part in parts)
    return fact, a, b, when
