"""缺口命令 `gaps`: chains, majors and regions that have no partners, few, or all through one organization."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from api.commands.console import Command, console, json_option, print_json, store_option
from api.commands.network import check_date, new_table
from api.settings import language, t
from graph.model import Filter
from graph.stores import open_store

if TYPE_CHECKING:  # numbers are loaded when the command runs
    from graph.analytics.gaps import Cell, GapTable

SUFFIXES = (".xlsx", ".csv", ".html")


@click.command(
    cls=Command,
    help=t(
        "缺口表：产业链 × 专业 × 地区，哪里没有伙伴、覆盖薄弱或全靠一家。",
        "Gaps: chain × major × region, where nobody has a partner, few have, or all have the same one.",
    ),
)
@click.option("--chain", help=t("只看此产业链", "Only this chain"))
@click.option("--major", help=t("只看此专业", "Only this major"))
@click.option("--in", "place", help=t("只看名称含此的地区", "Only regions whose name holds this"))
@click.option(
    "--coverage",
    multiple=True,
    type=click.Choice(["none", "single", "thin", "covered"]),
    help=t("只列此类覆盖，可重复；不给则列出全部缺口", "Only cells so covered; repeatable; all gaps if absent"),
)
@click.option(
    "--region-level",
    type=click.Choice(["province", "city", "county"]),
    default="city",
    show_default=True,
    help=t("地区细到省、市或县", "Regions to province, city or county"),
)
@click.option(
    "--thin",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help=t("有伙伴者不足此比例即为薄弱", "Thin where a smaller share has a partner"),
)
@click.option("--on", metavar="DATE", help=t("只看该日有效的联系", "Only what held on that day"))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=t("写成文件：.xlsx、.csv 为表，.html 为图", "Write a file: .xlsx or .csv a table, .html a picture"),
)
@store_option
@json_option
def gaps(
    coverage: tuple[str, ...], out: Path | None, on: str | None, store_url: str, as_json: bool, **asked: str | None
) -> None:
    """Print the gaps, or write all cells to a file."""
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise click.UsageError(t(f"--out：{out.suffix} 不是 ", f"--out: {out.suffix} is none of ") + " ".join(SUFFIXES))
    table = _read(store_url, check_date(on), asked)
    if out is not None:
        _write(table, out)
        console.print(f"✓ {out}（{len(table.cells)}）", markup=False)
        return
    wanted = set(coverage) or {"none", "single", "thin"}
    cells = [cell for cell in table.cells if str(cell.coverage) in wanted]
    if as_json:
        from api.gap_table import as_json as row

        said = {"organizations": table.organizations, "unknown": dict(table.unknown), "counts": table.counts}
        print_json({**said, "cells": [row(table, cell) for cell in cells]})
        return
    _print(table, cells)


def _read(store_url: str, on: str | None, asked: dict[str, str | None]) -> "GapTable":
    from dataclasses import replace

    from api.gap_table import gap_table
    from graph.analytics import partners

    with open_store(store_url) as store:
        network = store.view(Filter(on=on))
    found = gap_table(network, partners(network), str(asked["region_level"]), float(asked["thin"] or 0))

    def wanted(cell: "Cell") -> bool:
        exact = all(asked[name] in (None, getattr(cell, name)) for name in ("chain", "major"))
        return exact and (asked["place"] or "") in (cell.region or "")

    return replace(found, cells=tuple(filter(wanted, found.cells)))


def _write(table: "GapTable", out: Path) -> None:
    from api.commands.export import write_whole
    from api.gap_table import csv_table, write_workbook

    if out.suffix.lower() == ".html":
        from viz.gap_picture import gap_picture

        page = gap_picture(table, t("产业链 × 专业 × 地区的缺口", "Gaps by chain, major and region"), language())  # type: ignore[arg-type]
        write_whole(out, page.encode())
    elif out.suffix.lower() == ".csv":
        write_whole(out, csv_table(table))
    else:
        write_workbook(table, out)


def _print(table: "GapTable", cells: list["Cell"]) -> None:
    from api.gap_table import coverage_word, unknown_word

    zh = f"机构 {table.organizations} 家；产业链未知 {table.unknown['chain']}，专业未知 {table.unknown['major']}，"
    zh += f"地区未知 {table.unknown['region']}"
    en = f"{table.organizations} organizations; chain unknown of {table.unknown['chain']}, "
    en += f"major of {table.unknown['major']}, region of {table.unknown['region']}"
    console.print(t(zh, en), soft_wrap=True)
    shown = new_table(
        t("产业链", "Chain"),
        t("专业", "Major"),
        t("地区", "Region"),
        t("覆盖", "Coverage"),
        t("有伙伴", "Partnered"),
        t("单点", "Single point"),
        t("无伙伴者", "Without a partner"),
    )
    for cell in cells:
        place = [escape(value or unknown_word()) for value in (cell.chain, cell.major, cell.region)]
        figures = f"{cell.size - len(cell.alone)}/{cell.size}"
        alone = "、".join(table.names(cell.alone[:5])) + ("…" if len(cell.alone) > 5 else "")
        single = "、".join(table.names(cell.single))
        shown.add_row(*place, coverage_word(cell.coverage), figures, escape(single), escape(alone))
    console.print(shown)
