"""The way from files to the store: every file a row, nothing lost, nothing twice."""

import zipfile
from pathlib import Path

import pytest

from graph.stores.memory import MemoryStore
from ingest.pipeline import Report, Row, Status, run

NEWS = "2024年5月6日，岚山职业技术学院与澄溪重工有限公司签署校企合作协议。"
OTHER = "2024年6月1日，望岑职业学院与云笏数字科技有限公司签署校企合作协议。"


def statuses(report: Report) -> dict[str, Status]:
    """Return the status of each file by its name."""
    return {Path(row.path).name: row.status for row in report.rows}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with two documents."""
    (tmp_path / "a.txt").write_text(NEWS, "utf-8")
    (tmp_path / "b.txt").write_text(OTHER, "utf-8")
    return tmp_path


def test_a_run_twice_changes_nothing(docs: Path) -> None:
    store = MemoryStore()
    run([docs], store)
    before = store.view(), store.version()
    assert set(statuses(run([docs], store)).values()) == {Status.UNCHANGED}
    assert (store.view(), store.version()) == before


def test_edits_moves_and_copies_end_in_the_same_network_as_a_fresh_run(docs: Path) -> None:
    store = MemoryStore()
    run([docs], store)
    (docs / "b.txt").write_text(NEWS, "utf-8")
    assert statuses(run([docs], store)) == {"a.txt": Status.UNCHANGED, "b.txt": Status.DUPLICATE}
    (docs / "a.txt").rename(docs / "c.txt")
    (docs / "b.txt").write_text(OTHER, "utf-8")
    assert statuses(run([docs], store)) == {"b.txt": Status.ADDED, "c.txt": Status.CHANGED}
    fresh = MemoryStore()
    run([docs], fresh)
    assert store.view() == fresh.view()
    assert [s.uri for s in store.sources()] == [s.uri for s in fresh.sources()]


def test_a_bad_file_is_a_row_with_reason_and_advice(docs: Path) -> None:
    (docs / "empty.txt").write_text("", "utf-8")
    (docs / "photo.png").write_bytes(b"\x89PNG")
    report = run([docs], MemoryStore())
    assert statuses(report)["empty.txt"] is Status.FAILED
    assert statuses(report)["photo.png"] is Status.SKIPPED
    failed = next(r for r in report.rows if r.status is Status.FAILED)
    assert failed.reason and failed.advice
    assert statuses(run([docs / "photo.png"], MemoryStore()))["photo.png"] is Status.FAILED


def test_an_archive_is_a_row_for_each_file_in_it_and_read_once(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("一/a.txt", NEWS)
        archive.writestr("b.txt", OTHER)
        archive.writestr("empty.txt", "")
    store = MemoryStore()
    report = run([tmp_path], store)
    assert statuses(report) == {"a.txt": Status.ADDED, "b.txt": Status.ADDED, "empty.txt": Status.FAILED}
    again = run([tmp_path], store)
    assert statuses(again)["a.txt"] is Status.UNCHANGED
    assert store.statistics().sources == 2


def test_a_stopped_run_keeps_what_is_in_and_goes_on(docs: Path) -> None:
    store = MemoryStore()

    def stop(row: Row) -> None:
        raise KeyboardInterrupt

    report = run([docs], store, progress=stop)
    assert report.stopped and len(report.rows) == 1
    assert statuses(run([docs], store)) == {"a.txt": Status.UNCHANGED, "b.txt": Status.ADDED}


def test_hidden_and_lock_files_are_left_out(docs: Path) -> None:
    (docs / ".git").mkdir()
    (docs / ".git" / "x.txt").write_text(NEWS + "x", "utf-8")
    (docs / "~$b.xlsx").write_bytes(b"lock")
    assert set(statuses(run([docs], MemoryStore()))) == {"a.txt", "b.txt"}
