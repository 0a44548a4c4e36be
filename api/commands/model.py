"""语言模型选项 How the commands that read files name a language model, and tell what it was asked."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api.commands.console import console, errors
from api.settings import t
from graph.model import Reading

if TYPE_CHECKING:
    from ingest.model import ModelReport, ModelRun, ModelSettings

F = TypeVar("F", bound=Callable[..., Any])


def model_options(command: F) -> F:
    """Add `--model-url` and `--model`, given to the command as `model_url` and `model_name`."""
    url = click.option(
        "--model-url",
        default="",
        metavar="URL",
        help=t(
            "规则之后再问的语言模型的地址（OpenAI 兼容）；正文会发往此处。默认不用，或取自 GONGJIAN_MODEL_URL",
            "Address of a language model to ask after the rules (OpenAI-compatible); texts are sent there."
            " None by default, or GONGJIAN_MODEL_URL",
        ),
    )
    name = click.option(
        "--model",
        "model_name",
        default="",
        metavar="NAME",
        help=t("语言模型的名称；默认取自 GONGJIAN_MODEL_NAME", "Name of the model; GONGJIAN_MODEL_NAME by default"),
    )
    return url(name(command))


def model_settings(url: str, name: str) -> "ModelSettings | None":
    """Return the settings of the model to ask, None if neither options nor environment name one.

    What the options say stands above the environment; the key comes from the environment alone. WrongUsage
    names what cannot be used.
    """
    said = {"GONGJIAN_MODEL_URL": url, "GONGJIAN_MODEL_NAME": name}
    given = {**os.environ, **{variable: value for variable, value in said.items() if value}}
    if not any(given.get(variable) for variable in said):
        return None
    from ingest.model import ModelSettings

    return ModelSettings.from_environment(given)


def asked_about(model: "ModelRun | None", reading: Reading) -> dict[str, Any]:
    """Return what a model was asked about a document, as a field of its row; nothing if it was not (a ledger)."""
    report = model.of(reading) if model else None
    return {"model": model_summary(report)} if report else {}


def model_summary(report: "ModelReport") -> dict[str, Any]:
    """Return what a model was asked and what came of it, for programs."""
    counts = {k: getattr(report, k) for k in ("model", "windows", "unread", "silent", "asked", "cached", "accepted")}
    usage = {"tokens_in": report.usage.tokens_in, "tokens_out": report.usage.tokens_out}
    said = {"estimated": report.usage.estimated, "cost": report.cost, "stopped": report.stopped}
    return counts | {"rejected": dict(report.reasons)} | usage | said


def print_model(report: "ModelReport") -> None:
    """Print what a model was asked in a run, what came of it and what it cost."""
    usage, about = report.usage, t("约 ", "about ") if report.usage.estimated else ""
    zh = f"模型 {report.model}：提问 {report.asked}（缓存 {report.cached}），采纳 {report.accepted}，"
    zh += f"拒绝 {len(report.rejected)}，词元 {about}{usage.tokens_in}+{usage.tokens_out}，费用 {report.cost:.4f}"
    en = f"Model {report.model}: {report.asked} questions ({report.cached} cached), {report.accepted} admitted, "
    en += f"{len(report.rejected)} refused, tokens {about}{usage.tokens_in}+{usage.tokens_out}, cost {report.cost:.4f}"
    console.print(t(zh, en), markup=False)
    if report.silent:
        zh, en = f"{report.silent} 段未得答复，重做同一命令再问", f"{report.silent} pieces got no answer: run it again"
        errors.print(t(zh, en), markup=False, style="yellow")
    if report.stopped:
        errors.print(report.stopped, markup=False, style="yellow")
