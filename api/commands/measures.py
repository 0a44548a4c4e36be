"""测度命令 `analyze`, `rank`, `communities`, `changes`, `silent`, `similar`, `without`: what the network's shape says.

Invariant: values are taken from beside the store where they are kept, and kept there once computed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import click
from rich.markup import escape

from api.commands.console import Command, console, json_option, print_json, store_option
from api.commands.network import Query, check_date, label, new_table, query_options
from api.settings import t
from graph.analytics import MEASURES, Analysis, StoreMeasures, analyze_measures
from graph.analytics.acts import months_before, window
from graph.analytics.answers import Activity, changes_of, departure_of, silent_of, similar_to
from graph.analytics.circles import Circle, circles
from graph.analytics.sampling import CONFIDENCE
from graph.errors import WrongUsage
from graph.lookup import find_entity
from graph.model import Entity
from graph.stores import Store, open_store

_months = click.option(
    "--months",
    type=click.IntRange(1, 600),
    default=12,
    show_default=True,
    help=t("时段的月数", "Months that the window is long"),
)


def _measures(store: Store, query: Query) -> StoreMeasures:
    return StoreMeasures(store, query.level, query.filter)


def _names(entities: Iterable[Entity]) -> str:
    return "、".join(escape(e.name) for e in entities)


@click.command(cls=Command, help=t("计算全部测度并概述网络。", "Compute all measures and sum up the network."))
@click.option(
    "--write-back",
    is_flag=True,
    help=t("把各测度写回 Neo4j 节点的属性", "Write the values back to Neo4j as properties of the nodes"),
)
@query_options
@store_option
@json_option
def analyze(write_back: bool, query: Query, store_url: str, as_json: bool) -> None:
    """Print the summary of the network."""
    with open_store(store_url) as store:
        measures = _measures(store, query)
        found = analyze_measures(measures)
        written = _write_back(store, measures) if write_back else None
    if as_json:
        print_json({**asdict(found), "written": written})
        return
    _print_analysis(found)
    if written is not None:
        console.print(t(f"\n✓ 已写回 {written} 个节点", f"\n✓ {written} nodes written back"))


def _write_back(store: Store, measures: StoreMeasures) -> int:
    from graph.stores.neo4j import Neo4jStore

    if not isinstance(store, Neo4jStore):
        raise WrongUsage("--write-back", "只用于 Neo4j；其他存储的值存在库旁 Neo4j only: others keep values beside")
    columns = {m.name: measures.numbers(m) for m in MEASURES}
    return store.write_values(measures.graph.ids, columns)


def _print_analysis(found: Analysis) -> None:
    sure = "—" if found.modularity is None else f"{found.modularity:.3f}"
    zh = f"机构 {found.nodes} 家，合作关系 {found.edges} 对，连通分量 {found.components} 个，"
    en = f"{found.nodes} organizations, {found.edges} partner pairs, {found.components} components, "
    zh, en = zh + f"密度 {found.density:.4f}，模块度 {sure}", en + f"density {found.density:.4f}, modularity {sure}"
    console.print(t(zh, en), soft_wrap=True)
    for name, leaders in found.leaders:
        about = t("（估计值）", " (estimated)") if name in found.approximate else ""
        console.print(f"\n[bold]{_measure_label(name)}[/bold]{about}")
        for row in leaders:
            console.print(f"  {row.rank:>3}  {escape(row.entity.name)}  {row.value:.4g}")
    _print_communities(found.communities)


def _print_communities(groups: Iterable[Circle]) -> None:
    for group in groups:
        zh, en = f"\n社群 {group.number}（{group.size} 家）", f"\nCommunity {group.number} ({group.size})"
        console.print(t(zh, en) + f"：{escape(group.name)}", soft_wrap=True)
        said = ((t("为首", "led by"), group.leaders), (t("产业链", "chains"), group.chains),
                (t("地区", "regions"), group.regions))  # fmt: skip
        for heading, entities in said:
            if entities:
                console.print(f"  {heading}：{_names(entities)}", soft_wrap=True)


def _measure_label(name: str) -> str:
    measure = next(m for m in MEASURES if m.name == name)
    return t(measure.zh, measure.en)


@click.command(cls=Command, help=t("按一项测度给机构排名。", "Rank organizations by a measure."))
@click.option(
    "--measure", required=True, metavar="M", help=t("测度：", "Measure: ") + "、".join(m.name for m in MEASURES)
)
@click.option(
    "--near",
    multiple=True,
    metavar="NAME",
    help=t(
        "只用于 pagerank：从此机构出发的个性化排名，可重复", "With pagerank: personalised, from this one; repeatable"
    ),
)
@query_options
@store_option
@json_option
def rank(measure: str, near: Sequence[str], query: Query, store_url: str, as_json: bool) -> None:
    """Print the ranking."""
    if near and measure != "pagerank":
        raise WrongUsage("--near", "只用于 only with --measure pagerank")
    with open_store(store_url) as store:
        measures = _measures(store, query)
        if near:
            starts = [_organization(store, measures, name).id for name in near]
            rows = measures.rank_near(starts, query.types, query.top)
        else:
            rows = measures.rank(measure, query.types, query.top)
        chosen = next(m for m in MEASURES if m.name == measure)
        error = None if near else chosen.error(measures.graph.arrays)
        estimated = not near and chosen.approximate(measures.graph.arrays.nodes)
    if as_json:
        print_json(
            [
                {"rank": r.rank, "value": r.value, "id": r.entity.id, "name": r.entity.name, "type": r.entity.type}
                for r in rows
            ]
        )
        return
    table = new_table(t("名次", "rank"), t("机构", "organization"), t("类型", "type"), _measure_label(measure))
    for row in rows:
        table.add_row(str(row.rank), escape(row.entity.name), label(row.entity.type), f"{row.value:.6g}")
    console.print(table)
    if estimated:
        off = "" if error is None else t(f"，{CONFIDENCE:.0%} 的把握误差不超过 {error:.3g}",
                                         f", off by at most {error:.3g} with {CONFIDENCE:.0%} confidence")  # fmt: skip
        console.print(t("估计值", "Estimated") + off, style="dim")


def _organization(store: Store, measures: StoreMeasures, name: str) -> Entity:
    entity = find_entity(store, name)
    try:
        measures.graph.node(entity.id)
    except KeyError as error:
        raise WrongUsage("name", f"“{entity.name}”不在伙伴图中 is not in the partner graph") from error
    return entity


@click.command(
    cls=Command,
    help=t("列出社区：为首的机构、产业链与地区。", "List the communities: who leads them, their chains and regions."),
)
@query_options
@store_option
@json_option
def communities(query: Query, store_url: str, as_json: bool) -> None:
    """Print the largest communities."""
    with open_store(store_url) as store:
        found = circles(_measures(store, query), query.top)
    if as_json:
        print_json([{"name": group.name, **asdict(group)} for group in found])
        return
    _print_communities(found)


@click.command(
    cls=Command,
    help=t(
        "一段时间里谁是新来的、谁淡出、谁上升，与此前等长的时段相比。",
        "Who came, who faded and who rose in a window, against the one of equal length ahead of it.",
    ),
)
@click.option("--until", metavar="DATE", help=t("时段的末日，默认今天", "Last day of the window; by default today"))
@_months
@query_options
@store_option
@json_option
def changes(until: str | None, months: int, query: Query, store_url: str, as_json: bool) -> None:
    """Print newcomers, fading and rising organizations."""
    during = window(check_date(until) or _today(), months)
    with open_store(store_url) as store:
        found = changes_of(_measures(store, query), during, query.types, query.top)
    if as_json:
        print_json({"window": asdict(during), **asdict(found)})
        return
    for heading, name, rows in (
        (t("新来", "Newcomers"), "newcomers", found.newcomers),
        (t("上升", "Rising"), "rising", found.rising),
        (t("淡出", "Fading"), "fading", found.fading),
    ):
        console.print(f"\n[bold]{heading}[/bold] {found.totals[name]}")
        _print_activity(rows)


def _print_activity(rows: Sequence[Activity]) -> None:
    for row in rows:
        console.print(f"  {escape(row.entity.name)}  {label(row.entity.type)}  {row.earlier} → {row.recent}")


def _today() -> str:
    return datetime.now(UTC).astimezone().date().isoformat()


@click.command(
    cls=Command,
    help=t(
        "签而未动：签署已久、各方此后再无往来记录的协议。",
        "Signed but silent: agreements after which nothing is known between their parties.",
    ),
)
@click.option("--until", metavar="DATE", help=t("以此日为今天，默认今天", "Take this day for today; by default today"))
@_months
@query_options
@store_option
@json_option
def silent(until: str | None, months: int, query: Query, store_url: str, as_json: bool) -> None:
    """Print the agreements older than so many months that nothing followed."""
    before = months_before(window(check_date(until) or _today(), 1).end, months)
    with open_store(store_url) as store:
        rows, total = silent_of(_measures(store, query), before, query.top)
    if as_json:
        print_json({"total": total, "items": [asdict(row) for row in rows]})
        return
    for row in rows:
        console.print(f"{row.date}  {escape(row.agreement.name)}  {_names(row.parties)}", soft_wrap=True)
    console.print(t(f"共 {total} 份", f"{total} in all"), style="dim")


@click.command(
    cls=Command, help=t("与一个机构有相似伙伴的机构。", "Organizations whose partners are like those of one.")
)
@click.argument("name")
@query_options
@store_option
@json_option
def similar(name: str, query: Query, store_url: str, as_json: bool) -> None:
    """Print the most similar organizations."""
    with open_store(store_url) as store:
        measures = _measures(store, query)
        rows = similar_to(measures, _organization(store, measures, name).id, query.types, query.top)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    table = new_table(t("机构", "organization"), t("类型", "type"), t("相似", "likeness"), t("共同伙伴", "common"))
    for row in rows:
        table.add_row(escape(row.entity.name), label(row.entity.type), f"{row.value:.3f}", str(row.common))
    console.print(table)


@click.command(
    cls=Command,
    help=t("假如一个机构退出：谁会失去联系。", "If an organization left: who would lose touch."),
)
@click.argument("name")
@query_options
@store_option
@json_option
def without(name: str, query: Query, store_url: str, as_json: bool) -> None:
    """Print what would be lost."""
    with open_store(store_url) as store:
        measures = _measures(store, query)
        found = departure_of(measures, _organization(store, measures, name).id, query.top)
    if as_json:
        print_json(asdict(found))
        return
    name, others, parts, lost = found.entity.name, found.component - 1, found.parts, found.cut_off_total
    zh = f"{name}若退出：{found.partners} 家失去一个伙伴，同一分量的其余 {others} 家分成 {parts} 块，{lost} 家断联"
    en = f"Without {name}: {found.partners} lose a partner, the other {others} fall into {parts} parts, {lost} cut off"
    console.print(t(zh, en), soft_wrap=True, markup=False)
    if found.cut_off:
        console.print(t("断联：", "Cut off: ") + _names(found.cut_off), soft_wrap=True)
    if found.alone:
        console.print(t("再无伙伴：", "Left alone: ") + _names(found.alone), soft_wrap=True)
