"""The command line as a user meets it: one process a command, output, files and exit codes."""

import csv
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import click
import networkx as nx
import pytest

from api.cli import COMMANDS, cli

NEWS = """岚山职业技术学院与澄溪重工有限公司签约
2024年5月6日，岚山职业技术学院与澄溪重工有限公司举行校企合作签约仪式。双方签署校企合作协议，共建“澄溪重工产业学院”。
岚山职业技术学院院长沈立诚、澄溪重工有限公司总经理傅远帆出席仪式。
"""
PAIRING = """支部结对
2024年6月1日，岚山职业技术学院机电工程学院党支部与云笏数字科技有限公司党支部签订结对共建协议书。
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def gongjian(tmp_path: Path) -> Run:
    """Run the command in an empty folder, in English unless told."""

    def run(*args: str, lang: str = "en", code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        path = os.pathsep.join(p for p in sys.path if p)
        environment = {"PATH": os.environ["PATH"], "GONGJIAN_LANG": lang, "PYTHONPATH": path, "COLUMNS": "160"}
        done = subprocess.run(  # noqa: PLW1510 - the code is asserted below
            [sys.executable, "-m", "api.cli", *args],
            cwd=tmp_path,
            env={**environment, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    return run


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with two documents."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text(NEWS, "utf-8")
    (folder / "b.txt").write_text(PAIRING, "utf-8")
    return folder


@pytest.fixture
def loaded(gongjian: Run, docs: Path) -> Run:
    """The command over a store into which both documents went."""
    gongjian("ingest", str(docs))
    return gongjian


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("用法：", "命令", "选项")), ("en", ("Usage:", "Commands", "Options"))]
)
def test_help_is_in_the_language_of_the_user(gongjian: Run, lang: str, words: tuple[str, ...]) -> None:
    text = gongjian("--help", lang=lang).stdout
    assert all(word in text for word in words)
    assert all(f"  {name} " in text for name in COMMANDS)


def test_help_of_every_command_is_free_of_the_other_language(gongjian: Run) -> None:
    for name in COMMANDS:
        english = gongjian(name, "--help", lang="en").stdout
        assert not any("一" <= c <= "鿿" for c in english), (name, english)


def test_every_command_is_in_the_guide() -> None:
    guide = Path(__file__).parents[2].joinpath("docs", "commands.md").read_text("utf-8")
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None and f"`gongjian {name}" in guide, name
        for option in command.params:
            assert all(f"`{o}" in guide or f" {o}" in guide for o in option.opts if o.startswith("--")), option.opts


def test_ingesting_twice_changes_nothing(gongjian: Run, docs: Path) -> None:
    first = json.loads(gongjian("ingest", str(docs), "--json").stdout)
    counts = gongjian("doctor", "--json").stdout
    second = json.loads(gongjian("ingest", str(docs), "--json").stdout)
    assert first["counts"] == {"added": 2}
    assert second["counts"] == {"unchanged": 2}
    assert gongjian("doctor", "--json").stdout == counts


def test_an_edited_document_replaces_its_own_claims_only(loaded: Run, docs: Path) -> None:
    (docs / "b.txt").write_text(PAIRING.replace("云笏数字科技", "朗槐汽车服务"), "utf-8")
    rows = json.loads(loaded("ingest", str(docs), "--json").stdout)["rows"]
    assert [r["status"] for r in rows] == ["unchanged", "changed"]
    assert "朗槐汽车服务" in loaded("show", "岚山职业技术学院机电工程学院党支部").stdout
    loaded("show", "云笏数字科技有限公司党支部", code=2)
    loaded("show", "澄溪重工有限公司")


def test_a_copy_is_named_and_a_moved_file_is_followed(loaded: Run, docs: Path) -> None:
    (docs / "copy.txt").write_text(NEWS, "utf-8")
    rows = json.loads(loaded("ingest", str(docs), "--json").stdout)["rows"]
    assert {Path(r["path"]).name: r["status"] for r in rows}["copy.txt"] == "duplicate"
    (docs / "copy.txt").unlink()
    (docs / "a.txt").rename(docs / "moved.txt")
    rows = json.loads(loaded("ingest", str(docs), "--json").stdout)["rows"]
    assert {r["status"] for r in rows} == {"unchanged", "changed"}
    assert json.loads(loaded("doctor", "--json").stdout)


def test_a_bad_file_is_a_row_and_the_rest_goes_in(gongjian: Run, docs: Path) -> None:
    (docs / "empty.txt").write_text("", "utf-8")
    (docs / "noise.xlsx").write_bytes(bytes(range(256)))
    report = json.loads(gongjian("ingest", str(docs), "--json", code=1).stdout)
    rows = {Path(r["path"]).name: r for r in report["rows"]}
    assert report["counts"] == {"added": 2, "failed": 2}
    assert rows["empty.txt"]["reason"] and rows["noise.xlsx"]["reason"] and rows["noise.xlsx"]["advice"]


def test_nothing_done_is_exit_code_2(gongjian: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    gongjian("ingest", "empty.txt", code=2)
    gongjian("ingest", "missing.txt", code=2)
    gongjian("ingest", code=2)
    gongjian("nonsense", code=2)
    gongjian("rank", "--measure", "fame", code=2)
    gongjian("show", "无此机构", code=2)
    gongjian("doctor", "--store", "oracle://host", code=1)


def test_extract_writes_an_annotation_whose_quotes_are_in_the_text(gongjian: Run, docs: Path, tmp_path: Path) -> None:
    gongjian("extract", str(docs), "--out", str(tmp_path / "out"))
    found = json.loads((tmp_path / "out" / "a.json").read_text("utf-8"))
    assert found["id"] == "a"
    assert {"SIGNED_WITH", "CO_BUILT", "HAS_ROLE"} <= {r["type"] for r in found["relations"]}
    for relation in found["relations"]:
        assert NEWS[relation["start"] : relation["end"]] == relation["evidence"]
    pair = next(
        r
        for r in json.loads((tmp_path / "out" / "b.json").read_text("utf-8"))["relations"]
        if r["type"] == "SIGNED_WITH"
    )
    assert (pair["kind"], pair["date"]) == ("party_building", "2024-06-01")


def test_two_inputs_of_one_name_do_not_overwrite_each_other(gongjian: Run, docs: Path, tmp_path: Path) -> None:
    (docs / "more").mkdir()
    (docs / "more" / "a.txt").write_text(PAIRING, "utf-8")
    gongjian("extract", str(docs), "--out", str(tmp_path / "out"), code=1)
    assert "SIGNED_WITH" in (tmp_path / "out" / "a.json").read_text("utf-8")


def test_rank_show_path_and_recommend_answer(loaded: Run) -> None:
    rows = json.loads(loaded("rank", "--measure", "degree", "--json").stdout)
    assert rows[0]["name"] == "岚山职业技术学院" and rows[0]["rank"] == 1
    shown = json.loads(loaded("show", "岚山职业技术学院", "--json").stdout)
    assert all(e["quote"] for link in shown["links"] for e in link["evidence"])
    steps = json.loads(loaded("path", "澄溪重工有限公司", "云笏数字科技有限公司", "--json").stdout)["names"]
    assert steps and "岚山职业技术学院" in steps[0]
    advised = json.loads(loaded("recommend", "澄溪重工有限公司", "--json").stdout)["items"]
    assert advised[0]["entity"]["name"] == "云笏数字科技有限公司" and advised[0]["reasons"]


def test_measures_are_of_the_day_asked_for(loaded: Run) -> None:
    before = json.loads(loaded("analyze", "--on", "2024-05-20", "--json").stdout)
    after = json.loads(loaded("analyze", "--on", "2024-06-20", "--json").stdout)
    assert (before["edges"], after["edges"]) == (1, 2)
    loaded("analyze", "--on", "2024-13", code=2)


def test_exports_are_read_by_other_programs(loaded: Run, tmp_path: Path) -> None:
    for format_ in ("graphml", "gexf", "csv", "jsonl", "html"):
        loaded("export", "--format", format_, "--out", str(tmp_path / f"net.{format_}"))
    graph = nx.read_graphml(tmp_path / "net.graphml", force_multigraph=True)
    assert "澄溪重工有限公司" in {d["name"] for _, d in graph.nodes(data=True)}
    assert nx.read_gexf(tmp_path / "net.gexf").number_of_nodes() == graph.number_of_nodes()
    ET.parse(tmp_path / "net.graphml")  # noqa: S314 - our own file
    rows = list(csv.reader((tmp_path / "net.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) - 1 == graph.number_of_edges()
    lines = [json.loads(line) for line in (tmp_path / "net.jsonl").read_text("utf-8").splitlines()]
    assert sum(line["kind"] == "link" for line in lines) == graph.number_of_edges()
    loaded("export", "--format", "csv", "--out", str(tmp_path / "no" / "folder.csv"), code=2)
