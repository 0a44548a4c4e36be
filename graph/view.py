"""视图 From claims and judgements to the network: a pure computation, the same for every store.

Invariant: equal facts and an equal filter give an equal network, in content and in order.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import prod

from graph.model import Attributes, Claim, Entity, Filter, Link, Network, Record, State, content_id, ordered
from graph.ontology import Ontology, ontology

Canonical = Callable[[str], str]


def build_network(
    records: Iterable[Record],
    claims: Iterable[Claim],
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
    links = sorted(_links(claims, canonical, filter_, types), key=lambda link: link.id)
    wanted = groups.keys() if filter_ == Filter() else {end for k in links for end in (k.head, k.tail)}
    entities = tuple(merge_records(id_, groups[id_]) for id_ in sorted(wanted))
    return Network(entities, tuple(links))


def merge_records(id_: str, records: Sequence[Record]) -> Entity:
    """Return the entity that `records` describe: commonest type, commonest then longest name."""
    types = Counter(r.type for r in records)
    names = Counter(r.name for r in records)
    name = min(names, key=lambda n: (-names[n], -len(n), n))
    aliases = {n for r in records for n in (r.name, *r.aliases)} - {name}
    return Entity(
        id=id_,
        type=min(types, key=lambda t: (-types[t], t)),
        name=name,
        aliases=tuple(sorted(aliases)),
        sources=len({r.source_id for r in records}),
        attributes=merge_attributes(r.attributes for r in records),
    )


def merge_attributes(rows: Iterable[Attributes]) -> Attributes:
    """Return the union of attributes; several values of one name are joined by “、” in sorted order."""
    values: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name, value in row:
            values[name].update(value.split("、") if name == "title" else [value])
    return tuple(sorted((name, "、".join(sorted(seen))) for name, seen in values.items()))


def holds_on(claim: Claim, day: str | None) -> bool:
    """Tell whether a claim holds on a day (ISO; None: at any time). Undated claims hold always.

    A date known only to the year or month counts from its first day, an end to its last.
    """
    if day is None:
        return True
    begun = claim.date is None or claim.date <= day
    return begun and (claim.until is None or day[: len(claim.until)] <= claim.until)


def _links(claims: Iterable[Claim], canonical: Canonical, filter_: Filter, types: Ontology) -> Iterable[Link]:
    together: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.state is State.DENIED or (filter_.types and claim.type not in filter_.types):
            continue
        if not holds_on(claim, filter_.on):
            continue
        head, tail = canonical(claim.head), canonical(claim.tail)
        if types.links[claim.type].symmetric:
            head, tail = ordered((head, tail))
        if head != tail:
            together[claim.type, head, tail].append(claim)
    links = (merge_claims(*key, rows) for key, rows in together.items())
    return (link for link in links if link.confidence >= filter_.min_confidence)


def merge_claims(type_: str, head: str, tail: str, claims: Sequence[Claim]) -> Link:
    """Return the one link that claims of the same type between the same two entities make."""
    dates = sorted(c.date for c in claims if c.date)
    newest = max(claims, key=lambda c: (c.date or "", c.until or "", c.id))
    sure = _surest(claims)
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
    )


def _surest(claims: Iterable[Claim]) -> Mapping[str, float]:
    sure: dict[str, float] = {}
    for claim in claims:
        sure[claim.source_id] = max(claim.confidence, sure.get(claim.source_id, 0.0))
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
    )
