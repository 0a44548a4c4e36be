"""Many documents, several processes: the same outcome as with one, whatever stops a run or ends a process."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bench.variants import write_variants
from graph.errors import WrongUsage
from graph.model import Reading
from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from ingest import parallel, worker
from ingest.loader import Row, Status
from ingest.parallel import processes, read_files
from ingest.pipeline import Options, run
from ingest.reading import Held, Raw, Request, Unread
from ingest.worker import Task

ROOT = Path(__file__).resolve().parents[2]
NEWS = "2024年5月{day}日，岚山职业技术学院与澄溪重工有限公司签署校企合作协议。"
LEDGER = "甲方,乙方,签订日期\n岚山职业技术学院,澄溪重工有限公司,2024-05-06\n"
MANY = 240


@dataclass(frozen=True)
class Trap:
    """A mapping that harms the process which reads a ledger with it; to all others it is empty."""

    harm: str

    @property
    def tables(self) -> tuple[Any, ...]:
        if multiprocessing.parent_process() is not None:
            if self.harm == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.harm == "hangs":
                re.match(r"(?:a+)+$", "a" * 64 + "b")
            raise RuntimeError("此处有错")
        return ()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundreds of documents."""
    made = tmp_path_factory.mktemp("文献")
    write_variants(made, MANY)
    return made


@pytest.fixture(scope="module")
def alone(folder: Path) -> Iterator[MemoryStore]:
    """The store that one process fills without being stopped."""
    with MemoryStore() as store:
        run([folder], store, options=Options(jobs=1))
        yield store


def facts(store: Store) -> tuple[Any, ...]:
    """All that two stores of the same documents have in common."""
    pairs = {frozenset((j.left, j.right)) for j in store.judgements()}
    return store.view(), store.sources(), store.flags(), pairs


def some(folder: Path, count: int) -> list[Path]:
    """Write small documents; return their paths."""
    paths = [folder / f"{i:02}.txt" for i in range(count)]
    for i, path in enumerate(paths):
        path.write_text(NEWS.format(day=i + 1), "utf-8")
    return paths


def read(paths: list[Path], harm: str, jobs: int = 2, seconds: float = 60.0) -> list[tuple[str, Raw]]:
    with closing(read_files(map(Request, paths), Task(Trap(harm), seconds), jobs)) as found:  # type: ignore[arg-type]
        return [(Path(name).name, outcome) for _, name, outcome in found]


def alive() -> list[multiprocessing.Process]:
    return multiprocessing.active_children()  # type: ignore[return-value]


# --- the same outcome -------------------------------------------------------------------------------------


def test_several_processes_give_what_one_gives_in_the_same_order(folder: Path, alone: MemoryStore) -> None:
    shown: list[Row] = []
    with MemoryStore() as store:
        report = run([folder], store, progress=shown.append, options=Options(jobs=3))
        assert facts(store) == facts(alone)
    with MemoryStore() as store:
        assert run([folder], store, options=Options(jobs=1)).rows == report.rows == tuple(shown)
    assert len(report.rows) == MANY and not alive()


def test_readings_wait_for_their_turn_within_bounds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "BUFFERED", 1)
    monkeypatch.setattr(parallel, "WINDOW", 3)
    monkeypatch.setattr(parallel, "AHEAD", 2)
    paths = sorted(folder.rglob("*.*"))[:40]
    with closing(read_files(map(Request, paths), Task(), 3)) as found:
        assert [request.path for request, _, _ in found] == paths


def test_few_small_files_are_read_by_this_process_and_many_by_one_a_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 4)
    (tmp_path / "a.txt").write_bytes(b"x" * 200_000)
    assert processes([tmp_path / "a.txt"]) == 1
    assert processes([tmp_path / "a.txt"] * 2 + [tmp_path / "gone.txt"]) == 3
    assert processes([tmp_path / "a.txt"] * 9) == 4
    assert processes([tmp_path / "a.txt"] * 9, asked=2) == 2


def test_what_this_program_has_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = some(tmp_path, 3)
    with zipfile.ZipFile(tmp_path / "内.zip", "w") as archive:
        archive.writestr("甲.txt", NEWS.format(day=20))
        archive.writestr("乙.txt", NEWS.format(day=21))
    store = MemoryStore()
    run([tmp_path], store)
    before = store.version(), store.view()

    def refuse(*_: object) -> Reading:
        raise AssertionError("read again")

    monkeypatch.setattr("ingest.reading.read_document", refuse)
    report = run([tmp_path], store)
    assert {row.status for row in report.rows} == {Status.UNCHANGED} and len(report.rows) == 5
    assert (store.version(), store.view()) == before
    with pytest.raises(AssertionError, match="read again"):
        run([tmp_path], store, options=Options(reread=True))
    paths[0].write_text("另有内容。", "utf-8")
    with pytest.raises(AssertionError, match="read again"):
        run([tmp_path], store)


def test_another_version_of_the_program_reads_again_and_says_that_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = some(tmp_path, 2)
    store = MemoryStore()
    run(paths, store)
    version, (old, _) = store.version(), store.sources()
    monkeypatch.setattr("ingest.reading._program", lambda: "next")
    rows = run(paths, store).rows
    assert [(row.status, row.claims > 0) for row in rows] == [(Status.UNCHANGED, True)] * 2
    assert store.version() == version and store.sources()[0].reader != old.reader


def test_held_documents_are_told_from_those_that_changed_by_content_alone(tmp_path: Path) -> None:
    (path,) = some(tmp_path, 1)
    ((_, first),) = read([path], "none")
    assert isinstance(first, Reading)
    known = frozenset({(first.source.uri, first.source.id)})
    with closing(read_files([Request(path, known)], Task())) as found:
        assert [outcome for _, _, outcome in found] == [Held(first.source.id)]
    path.write_text("已改。", "utf-8")
    with closing(read_files([Request(path, known)], Task())) as found:
        assert [isinstance(outcome, Reading) for _, _, outcome in found] == [True]


# --- processes that end before their time -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("harm", "said"), [("killed", "ended (-9)"), ("hangs", "not read within"), ("raises", "RuntimeError: 此处有错")]
)
def test_what_ends_a_process_costs_its_own_document_alone(tmp_path: Path, harm: str, said: str) -> None:
    paths = some(tmp_path, 20)
    for place in (0, 7, 8):
        ledger = tmp_path / f"台账{place}.csv"
        ledger.write_text(LEDGER, "utf-8")
        paths.insert(place, ledger)
    found = read(paths, harm, seconds=2 if harm == "hangs" else 60)
    assert [name for name, _ in found] == [path.name for path in paths]
    unread = {name: outcome for name, outcome in found if isinstance(outcome, Unread)}
    assert sorted(unread) == ["台账0.csv", "台账7.csv", "台账8.csv"]
    assert all(said in outcome.reason and outcome.advice for outcome in unread.values())
    assert not alive()


def test_what_ends_a_process_inside_an_archive_leaves_the_rest_of_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "内.zip", "w") as archive:
        for i in range(3):
            archive.writestr(f"{i}.txt", NEWS.format(day=i + 1))
            archive.writestr(f"{i}.csv", LEDGER + f"望岑学院,云笏公司,2024-06-0{i + 1}\n")
    paths = [*some(tmp_path, 2), tmp_path / "内.zip"]
    found = read(paths, "killed")
    assert [name for name, _ in found] == ["00.txt", "01.txt", "0.txt", "0.csv", "1.txt", "1.csv", "2.txt", "2.csv"]
    assert [name for name, outcome in found if isinstance(outcome, Unread)] == ["0.csv", "1.csv", "2.csv"]


def test_a_document_that_ends_its_process_is_a_failed_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pipeline.reader_mark", lambda *given: "")
    some(tmp_path, 3)
    (tmp_path / "01.csv").write_text(LEDGER, "utf-8")
    trap: Any = Trap("killed")
    report = run([tmp_path], MemoryStore(), trap, options=Options(jobs=2))
    assert [(Path(r.path).name, r.status) for r in report.rows] == [
        ("00.txt", Status.ADDED),
        ("01.csv", Status.FAILED),
        ("01.txt", Status.ADDED),
        ("02.txt", Status.ADDED),
    ]


def test_a_reader_that_is_ended_while_it_waits_costs_nothing(tmp_path: Path) -> None:
    paths = some(tmp_path, 6)

    def slowly() -> Iterator[Request]:
        for i, path in enumerate(paths):
            if i == 3:
                time.sleep(1)
                for process in alive():
                    process.kill()
            yield Request(path)

    # One file at a time for each: nothing is under way when they are ended.
    with pytest.MonkeyPatch.context() as patch, closing(read_files(slowly(), Task(), 2)) as found:
        patch.setattr(parallel, "AHEAD", 1)
        assert [isinstance(outcome, Reading) for _, _, outcome in found] == [True] * 6


def test_where_no_process_can_be_started_the_run_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "work", sys.exit)
    with pytest.raises(WrongUsage, match="--jobs 1"):
        read(some(tmp_path, 1), "none")
    assert not alive()


# --- runs that are stopped --------------------------------------------------------------------------------


def ingest(folder: Path, store: Path, *, stop: signal.Signals | None = None, after: int = 0) -> tuple[int, str]:
    """Run the command; send it (Ctrl-C: all its processes) a signal when `after` documents are in."""
    command = [sys.executable, "-m", "api.cli", "ingest", str(folder), "--store", f"sqlite:///{store}", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GONGJIAN_LANG": "en", "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    if stop:
        while process.poll() is None and stored(store) < after:
            time.sleep(0.05)
        if stop is signal.SIGINT:
            os.killpg(process.pid, stop)
        else:
            process.send_signal(stop)
    said, _ = process.communicate(timeout=600)
    wait_for_the_group(process.pid)
    return process.returncode, said


def wait_for_the_group(group: int) -> None:
    """Return when no process of the group is left; they have seconds to notice."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("processes were left behind")


def stored(path: Path) -> int:
    """Return how many documents are in the store."""
    if not path.exists():
        return 0
    with open_store(f"sqlite:///{path}") as store:
        return len(store.sources())


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_run_stopped_in_any_way_goes_on_and_loses_nothing(folder: Path, alone: MemoryStore, tmp_path: Path) -> None:
    path = tmp_path / "图谱.db"
    code, said = ingest(folder, path, stop=signal.SIGINT, after=MANY // 6)
    assert code == 130 and "Traceback" not in said and "Stopped" in said
    first = stored(path)
    assert MANY // 6 <= first < MANY
    code, said = ingest(folder, path, stop=signal.SIGKILL, after=first + MANY // 6)
    assert code == -signal.SIGKILL and "Traceback" not in said
    assert first < stored(path) < MANY
    code, said = ingest(folder, path)
    assert code == 0 and "unchanged" in said
    with open_store(f"sqlite:///{path}") as store:
        assert facts(store) == facts(alone)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ten_thousand_documents_are_stopped_again_and_again_and_none_is_lost(tmp_path: Path) -> None:
    folder, path, count = tmp_path / "文献", tmp_path / "图谱.db", 10_000
    write_variants(folder, count)
    for after, stop in (
        (1_000, signal.SIGINT),
        (3_000, signal.SIGKILL),
        (6_000, signal.SIGKILL),
        (8_000, signal.SIGINT),
    ):
        code, said = ingest(folder, path, stop=stop, after=after)
        assert code in (130, -signal.SIGKILL) and "Traceback" not in said
        assert after <= stored(path) < count
    code, said = ingest(folder, path)
    assert code == 0 and f"/{count}" in said
    with open_store(f"sqlite:///{tmp_path / 'alone.db'}") as alone, open_store(f"sqlite:///{path}") as store:
        run([folder], alone, options=Options(jobs=1))
        assert len(store.sources()) == count
        assert facts(store) == facts(alone)
