"""文献命令 `extract`, `ingest` and `ledger`: from files to annotations, to the store, to mappings."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress, TextColumn
from rich.table import Table

from api.commands.console import Command, Group, console, errors, json_option, print_json, store_option
from api.settings import t
from graph.errors import GongjianError
from graph.model import Reading
from graph.stores import open_store

_paths = click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
_mapping = click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t(
        "台账的列映射文件（YAML）；不给则按表头推断",
        "Mapping file of a ledger (YAML); suggested from headers if absent",
    ),
)


_TWICE = t("另一输入已写出 ", "another input has already written ")


@click.command(
    cls=Command, help=t("逐个读取文件，各写成一个 JSON 标注文件。", "Read files; write one JSON annotation for each.")
)
@_paths
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help=t("输出文件夹", "Folder to write to")
)
@_mapping
@click.option(
    "--explain", is_flag=True, help=t("逐条说明由哪一步、哪条规则读出", "Tell the stage and rule that made each claim")
)
@json_option
def extract(paths: Sequence[Path], out: Path, mapping: Path | None, explain: bool, as_json: bool) -> int:
    """Write `OUT/<name>.json` for each input."""
    from ingest.annotation import annotate
    from ingest.pipeline import find_files, read_file

    columns = _load_mapping(mapping)
    out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for name, found in (item for path in find_files(paths) for item in read_file(path, columns)):
        if isinstance(found, GongjianError):
            rows.append({"path": name, "error": str(found)})
            continue
        target = out / f"{Path(name).stem}.json"
        if any(row.get("out") == str(target) for row in rows):
            rows.append({"path": name, "error": f"{name}：{_TWICE}{target.name}"})
            continue
        annotation = annotate(found, target.stem)
        target.write_text(json.dumps(annotation, ensure_ascii=False, indent=1) + "\n", "utf-8")
        rows.append({"path": name, "out": str(target), "relations": len(annotation["relations"])})
        if explain:
            rows[-1]["claims"] = _explained(found)
    _print_extracted(rows, as_json)
    return _exit_code(len(rows), sum("error" in row for row in rows))


def _explained(reading: Reading) -> list[dict[str, Any]]:
    names = {r.id: r.name for r in reading.records}
    return [
        {
            "claim": f"{names[c.head]} —{c.type}→ {names[c.tail]}",
            "date": c.date,
            "method": c.method,
            "confidence": c.confidence,
            "evidence": [{"quote": e.quote, "place": e.cell or f"{e.start}–{e.end}"} for e in c.evidence],
        }
        for c in reading.claims
    ]


def _print_extracted(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        if "error" in row:
            errors.print(f"✗ {row['error']}", markup=False, style="red")
        else:
            console.print(f"✓ {row['path']} → {row['out']}（{row['relations']}）", markup=False)
        for claim in row.get("claims", ()):
            console.print(f"  {claim['claim']}  {claim['date'] or ''}", markup=False)
            console.print(f"    {claim['method']}  {claim['confidence']:.2f}", markup=False, style="cyan")
            for quote in claim["evidence"]:
                console.print(f"    “{quote['quote']}”  {quote['place']}", markup=False, style="dim")


@click.command(
    cls=Command,
    help=t(
        "把文献与台账读入图谱；重复读入不改变任何内容。",
        "Read documents and ledgers into the store; doing it twice changes nothing.",
    ),
)
@_paths
@_mapping
@store_option
@json_option
def ingest(paths: Sequence[Path], mapping: Path | None, store_url: str, as_json: bool) -> int:
    """Read files and folders into the store and print the report."""
    from ingest.pipeline import Row, find_files, run

    missing = [p for p in paths if not p.exists()]
    if missing:
        raise click.UsageError(t(f"找不到文件或文件夹：{missing[0]}", f"no such file or folder: {missing[0]}"))
    columns = _load_mapping(mapping)
    total = sum(1 for _ in find_files(paths))
    with open_store(store_url) as store, _progress(as_json) as bar:
        task = bar.add_task(t("读取", "reading"), total=total, now="")

        def advance(row: Row) -> None:
            bar.update(task, advance=1, now=Path(row.path).name)

        report = run(paths, store, columns, advance)
    if as_json:
        print_json({"rows": [asdict(r) for r in report.rows], "counts": report.counts, "stopped": report.stopped})
    else:
        _print_report(report)
    if report.stopped:
        raise KeyboardInterrupt
    return _exit_code(len(report.rows), sum(r.status in ("failed", "skipped") for r in report.rows), report.failed)


def _progress(quiet: bool) -> Progress:
    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[now]}", markup=False))
    return Progress(*columns, console=errors, transient=True, disable=quiet or not errors.is_terminal)


_STATUS = {
    "added": t("新增", "added"),
    "changed": t("更新", "changed"),
    "unchanged": t("未变", "unchanged"),
    "duplicate": t("重复", "duplicate"),
    "skipped": t("略过", "skipped"),
    "failed": t("失败", "failed"),
}


def _print_report(report: Any) -> None:
    table = Table(box=None, pad_edge=False)
    for name in (t("文件", "file"), t("结果", "result"), t("主张", "claims"), t("存疑", "flags"), t("说明", "note")):
        table.add_column(name, overflow="fold")
    for row in report.rows:
        note = row.reason + (f"（{row.advice}）" if row.advice else "")
        table.add_row(_plain(Path(row.path).name), _STATUS[row.status], str(row.claims), str(row.flags), _plain(note))
    console.print(table)
    console.print(t("合计：", "Total: ") + "，".join(f"{_STATUS[k]} {n}" for k, n in sorted(report.counts.items())))


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _exit_code(total: int, not_done: int, failed: bool = True) -> int:
    if total == not_done:
        return 2
    return 1 if not_done and failed else 0


def _load_mapping(path: Path | None) -> Any:
    from ingest.ledger import load_mapping

    return load_mapping(path) if path else None


@click.group(
    cls=Group, help=t("台账：推断列映射、校验、发放模板。", "Ledgers: suggest a mapping, check, hand out templates.")
)
def ledger() -> None:
    """Group of the ledger commands."""


@ledger.command(
    "mapping",
    help=t("按表头推断列映射并输出 YAML，供核对。", "Suggest the mapping of a ledger's columns, as YAML to confirm."),
)
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=t("写入文件", "File to write"))
def ledger_mapping(path: Path, out: Path | None) -> None:
    """Print or write the suggested mapping."""
    from ingest.ledger import dump_mapping, suggest_mapping
    from ingest.readers import read

    text = dump_mapping(suggest_mapping(read(path)))
    if out:
        out.write_text(text, "utf-8")
    else:
        click.echo(text)


@ledger.command("check", help=t("按行、按格校验台账。", "Check a ledger by row and cell."))
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_mapping
@json_option
def ledger_check(path: Path, mapping: Path | None, as_json: bool) -> int:
    """Print what is wrong in which cell; exit code 1 if anything is."""
    from ingest.ledger import check_ledger, suggest_mapping
    from ingest.readers import read

    document = read(path)
    problems = list(check_ledger(document, _load_mapping(mapping) or suggest_mapping(document)))
    if as_json:
        print_json([asdict(p) for p in problems])
    for problem in () if as_json else problems:
        console.print(f"{problem.sheet}!{problem.cell}：{problem.problem}（{problem.advice}）", markup=False)
    return 1 if problems else 0


@ledger.command("template", help=t("写出可发放的台账模板（XLSX）。", "Write a ledger template to hand out (XLSX)."))
@click.argument("kind")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=t("写入文件", "File to write")
)
def ledger_template(kind: str, out: Path) -> None:
    """Write the template of a kind of ledger."""
    from ingest.ledger import write_template

    write_template(kind, out)
    console.print(f"✓ {out}", markup=False)
