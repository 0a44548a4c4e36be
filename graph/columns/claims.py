"""主张列 From claims as columns to links as columns: what `graph.view.build_links` does, on arrays.

Invariant: equal to `columns_of(build_network(…))` of the same claims under the same filter (compared by a property
test); a rule of the view that changes there changes here.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.columns.network import STATES, Codes, Columns, Dates, Ids, Positions, day_number
from graph.model import Filter, State
from graph.ontology import Ontology, ontology

DENIED, ENDED = STATES.index(State.DENIED), STATES.index(State.ENDED)
LAST_DAY = np.int32(99_999_999)
DIGITS = 6
"""A link's confidence is kept to so many digits."""


@dataclass(frozen=True)
class ClaimColumns:
    """主张列 All claims of a store, their ends being positions in `ids` and `origins` the sources they count for.

    `origins` are any numbers that are alike for a source and its reprints. Types, states and dates as in `Columns`.
    """

    entity_types: tuple[str, ...]
    link_types: tuple[str, ...]
    ids: Ids
    kinds: Codes
    types: Codes
    heads: Positions
    tails: Positions
    states: Codes
    origins: Positions
    confidence: NDArray[np.float64]
    dates: Dates
    until: Dates


@dataclass(frozen=True, slots=True)
class _Rows:
    # Claims that count, in order of the link they speak of; `starts` is where each link's claims begin.
    at: Any
    keys: Any
    starts: Any


def links_of(claims: ClaimColumns, filter_: Filter | None = None, types: Ontology | None = None) -> Columns:
    """Return the links that the claims make under a filter, with the entities that a view of it has."""
    filter_, types = filter_ or Filter(), types or ontology()
    heads, tails = _ends(claims, types)
    rows = _together(claims, np.flatnonzero(_counts(claims, filter_) & (heads != tails)), (heads, tails))
    if filter_.on is not None:
        rows = _together(claims, _standing(claims, rows, day_number(filter_.on)), (heads, tails))
    made = _merge(claims, rows, (heads, tails))
    if filter_.min_confidence > 0:
        sure = made["confidence"] >= filter_.min_confidence
        made = {name: values[sure] for name, values in made.items()}
    entities = {name: getattr(claims, name) for name in ("entity_types", "link_types", "ids", "kinds")}
    whole = Columns(**entities, **made)
    return whole if filter_ == Filter() else _at_ends(whole)


def _ends(claims: ClaimColumns, types: Ontology) -> tuple[Positions, Positions]:
    alike = np.array([types.links[name].symmetric for name in claims.link_types], np.bool_)
    turned = alike[claims.types] & (claims.heads > claims.tails)
    if not turned.any():
        return claims.heads, claims.tails
    return np.where(turned, claims.tails, claims.heads), np.where(turned, claims.heads, claims.tails)


def _counts(claims: ClaimColumns, filter_: Filter) -> NDArray[np.bool_]:
    counts: NDArray[np.bool_] = claims.states != DENIED
    if filter_.types:
        counts &= np.array([name in filter_.types for name in claims.link_types], np.bool_)[claims.types]
    if filter_.on is not None:
        counts &= claims.dates <= day_number(filter_.on)
    return counts


def _together(claims: ClaimColumns, at: Any, ends: tuple[Positions, Positions]) -> _Rows:
    n = max(len(claims.ids), 1)
    keys = (claims.types[at].astype(np.int64) * n + ends[0][at]) * n + ends[1][at]
    if len(keys) > 1 and (keys[1:] < keys[:-1]).any():
        order = np.argsort(keys)
        at, keys = at[order], keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    return _Rows(at, keys, starts)


def _standing(claims: ClaimColumns, rows: _Rows, day: int) -> Any:
    # An end that has come outweighs the earlier claims (see `graph.view`).
    if not len(rows.starts):
        return rows.at
    newest = np.maximum.reduceat(_newness(claims, rows.at), rows.starts)
    date, until, ended = newest >> 28, (newest >> 1) & 0x7FFFFFF, newest & 1
    end = np.where(until > 0, until, date)
    gone = (ended == 1) & ((end == 0) | _over(end, day))
    lengths = np.diff(np.append(rows.starts, len(rows.at)))
    stands = ~np.repeat(gone, lengths) & ~_over(claims.until[rows.at], day)
    return rows.at[stands]


def _newness(claims: ClaimColumns, at: Any) -> Any:
    # Orders claims by date, then by end, then ended after held; both dates take 27 bits.
    ended = claims.states[at] == ENDED
    return (claims.dates[at].astype(np.int64) << 28) | (claims.until[at].astype(np.int64) << 1) | ended


def _over(end: Any, day: int) -> Any:
    # A year or month is over after its last day: a day counts to the precision of the end.
    step = np.where(end % 10_000 == 0, 10_000, np.where(end % 100 == 0, 100, 1))
    return (end > 0) & (day // step > end // step)


def _merge(claims: ClaimColumns, rows: _Rows, ends: tuple[Positions, Positions]) -> dict[str, Any]:
    first = rows.at[rows.starts]
    said = {"types": claims.types[first], "heads": ends[0][first], "tails": ends[1][first]}
    dates = claims.dates[rows.at]
    if len(rows.starts) == len(rows.at):  # every claim speaks of a link of its own
        sure = {"sources": np.ones(len(first), np.int32), "confidence": np.round(claims.confidence[first], DIGITS)}
        return {
            **said,
            "states": claims.states[first],
            **sure,
            "first": dates,
            "last": dates,
            "until": claims.until[first],
        }
    newest = np.maximum.reduceat(_newness(claims, rows.at), rows.starts)
    earliest = np.minimum.reduceat(np.where(dates == 0, LAST_DAY, dates), rows.starts)
    return {
        **said,
        "states": np.where(newest & 1, ENDED, STATES.index(State.HELD)).astype(np.uint8),
        **_surest(claims, rows),
        "first": np.where(earliest == LAST_DAY, 0, earliest).astype(np.int32),
        "last": np.maximum.reduceat(dates, rows.starts),
        "until": ((newest >> 1) & 0x7FFFFFF).astype(np.int32),
    }


def _surest(claims: ClaimColumns, rows: _Rows) -> dict[str, Any]:
    # Of each independent source the surest claim counts; 1 − ∏(1 − c) over sources.
    lengths = np.diff(np.append(rows.starts, len(rows.at)))
    link = np.repeat(np.arange(len(rows.starts)), lengths)
    origin, sure = claims.origins[rows.at], claims.confidence[rows.at]
    order = np.lexsort((sure, origin, link))
    link, origin, sure = link[order], origin[order], sure[order]
    last = np.append((link[1:] != link[:-1]) | (origin[1:] != origin[:-1]), True)
    link, doubt = link[last], 1 - sure[last]
    starts = np.flatnonzero(np.concatenate([[True], link[1:] != link[:-1]]))
    sources = np.diff(np.append(starts, len(link))).astype(np.int32)
    return {"sources": sources, "confidence": np.round(1 - np.multiply.reduceat(doubt, starts), DIGITS)}


def _at_ends(columns: Columns) -> Columns:
    # A filtered view has the entities that its links name, and no others.
    used = np.zeros(len(columns.ids), np.bool_)
    used[columns.heads] = used[columns.tails] = True
    place = (np.cumsum(used) - 1).astype(np.int32)
    return replace(
        columns,
        ids=columns.ids[used],
        kinds=columns.kinds[used],
        heads=place[columns.heads],
        tails=place[columns.tails],
    )
