"""网络命令 `show` and `path`: questions put to the network; and the options that they share."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import reduce, wraps
from typing import Any, TypeVar

import click
from rich.markup import escape
from rich.table import Table

from api.commands.console import Command, console, json_option, print_json, store_option, told
from api.settings import t
from graph.analytics.partners import Level
from graph.lookup import find_entity
from graph.model import Filter, Link, Network
from graph.ontology import ontology
from graph.stores import Store, open_store


@dataclass(frozen=True, slots=True)
class Query:
    """查询条件 The options that the questions to the network share."""

    level: Level
    on: str | None
    types: tuple[str, ...]
    top: int

    @property
    def filter(self) -> Filter:
        """The view that the question is put to."""
        return Filter(on=self.on)


F = TypeVar("F", bound=Callable[..., Any])


def query_options(command: F) -> F:
    """Add `--level --on --type --top`, handed to the command as one `query`."""

    @wraps(command)
    def with_query(*, level: str, on: str | None, types: tuple[str, ...], top: int, **rest: Any) -> Any:
        check_types(types)
        return command(query=Query(Level(level), check_date(on), types, top), **rest)

    options = (_on, _level, _types, _top)
    return reduce(lambda made, option: option(made), reversed(options), with_query)  # type: ignore[return-value]


def check_date(on: str | None) -> str | None:
    """Return `on`; a usage error unless it is an ISO date (to the year, month or day)."""
    try:
        if on is not None:
            date.fromisoformat(on + "-01-01"[len(on) - 4 :] if len(on) in (4, 7) else on)
    except ValueError as error:
        raise click.UsageError(
            t(f"--on：{on} 不是日期，例 2024-10-24", f"--on: {on} is no date, e.g. 2024-10-24")
        ) from error
    return on


_on = click.option(
    "--on", metavar="DATE", help=t("只看该日有效的联系（2024-10-24）", "Only what held on that day (2024-10-24)")
)
_level = click.option(
    "--level",
    type=click.Choice([str(level) for level in Level]),
    default=str(Level.INSTITUTION),
    show_default=True,
    help=t(
        "institution：支部与院系并入所属单位；record：各自为点",
        "institution: units rolled up to their body; record: each for itself",
    ),
)
_types = click.option(
    "--type", "types", multiple=True, help=t("只列此类实体，可重复", "Only entities of this type; repeatable")
)
_top = click.option(
    "--top", type=click.IntRange(1, 10_000), default=20, show_default=True, help=t("列出多少", "How many")
)


def label(type_: str) -> str:
    """Return the label of a type in the interface's language."""
    known = ontology()
    kind = known.entities.get(type_) or known.links.get(type_) or known.views.get(type_)
    return t(kind.zh, kind.en) if kind else type_


def new_table(*headings: str) -> Table:
    """Return a table without lines, with these headings."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def check_types(types: Sequence[str]) -> None:
    """Raise a usage error for a type that the ontology does not know."""
    known = ontology().entities
    for name in types:
        if name not in known:
            raise click.UsageError(t(f"未知类型 {name}；可用：", f"unknown type {name}; known: ") + "、".join(known))


@click.command(
    cls=Command, help=t("列出一个机构的全部联系及原文依据。", "List all links of an organization with their quotes.")
)
@click.argument("name")
@query_options
@store_option
@json_option
def show(name: str, query: Query, store_url: str, as_json: bool) -> None:
    """Print an entity, its links and their evidence."""
    from ingest.resolve.known import shipped

    with open_store(store_url) as store:
        entity = find_entity(store, name)
        around = store.neighbourhood(entity.id, depth=1, limit=1000, filter_=query.filter).network
        links = [_link_row(store, around, link) for link in around.links_of(entity.id)]
    names = [asdict(dated) for dated in shipped().history(entity.name)]
    if as_json:
        print_json({**asdict(entity), "names": names, "links": links})
        return
    console.print(f"[bold]{escape(entity.name)}[/bold]  {label(entity.type)}  {entity.id}")
    if entity.aliases:
        console.print(t("又名：", "also: ") + escape("、".join(entity.aliases)))
    for dated in names:
        term = f"{dated['since'] or '…'}–{dated['until'] or ''}"
        console.print(t("曾用名与现名：", "name: ") + f"{escape(dated['name'])}  {term}", style="dim")
    console.print(told(entity.sources, entity.reprints))
    for row in links:
        when = row["first"] or t("日期不详", "undated")
        by = told(row["sources"], row["reprints"])
        console.print(f"\n{escape(row['head'])} —{label(row['type'])}→ {escape(row['tail'])}  {when}  {by}")
        for quote in row["evidence"]:
            console.print(
                f"    “{escape(quote['quote'])}”\n      —— {escape(quote['source'])} {quote['place']}", style="dim"
            )


def _link_row(store: Store, network: Network, link: Link) -> dict[str, Any]:
    evidence = [
        {"quote": e.quote, "source": cited.source.title, "place": e.cell or f"{e.start}–{e.end}"}
        for cited in store.claims(link.claims)
        for e in cited.claim.evidence
    ]
    ends = {"head": network.entity(link.head).name, "tail": network.entity(link.tail).name}
    return {**asdict(link), **ends, "head_id": link.head, "tail_id": link.tail, "evidence": evidence}


@click.command(cls=Command, help=t("两个机构之间的最短路径。", "Shortest paths between two organizations."))
@click.argument("a")
@click.argument("b")
@store_option
@json_option
def path(a: str, b: str, store_url: str, as_json: bool) -> int:
    """Print the shortest paths; exit code 2 if there is none."""
    with open_store(store_url) as store:
        ends = find_entity(store, a), find_entity(store, b)
        found = store.paths(ends[0].id, ends[1].id)
    names = [[found.network.entity(id_).name for id_ in steps] for steps in found.paths]
    if as_json:
        print_json({"paths": found.paths, "names": names, "links": [asdict(k) for k in found.network.links]})
    elif not names:
        console.print(t("两者之间没有路径。", "There is no path between them."))
    for row in () if as_json else names:
        console.print(" — ".join(escape(n) for n in row))
    return 0 if names else 2
