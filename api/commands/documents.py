"""文献命令 `extract`, `ingest` and `ledger`: from files to annotations, to the store, to mappings."""

import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from api.commands.console import Command, Group, console, json_option, names_option, print_json, store_option
from api.commands.model import asked_about, model_options, model_settings, model_summary
from api.commands.reports import Steps, explained, print_extracted, print_report, progress_bar
from api.settings import t
from graph.errors import UnreadableDocument
from graph.model import Reading
from graph.stores import open_store

if TYPE_CHECKING:
    from ingest.model import ModelRun


class _How(TypedDict):
    # The options of `extract` and `ingest` that say how files are read.
    mapping: Path | None
    jobs: int
    seconds: float
    engine: str
    model_url: str
    model_name: str


_paths = click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
_mapping = click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t(
        "台账的列映射文件（YAML）；不给则按表头推断",
        "Mapping file of a ledger (YAML); suggested from headers if absent",
    ),
)
_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    help=t(
        "同时读取的进程数；不给则每核一个，文件少时一个", "Processes that read; one a core by default, one for little"
    ),
)
_seconds = click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    help=t(
        "多进程读取时一份文献最多用多少秒（长文按字数放宽），默认 60",
        "Seconds that a document may take where several processes read (more if it is long); 60 by default",
    ),
)

_engine = click.option(
    "--engine",
    default="local",
    show_default=True,
    metavar="E",
    help=t(
        "由谁读取：local、spark 或 spark://主机:端口（须装 gongjian[spark]）",
        "Who reads: local, spark or spark://host:port (needs gongjian[spark])",
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
@_jobs
@_seconds
@_engine
@model_options
@json_option
def extract(paths: Sequence[Path], out: Path, explain: bool, as_json: bool, **how: Unpack[_How]) -> int:
    """Write `OUT/<name>.json` for each input."""
    from ingest.pipeline import find_files, model_run

    out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    written: set[str] = set()
    files = list(find_files(paths))
    model = model_run(model_settings(how["model_url"], how["model_name"]))
    with progress_bar(as_json) as bar, closing(_read(files, model, **how)) as found:
        task = bar.add_task(t("读取", "reading"), total=len(files), now="")
        for name, reading in found:
            target = out / f"{Path(name).stem}.json"
            if isinstance(reading, str):
                rows.append({"path": name, "error": reading})
            elif target.name in written:
                rows.append({"path": name, "error": f"{name}：{_TWICE}{target.name}"})
            else:
                rows.append({"path": name} | _write_annotation(target, reading, explain) | asked_about(model, reading))
                written.add(target.name)
            bar.update(task, advance=1, now=Path(name).name)
    print_extracted(rows, as_json, model.report if model else None)
    return _exit_code(len(rows), sum("error" in row for row in rows))


def _read(
    files: Sequence[Path], model: "ModelRun | None", **how: Unpack[_How]
) -> Generator[tuple[str, Reading | str], None, None]:
    # Each document with its name, or what is wrong with it.
    from ingest.parallel import processes
    from ingest.pipeline import read_requests, settled
    from ingest.reading import Request, Unread
    from ingest.worker import Task

    task = Task(_load_mapping(how["mapping"]), how["seconds"], worded=bool(model))
    with closing(read_requests(how["engine"], map(Request, files), task, processes(files, how["jobs"]))) as found:
        for _, name, outcome in settled(found, model):
            if isinstance(outcome, Reading):
                yield name, outcome
            elif isinstance(outcome, Unread):
                yield name, str(UnreadableDocument(name, outcome.reason, outcome.advice))


def _write_annotation(target: Path, reading: Reading, explain: bool) -> dict[str, Any]:
    from ingest.annotation import annotate

    annotation = annotate(reading, target.stem)
    target.write_text(json.dumps(annotation, ensure_ascii=False, indent=1) + "\n", "utf-8")
    row = {"out": str(target), "relations": len(annotation["relations"])}
    return row | ({"claims": explained(reading)} if explain else {})


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
@_jobs
@_seconds
@_engine
@model_options
@click.option(
    "--reread",
    is_flag=True,
    help=t("已按同一版本读入的也重读", "Read again what is held as this very version reads it"),
)
@names_option
@json_option
def ingest(
    paths: Sequence[Path], store_url: str, reread: bool, names: Path | None, as_json: bool, **how: Unpack[_How]
) -> int:
    """Read files and folders into the store and print the report."""
    from graph.distributed.session import check_engine
    from ingest.pipeline import Options, Row, find_files, run

    missing = [p for p in paths if not p.exists()]
    if missing:
        raise click.UsageError(t(f"找不到文件或文件夹：{missing[0]}", f"no such file or folder: {missing[0]}"))
    columns = _load_mapping(how["mapping"])
    model = model_settings(how["model_url"], how["model_name"])
    engine = check_engine(how["engine"])
    options = Options(how["jobs"], how["seconds"], reread, (names,) if names else (), engine, model)
    total = sum(1 for _ in find_files(paths))
    with open_store(store_url) as store, progress_bar(as_json) as bar:
        task = bar.add_task(t("读取", "reading"), total=total, now="")
        steps = Steps(total, as_json)

        def advance(row: Row) -> None:
            bar.update(task, advance=1, now=Path(row.path).name)
            steps.advance()

        report = run(paths, store, columns, advance, options)
    if as_json:
        said = {"rows": [asdict(r) for r in report.rows], "counts": report.counts, "stopped": report.stopped}
        print_json(said | ({"model": model_summary(report.model)} if report.model else {}))
    else:
        print_report(report)
    if report.stopped:
        raise KeyboardInterrupt
    return _exit_code(len(report.rows), sum(r.status in ("failed", "skipped") for r in report.rows), report.failed)


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
