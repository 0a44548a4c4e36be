"""The SQLite file itself: where it may lie, what is refused, older and newer schemas, many hands at once."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from graph.errors import BadReading, StoreUnavailable, WrongUsage
from graph.judgement import Judgement
from graph.model import Reading, Record
from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore
from graph.stores.sqlite_schema import APPLICATION_ID, FACTS, SCHEMA, STEPS, note_marks, prepare
from graph.stores.sqlite_write import put
from tests.graph.sample_readings import Said, different, read, record, same

ROOT = Path(__file__).resolve().parents[3]


def document(i: int) -> Reading:
    school, firm = f"第{i % 7}大学", f"第{i}公司"
    return read(f"file:///{i}.txt", Said("COOPERATES_WITH", school, firm, "2024"), Said("LOCATED_IN", firm, "东海市"))


def opened(path: Path) -> SqliteStore:
    return SqliteStore.open(f"sqlite:///{path}")


# --- where it lies ----------------------------------------------------------------------------------------


def test_a_relative_path_lies_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///data/网络.db") as store:
        monkeypatch.chdir("/")
        store.add(document(1))
        assert store.statistics().sources == 1
    assert (tmp_path / "data/网络.db").is_file()


@pytest.mark.parametrize(
    "url", ["sqlite:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///folder/", "sqlite://a.db"]
)
def test_a_url_without_a_file_is_wrong_usage(url: str) -> None:
    with pytest.raises(WrongUsage, match="sqlite:///"):
        open_store(url)


def test_what_was_stored_is_there_when_opened_again(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as store:
        store.add(document(1))
        view, counts = store.view(), store.statistics()
    with opened(tmp_path / "a.db") as again:
        assert (again.view(), again.statistics()) == (view, counts)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("这不是数据库，只是一段文字。" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="not a database") as error:
        opened(path)
    assert error.value.advice and path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as other:
        other.execute("create table songs (title text)")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="another program"):
        opened(path)
    assert path.read_bytes() == before


def test_a_folder_or_an_impossible_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file/below.db", Path("/proc/a.db")):
        with pytest.raises(StoreUnavailable) as error:
            opened(path)
        assert str(path) in str(error.value) and error.value.advice


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="folder"):
        opened(tmp_path / "a.db")


def test_a_damaged_file_is_store_unavailable_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with opened(path) as store:
        for i in range(40):
            store.add(document(i))
    content = bytearray(path.read_bytes())
    content[4096:] = random.Random(1).randbytes(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="malformed") as error, opened(path) as store:
        store.view()
    assert "backup" in error.value.advice


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.view()


def test_the_file_is_safe_against_power_loss_and_dangling_ends(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as store, store._connections.lent() as db:
        pragmas = [db.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys")]
        with pytest.raises(apsw.ConstraintError):
            db.execute("insert into evidence values (99, 0, '引文', 0, 2, null)")
    assert pragmas == ["wal", 2, 1]


# --- schema -----------------------------------------------------------------------------------------------


def test_a_newer_schema_is_refused_with_what_to_do(tmp_path: Path) -> None:
    opened(tmp_path / "a.db").close()
    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("update meta set value = value + 1 where name = 'schema'")
    db.close()
    with pytest.raises(StoreUnavailable, match="newer") as error:
        opened(tmp_path / "a.db")
    assert "upgrade" in error.value.advice


def test_an_older_file_that_holds_facts_alone_is_brought_up_to_date(tmp_path: Path) -> None:
    docs = [document(i) for i in range(9)]
    judgements = [same(record(docs[0], "第0大学"), record(docs[7], "第0大学"))]
    with opened(tmp_path / "new.db") as new:
        _fill(new, docs, judgements)
    old = _connect(tmp_path / "old.db")
    old.execute(FACTS)
    old.pragma("application_id", APPLICATION_ID)
    old.execute("attach ? as new", (str(tmp_path / "new.db"),))
    for table in ("sources", "records", "claims", "evidence", "flags", "judgements"):
        columns = ", ".join(row[1] for row in old.execute(f"pragma main.table_info({table})"))
        old.execute(f"insert into main.{table} select {columns} from new.{table}")  # noqa: S608
    old.execute("update main.meta set value = 10 where name = 'version'")
    old.close()
    with opened(tmp_path / "old.db") as store, opened(tmp_path / "new.db") as new:
        assert store.statistics() == new.statistics() and store.statistics().schema == SCHEMA
        assert store.view() == new.view()
        assert store.search("大学") == new.search("大学") != []
        assert store.add(docs[3]).nothing and store.retract(docs[0].source.id).removed == 2


def test_a_file_of_schema_2_gets_room_for_fingerprints_and_keeps_what_it_shows(tmp_path: Path) -> None:
    marked = document(0)
    marked = replace(marked, source=replace(marked.source, marks=(3, 5)))
    old = _connect(tmp_path / "a.db")
    prepare(old, "sqlite:///a.db", STEPS[:2])
    old.close()
    assert STEPS[2] is note_marks
    with opened(tmp_path / "a.db") as store:
        store.add(document(1))
        assert list(store.alike([3, 5])) == [] and store.statistics().schema == SCHEMA
        store.add(marked)
        assert store.alike([3, 5, 7]) == [(marked.source.id, 2)]


def test_a_failing_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as store:
        store.add(document(1))

    def breaks(db: apsw.Connection) -> None:
        db.execute("alter table sources add column language text")
        raise apsw.SQLError("step failed half way")

    db = _connect(tmp_path / "a.db")
    with pytest.raises(apsw.SQLError):
        prepare(db, "sqlite:///a.db", (*STEPS, breaks))
    assert "language" not in str(db.execute("select sql from sqlite_schema where name = 'sources'").get)
    db.close()
    with opened(tmp_path / "a.db") as store:
        assert (store.statistics().sources, store.statistics().schema) == (1, SCHEMA)


def test_a_migration_runs_the_missing_steps_once(tmp_path: Path) -> None:
    opened(tmp_path / "a.db").close()
    ran: list[str] = []
    steps = (*STEPS, lambda db: ran.append("one"), lambda db: ran.append("two"))
    db = _connect(tmp_path / "a.db")
    prepare(db, "sqlite:///a.db", steps)
    prepare(db, "sqlite:///a.db", steps)
    assert ran == ["one", "two"]
    with pytest.raises(StoreUnavailable, match="newer"):
        opened(tmp_path / "a.db")


# --- what is computed is kept in step ---------------------------------------------------------------------


def test_nothing_of_a_retracted_source_stays_in_the_file(tmp_path: Path) -> None:
    doc = read(
        "file:///a.txt",
        Said("HAS_ROLE", "程若川", "东海大学", title="校长"),
        aliases={"东海大学": ("东大",)},
        flags=("存疑",),
    )
    with opened(tmp_path / "a.db") as store:
        store.add(doc)
        store.retract(doc.source.id)
        with store._connections.lent() as db:
            tables = [
                name
                for (name,) in db.execute("select name from pragma_table_list where type = 'table' and name <> 'meta'")
            ]
            left = {t: db.execute(f"select count(*) from {t}").get for t in tables if not t.startswith("sqlite_")}  # noqa: S608
            found = db.execute("select count(*) from name_pairs where pairs match '\"若川\"'").get
    assert left and set(left.values()) == {0} and found == 0


def test_an_id_that_belongs_to_another_source_is_a_bad_reading(tmp_path: Path) -> None:
    first = document(1)
    second = read("file:///b.txt", named=("另一公司",))
    stolen = Record(first.records[0].id, second.source.id, "school", "第1大学")
    with opened(tmp_path / "a.db") as store:
        store.add(first)
        before = store.view(), store.statistics()
        with pytest.raises(BadReading, match="another source"):
            store.add(Reading(second.source, (stolen,)))
        assert (store.view(), store.statistics()) == before


def test_several_readings_can_share_one_transaction(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as store, store._connections.writing() as db:
        for i in range(5):
            put(db, document(i))
        with opened(tmp_path / "a.db") as other:
            assert other.statistics().sources == 0
    with opened(tmp_path / "a.db") as store:
        assert store.statistics().sources == 5


def test_undoing_a_merge_touches_its_own_group_alone(tmp_path: Path) -> None:
    docs = [document(i) for i in range(28)]
    groups = [[record(d, f"第{k}大学") for d in docs[k::7]] for k in range(7)]
    with opened(tmp_path / "a.db") as store:
        _fill(store, docs, [same(group[0], other) for group in groups for other in group[1:]])
        with store._connections.lent() as db:
            db.execute("create table touched (record text)")
            db.execute("create trigger t after insert on canonical begin insert into touched values (new.record); end")
        store.judge([different(groups[0][0], groups[0][1], at="2026")])
        with store._connections.lent() as db:
            touched = {r for (r,) in db.execute("select record from touched")}
    assert touched <= set(groups[0])


# --- many hands -------------------------------------------------------------------------------------------


def test_threads_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    docs = [document(i) for i in range(60)]
    with opened(tmp_path / "a.db") as store:
        _in_threads([lambda part=docs[k::3]: [store.add(d) for d in part] for k in range(3)])  # type: ignore[misc]
        assert store.view() == _in_memory(docs).view()
        assert store.version() == 60


def test_readers_see_whole_readings_while_others_write(tmp_path: Path) -> None:
    docs = [document(i) for i in range(60)]
    seen: list[tuple[int, int]] = []

    def look() -> None:
        for _ in range(60):
            network = store.view()
            seen.append((sum(k.type == "COOPERATES_WITH" for k in network.links), len(network.links)))

    with opened(tmp_path / "a.db") as store:
        _in_threads([lambda: [store.add(d) for d in docs], look, look])
    assert len(seen) == 120 and all(whole == 2 * half for half, whole in seen)


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    # All begin with a file that is not there yet.
    running = [_process(tmp_path / "a.db", k, 240, 3) for k in range(3)]
    _start(*running)
    assert [len(process.communicate(timeout=60)[0].split()) for process in running] == [80, 80, 80]
    with opened(tmp_path / "a.db") as store:
        assert store.view() == _in_memory([document(i) for i in range(240)]).view()
        assert store.version() == 240


def test_a_process_killed_while_writing_leaves_whole_readings_and_a_rerun_completes(tmp_path: Path) -> None:
    docs = [document(i) for i in range(200)]
    running = _process(tmp_path / "a.db", 0, len(docs), 1)
    _start(running)
    assert running.stdout is not None
    for _ in range(25):
        running.stdout.readline()
    running.kill()
    assert running.wait(60) == -9
    with opened(tmp_path / "a.db") as store:
        held = {s.id for s in store.sources()}
        assert 25 <= len(held) < len(docs)
        assert store.view() == _in_memory([d for d in docs if d.source.id in held]).view()
        for doc in docs:
            store.add(doc)
        assert store.view() == _in_memory(docs).view()
        assert store.statistics() == _in_memory(docs).statistics()
        assert store.search("第1", limit=100) == _in_memory(docs).search("第1", limit=100)


WRITER = """
import sys
from pathlib import Path
from tests.graph.stores.test_sqlite import document, opened
path, first, last, step = Path(sys.argv[1]), *map(int, sys.argv[2:])
print("ready", flush=True)
sys.stdin.readline()
with opened(path) as store:
    for i in range(first, last, step):
        store.add(document(i))
        print(i, flush=True)
"""


def _process(path: Path, first: int, last: int, step: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(path), str(first), str(last), str(step)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _start(*processes: "subprocess.Popen[str]") -> None:
    # Imports take longer than the writing: all wait until all are ready.
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def _in_threads(work: list[Callable[[], object]]) -> None:
    failures: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=run, args=(job,)) for job in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures and not any(t.is_alive() for t in threads)


def _in_memory(docs: list[Reading]) -> MemoryStore:
    store = MemoryStore()
    for doc in docs:
        store.add(doc)
    return store


def _fill(store: Store, docs: list[Reading], judgements: list[Judgement]) -> None:
    for doc in docs:
        store.add(doc)
    store.judge(judgements)


def _connect(path: Path) -> apsw.Connection:
    return apsw.Connection(str(path))
