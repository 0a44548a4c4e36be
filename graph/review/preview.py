"""审核预览 What a plan would change in the network, before it is written.

Invariant: computed with the very functions that make the network, from the touched part alone; writes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from graph.errors import UnknownName
from graph.judgement import Judgement, Verdict
from graph.model import Claim, Link, Reading
from graph.review.apply import apply
from graph.review.desk import Plan
from graph.review.fact import Review, placed
from graph.review.groups import groups_after
from graph.review.match import statement
from graph.stores import Store
from graph.view import build_links

FEW = 60
MOST_LINKS = 5000
"""Up to so many entities are asked for their links one by one; beyond, the claims are gone through once."""


@dataclass(frozen=True, slots=True)
class Effect:
    """影响 Links and entities before and after a plan; `names` of all entities in it; claims that change; `pending`.

    `changed` are links that stay, with other dates, sources or confidence: (before, after); `moved` are links that
    go on between entities of another id, as one was merged or split: (before, after).
    """

    joined: tuple[tuple[str, ...], ...] = ()
    parted: tuple[tuple[str, ...], ...] = ()
    removed: tuple[Link, ...] = ()
    added: tuple[Link, ...] = ()
    changed: tuple[tuple[Link, Link], ...] = ()
    moved: tuple[tuple[Link, Link], ...] = ()
    claims: int = 0
    flags: int = 0
    pending: bool = False
    names: Mapping[str, str] | None = None


def preview(store: Store, plan: Plan) -> Effect:
    """Return what a plan would change."""
    gone, come, flags, names = _claims(store, plan.reviews)
    ends = {end for c in (*gone, *come) for end in (c.head, c.tail)}
    said = _judgements(plan)
    judged = {end for j in said for end in j.pair}
    now = dict(store.canonical(ends | judged))
    after = groups_after(store, judged, said) if judged else {}
    around = _around(store, {now[e] for e in judged}, {_key(c, now) for c in (*gone, *come)})
    now |= store.canonical({end for c in around.values() for end in (c.head, c.tail)})
    # Links that a merge touches run to entities that it does not touch.
    then = {record: after.get(record, entity) for record, entity in now.items()}
    kept = {id_: c for id_, c in around.items() if id_ not in {c.id for c in gone}} | {c.id: c for c in come}
    sources = store.canonical({c.source_id for c in (*around.values(), *come)})
    old = {k.id: k for k in build_links(around.values(), _lookup(now, sources))}
    new = {k.id: k for k in build_links(kept.values(), _lookup(then, sources))}
    changed = tuple((old[id_], new[id_]) for id_ in sorted(old.keys() & new.keys()) if old[id_] != new[id_])
    added, removed = (tuple(a[id_] for id_ in sorted(a.keys() - b.keys())) for a, b in ((new, old), (old, new)))
    moved = _moved(removed, added)
    gone_on = {k.id for pair in moved for k in pair}
    added, removed = (tuple(k for k in links if k.id not in gone_on) for links in (added, removed))
    shown = {end for k in (*added, *removed, *(k for pair in changed for k in pair)) for end in (k.head, k.tail)}
    joined, parted = _regrouped(now, after, judged)
    names |= _names(store, {*shown, *(e for g in (*joined, *parted) for e in g)} - names.keys())
    pending = any(r.pending for r in plan.reviews)
    claims = len({c.id for c in (*gone, *come)})
    return Effect(joined, parted, removed, added, changed, moved, claims, flags, pending, names)


def _judgements(plan: Plan) -> Sequence[Judgement]:
    # A merge that waits shows what it would do once it is confirmed.
    waiting = (Judgement(a, b, Verdict(v), r.by, r.at) for r in plan.reviews if r.pending for a, b, v in r.pairs)
    return (*plan.judgements, *waiting)


def _claims(store: Store, reviews: Iterable[Review]) -> tuple[list[Claim], list[Claim], int, dict[str, str]]:
    # Claims as they stand that go, and as they will stand that come; flags that go; names of new records.
    given = list(reviews)
    history = store.reviews()
    held, planned = placed(history), placed([*history, *given])
    ids = {p.source_id for r in given for p in r.places if not r.regroups}
    gone, come, flags, names = list[Claim](), list[Claim](), 0, dict[str, str]()
    for raw in _readings(store, ids):
        place = raw.source.id, raw.source.uri
        before, after = apply(raw, held(*place)).reading, apply(raw, planned(*place)).reading
        was, now = ({c.id: c for c in r.claims} for r in (before, after))
        gone += [c for id_, c in was.items() if now.get(id_) != c]
        come += [c for id_, c in now.items() if was.get(id_) != c]
        flags += len(before.flags) - len(after.flags)
        names |= _new_names(before, after)
    return gone, come, flags, names


def _readings(store: Store, sources: Iterable[str]) -> Iterator[Reading]:
    for source_id in sorted(sources):
        # One that was taken out since shows nothing, before and after.
        with suppress(UnknownName):
            yield store.reading(source_id)


def _new_names(before: Reading, after: Reading) -> dict[str, str]:
    known = {r.id for r in before.records}
    return {r.id: r.name for r in after.records if r.id not in known}


def _key(claim: Claim, entity: Mapping[str, str]) -> tuple[str, str, str]:
    return statement(claim.type, entity[claim.head], entity[claim.tail])


def _around(store: Store, judged: Collection[str], keys: Collection[tuple[str, str, str]]) -> dict[str, Claim]:
    entities = {*judged, *(head for _, head, _ in keys)}
    if len(entities) > FEW:
        rows = (r for r in store.statements() if r.head in judged or r.tail in judged or _said(r) in keys)
        ids = {r.id for r in rows}
    else:
        links = (k for e in entities for k in _links_of(store, e))
        ids = {c for k in links if {k.head, k.tail} & {*judged} or _said(k) in keys for c in k.claims}
    return {c.claim.id: c.claim for c in store.claims(ids)}


def _said(row: object) -> tuple[str, str, str]:
    return statement(row.type, row.head, row.tail)  # type: ignore[attr-defined]


def _links_of(store: Store, entity: str) -> Iterator[Link]:
    # A record that is new with the plan has no links yet.
    with suppress(UnknownName):
        yield from store.neighbourhood(entity, 1, MOST_LINKS).network.links_of(entity)


def _lookup(*maps: Mapping[str, str]) -> Callable[[str], str]:
    return lambda id_: next((m[id_] for m in maps if id_ in m), id_)


def _moved(removed: Iterable[Link], added: Iterable[Link]) -> tuple[tuple[Link, Link], ...]:
    after = {(k.type, k.claims): k for k in added}
    return tuple((k, after[k.type, k.claims]) for k in removed if (k.type, k.claims) in after)


def _regrouped(
    now: Mapping[str, str], after: Mapping[str, str], judged: Collection[str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    becomes, came = defaultdict(set), defaultdict(set)
    for record in judged:
        becomes[after.get(record, record)].add(now.get(record, record))
        came[now.get(record, record)].add(after.get(record, record))
    joined = tuple(tuple(sorted(g)) for g in becomes.values() if len(g) > 1)
    parted = tuple(tuple(sorted(g)) for g in came.values() if len(g) > 1)
    return joined, parted


def _names(store: Store, entities: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for id_ in entities:
        with suppress(UnknownName):
            found[id_] = store.entity(id_).name
    return found
