"""命令行 The command `gongjian`: options common to all commands, exit codes, errors in words.

Exit codes: 0 done, 1 some inputs failed (the rest is in), 2 wrong usage or nothing done, 130 stopped.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import click

from api.commands.console import Group, errors
from api.settings import t
from graph.errors import GongjianError, WrongUsage

COMMANDS = {
    "extract": "api.commands.documents",
    "ingest": "api.commands.documents",
    "ledger": "api.commands.documents",
    "analyze": "api.commands.measures",
    "rank": "api.commands.measures",
    "communities": "api.commands.measures",
    "changes": "api.commands.measures",
    "silent": "api.commands.measures",
    "similar": "api.commands.measures",
    "without": "api.commands.measures",
    "show": "api.commands.network",
    "path": "api.commands.network",
    "recommend": "api.commands.recommend",
    "match": "api.commands.recommend",
    "feedback": "api.commands.recommend",
    "gaps": "api.commands.gaps",
    "compute": "api.commands.compute",
    "links": "api.commands.links",
    "resolve": "api.commands.resolve",
    "review": "api.commands.review",
    "export": "api.commands.export",
    "serve": "api.commands.service",
    "doctor": "api.commands.service",
}
"""命令 Each command and the module that holds it; a module is imported when its command is asked for."""


class Commands(Group):
    """全部命令 A group that imports a command's module only when that command is run or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of a first use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(
    cls=Commands,
    help=t(
        "共建图谱：从新闻、报告与台账读出合作网络，每条联系附原文依据。",
        "Gongjian: partner networks read from news, reports and ledgers, each link backed by its quote.",
    ),
)
@click.version_option(package_name="gongjian", message="gongjian %(version)s", help=t("显示版本", "Show the version"))
def cli() -> None:
    """Group of all commands."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(lambda: cli.main(args=argv, prog_name="gongjian", standalone_mode=False)))


def run(command: Callable[[], object]) -> int:
    """Run a command, print what went wrong in words, and return the exit code."""
    try:
        code = command()
    except click.UsageError as error:
        errors.print(f"{t('用法有误：', 'Wrong usage: ')}{error.format_message()}", markup=False)
        if error.ctx:
            errors.print(t(f"帮助：{error.ctx.command_path} --help", f"Help: {error.ctx.command_path} --help"))
        return 2
    except (click.Abort, KeyboardInterrupt):
        errors.print(t("已停止。", "Stopped."))
        return 130
    except WrongUsage as error:
        errors.print(f"{t('用法有误：', 'Wrong usage: ')}{error}", markup=False)
        return 2
    except GongjianError as error:
        errors.print(str(error), markup=False)
        return 2
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
