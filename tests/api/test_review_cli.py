"""The whole way of review through the command line: ingest, queue, decide, ingest again, it holds, undo."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.cli import cli
from graph.stores import open_store
from tests.api.review_docs import NEWS, doubt, said, write

Gongjian = Callable[..., Any]
# The commands' own ways are tried on one store; the whole way on both.
on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    address: str = request.getfixturevalue("neo4j_url")
    with open_store(address) as store:
        store.clear()  # type: ignore[attr-defined]
    return address


@pytest.fixture
def gongjian(url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Gongjian:
    """Run a command with --json and return what it prints; its exit code is checked."""
    from api.cli import run

    monkeypatch.setenv("GONGJIAN_STORE", url)
    monkeypatch.delenv("GONGJIAN_REVIEWER", raising=False)

    def call(*args: str, code: int = 0, as_json: bool = True) -> Any:
        capsys.readouterr()
        given = [*args, "--json"] if as_json else list(args)
        done = run(lambda: cli.main(args=given, standalone_mode=False))
        out, err = capsys.readouterr()
        assert done == code, (done, out, err)
        return json.loads(out) if as_json and out.startswith(("{", "[")) else out + err

    return call


def links(gongjian: Gongjian, name: str) -> set[tuple[str, str, str | None]]:
    """Return the links of an entity: type, other end, first date."""
    shown = gongjian("show", name)
    ends = ((k, k["tail"] if k["head"] == shown["name"] else k["head"]) for k in shown["links"])
    return {(k["type"], other, k["first"]) for k, other in ends}


def test_the_whole_way(gongjian: Gongjian, url: str, tmp_path: Path) -> None:  # noqa: PLR0915 - from end to end
    docs = write(tmp_path / "docs")
    gongjian("ingest", str(docs))
    with open_store(url) as store:
        doubt(store)
        before = said(store)
    waiting = gongjian("review", "list", "--below", "0.99", "--top", "100")
    kinds = {item["kind"] for item in waiting["items"]}
    assert {"pair", "claim"} <= kinds and waiting["total"] == len(waiting["items"])
    pair = next(i for i in waiting["items"] if i["kind"] == "pair")
    shown = gongjian("review", "show", pair["id"])
    assert [p["action"] for p in shown["proposals"]] == ["merge", "different", "unsure"]
    assert shown["proposals"][0]["effect"]["joined"] and shown["excerpts"]

    signed = next(i for i in waiting["items"] if i["types"] == ["SIGNED"] and "澄溪" in i["about"][0]["name"])
    role = next(i for i in waiting["items"] if i["types"] == ["HAS_ROLE"])
    joint = gongjian("show", "岚山职业技术学院")["links"]
    order = next(k for k in joint if k["first"] == "2024-09-09")

    gongjian("review", "reject", role["id"], "--by", "王敏", "--why", "并非任职")
    gongjian("review", "accept", signed["id"], "--by", "王敏")
    gongjian("review", "edit", order["claims"][0], "--set", "date=2024-09-10", "--by", "李华")
    merged = gongjian("review", "merge", pair["id"], "--by", "李华")
    assert merged["written"] == 1 and merged["effect"]["joined"]

    def holds() -> None:
        people = gongjian("show", role["about"][0]["name"], code=0)
        assert not [k for k in people["links"] if k["type"] == "HAS_ROLE"]
        mine = gongjian("show", "澄溪重工有限公司")["links"]
        assert next(k for k in mine if k["type"] == "SIGNED")["confidence"] == 1.0
        school = {(k["type"], k["first"]) for k in gongjian("show", "岚山职业技术学院")["links"]}
        assert (order["type"], "2024-09-10") in school and (order["type"], "2024-09-09") not in school
        both = gongjian("show", "云笏数字有限公司")
        assert {both["name"], *both["aliases"]} >= {"云笏数字科技有限公司", "云笏数字有限公司"}
        left = {i["id"] for i in gongjian("review", "list", "--below", "0.99", "--top", "100")["items"]}
        assert not left & {pair["id"], signed["id"], role["id"]}

    holds()
    assert set(gongjian("ingest", str(docs), "--reread")["counts"]) == {"unchanged"}
    holds()
    (docs / "a.txt").write_text(NEWS + "记者从校方获悉，仪式简朴。\n", "utf-8")
    assert gongjian("ingest", str(docs))["counts"] == {"changed": 1, "unchanged": 2}
    holds()
    (docs / "a.txt").write_text(NEWS, "utf-8")
    gongjian("ingest", str(docs))
    holds()

    trail = gongjian("review", "audit")["items"]
    assert [e["action"] for e in trail] == ["merge", "edit", "accept", "reject"]
    assert (trail[-1]["by"], trail[-1]["why"], trail[-1]["standing"]) == ("王敏", "并非任职", True)
    assert trail[-1]["quotes"]
    gongjian("review", "undo", *(e["id"] for e in trail), "--by", "陈立", "--yes")
    with open_store(url) as store:
        assert said(store) == before
    assert gongjian("review", "audit", "--by", "陈立")["total"] == 4
    assert not any(e["standing"] for e in gongjian("review", "audit", "--by", "王敏")["items"])
    again = {i["id"] for i in gongjian("review", "list", "--below", "0.99", "--top", "100")["items"]}
    assert {pair["id"], signed["id"], role["id"]} <= again


@pytest.fixture
def loaded(gongjian: Gongjian, tmp_path: Path, url: str) -> Iterator[Gongjian]:
    """The command over a store with the documents and a doubt."""
    gongjian("ingest", str(write(tmp_path / "docs")))
    with open_store(url) as store:
        doubt(store)
    yield gongjian


@on_sqlite
def test_many_at_once_need_a_yes_and_show_their_effect_first(loaded: Gongjian) -> None:
    asked = ("review", "reject", "--kind", "claim", "--type", "SIGNED", "--below", "0.99", "--by", "王敏")
    number = loaded("review", "list", "--type", "SIGNED", "--below", "0.99")["total"]
    preview = loaded(*asked, "--preview")
    assert preview["written"] == 0 and preview["effect"]["counts"]["removed"] == number > 1
    assert "--yes" in loaded(*asked, code=2)
    assert loaded("review", "audit")["total"] == 0
    assert loaded(*asked, "--yes")["written"] == number
    assert not loaded("review", "list", "--type", "SIGNED", "--below", "0.99")["total"]


@on_sqlite
def test_a_second_person_is_asked_for_where_that_is_set(loaded: Gongjian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGJIAN_SECOND_PERSON", "true")
    ends = ("云笏数字科技有限公司", "云笏数字有限公司")
    asked = loaded("review", "merge", *ends, "--by", "王敏")
    assert asked["effect"]["pending"]
    assert loaded("show", ends[0])["id"] != loaded("show", ends[1])["id"]
    first = loaded("review", "list")["items"][0]
    assert (first["kind"], first["id"]) == ("pending", asked["reviews"][0])
    loaded("review", "confirm", first["id"], "--by", "王敏", code=2)
    loaded("review", "confirm", first["id"], "--by", "李华")
    assert loaded("show", ends[0])["id"] == loaded("show", ends[1])["id"]


@on_sqlite
def test_split_lists_the_records_and_takes_some_out(loaded: Gongjian) -> None:
    rows = loaded("review", "split", "岚山职业技术学院")
    assert len(rows) >= 2 and {"id", "name", "source"} <= rows[0].keys()
    loaded("review", "split", "岚山职业技术学院", "--record", rows[0]["id"], "--by", "王敏")
    assert loaded("show", rows[0]["id"])["id"] != loaded("show", rows[1]["id"])["id"]


@on_sqlite
def test_an_entity_is_corrected(loaded: Gongjian) -> None:
    before = loaded("show", "云笏数字有限公司")
    loaded("review", "edit", "云笏数字有限公司", "--set", "name=云笏数智有限公司", "--by", "王敏")
    assert loaded("show", "云笏数智有限公司")["links"]
    assert loaded("show", "云笏数智有限公司")["id"] == before["id"]


@on_sqlite
def test_wrong_orders_are_refused_in_words(loaded: Gongjian) -> None:
    (claim,) = loaded("review", "list", "--below", "0.99", "--kind", "claim", "--top", "1")["items"]
    for args in (
        ("accept", claim["id"]),
        ("accept", "--by", "王敏"),
        ("accept", "c_missing", "--by", "王敏"),
        ("accept", "--kind", "pair", "--type", "SIGNED", "--by", "王敏"),
        ("edit", claim["id"], "--set", "date", "--by", "王敏"),
        ("edit", claim["id"], "--set", "date=昨天", "--by", "王敏"),
        ("merge", "岚山职业技术学院", "--by", "王敏"),
        ("undo", "v_missing", "--by", "王敏"),
        ("list", "--type", "LOVES"),
        ("show", "x_missing"),
    ):
        assert loaded("review", *args, code=2).strip()
    assert loaded("review", "audit")["total"] == 0


@on_sqlite
def test_texts_are_readable_without_json(loaded: Gongjian) -> None:
    (item,) = loaded("review", "list", "--kind", "pair")["items"]
    listed = loaded("review", "list", as_json=False)
    assert item["id"] in listed and "云笏数字" in listed
    shown = loaded("review", "show", item["id"], as_json=False)
    assert "【" in shown and "】" in shown and "⊕" in shown
    loaded("review", "reject", item["id"], "--by", "王敏", "--why", "两家公司", as_json=False)
    assert "两家公司" in loaded("review", "audit", as_json=False)


@on_sqlite
def test_without_a_terminal_the_prompt_says_what_to_use(loaded: Gongjian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert "review list" in loaded("review", code=2, as_json=False)


@on_sqlite
def test_the_prompts_on_a_terminal_decide_correct_undo_and_stop(loaded: Gongjian, url: str) -> None:
    person = Terminal("review", "--below", "0.99", "--by", "王敏", store=url)
    person.answers("›", "?")  # an unknown answer is told what there is
    person.answers("›", "2")
    person.answers("›", "u")
    person.answers("›", "s")
    person.answers("›", "q")
    text, code = person.ends()
    assert code == 0, text
    assert text.count("【") >= 2
    actions = [e["action"] for e in loaded("review", "audit")["items"]]
    assert len(actions) == 2 and actions[0] == "undo"


class Terminal:
    """A command on a terminal of its own, answered as a person would."""

    def __init__(self, *args: str, store: str) -> None:
        self._master, slave = pty.openpty()
        environment = {**os.environ, "GONGJIAN_STORE": store, "GONGJIAN_LANG": "zh", "TERM": "dumb", "COLUMNS": "120"}
        environment |= {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "api.cli", *args]
        self._process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
        os.close(slave)
        self._read, self._text = b"", ""

    def answers(self, prompt: str, answer: str) -> None:
        """Wait for a prompt, then type an answer."""
        deadline = time.monotonic() + 60
        while prompt.encode() not in self._read:
            assert time.monotonic() < deadline, self._text + self._read.decode("utf-8", "replace")
            if not self._more():
                break
        seen, _, self._read = self._read.partition(prompt.encode())
        self._text += seen.decode("utf-8", "replace")
        os.write(self._master, f"{answer}\n".encode())

    def _more(self) -> bool:
        if not select.select([self._master], [], [], 1)[0]:
            return self._process.poll() is None
        try:
            self._read += os.read(self._master, 65536)
        except OSError:
            return False
        return True

    def ends(self) -> tuple[str, int]:
        """Wait for the end; return all that was printed and the exit code."""
        code = self._process.wait(60)
        while self._more():
            pass
        os.close(self._master)
        return self._text + self._read.decode("utf-8", "replace"), code
