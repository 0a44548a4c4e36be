"""归并命令 `resolve`: how likely pairs of records are one entity, and why."""

import json
from collections import Counter
from pathlib import Path

import click

from api.commands.console import Group, console, json_option, names_option, print_json, store_option
from api.commands.export import write_whole
from api.settings import t
from graph.stores import open_store

_SHOWN = {"same": ("同一", "same"), "unsure": ("待定", "unsure"), "different": ("不同", "different")}


@click.group(cls=Group, help=t("判断记录是否同一机构。", "Judge whether records are one entity."))
def resolve() -> None:
    """Group of the commands of entity resolution."""


@resolve.command(
    "score",
    help=t(
        "给名称对评分：每行写出标签（same、unsure、different）、概率与理由。",
        "Score pairs of names: label (same, unsure, different), probability and reasons for each line.",
    ),
)
@click.option(
    "--pairs",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t("名称对文件，每行一个 JSON：id、a、b、context", "File of pairs, one JSON object a line: id, a, b, context"),
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=t("输出文件", "File to write")
)
@names_option
@json_option
def resolve_score(pairs: Path, out: Path, names: Path | None, as_json: bool) -> int:
    """Write one line of JSON for each pair, in order; nothing is written if a line is not a pair."""
    from ingest.resolve.names_file import with_names
    from ingest.resolve.pairs import read_pairs, score_pair

    known = with_names([names] if names else [])
    with pairs.open(encoding="utf-8-sig") as lines:
        scored = [score_pair(row, known) for row in read_pairs(lines, str(pairs))]
    write_whole(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in scored).encode())
    counts = Counter(row["label"] for row in scored)
    if as_json:
        print_json({"out": str(out), "pairs": len(scored), **{label: counts[label] for label in _SHOWN}})
        return 0
    told = "，".join(f"{t(*words)} {counts[label]}" for label, words in _SHOWN.items())
    console.print(f"✓ {out}（{told}）", markup=False)
    return 0


@resolve.command(
    "names",
    help=t(
        "把已知的别名、更名与更正用于库中已有的记录（改过名称文件之后）。",
        "Apply known aliases, renamings and corrections to what the store holds (after a names file has changed).",
    ),
)
@names_option
@store_option
@json_option
def resolve_names(names: Path | None, store_url: str, as_json: bool) -> int:
    """Join the records that are known to be one body."""
    from ingest.resolve.by_names import apply_names
    from ingest.resolve.names_file import with_names

    known = with_names([names] if names else [])
    with open_store(store_url) as store:
        judged = apply_names(store, known)
    if as_json:
        print_json({"judgements": judged})
    else:
        console.print(t(f"✓ 新判断 {judged} 条", f"✓ {judged} new judgements"), markup=False)
    return 0
