"""计算命令 `compute`: one measure for every organization of a store, or node of an edge list, on an engine of choice.

Invariant: the file is the same whatever the engine, to rounding.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from api.commands.console import Command, console, store_option
from api.settings import t
from graph.stores import open_store

MEASURES = ("pagerank", "components", "label_propagation", "triangles", "candidates")


@click.command(
    cls=Command,
    help=t(
        "在本机或 Spark 集群上计算一项测度，写成 CSV。",
        "Compute a measure on this machine or a Spark cluster, as a CSV file.",
    ),
)
@click.option("--measure", required=True, type=click.Choice(MEASURES), help=t("测度", "Measure"))
@click.option(
    "--engine",
    default="local",
    show_default=True,
    metavar="E",
    help=t(
        "local、spark 或 spark://主机:端口（须装 gongjian[spark]）",
        "local, spark or spark://host:port (needs gongjian[spark])",
    ),
)
@click.option(
    "--edges",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t("边表 CSV（source,target），代替存储", "Edges as CSV (source,target), instead of a store"),
)
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t(
        "只用于 candidates：要比较的对，CSV（source,target）", "With candidates: pairs to compare, CSV (source,target)"
    ),
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=t("输出文件", "File to write")
)
@store_option
def compute(measure: str, engine: str, edges: Path | None, pairs: Path | None, out: Path, store_url: str) -> None:
    """Write a measure of all nodes, or common neighbours and Adamic–Adar of pairs of nodes."""
    from api.commands.export import write_whole
    from graph.distributed.session import check_engine

    if (pairs is None) == (measure == "candidates"):
        raise click.UsageError(t("--pairs 与 candidates 同用", "--pairs goes with candidates, and with nothing else"))
    check_engine(engine)
    ids, arrays = _from_edges(edges) if edges else _from_store(store_url)
    if pairs is None:
        rows: list[tuple[object, ...]] = [("id", measure), *zip(ids, _values(engine, measure, arrays), strict=True)]
    else:
        rows = _candidates(engine, arrays, ids, pairs)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write_whole(out, text.getvalue().encode())
    console.print(f"✓ {out}（{len(rows) - 1}）", markup=False)


def _from_store(url: str) -> tuple[Sequence[str], Any]:
    from graph.analytics import StoreMeasures

    with open_store(url) as store:
        graph = StoreMeasures(store).graph
        return graph.ids, graph.arrays


def _from_edges(path: Path) -> tuple[Sequence[str], Any]:
    from graph.analytics.arrays import PartnerArrays

    ends = _read_pairs(path)
    ids = sorted({end for pair in ends for end in pair})
    at = {id_: i for i, id_ in enumerate(ids)}
    # A line that is repeated says nothing more.
    kept = sorted({(min(at[a], at[b]), max(at[a], at[b])) for a, b in ends})
    return ids, PartnerArrays.from_pairs(len(ids), [a for a, _ in kept], [b for _, b in kept])


def _read_pairs(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"source", "target"} <= set(rows.fieldnames or ()):
            raise click.UsageError(t(f"{path}：缺少列 source、target", f"{path}: no columns source, target"))
        return [(row["source"], row["target"]) for row in rows]


def _values(engine: str, measure: str, arrays: Any) -> list[float]:
    from graph.distributed import local, measures

    if engine == "local":
        found: list[float] = local.MEASURES[measure](arrays).tolist()
        return found
    from graph.distributed.scattered import Scattered
    from graph.distributed.session import spark_context

    with spark_context(engine) as context:
        spread: list[float] = measures.MEASURES[measure](Scattered(context, arrays)).tolist()
        return spread


def _candidates(engine: str, arrays: Any, ids: Sequence[str], path: Path) -> list[tuple[object, ...]]:
    from graph.distributed import local, measures

    at, asked = {id_: i for i, id_ in enumerate(ids)}, _read_pairs(path)
    if unknown := sorted({end for pair in asked for end in pair} - at.keys()):
        raise click.UsageError(t(f"--pairs：图中没有 {unknown[0]}", f"--pairs: not in the graph: {unknown[0]}"))
    heads, tails = [at[a] for a, _ in asked], [at[b] for _, b in asked]
    if engine == "local":
        found = local.candidate_features(arrays, heads, tails)
    else:
        from graph.distributed.scattered import Scattered
        from graph.distributed.session import spark_context

        with spark_context(engine) as context:
            found = measures.candidate_features(Scattered(context, arrays), heads, tails)
    numbers = zip(found[0].astype(int).tolist(), found[1].tolist(), strict=True)
    heading = ("source", "target", "common_neighbours", "adamic_adar")
    return [heading, *((a, b, *both) for (a, b), both in zip(asked, numbers, strict=True))]
