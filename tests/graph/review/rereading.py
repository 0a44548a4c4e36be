"""Readings of one text by two programs: the second reads the same a little otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from graph.model import Claim, Reading, Record
from graph.stores import Store


def reread(
    reading: Reading,
    records: Mapping[str, Callable[[Record], Record]] | None = None,
    claims: Callable[[Claim], Claim | None] = lambda c: c,
) -> Reading:
    """Return what another program reads from the same source: records changed by name, claims changed or left out.

    Ids follow from the new content, as they do in a real reading.
    """
    renewed = {r.id: _renewed((records or {}).get(r.name, lambda r: r)(r), r) for r in reading.records}
    found: dict[str, Claim] = {}
    for old in reading.claims:
        if (claim := claims(old)) is not None:
            head, tail = renewed[claim.head].id, renewed[claim.tail].id
            rest = {k: getattr(claim, k) for k in ("evidence", "method", "confidence", "date", "until", "state")}
            made = Claim.of(claim.source_id, claim.type, head, tail, attributes=claim.attributes, **rest)
            found[made.id] = made
    return Reading(reading.source, tuple(renewed.values()), tuple(found.values()), reading.flags)


def _renewed(record: Record, old: Record) -> Record:
    if (record.name, record.type) == (old.name, old.type):
        return record
    return replace(record, id=Record.of(record.source_id, record.type, record.name).id)


def links(store: Store) -> set[tuple[str, str, str, str | None]]:
    """Return the links of a store in words: type, names of the ends, first date."""
    network = store.view()
    names = {e.id: e.name for e in network.entities}
    return {(k.type, names[k.head], names[k.tail], k.first) for k in network.links}


def claim_between(reading: Reading, type_: str, head: str, tail: str) -> Claim:
    """Return the claim of this type between the records of these names."""
    names = {r.id: r.name for r in reading.records}
    ends = ({head, tail}, {head, tail})
    return next(c for c in reading.claims if c.type == type_ and {names[c.head], names[c.tail]} in ends)
