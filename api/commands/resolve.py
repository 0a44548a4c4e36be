"""归并命令 `resolve`: how likely pairs of records are one entity, and why."""

import json
from collections import Counter
from pathlib import Path

import click

from api.commands.console import Group, console, json_option, print_json
from api.commands.export import write_whole
from api.settings import t

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
@json_option
def resolve_score(pairs: Path, out: Path, as_json: bool) -> int:
    """Write one line of JSON for each pair, in order; nothing is written if a line is not a pair."""
    from ingest.resolve.pairs import read_pairs, score_pair

    with pairs.open(encoding="utf-8-sig") as lines:
        scored = [score_pair(row) for row in read_pairs(lines, str(pairs))]
    write_whole(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in scored).encode())
    counts = Counter(row["label"] for row in scored)
    if as_json:
        print_json({"out": str(out), "pairs": len(scored), **{label: counts[label] for label in _SHOWN}})
        return 0
    told = "，".join(f"{t(*words)} {counts[label]}" for label, words in _SHOWN.items())
    console.print(f"✓ {out}（{told}）", markup=False)
    return 0
