"""The files of the offline import, read by the real tool: the database it makes is the store that was exported."""

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadReading
from graph.model import Claim, Evidence, Flag, Reading, Record, Source
from graph.review.fact import Action, Place, Remembered, Review
from graph.stores.memory import MemoryStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_import import ARGUMENTS, write_import
from tests.graph.sample_readings import Said, read, record, same
from tests.neo4j_server import _OPEN, Neo4jServer, ServerUnavailable, environment, fetch_jars

NASTY = '他说："签约，\\"共建\\""\n\r\n第二行\t,;|\x1f\x00 \'’ 𠮷🤝 \\'
NEWS = read(
    "file:///新闻,1.txt",
    Said("SIGNED", "宁波听澜大学", "产教融合协议", "2024-03-01", "2026-02-28", 0.8),
    Said("SIGNED", "宁波石桥公司", "产教融合协议", "2024-03-01"),
    Said("HAS_ROLE", "程若川", "宁波听澜大学", title="校长"),
    aliases={"宁波听澜大学": ("听澜大学", NASTY)},
    flags=("日期存疑", NASTY),
    relative=("宁波石桥公司",),
)
REPORT = read(
    "file:///report.txt",
    Said("SIGNED", "宁波听澜大学", "产教融合协议", "2023-12", None, 0.5),
    Said("COOPERATES_WITH", "宁波听澜大学", "绍兴鉴湖公司", "2024"),
)
REPRINT = read(
    "file:///reprint.txt", Said("COOPERATES_WITH", "宁波听澜大学", "绍兴鉴湖公司", "2024"), named=("另一公司",)
)


def ledger() -> Reading:
    """A claim that rests on a cell, on a source with nothing but itself, and a flag without evidence."""
    source = Source(Source.id_of(NASTY.encode()), "file:///台账.xlsx", NASTY, NASTY, "xlsx")
    a, b = (Record.of(source.id, "enterprise", name) for name in ('=1+1"公司', "鉴湖;公司"))
    evidence = (Evidence(NASTY, cell="Sheet!B7"), Evidence(NASTY[:1], 0, 1))
    claim = Claim.of(source.id, "COOPERATES_WITH", a.id, b.id, evidence=evidence, method="test:cell")
    return Reading(source, (a, b), (claim,), (Flag(source.id, "无依据"),))


def filled() -> MemoryStore:
    """A store with merged records, reprints, flags, a reviewed claim, texts that are hard to write."""
    store = MemoryStore()
    for reading in (NEWS, REPORT, REPRINT, ledger()):
        store.add(reading)
    store.judge(
        [
            same(record(NEWS, "宁波听澜大学"), record(REPORT, "宁波听澜大学")),
            same(record(NEWS, "产教融合协议"), record(REPORT, "产教融合协议")),
            same(REPORT.source.id, REPRINT.source.id),
        ]
    )
    known = next(r for r in NEWS.records if r.name == "程若川")
    renamed = replace(known, name="程若泉")
    said = {"places": (Place(NEWS.source.id, NEWS.source.uri),), "records": (Remembered(known),), "renamed": renamed}
    store.review([Review.of(Action.EDIT, "person:王敏", "2024-11-05T08:00:00Z", renamed.id, why=NASTY, **said)])
    return store


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MemoryStore, Neo4jStore]]:
    """The store, and what a server shows of its import."""
    try:
        if shutil.which("java") is None:
            raise ServerUnavailable("no Java")
        jars = fetch_jars()
    except ServerUnavailable as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the import must run in CI: {error}")
        pytest.skip(str(error))
    source, files = filled(), tmp_path_factory.mktemp("files")
    written = write_import(source, files)
    with tempfile.TemporaryDirectory(prefix="gongjian-neo4j-", ignore_cleanup_errors=True) as home:
        server = Neo4jServer(Path(home), jars)
        said = run_import(server, files, written.command)
        assert f"{written.nodes} nodes" in said and f"{written.relationships} relationships" in said, said
        try:
            server.start()
            with environment(GONGJIAN_NEO4J_PASSWORD=server.password), Neo4jStore.open(server.url) as store:
                yield source, store
        finally:
            server.stop()


def run_import(server: Neo4jServer, files: Path, command: str) -> str:
    """Run the command that the export names with the tool of the server's own jars."""
    tool, *arguments = command.split()
    assert tool == "neo4j-admin"
    opened = [f"--add-opens={package}" for package in _OPEN]
    java = ["java", "-Xmx512m", *opened, "-cp", f"{server.jars}/*", "org.neo4j.cli.AdminTool"]
    env = {**os.environ, "NEO4J_HOME": str(server.home), "NEO4J_CONF": str(server.home / "conf")}
    done = subprocess.run([*java, *arguments], cwd=files, env=env, capture_output=True, text=True, timeout=240)  # noqa: PLW1510
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.mark.neo4j
@pytest.mark.timeout(900)
def test_the_imported_database_is_the_store_that_was_exported(imported: tuple[MemoryStore, Neo4jStore]) -> None:
    source, made = imported
    assert made.view() == source.view()
    assert "程若泉" in {e.name for e in made.view().entities}
    was, now = source.statistics(), made.statistics()
    assert replace(now, schema=0) == replace(was, schema=0)
    assert list(made.judgements()) == list(source.judgements())
    assert list(made.reviews()) == list(source.reviews())
    assert list(made.sources()) == list(source.sources())
    assert list(made.flags()) == list(source.flags())
    for one in source.sources():
        assert made.source(one.id) == source.source(one.id)
        assert list(made.claims_of(one.id)) == list(source.claims_of(one.id))
        ours, theirs = (store.reading(one.id) for store in (made, source))
        assert (set(ours.records), set(ours.claims)) == (set(theirs.records), set(theirs.claims))
    assert list(made.search("听澜")) == list(source.search("听澜")) != []


@pytest.mark.neo4j
@pytest.mark.timeout(900)
def test_the_imported_database_takes_further_writes(imported: tuple[MemoryStore, Neo4jStore]) -> None:
    source, made = imported
    made.derive()
    assert made.view() == source.view()
    more = read("file:///more.txt", Said("COOPERATES_WITH", "宁波石桥公司", "绍兴鉴湖公司", "2025"))
    for store in (source, made):
        store.add(more)
        store.judge([same(record(more, "绍兴鉴湖公司"), record(REPORT, "绍兴鉴湖公司"))])
        store.retract(NEWS.source.id)
    assert made.view() == source.view()


def test_a_character_that_a_text_holds_divides_no_list(tmp_path: Path) -> None:
    write_import(filled(), tmp_path)
    assert "--array-delimiter=U+001E" in (tmp_path / ARGUMENTS).read_text("utf-8").splitlines()


def test_an_empty_text_in_a_list_is_refused_rather_than_lost(tmp_path: Path) -> None:
    store = MemoryStore()
    source = Source("s_a", "file:///a", "a", "清溪中心", "text")
    store.add(Reading(source, (Record("r_a", "s_a", "enterprise", "清溪中心", aliases=("甲", "")),)))
    with pytest.raises(BadReading):
        write_import(store, tmp_path)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_stands_whole_in_its_field(text: str) -> None:
    store = MemoryStore()
    store.add(
        Reading(Source("s_a", "file:///a", text, text, "text"), (Record("r_a", "s_a", "enterprise", "清溪中心"),))
    )
    with tempfile.TemporaryDirectory() as folder:
        write_import(store, Path(folder))
        header = (Path(folder) / "Document-header.csv").read_text("utf-8").strip().split(",")
        with (Path(folder) / "Document.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.reader(file)
    found = dict(zip(header, row, strict=True))
    assert (found["title"], found["text"]) == (text, text)
