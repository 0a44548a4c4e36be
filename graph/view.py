"""视图 From claims and judgements to the network: a pure computation, the same for every store.

Invariant: equal facts and an equal filter give an equal network, in content and in order.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import prod
from typing import NamedTuple, Protocol

from graph.model import Attributes, Entity, Filter, Link, Network, Record, State, content_id, ordered
from graph.ontology import Ontology, ontology

Canonical = Callable[[str], str]
"""From the id of a record to that of its entity, and from the id of a source to that of the first of its reprints."""


def itself(id_: str) -> str:
    """Return an id as it is: what stands alone, or is an entity's already."""
    return id_


class Statement(Protocol):
    """陈述 What a view needs of a claim; a store that streams columns hands in rows, not whole claims."""

    @property
    def id(self) -> str: ...
    @property
    def source_id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def head(self) -> str: ...
    @property
    def tail(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def date(self) -> str | None: ...
    @property
    def until(self) -> str | None: ...
    @property
    def state(self) -> State: ...
    @property
    def attributes(self) -> Attributes: ...


class Stated(NamedTuple):
    """陈述行 A statement as a store reads it: what a view needs of a claim, its ends being entities."""

    id: str
    source_id: str
    type: str
    head: str
    tail: str
    confidence: float
    date: str | None
    until: str | None
    state: State
    attributes: Attributes


def build_network(
    records: Iterable[Record],
    claims: Iterable[Statement],
    canonical: Canonical,
    filter_: Filter | None = None,
    types: Ontology | None = None,
) -> Network:
    """Return the network of `claims` under `filter_`, its entities being those at an end of a link.

    Records without a link appear as well when nothing is filtered, so that an organization that is
    only named can be found.
    """
    filter_, types = filter_ or Filter(), types or ontology()
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[canonical(record.id)].append(record)
    links = sorted(build_links(claims, canonical, filter_, types), key=lambda link: link.id)
    wanted = groups.keys() if filter_ == Filter() else {end for k in links for end in (k.head, k.tail)}
    entities = tuple(merge_records(id_, groups[id_], canonical) for id_ in sorted(wanted))
    return Network(entities, tuple(links))


def merge_records(id_: str, records: Sequence[Record], origin: Canonical = itself) -> Entity:
    """Return the entity that `records` describe: commonest type, commonest then longest name.

    `origin` tells of which source another is a reprint.
    """
    if len(records) == 1:
        return _alone(id_, records[0])
    types = Counter(r.type for r in records)
    names = Counter(r.name for r in records)
    name = min(names, key=lambda n: (-names[n], -len(n), n))
    aliases = {n for r in records for n in (r.name, *r.aliases)} - {name}
    told = {r.source_id for r in records}
    sources = len({origin(source) for source in told})
    return Entity(
        id=id_,
        type=min(types, key=lambda t: (-types[t], t)),
        name=name,
        aliases=tuple(sorted(aliases)),
        sources=sources,
        attributes=merge_attributes(r.attributes for r in records),
        reprints=len(told) - sources,
    )


def _alone(id_: str, record: Record) -> Entity:
    # Most entities have one record, and nothing to weigh.
    aliases = tuple(sorted({*record.aliases} - {record.name}))
    attributes = merge_attributes([record.attributes]) if record.attributes else ()
    return Entity(id_, record.type, record.name, aliases, 1, attributes)


def merge_attributes(rows: Iterable[Attributes]) -> Attributes:
    """Return the union of attributes; several values of one name are joined by “、” in sorted order."""
    values: dict[str, set[str]] = defaultdict(set)
    for row in filter(None, rows):
        for name, value in row:
            values[name].update(value.split("、") if name == "title" else [value])
    return tuple(sorted((name, "、".join(sorted(seen))) for name, seen in values.items()))


def begun_by(claim: Statement, day: str | None) -> bool:
    """Tell whether a claim's act lies on or before a day (ISO; None: any); a year or month begins on its first day."""
    return day is None or claim.date is None or claim.date <= day


def over_by(end: str | None, day: str) -> bool:
    """Tell whether what lasts until `end` is over on a day; a year or month ends on its last day."""
    return end is not None and day[: len(end)] > end


def holds_on(claim: Statement, day: str | None) -> bool:
    """Tell whether a claim holds on a day (ISO; None: at any time). Undated claims hold always."""
    return day is None or (begun_by(claim, day) and not over_by(claim.until, day))


def build_links(
    claims: Iterable[Statement],
    canonical: Canonical,
    filter_: Filter | None = None,
    types: Ontology | None = None,
) -> Iterable[Link]:
    """Yield the links that `claims` make under `filter_`, in no order.

    All claims on a link have to be among `claims`, or it comes out weaker than it is.
    """
    filter_, types = filter_ or Filter(), types or ontology()
    together: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for claim in claims:
        if claim.state is State.DENIED or (filter_.types and claim.type not in filter_.types):
            continue
        if not begun_by(claim, filter_.on):
            continue
        head, tail = canonical(claim.head), canonical(claim.tail)
        if types.links[claim.type].symmetric:
            head, tail = ordered((head, tail))
        if head != tail:
            together[claim.type, head, tail].append(claim)
    standing = ((key, _standing(rows, filter_.on)) for key, rows in together.items())
    links = (merge_claims(*key, rows, canonical) for key, rows in standing if rows)
    return (link for link in links if link.confidence >= filter_.min_confidence)


def _standing(claims: Sequence[Statement], day: str | None) -> Sequence[Statement]:
    # An end that has come outweighs the earlier claims, which know nothing of it: they say that the link
    # began, not that it lasted.
    if day is None:
        return claims
    newest = _newest(claims)
    end = newest.until or newest.date
    if newest.state is State.ENDED and (end is None or over_by(end, day)):
        return ()
    return [c for c in claims if holds_on(c, day)]


def _newest(claims: Sequence[Statement]) -> Statement:
    return max(claims, key=lambda c: (c.date or "", c.until or "", c.state is State.ENDED, c.id))


def merge_claims(type_: str, head: str, tail: str, claims: Sequence[Statement], origin: Canonical = itself) -> Link:
    """Return the one link that claims of the same type between the same two entities make.

    `origin` tells of which source another is a reprint: together they count as one.
    """
    dates = sorted(c.date for c in claims if c.date)
    newest = _newest(claims)
    sure = _surest(claims, origin)
    return Link(
        id=content_id("l", type_, head, tail),
        type=type_,
        head=head,
        tail=tail,
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        until=newest.until,
        state=newest.state,
        sources=len(sure),
        confidence=round(1 - prod(1 - c for _, c in sorted(sure.items())), 6),
        claims=tuple(sorted(c.id for c in claims)),
        attributes=merge_attributes(c.attributes for c in claims),
        reprints=len({c.source_id for c in claims}) - len(sure),
    )


def _surest(claims: Sequence[Statement], origin: Canonical) -> Mapping[str, float]:
    if len(claims) == 1:
        return {claims[0].source_id: claims[0].confidence}
    sure: dict[str, float] = {}
    for claim in claims:
        source = origin(claim.source_id)
        sure[source] = max(claim.confidence, sure.get(source, 0.0))
    return sure


def pairs_of(network: Network, view: str, types: Ontology | None = None) -> tuple[Link, ...]:
    """Return the pair links of a view type (SIGNED_WITH): every two heads of one tail, per agreement.

    Several tails between the same two heads make one pair link; it carries the claims of all of them.
    """
    over = (types or ontology()).views[view].over
    heads: dict[str, list[Link]] = defaultdict(list)
    for link in network.links:
        if link.type == over:
            heads[link.tail].append(link)
    pairs: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for sharing in heads.values():
        for i, a in enumerate(sharing):
            for b in sharing[i + 1 :]:
                pairs[ordered((a.head, b.head))] += [a, b]
    return tuple(_merge_links(view, *ends, rows) for ends, rows in sorted(pairs.items()))


def _merge_links(type_: str, head: str, tail: str, links: Sequence[Link]) -> Link:
    newest = max(links, key=lambda k: (k.last or "", k.until or "", k.id))
    return Link(
        id=content_id("l", type_, head, tail),
        type=type_,
        head=head,
        tail=tail,
        first=min((k.first for k in links if k.first), default=None),
        last=max((k.last for k in links if k.last), default=None),
        until=newest.until,
        state=newest.state,
        sources=max(k.sources for k in links),
        confidence=min(k.confidence for k in links),
        claims=tuple(sorted({c for k in links for c in k.claims})),
        attributes=merge_attributes(k.attributes for k in links),
        reprints=max(k.reprints for k in links),
    )
