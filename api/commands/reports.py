"""读取报告 How the commands that read files show their progress and what became of each file."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import Progress, TextColumn
from rich.table import Table

from api.commands.console import console, errors, print_json
from api.commands.model import model_summary, print_model
from api.settings import t
from graph.model import Reading

if TYPE_CHECKING:
    from ingest.model import ModelReport

MANY = 100
"""A report of more files than this names only those that were not simply read."""
STEP_SECONDS = 5


def explained(reading: Reading) -> list[dict[str, Any]]:
    """Return each claim of a reading with the rule that made it and its evidence."""
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


def print_extracted(rows: list[dict[str, Any]], as_json: bool, model: "ModelReport | None" = None) -> None:
    """Print what became of each file that was to be extracted, and of the questions to a model if any was asked."""
    if as_json:
        print_json({"rows": rows, "model": model_summary(model)} if model else rows)
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
    if model:
        print_model(model)


def progress_bar(quiet: bool) -> Progress:
    """Return a bar for a run over files; it shows on a terminal alone."""
    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[now]}", markup=False))
    return Progress(*columns, console=errors, transient=True, disable=quiet or not errors.is_terminal)


class Steps:
    """进度行 Progress where no bar can be drawn (a log, a pipe): a line now and then."""

    def __init__(self, total: int, quiet: bool) -> None:
        self._total, self._quiet = total, quiet or errors.is_terminal or total < MANY
        self._done, self._said = 0, time.monotonic()

    def advance(self) -> None:
        """Count a file."""
        self._done += 1
        if not self._quiet and time.monotonic() - self._said >= STEP_SECONDS:
            self._said = time.monotonic()
            errors.print(f"{t('读取', 'reading')} {self._done}/{self._total}", markup=False)


_STATUS = {
    "added": t("新增", "added"),
    "changed": t("更新", "changed"),
    "unchanged": t("未变", "unchanged"),
    "duplicate": t("重复", "duplicate"),
    "skipped": t("略过", "skipped"),
    "failed": t("失败", "failed"),
}


def print_report(report: Any) -> None:
    """Print the report of a run: each file of a short one, of a long one those that need a look."""
    table = Table(box=None, pad_edge=False)
    for name in (t("文件", "file"), t("结果", "result"), t("主张", "claims"), t("存疑", "flags"), t("说明", "note")):
        table.add_column(name, overflow="fold")
    told = [row for row in report.rows if row.status not in ("added", "unchanged")]
    for row in told if len(report.rows) > MANY else report.rows:
        note = row.reason + (f"（{row.advice}）" if row.advice else "")
        table.add_row(_plain(Path(row.path).name), _STATUS[row.status], str(row.claims), str(row.flags), _plain(note))
    if table.row_count:
        console.print(table)
    console.print(t("合计：", "Total: ") + "，".join(f"{_STATUS[k]} {n}" for k, n in sorted(report.counts.items())))
    if report.model:
        print_model(report.model)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
