"""`compute` and `export --format neo4j-import` as a user runs them."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from tests.spark_cluster import CLUSTER, need_spark

EDGES = "source,target\na,b\nb,c\nc,a\nc,d\nd,c\ne,f\n"


def gongjian(folder: Path, *args: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder."""
    path = os.pathsep.join(p for p in sys.path if p)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "GONGJIAN_LANG": "en", "HOME": str(folder), **more}
    command = [sys.executable, "-m", "api.cli", *args]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=500, check=False)


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8").splitlines()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "edges.csv").write_text(EDGES, "utf-8")
    (tmp_path / "pairs.csv").write_text("source,target\na,d\na,f\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "engine", ["local", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.timeout(900)])]
)
def test_every_engine_writes_the_same_table(folder: Path, engine: str) -> None:
    if engine == "spark":
        need_spark()
    master = {"GONGJIAN_SPARK_MASTER": CLUSTER}
    asked = ["compute", "--measure", "pagerank", "--edges", "edges.csv", "--engine", engine, "--out", "out.csv"]
    done = gongjian(folder, *asked, **master)
    assert done.returncode == 0, done.stderr
    head, *rows = table(folder / "out.csv")
    plain = nx.pagerank(nx.Graph(tuple(line.split(",")) for line in EDGES.splitlines()[1:]), tol=1e-12)
    assert head == ["id", "pagerank"]
    assert {id_: float(value) for id_, value in rows} == pytest.approx(plain, abs=1e-9)


def test_candidates_are_compared_with_the_local_engine(folder: Path) -> None:
    asked = ["compute", "--measure", "candidates", "--edges", "edges.csv", "--pairs", "pairs.csv", "--out", "out.csv"]
    assert gongjian(folder, *asked).returncode == 0
    assert [row[:3] for row in table(folder / "out.csv")[1:]] == [["a", "d", "1"], ["a", "f", "0"]]


def test_what_makes_no_sense_is_refused(folder: Path) -> None:
    base = ["compute", "--edges", "edges.csv", "--out", "out.csv", "--measure"]
    for wrong in (["candidates"], ["pagerank", "--pairs", "pairs.csv"], ["pagerank", "--engine", "flink"]):
        assert gongjian(folder, *base, *wrong).returncode == 2
    (folder / "bad.csv").write_text("a,b\n", "utf-8")
    assert gongjian(folder, *base, "pagerank", "--edges", "bad.csv").returncode == 2
    assert not (folder / "out.csv").exists()


def test_import_files_go_into_a_folder_of_their_own(folder: Path) -> None:
    (folder / "a.txt").write_text("2024年5月6日，岚山职业技术学院与澄溪重工有限公司签署校企合作协议。", "utf-8")
    assert gongjian(folder, "ingest", "a.txt").returncode == 0
    done = gongjian(folder, "export", "--format", "neo4j-import", "--out", "files")
    assert done.returncode == 0 and "neo4j-admin database import full @arguments.txt neo4j" in done.stdout
    named = [
        name
        for line in (folder / "files" / "arguments.txt").read_text("utf-8").splitlines()
        if line.startswith(("--nodes=", "--relationships="))
        for name in line.rpartition("=")[2].split(",")
    ]
    assert {path.name for path in (folder / "files").iterdir()} == {*named, "arguments.txt"}
    assert "岚山职业技术学院" in (folder / "files" / "Entity.csv").read_text("utf-8")
    again = gongjian(folder, "export", "--format", "neo4j-import", "--out", "files")
    assert again.returncode == 2 and not list(folder.glob(".neo4j-*"))
