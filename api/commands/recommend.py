"""推荐命令 `recommend`, `match` and `feedback`: whom to meet, two lists with each other, what became of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import reduce, wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.markup import escape

from api.commands.console import Command, console, json_option, print_json, store_option
from api.commands.network import Query, label, query_options
from api.feedback_place import feedback_log, present
from api.matching_list import quotes_of, write_matching_list
from api.settings import language, t
from graph.errors import UnreadableDocument, WrongUsage
from graph.lookup import find_entity
from graph.model import Entity
from graph.ontology import ontology
from graph.recommend import Advisor, Capacity, Feedback, Recommendation, Verdict, Wishes
from graph.recommend import match as match_lists
from graph.stores import Store, open_store

F = TypeVar("F", bound=Callable[..., Any])
Rows = Sequence[tuple[Entity, Recommendation]]
_share = click.FloatRange(0, 1)
_options = (
    click.option(
        "--region", "regions", multiple=True, help=t("只推荐此地区的，可重复", "Only in this region; repeatable")
    ),
    click.option("--exclude", multiple=True, help=t("不推荐此机构，可重复", "Not this organization; repeatable")),
    click.option(
        "--diversity", type=_share, default=0.0, help=t("多样：0 到 1（默认 0）", "Variety: 0 to 1 (default 0)")
    ),
    click.option(
        "--novelty", type=_share, default=0.0, help=t("新颖：0 到 1（默认 0）", "Novelty: 0 to 1 (default 0)")
    ),
)
_out = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=t("写成对接清单（XLSX）", "Write a matching list (XLSX)"),
)


def wish_options(command: F) -> F:
    """Add `--region --exclude --diversity --novelty`, handed to the command as `extra`."""

    @wraps(command)
    def with_wishes(**given: Any) -> Any:
        extra = {name: given.pop(name) for name in ("regions", "exclude", "diversity", "novelty")}
        return command(extra=extra, **given)

    return reduce(lambda made, option: option(made), reversed(_options), with_wishes)  # type: ignore[return-value]


@click.command(
    cls=Command,
    help=t("为一个机构（或 --all 为全部机构）推荐合作对象。", "Recommend partners for an organization, or for --all."),
)
@click.argument("name", required=False)
@click.option("--all", "for_all", is_flag=True, help=t("为全部机构推荐", "For all organizations"))
@click.option("--for-type", "kinds", multiple=True, help=t("与 --all：只为此类机构", "With --all: only for this type"))
@_out
@wish_options
@query_options
@store_option
@json_option
def recommend(name: str | None, for_all: bool, query: Query, extra: dict[str, Any], **rest: Any) -> None:
    """Print or write the recommended partners."""
    if (name is None) is not for_all:
        raise click.UsageError(t("给出机构名称，或用 --all", "give a name, or use --all"))
    store_url, out, as_json = rest["store_url"], rest["out"], rest["as_json"]
    with open_store(store_url) as store:
        told = present(store, feedback_log(store_url))
        wishes = _wishes(store, query, extra)
        asked = None if name is None else find_entity(store, name)
        advisor = Advisor.of(store.view(query.filter), query.level)
        if asked is None:
            pairs = [(e, r) for e, found in advisor.advise_all(rest["kinds"], wishes, told) for r in found]
        else:
            pairs = [(asked, r) for r in advisor.advise(asked.id, wishes, told)]
        if out:
            _write(store, pairs, out)
        elif as_json:
            items = [_plain(store, e, r, alone=asked is not None) for e, r in pairs]
            print_json({"for": asdict(asked), "items": items} if asked else {"items": items})
        else:
            _print(store, pairs, alone=asked is not None)


def _wishes(store: Store, query: Query, extra: dict[str, Any]) -> Wishes:
    exclude = tuple(find_entity(store, other).id for other in extra["exclude"])
    return Wishes(query.top, query.types, extra["regions"], exclude, extra["diversity"], extra["novelty"])


def _plain(store: Store, entity: Entity, found: Recommendation, alone: bool) -> dict[str, Any]:
    row = asdict(found)
    for reason, plain in zip(found.reasons, row["reasons"], strict=True):
        plain["quotes"] = [asdict(quote) for quote in quotes_of(store, reason.claims)]
    return row if alone else {"for": {"id": entity.id, "name": entity.name, "type": entity.type}, **row}


def _write(store: Store, pairs: Rows, out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise WrongUsage("out", "对接清单须为 .xlsx 文件 a matching list must be an .xlsx file")
    count = write_matching_list(store, pairs, out)
    console.print(t(f"✓ {out}（{count} 对）", f"✓ {out} ({count} pairs)"), markup=False)


def _print(store: Store, pairs: Rows, alone: bool) -> None:
    for number, (entity, row) in enumerate(pairs, 1):
        whom = "" if alone else f"{escape(entity.name)} → "
        name = f"{whom}[bold]{escape(row.entity.name)}[/bold]"
        console.print(f"{number:>3}  {name}  {label(row.entity.type)}  {row.score:.3f}")
        for reason in row.reasons:
            console.print(f"       · {escape(reason.en if language() == 'en' else reason.zh)}", style="dim")
            for quote in quotes_of(store, reason.claims, 1):
                console.print(f"           “{escape(quote.text)}” —— {escape(quote.source)}", style="dim")
    if not pairs:
        zh, en = "没有可推荐的对象：依据不足，或条件过严。", "Nothing to recommend: too little to go on, or too strict."
        console.print(t(zh, en))


@click.command(
    cls=Command,
    help=t(
        "把两份名单撮合成对（按容量，总得分最高）。",
        "Match two lists within capacities, for the greatest sum of scores.",
    ),
)
@click.option("--left", required=True, help=t("名单文件（每行一名）或机构类型", "File of names, one a line, or a type"))
@click.option("--right", required=True, help=t("另一份名单或类型", "The other list or type"))
@click.option(
    "--left-capacity", type=click.IntRange(0), default=1, help=t("左方各几家（默认 1）", "Partners of each (1)")
)
@click.option(
    "--right-capacity", type=click.IntRange(0), default=1, help=t("右方各几家（默认 1）", "Partners of each (1)")
)
@_out
@store_option
@json_option
def match(left: str, right: str, left_capacity: int, right_capacity: int, **rest: Any) -> None:
    """Print or write the pairs."""
    with open_store(rest["store_url"]) as store:
        advisor = Advisor.of(store.view())
        sides = _listed(store, advisor, left), _listed(store, advisor, right)
        told = present(store, feedback_log(rest["store_url"]))
        found = match_lists(advisor, sides, Capacity(left_capacity, right_capacity), told)
        pairs = [(advisor.graph.entity(pair.left), pair.found) for pair in found]
        if rest["out"]:
            _write(store, pairs, rest["out"])
        elif rest["as_json"]:
            print_json({"items": [_plain(store, e, r, alone=False) for e, r in pairs]})
        else:
            _print(store, pairs, alone=False)


def _listed(store: Store, advisor: Advisor, said: str) -> list[str]:
    if said in ontology().group("organization"):
        return [e.id for e in advisor.graph.entities if e.type == said]
    try:
        lines: Iterable[str] = Path(said).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        advice = t("给出 UTF-8 的名单文件，或机构类型", "give a file of names in UTF-8, or a type")
        raise UnreadableDocument(said, str(error), advice) from error
    return [find_entity(store, line.strip()).id for line in lines if line.strip()]


@click.command(
    cls=Command,
    help=t("记下推荐的处理结果，影响以后的推荐。", "Note what became of a recommendation; later ones change."),
)
@click.argument("name")
@click.argument("other")
@click.option(
    "--verdict", required=True, type=click.Choice([str(v) for v in Verdict]), help=t("处理结果", "What became")
)
@click.option("--note", default="", help=t("备注", "A note"))
@click.option("--by", default="", help=t("记录人", "Who says so"))
@store_option
def feedback(name: str, other: str, verdict: str, note: str, by: str, store_url: str) -> None:
    """Append a row of feedback."""
    with open_store(store_url) as store:
        ends = find_entity(store, name), find_entity(store, other)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    feedback_log(store_url).add(Feedback(ends[0].id, ends[1].id, Verdict(verdict), at, by, note))
    console.print(f"✓ {ends[0].name} — {ends[1].name}：{verdict}", markup=False)
