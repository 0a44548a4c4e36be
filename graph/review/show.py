"""待审详情 An item with all that a reviewer needs: who it is about, what was said where, what may be done, and then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.errors import UnknownName
from graph.model import Claim, Entity, Evidence
from graph.review.desk import Desk
from graph.review.excerpt import Excerpt, excerpt
from graph.review.fact import Action
from graph.review.orders import Order, plan
from graph.review.preview import Effect, preview
from graph.review.queue import Item
from graph.stores import Store

MOST_EXCERPTS = 6


@dataclass(frozen=True, slots=True)
class Proposal:
    """建议 What may be done about an item, in words, and the order that does it."""

    order: Order
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """所示主张 A claim with the entities at its ends and its quotes in their surroundings."""

    claim: Claim
    head: Entity
    tail: Entity
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """待审详情 `effects[i]` is what `proposals[i]` would change, None where it changes nothing in the network."""

    item: Item
    about: tuple[Entity, ...]
    claims: tuple[ShownClaim, ...]
    excerpts: tuple[Excerpt, ...]
    proposals: tuple[Proposal, ...]
    effects: tuple[Effect | None, ...]


def show(store: Store, item: Item, by: str = "preview") -> Shown:
    """Return an item in full."""
    about = tuple(_entities(store, item.about))
    claims = tuple(_claims(store, item.claims))
    offered = tuple(proposals(item, claims))
    desk = Desk(store, by)
    effects = tuple(_effect(store, desk, p) for p in offered)
    return Shown(item, about, claims, tuple(_quotes(store, item)), offered, effects)


def proposals(item: Item, claims: Sequence[ShownClaim] = ()) -> Iterator[Proposal]:
    """Yield what may be done about an item, the likeliest first."""
    one = (item.id,)
    if item.kind == "pair":
        yield Proposal(Order(Action.MERGE, item.records), "是同一实体，归并", "the same: merge")
        yield Proposal(Order(Action.DIFFERENT, item.records), "不是同一实体", "different")
        yield Proposal(Order(Action.UNSURE, item.records), "无法判断，不再询问", "cannot be told: ask no more")
    elif item.kind == "pending":
        yield Proposal(Order(Action.CONFIRM, one), "确认归并", "confirm the merge")
        yield Proposal(Order(Action.UNDO, one), "驳回归并", "turn the merge down")
    elif item.kind == "claim":
        yield Proposal(Order(Action.ACCEPT, one), "属实，接受", "true: accept")
        yield Proposal(Order(Action.REJECT, one), "不属实，拒绝", "not so: reject")
        yield Proposal(Order(Action.DISMISS, one), "保留原样，不再询问", "leave as it is: ask no more")
    elif item.kind == "contradiction":
        yield from _choices(item, claims)
        yield Proposal(Order(Action.DISMISS, one), "并不矛盾，或无法判断", "no contradiction, or cannot be told")
    else:
        yield Proposal(Order(Action.DISMISS, one), "已看过，消除存疑", "looked at: dismiss")


def _choices(item: Item, claims: Sequence[ShownClaim]) -> Iterator[Proposal]:
    for value in item.values:
        others = tuple(c.claim.id for c in claims if not _says(c, value))
        if not others:
            continue
        if any(c.claim.date == value for c in claims):
            order = Order(Action.EDIT, others, changes=(("date", value),))
            yield Proposal(order, f"日期为 {value}，更正其余", f"the date is {value}: correct the others")
        else:
            name = next((e.name for c in claims for e in (c.head, c.tail) if e.id == value), _STATES.get(value, value))
            yield Proposal(Order(Action.REJECT, others), f"{name}：拒绝其余", f"{name}: reject the others")


_STATES = {"held": "有效 held", "ended": "已终止 ended", "denied": "否认 denied"}


def _says(shown: ShownClaim, value: str) -> bool:
    date = shown.claim.date or ""
    return value in (shown.tail.id, str(shown.claim.state)) or (bool(date) and value.startswith(date))


def _effect(store: Store, desk: Desk, proposal: Proposal) -> Effect | None:
    if proposal.order.action in (Action.UNSURE, Action.DISMISS):
        return None
    return preview(store, plan(store, desk, proposal.order))


def _entities(store: Store, ids: Sequence[str]) -> Iterator[Entity]:
    for id_ in ids:
        try:
            yield store.entity(id_)
        except UnknownName:
            continue


def _claims(store: Store, ids: Sequence[str]) -> Iterator[ShownClaim]:
    for cited in store.claims(ids):
        source = store.source(cited.source.id)
        quotes = tuple(excerpt(source, e) for e in cited.claim.evidence)
        yield ShownClaim(cited.claim, store.entity(cited.claim.head), store.entity(cited.claim.tail), quotes)


def _quotes(store: Store, item: Item) -> Iterator[Excerpt]:
    if item.flag and item.flag.evidence:
        yield excerpt(store.source(item.flag.source_id), item.flag.evidence)
    for record in item.records:
        yield from _named(store, record)


def _named(store: Store, record: str) -> Iterator[Excerpt]:
    """Yield where a record is spoken of: quotes of claims at it, else its name in the text."""
    known = next((r for r in store.described_by(record) if r.id == record), None)
    if known is None:
        return
    source = store.source(known.source_id)
    quotes = [e for c in store.claims_of(source.id) if record in (c.claim.head, c.claim.tail) for e in c.claim.evidence]
    if quotes:
        yield from (excerpt(source, e) for e in list(dict.fromkeys(quotes))[: MOST_EXCERPTS // 2])
        return
    at = source.text.find(known.name)
    if at >= 0:
        yield excerpt(source, Evidence(known.name, at, at + len(known.name)))
