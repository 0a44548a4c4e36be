"""导出命令 `export`: the network as a file for other programs, or as a picture."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from api.commands.console import Command, console, store_option
from api.commands.network import check_date
from api.exports import FORMATS
from api.pictures import picture
from api.settings import language, t
from graph.model import Filter
from graph.stores import open_store

IMPORT = "neo4j-import"


@click.command(
    cls=Command,
    help=t(
        "导出网络：供其他软件使用，或成为可离线打开的图。", "Export the network for other programs, or as a picture."
    ),
)
@click.option(
    "--format", "format_", required=True, type=click.Choice([*FORMATS, "html", IMPORT]), help=t("格式", "Format")
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help=t("输出文件；neo4j-import 为文件夹", "File to write; a folder for neo4j-import"),
)
@click.option("--title", help=t("图的标题", "Title of the picture"))
@click.option("--on", metavar="DATE", help=t("只看该日有效的联系", "Only what held on that day"))
@store_option
def export(format_: str, out: Path, title: str | None, on: str | None, store_url: str) -> None:
    """Write the network to a file; a file that is there is replaced only once the new one is whole."""
    if format_ == IMPORT:
        if on is not None:
            raise click.UsageError(t("--on：neo4j-import 写出整个图谱", "--on: neo4j-import writes the whole store"))
        _write_import(store_url, out)
        return
    if out.is_dir():
        raise click.UsageError(t(f"--out：{out} 是文件夹", f"--out: {out} is a folder"))
    with open_store(store_url) as store:
        network = store.view(Filter(on=check_date(on)))
        if format_ == "html":
            content = picture(store, network, title or t("共建图谱", "Gongjian"), language()).encode()
        else:
            content = FORMATS[format_][0](store, network)
    write_whole(out, content)
    counts = t(
        f"{len(network.entities)} 个实体，{len(network.links)} 条联系",
        f"{len(network.entities)} entities, {len(network.links)} links",
    )
    console.print(f"✓ {out}（{counts}）", markup=False)


def _write_import(store_url: str, out: Path) -> None:
    from graph.stores.neo4j_import import write_import

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise click.UsageError(t(f"--out：{out} 不是空文件夹", f"--out: {out} is no empty folder"))
    if not out.absolute().parent.is_dir():
        raise click.UsageError(t(f"--out：没有文件夹 {out.parent}", f"--out: no folder {out.parent}"))
    with open_store(store_url) as store, TemporaryDirectory(prefix=".neo4j-", dir=out.absolute().parent) as made:
        part = Path(made) / "files"
        part.mkdir()
        written = write_import(store, part)
        if out.exists():
            out.rmdir()
        part.rename(out)
    counts = t(
        f"{written.nodes} 个节点，{written.relationships} 条关系",
        f"{written.nodes} nodes, {written.relationships} relationships",
    )
    console.print(f"✓ {out}（{counts}）", markup=False)
    console.print(
        t("在该文件夹中、数据库停止时运行：", "Run in that folder while the database is stopped:"), markup=False
    )
    console.print(f"  {written.command}", markup=False, soft_wrap=True)


def write_whole(out: Path, content: bytes) -> None:
    """Write a file by way of a neighbour, so that a stop half way leaves no half file."""
    if not out.parent.is_dir():
        raise click.UsageError(t(f"--out：没有文件夹 {out.parent}", f"--out: no folder {out.parent}"))
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    part.replace(out)
