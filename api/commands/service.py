"""服务命令 `serve` and `doctor`: the service, and what is installed, reachable and misconfigured."""

import platform
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import click
import uvicorn

from api.commands.console import Command, console, errors, json_option, print_json, store_option, told
from api.settings import Settings, t
from graph.errors import GongjianError
from graph.stores import open_store


@click.command(cls=Command, help=t("启动服务与图谱浏览页。", "Serve the API and the explorer."))
@click.option("--host", default=lambda: Settings().host, help=t("监听地址", "Address to listen on"))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=lambda: Settings().port,
    help=t("监听端口，0 为任选", "Port; 0: any free one"),
)
@store_option
def serve(host: str, port: int, store_url: str) -> int:
    """Serve until stopped; Ctrl-C and SIGTERM stop it cleanly."""
    from api.app import create_app
    from api.feedback_place import feedback_log

    store = open_store(store_url)
    config = uvicorn.Config(
        create_app(store, feedback_log(store_url)), host=host, port=port, log_level="warning", server_header=False
    )
    server = Announced(config)
    signal.signal(signal.SIGTERM, server.handle_exit)
    # After an orderly stop the server raises the Ctrl-C again, for programs that go on; this one is done.
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 2


class Announced(uvicorn.Server):
    """服务进程 A server that prints its address once it answers."""

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Start to listen, then say where."""
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started and self.servers:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            errors.print(
                t(
                    f"共建图谱已启动：http://{shown}:{port}/  （Ctrl-C 停止）",
                    f"Gongjian is up: http://{shown}:{port}/  (Ctrl-C stops it)",
                ),
                soft_wrap=True,
            )


@dataclass(frozen=True, slots=True)
class Check:
    """检查项 One thing that `doctor` looked at: fine or not, what was found, what to do."""

    name: str
    ok: bool
    found: str
    advice: str = ""


PACKAGES = ("apsw", "neo4j", "networkx", "fastapi", "pydantic", "pyvis", "numpy", "scipy", "lxml", "openpyxl", "opencc")


@click.command(cls=Command, help=t("检查安装、存储与设置。", "Check the installation, the store and the settings."))
@store_option
@json_option
def doctor(store_url: str, as_json: bool) -> int:
    """Print what was checked; exit code 1 if something is wrong."""
    checks = [*_installed(), _python(), *_store(store_url)]
    if as_json:
        print_json([asdict(c) for c in checks])
    for check in () if as_json else checks:
        mark = "[green]✓[/green]" if check.ok else "[red]✗[/red]"
        console.print(mark, end=" ")
        console.print(f"{check.name}：{check.found}" + (f"（{check.advice}）" if check.advice else ""), markup=False)
    return 0 if all(c.ok for c in checks) else 1


def _python() -> Check:
    fine = sys.version_info >= (3, 11)
    return Check(
        "Python", fine, platform.python_version(), "" if fine else t("需要 3.11 或更高", "needs 3.11 or later")
    )


def _installed() -> Iterator[Check]:
    for name in ("gongjian", *PACKAGES):
        try:
            yield Check(name, True, version(name))
        except PackageNotFoundError:
            yield Check(name, False, t("未安装", "not installed"), "pip install gongjian")


def _store(url: str) -> Iterator[Check]:
    shown = t("存储 ", "store ") + url
    try:
        with open_store(url) as store:
            counts = store.statistics()
        by = told(counts.sources - counts.reprints, counts.reprints)
        text = t(
            f"{by}，{counts.claims} 条主张，结构版本 {counts.schema}",
            f"{by}, {counts.claims} claims, schema {counts.schema}",
        )
        yield Check(shown, True, text)
    except GongjianError as error:
        yield Check(shown, False, str(error))
    if url.startswith("sqlite:"):
        free = shutil.disk_usage(".").free
        enough = free > 200 * 2**20
        yield Check(
            t("磁盘", "disk"), enough, f"{free / 2**30:.1f} GiB", "" if enough else t("空间不足", "little space left")
        )
