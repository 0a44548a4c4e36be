"""缺失联系命令 `links evaluate`: how well the ranking finds hidden ties of a bare graph, beside single heuristics."""

from pathlib import Path
from typing import Any

import click
from rich.table import Table

from api.commands.console import Group, console, json_option, print_json
from api.settings import t
from graph.errors import WrongUsage
from graph.recommend.links import Figures, LinkTrial, Outcome, positions, read_edges, split, try_links

HOLDOUT = 0.1
_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(
    cls=Group, help=t("缺失联系：在一张图上检验排序。", "Missing links: put the ranking to the test on a graph.")
)
def links() -> None:
    """Group of the commands on bare graphs."""


@links.command(
    "evaluate",
    help=t(
        "留出一部分边（或用给定的边）检验：本排序与各单项指标的 AUC、平均精度、Hits@k、MRR。",
        "Hide part of the edges (or ask for given ones): AUC, average precision, Hits@k, MRR of ours and its peers.",
    ),
)
@click.option(
    "--edges", required=True, type=_file, help=t("边表 CSV：source,target[,date]", "Edges, CSV: source,target[,date]")
)
@click.option("--holdout", type=float, help=t(f"留出的比例（默认 {HOLDOUT}）", f"Share held out (default {HOLDOUT})"))
@click.option(
    "--test", "test", type=_file, help=t("要找回的边（CSV），代替留出", "Edges to find (CSV), held out before")
)
@click.option("--seed", type=int, default=20240701, show_default=True, help=t("随机种子", "Random seed"))
@json_option
def evaluate(edges: Path, holdout: float | None, test: Path | None, seed: int, as_json: bool) -> None:
    """Print the figures of each scorer."""
    if test and holdout is not None:
        raise WrongUsage("test", "与 --holdout 只能用一个 use either --test or --holdout")
    if seed < 0:
        raise WrongUsage("seed", "不能为负 must not be negative")
    size, (known, asked) = positions(read_edges(edges), read_edges(test) if test else ())
    if not test:
        known, asked = split(size, known, HOLDOUT if holdout is None else holdout, seed)
    found = try_links(size, known, asked, LinkTrial(seed=seed))
    if as_json:
        print_json(_plain(found, seed))
    else:
        _print(found)


def _plain(found: Outcome, seed: int) -> dict[str, Any]:
    sizes = {
        "nodes": found.nodes,
        "training": found.training,
        "positives": found.positives,
        "negatives": found.negatives,
    }
    return {**sizes, "seed": seed, "scorers": {name: _row(row) for name, row in found.scorers}}


def _row(row: Figures) -> dict[str, float]:
    hits = {f"hits@{k}": share for k, share in row.hits}
    return {"auc": row.auc, "average_precision": row.average_precision, **hits, "mrr": row.mrr}


def _print(found: Outcome) -> None:
    known, asked, false = found.training, found.positives, found.negatives
    zh = f"{found.nodes} 个节点，已知边 {known} 条；检验 {asked} 条边与 {false} 对不相连的节点"
    en = f"{found.nodes} nodes, {known} edges known; {asked} edges and {false} pairs asked"
    console.print(t(zh, en), soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    rows = [(name, _row(row)) for name, row in found.scorers]
    for heading in (t("指标", "scorer"), *rows[0][1]):
        table.add_column(heading)
    for name, values in rows:
        table.add_row(name, *(f"{value:.4f}" for value in values.values()))
    console.print(table)
