"""审核指令 From what a caller asks for to a plan: one dispatch for the command line, the API and whatever comes.

Invariant: an order that cannot be carried out whole is refused whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from graph.errors import UnknownName, WrongUsage
from graph.judgement import Verdict
from graph.lookup import find_entity
from graph.review.desk import Desk, Plan, pair_id
from graph.review.fact import Action
from graph.review.queue import Item, flag_id
from graph.stores import Store


@dataclass(frozen=True, slots=True)
class Order:
    """审核指令 An action, what it is about, and how.

    `ids`: claims, items of the queue, reviews, entities or records, by id or (entities) by name; for `merge`,
    `different` and `unsure` two entities or one pair of the queue; for `split` one entity, with `records` to take
    out; for `edit` a claim or an entity, with `changes`.
    """

    action: Action
    ids: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    changes: tuple[tuple[str, str | None], ...] = ()


def plan(store: Store, desk: Desk, order: Order) -> Plan:
    """Return what an order comes to; WrongUsage or UnknownName if it cannot be carried out."""
    if not order.ids:
        raise WrongUsage("ids", "未说明对象 nothing to decide on")
    if order.action in _BY_PAIR:
        return _paired(store, desk, order)
    if order.action is Action.SPLIT:
        return desk.split(_entity(store, order.ids[0]), order.records)
    if order.action is Action.EDIT:
        return _total(_edited(store, desk, id_, dict(order.changes)) for id_ in order.ids)
    decide = _BY_ID[order.action]
    return _total(decide(store, desk, id_) for id_ in dict.fromkeys(order.ids))


def on_items(action: Action, items: Sequence[Item]) -> Order:
    """Return the order to decide all of these items in one way."""
    able = _ABLE.get(action, frozenset())
    if unfit := next((i for i in items if i.kind not in able), None):
        raise WrongUsage("action", f"{action} 不适用于 does not suit {unfit.kind}（{unfit.id}）")
    return Order(action, tuple(i.id for i in items))


_ABLE = {
    Action.ACCEPT: frozenset({"claim", "pair", "pending"}),
    Action.REJECT: frozenset({"claim", "pair", "pending"}),
    Action.DISMISS: frozenset({"claim", "pair", "flag", "contradiction"}),
    Action.CONFIRM: frozenset({"pending"}),
}


def _total(plans: Iterable[Plan]) -> Plan:
    return reduce(lambda a, b: a + b, plans, Plan())


def _accept(store: Store, desk: Desk, id_: str) -> Plan:
    if id_.startswith("p_"):
        return desk.merge(*_pair(store, id_))
    return desk.confirm(id_) if id_.startswith("v_") else desk.accept([id_])


def _reject(store: Store, desk: Desk, id_: str) -> Plan:
    if id_.startswith("p_"):
        return desk.different(*_pair(store, id_))
    return desk.undo(id_) if id_.startswith("v_") else desk.reject([id_])


def _dismiss(store: Store, desk: Desk, id_: str) -> Plan:
    if id_.startswith("p_"):
        return desk.unsure(*_pair(store, id_))
    if not id_.startswith("f_"):
        return desk.dismiss(id_)
    flag = next((f for f in store.flags() if flag_id(f) == id_), None)
    if flag is None:
        raise UnknownName(id_)
    return desk.dismiss(id_, flag)


_BY_ID: Mapping[Action, Callable[[Store, Desk, str], Plan]] = {
    Action.ACCEPT: _accept,
    Action.REJECT: _reject,
    Action.DISMISS: _dismiss,
    Action.CONFIRM: lambda store, desk, id_: desk.confirm(id_),
    Action.UNDO: lambda store, desk, id_: desk.undo(id_),
}
_BY_PAIR = (Action.MERGE, Action.DIFFERENT, Action.UNSURE)


def _paired(store: Store, desk: Desk, order: Order) -> Plan:
    if len(order.ids) == 1 and order.ids[0].startswith("p_"):
        ends = _pair(store, order.ids[0])
    elif len(order.ids) == 2:
        ends = _entity(store, order.ids[0]), _entity(store, order.ids[1])
    else:
        raise WrongUsage("ids", "须是两个实体或一个待定对 two entities, or one pair of the queue")
    decide = {Action.MERGE: desk.merge, Action.DIFFERENT: desk.different, Action.UNSURE: desk.unsure}
    return decide[order.action](*ends)


def _edited(store: Store, desk: Desk, id_: str, changes: Mapping[str, str | None]) -> Plan:
    return desk.edit(id_, changes) if id_.startswith("c_") else desk.correct(_entity(store, id_), changes)


def _pair(store: Store, id_: str) -> tuple[str, str]:
    asked = (j.pair for j in store.judgements(verdict=Verdict.UNSURE))
    found = next((pair for pair in asked if pair_id(*pair) == id_), None)
    if found is None:
        raise UnknownName(id_)
    return found


def _entity(store: Store, name: str) -> str:
    # A record's id stays as it is: it says which record of the entity is meant.
    return name if name.startswith("r_") else find_entity(store, name).id
