"""审核命令 `review`: what waits for a person, decisions one by one or in bulk, undoing, the audit trail."""

import sys
from collections.abc import Callable
from functools import reduce, wraps
from typing import Any, TypeVar

import click

from api.commands.console import Command, Group, console, json_option, print_json, store_option
from api.commands.review_text import print_audit, print_effect, print_items, print_shown
from api.reviews import KIND_LABELS, DecidedOut, effect_out, item_out, review_out, shown_out
from api.settings import Settings, t
from graph.errors import UnknownName
from graph.review.audit import Asked, audit
from graph.review.choice import Choice, chosen
from graph.review.desk import Desk
from graph.review.fact import Action
from graph.review.orders import Order, on_items, plan
from graph.review.preview import preview
from graph.review.queue import DOUBTFUL, Item, queue
from graph.review.show import show
from graph.stores import Store, open_store

F = TypeVar("F", bound=Callable[..., Any])

_kind = click.option("--kind", type=click.Choice(list(KIND_LABELS)), help=t("种类", "Kind of item"))
_type = click.option("--type", "type_", metavar="T", help=t("联系类型，如 SIGNED", "Link type, e.g. SIGNED"))
_source = click.option("--source", metavar="ID", help=t("来源编号", "Id of the source"))
_name = click.option("--name", metavar="N", help=t("实体名称的一部分", "Part of the name of an entity"))
_method = click.option(
    "--method", metavar="M", help=t("读取方法的开头，如 model:", "How the method begins, e.g. model:")
)
_least = click.option("--least", type=click.FloatRange(0, 1), default=0.0, help=t("最低分值", "Least score"))
_most = click.option("--most", type=click.FloatRange(0, 1), default=1.0, help=t("最高分值", "Most score"))
_below = click.option(
    "--below",
    type=click.FloatRange(0, 1, min_open=True),
    default=DOUBTFUL,
    show_default=True,
    help=t("可信度低于此值的主张待审", "Claims below this confidence wait"),
)
_by = click.option(
    "--by",
    metavar="NAME",
    default=lambda: Settings().reviewer,
    help=t("审核人（默认取自 GONGJIAN_REVIEWER）", "Who decides (default: GONGJIAN_REVIEWER)"),
)
_why = click.option("--why", metavar="TEXT", default="", help=t("理由", "Why"))
_yes = click.option("--yes", is_flag=True, help=t("不再询问，直接写入", "Write without asking"))
_dry = click.option("--preview", "dry", is_flag=True, help=t("只看影响，不写入", "Show the effect, write nothing"))


def choice_options(command: F) -> F:
    """Add the options that choose items of the queue, handed to the command as `choice` and `below`."""

    @wraps(command)
    def with_choice(*, kind: str, type_: str, source: str, name: str, method: str, **rest: Any) -> Any:
        bounds = rest.pop("least"), rest.pop("most")
        return command(choice=Choice(kind, type_, source, name, method, *bounds), **rest)

    options = (_kind, _type, _source, _name, _method, _least, _most, _below)
    return reduce(lambda made, option: option(made), reversed(options), with_choice)  # type: ignore[return-value]


def decision_options(command: F) -> F:
    """Add who, why, and what happens with it: `--by --why --preview --yes --store --json`."""
    options = (_by, _why, _dry, _yes, store_option, json_option)
    return reduce(lambda made, option: option(made), reversed(options), command)


@click.group(
    cls=Group,
    invoke_without_command=True,
    help=t(
        "审核：逐项决定待审的归并、主张与矛盾；不带子命令则在终端逐项询问。",
        "Review merges, claims and contradictions; without a command, item by item on a terminal.",
    ),
)
@choice_options
@_by
@store_option
@click.pass_context
def review(ctx: click.Context, choice: Choice, below: float, by: str, store_url: str) -> int | None:
    """Ask for one item after another, unless a command is given."""
    if ctx.invoked_subcommand is not None:
        return None
    from api.commands.review_flow import ask_one_by_one

    with open_store(store_url) as store:
        return ask_one_by_one(store, choice, below, by)


@review.command(
    "list", cls=Command, help=t("列出待审项，影响最大的在前。", "List what waits, what matters most first.")
)
@choice_options
@click.option("--top", type=click.IntRange(1, 10_000), default=20, show_default=True, help=t("列出多少", "How many"))
@store_option
@json_option
def list_(choice: Choice, below: float, top: int, store_url: str, as_json: bool) -> None:
    """Print the head of the queue."""
    with open_store(store_url) as store:
        found = chosen(store, queue(store, below), choice)
        items = [item_out(store, item) for item in found[:top]]
    if as_json:
        print_json({"items": [i.model_dump() for i in items], "total": len(found)})
    else:
        print_items(items, len(found))


@review.command(
    "show", cls=Command, help=t("一项的原文、可做的决定及其影响。", "One item: texts, decisions, their effects.")
)
@click.argument("id_", metavar="ID")
@_below
@store_option
@json_option
def show_(id_: str, below: float, store_url: str, as_json: bool) -> None:
    """Print an item of the queue in full."""
    with open_store(store_url) as store:
        shown = shown_out(store, show(store, _item(store, id_, below)))
    if as_json:
        print_json(shown.model_dump())
    else:
        print_shown(shown)


def _item(store: Store, id_: str, below: float) -> Item:
    items = queue(store, below)
    found = next((i for i in items if i.id == id_), None)
    if found is None and store.claims([id_]):
        # A claim that does not wait can be looked at and decided on all the same.
        ends = store.claims([id_])[0].claim
        about = tuple(store.canonical([ends.head, ends.tail]).values())
        return Item(id_, "claim", t("可信", "not in doubt"), 1, 0, 0.0, 0.0, about, (id_,), score=ends.confidence)
    if found is None:
        raise UnknownName(id_)
    return found


def _decide_all(name: Action, zh: str, en: str) -> None:
    # One command for each action on items: by their ids, or in bulk by what they are.
    @review.command(str(name), cls=Command, help=t(zh, en))
    @click.argument("ids", nargs=-1, metavar="[ID]…")
    @choice_options
    @decision_options
    def command(ids: tuple[str, ...], choice: Choice, below: float, **how: Any) -> int:
        with open_store(how.pop("store_url")) as store:
            if ids or choice.everything:
                order = Order(name, ids)
            else:
                order = on_items(name, chosen(store, queue(store, below), choice))
            return carry_out(store, order, **how)


_decide_all(
    Action.ACCEPT,
    "接受主张、归并待定对、确认合并；给编号，或以条件批量。",
    "Accept claims, merge pairs, confirm merges: by id, or in bulk.",
)
_decide_all(
    Action.REJECT,
    "拒绝主张、判待定对为不同；给编号，或以条件批量。",
    "Reject claims, call pairs different: by id, or in bulk.",
)
_decide_all(
    Action.DISMISS,
    "消除存疑、矛盾，或不再询问；给编号，或以条件批量。",
    "Dismiss flags and contradictions, ask no more: by id, or in bulk.",
)


def _decide_pair(name: Action, zh: str, en: str) -> None:
    @review.command(str(name), cls=Command, help=t(zh, en))
    @click.argument("ids", nargs=-1, required=True, metavar="A B | PAIR")
    @decision_options
    def command(ids: tuple[str, ...], store_url: str, **how: Any) -> int:
        with open_store(store_url) as store:
            return carry_out(store, Order(name, ids), **how)


_decide_pair(Action.MERGE, "两个实体（或一个待定对）是同一个。", "Two entities (or a pair of the queue) are one.")
_decide_pair(Action.DIFFERENT, "两个实体（或一个待定对）不是同一个。", "Two entities (or a pair) are two.")
_decide_pair(Action.UNSURE, "两个实体无法判断是否同一，不再询问。", "It cannot be told of two entities; ask no more.")


def _decide_reviews(name: Action, zh: str, en: str) -> None:
    @review.command(str(name), cls=Command, help=t(zh, en))
    @click.argument("ids", nargs=-1, required=True, metavar="REVIEW…")
    @decision_options
    def command(ids: tuple[str, ...], store_url: str, **how: Any) -> int:
        with open_store(store_url) as store:
            return carry_out(store, Order(name, ids), **how)


_decide_reviews(Action.CONFIRM, "以第二人身份确认合并。", "Confirm merges as the second person.")
_decide_reviews(Action.UNDO, "撤销审核记录，也可撤销一次撤销。", "Undo decisions, or an undoing.")


@review.command("edit", cls=Command, help=t("更正主张或实体的字段。", "Correct fields of a claim or an entity."))
@click.argument("id_", metavar="ID")
@click.option(
    "--set",
    "changes",
    multiple=True,
    required=True,
    metavar="FIELD=VALUE",
    help=t(
        "主张：type、head、tail、head_type、tail_type、date、until、state、attributes.X；实体：name、type、aliases；值空为删去",
        "claim: type, head, tail, head_type, tail_type, date, until, state, attributes.X; entity: name, type, aliases",
    ),
)
@decision_options
def edit_(id_: str, changes: tuple[str, ...], store_url: str, **how: Any) -> int:
    """Correct a claim, or the records of an entity."""
    with open_store(store_url) as store:
        return carry_out(store, Order(Action.EDIT, (id_,), changes=parsed(changes)), **how)


def parsed(changes: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    """Return FIELD=VALUE texts as pairs; a usage error for a text without “=”."""
    pairs = [text.partition("=") for text in changes]
    if bad := next((field for field, equals, _ in pairs if not equals), None):
        raise click.UsageError(t(f"应为 字段=值：{bad}", f"expected FIELD=VALUE: {bad}"))
    return tuple((field.strip(), value.strip() or None) for field, _, value in pairs)


@review.command("split", cls=Command, help=t("把几条记录从一个实体中拆出。", "Take records out of an entity."))
@click.argument("entity")
@click.option(
    "--record", "records", multiple=True, metavar="ID", help=t("拆出的记录；不给则列出全部记录", "Record to take out")
)
@decision_options
def split_(entity: str, records: tuple[str, ...], store_url: str, **how: Any) -> int:
    """Split an entity; without records, list those that it has."""
    from graph.lookup import find_entity

    with open_store(store_url) as store:
        if records:
            return carry_out(store, Order(Action.SPLIT, (entity,), records), **how)
        found = store.described_by(find_entity(store, entity).id)
        rows = [{"id": r.id, "name": r.name, "type": r.type, "source": store.source(r.source_id).title} for r in found]
    if how["as_json"]:
        print_json(rows)
    for row in () if how["as_json"] else rows:
        console.print("  ".join(row.values()), markup=False, soft_wrap=True)
    return 0


def carry_out(store: Store, order: Order, *, by: str, why: str, dry: bool, yes: bool, as_json: bool) -> int:  # noqa: PLR0913
    """Show what an order changes and write it; one that decides on several waits for a yes."""
    if not by and not dry:
        raise click.UsageError(t("请用 --by 写明审核人", "say who decides: --by NAME"))
    desk = Desk(store, by or "preview", why, second=Settings().second_person)
    planned = plan(store, desk, order)
    effect = effect_out(preview(store, planned))
    ids = [r.id for r in planned.reviews]
    if not as_json:
        print_effect(effect, len(ids))
    if dry:
        done = DecidedOut(written=0, reviews=[], effect=effect)
    elif len(ids) > 1 and order.action is not Action.EDIT and not yes and not _agreed(len(ids)):
        return 2
    else:
        done = DecidedOut(written=desk.commit(planned), reviews=ids, effect=effect)
        from ingest.resolve.acts import judge_reviewed

        judge_reviewed(store, planned)
    if as_json:
        print_json(done.model_dump())
    elif done.written:
        shown = "、".join(ids[:3]) + (" …" if len(ids) > 3 else "")
        console.print(
            t(f"✓ 已写入 {done.written} 条（{shown}）", f"✓ written: {done.written} ({shown})"),
            markup=False,
            soft_wrap=True,
        )
    return 0


def _agreed(number: int) -> bool:
    if not sys.stdin.isatty():
        text = t(f"共 {number} 项，请加 --yes 确认", f"{number} items: add --yes to confirm")
        click.echo(text, err=True)
        return False
    return click.confirm(t(f"写入这 {number} 项？", f"Write these {number}?"))


@review.command("audit", cls=Command, help=t("审核记录，最近的在前。", "The audit trail, newest first."))
@click.option("--by", metavar="NAME", help=t("审核人", "Who"))
@click.option("--since", metavar="DATE", help=t("起始日期", "From this day"))
@click.option("--until", metavar="DATE", help=t("截止日期", "To this day"))
@click.option("--subject", metavar="ID|NAME", help=t("对象的编号或名称", "Id or name of what was decided on"))
@click.option("--action", type=click.Choice([str(a) for a in Action]), help=t("动作", "Action"))
@click.option("--top", type=click.IntRange(1, 1_000_000), default=50, show_default=True, help=t("列出多少", "How many"))
@store_option
@json_option
def audit_(top: int, store_url: str, as_json: bool, **asked: Any) -> None:
    """Print the decisions that are asked for."""
    with open_store(store_url) as store:
        found = audit(store, Asked(**asked))
    entries = [review_out(entry) for entry in found[:top]]
    if as_json:
        print_json({"items": [e.model_dump() for e in entries], "total": len(found)})
    else:
        print_audit(entries, len(found))
