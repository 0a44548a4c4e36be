"""控制台 What all commands share: consoles, the options `--store` and `--json`, help in the user's language."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from api.settings import Settings, t

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_ARGUMENTS = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
F = TypeVar("F", bound=Callable[..., Any])


class Formatter(click.HelpFormatter):
    """帮助排版 Writes the headings of a help page in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        for word, zh in _ARGUMENTS.items():
            args = args.replace(word, t(zh, word))
        super().write_usage(prog, args, t("用法：", "Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(t(_HEADINGS.get(heading, heading), heading))


class Context(click.Context):
    """命令上下文 Uses our formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """命令 A command whose help is in the user's language."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with its text in the user's language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = t("显示此说明", "Show this help")
        return option


class Group(Command, click.Group):
    """命令组 A group whose help is in the user's language."""

    command_class = Command
    group_class = type


def names_option(command: F) -> F:
    """Add `--names`, by default what GONGJIAN_NAMES says."""
    return click.option(
        "--names",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        default=lambda: Settings().names,
        help=t(
            "名称文件（YAML）：自己的别名、更名、更正", "File of names (YAML): your own aliases, renamings, corrections"
        ),
    )(command)


def store_option(command: F) -> F:
    """Add `--store`, by default what GONGJIAN_STORE says."""
    return click.option(
        "--store",
        "store_url",
        metavar="URL",
        default=lambda: Settings().store,
        help=t(
            "图谱存储：sqlite:///文件.db、neo4j://用户@主机（口令取自 GONGJIAN_NEO4J_PASSWORD 或口令文件）",
            "The store: sqlite:///file.db, neo4j://user@host (password from GONGJIAN_NEO4J_PASSWORD or a file)",
        ),
    )(command)


def json_option(command: F) -> F:
    """Add `--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help=t("以 JSON 输出，供程序读取", "Print JSON, for programs")
    )(command)


def print_json(value: object) -> None:
    """Print a value as indented JSON, Chinese left as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def told(sources: int, reprints: int) -> str:
    """Return how many sources tell something, and how many of them are independent."""
    total = sources + reprints
    if not reprints:
        return t(f"{total} 个来源", f"{total} source" + "s" * (total != 1))
    return t(f"{total} 个来源（{sources} 个独立）", f"{total} sources ({sources} independent)")
