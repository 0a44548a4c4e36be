"""逐项审核 One item after another on a terminal: read, choose, see the effect, take it back.

Invariant: nothing is written but what was chosen; each choice is written at once, so that stopping loses nothing.
"""

import sys
from dataclasses import dataclass, field

import click

from api.commands.console import console
from api.commands.review_text import print_effect, print_shown
from api.reviews import effect_out, shown_out
from api.settings import Settings, t
from graph.errors import GongjianError, WrongUsage
from graph.review.choice import Choice, chosen
from graph.review.desk import Desk
from graph.review.fact import Action
from graph.review.orders import Order, plan
from graph.review.preview import preview
from graph.review.queue import Item, queue
from graph.review.show import Shown, show
from graph.stores import Store

_HELP = t(
    "数字 选决定 · e 更正 · s 跳过 · w 写理由 · u 撤销上一个 · q 结束",
    "number: decide · e: correct · s: skip · w: say why · u: undo the last · q: stop",
)


@dataclass(slots=True)
class _Sitting:
    # What a person has done so far in one sitting.
    store: Store
    by: str
    why: str = ""
    done: list[str] = field(default_factory=list)

    def carry_out(self, order: Order) -> None:
        desk = Desk(self.store, self.by, self.why, second=Settings().second_person)
        planned = plan(self.store, desk, order)
        effect = effect_out(preview(self.store, planned))
        desk.commit(planned)
        from ingest.resolve.acts import judge_reviewed

        judge_reviewed(self.store, planned)
        self.done += [r.id for r in planned.reviews]
        self.why = ""
        print_effect(effect, 1, indent="  ")
        console.print(t("  ✓ 已写入", "  ✓ written"))

    def undo(self) -> None:
        if not self.done:
            console.print(t("  还没有可撤销的决定。", "  Nothing to undo yet."))
            return
        last = self.done.pop()
        self.carry_out(Order(Action.UNDO, (last,)))
        self.done.pop()


def ask_one_by_one(store: Store, choice: Choice, below: float, by: str) -> int:
    """Ask for each item of the queue in turn; return the exit code."""
    if not sys.stdin.isatty():
        advice = t(
            "需要终端；脚本请用 gongjian review list 等", "needs a terminal; in scripts use gongjian review list"
        )
        raise WrongUsage("review", advice)
    sitting = _Sitting(store, by or click.prompt(t("审核人", "Who reviews")))
    items = chosen(store, queue(store, below), choice)
    console.print(t(f"共 {len(items)} 项待审。", f"{len(items)} items wait.") + " " + _HELP)
    for number, item in enumerate(items, 1):
        if not _is_open(store, item):
            continue
        shown = show(store, item)
        print_shown(shown_out(store, shown), f"{number}/{len(items)}  ")
        if not _ask(sitting, shown):
            break
    console.print(t(f"本次决定 {len(sitting.done)} 项。", f"{len(sitting.done)} decisions made."))
    return 0


def _is_open(store: Store, item: Item) -> bool:
    # A decision may have answered later questions too.
    if item.kind == "pair":
        return len(set(store.canonical(item.records).values())) == 2
    return len(store.claims(item.claims)) == len(item.claims)


def _ask(sitting: _Sitting, shown: Shown) -> bool:
    """Ask until the item is decided or left; False to stop."""
    while True:
        answer = click.prompt("›", prompt_suffix=" ", default="s", show_default=False).strip().lower()
        if answer in ("q", "s", ""):
            return answer != "q"
        try:
            if _obey(sitting, shown, answer):
                return True
        except GongjianError as error:
            console.print(f"  {error}", markup=False)


def _obey(sitting: _Sitting, shown: Shown, answer: str) -> bool:
    if answer.isdecimal() and 0 < int(answer) <= len(shown.proposals):
        sitting.carry_out(shown.proposals[int(answer) - 1].order)
        return True
    if answer == "e":
        return _correct(sitting, shown)
    if answer == "w":
        sitting.why = click.prompt(t("  理由", "  Why"))
    elif answer == "u":
        sitting.undo()
    else:
        console.print("  " + _HELP)
    return False


def _correct(sitting: _Sitting, shown: Shown) -> bool:
    from api.commands.review import parsed

    ids = [c.claim.id for c in shown.claims]
    if not ids:
        console.print(t("  此项没有可更正的主张。", "  No claim to correct here."))
        return False
    which = 1 if len(ids) == 1 else click.prompt(t("  第几条主张", "  Which claim"), type=click.IntRange(1, len(ids)))
    asked = click.prompt(t("  字段=值，空格分隔（如 date=2024-05 tail=某公司）", "  FIELD=VALUE … (e.g. date=2024-05)"))
    sitting.carry_out(Order(Action.EDIT, (ids[which - 1],), changes=parsed(tuple(asked.split()))))
    return True
