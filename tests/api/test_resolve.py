"""The command `resolve score`: one line out for one line in, errors with their line."""

import json
from pathlib import Path

import pytest

from api.cli import main
from graph.model import Reading, Record, Source
from graph.stores import open_store

PAIR = {
    "id": "p1",
    "a": {"name": "徐州市人社局", "type": "government"},
    "b": {"name": "徐州市人力资源和社会保障局", "type": "government"},
}


def run(*argv: str) -> int:
    """Run the command line; return its exit code."""
    with pytest.raises(SystemExit) as stop:
        main(argv)
    return int(stop.value.code or 0)


def test_each_pair_gets_label_probability_and_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "out.jsonl"
    other = {"id": "p2", "a": PAIR["a"], "b": {"name": "徐州市教育局", "type": "government"}, "context": None}
    pairs.write_text("\n".join(json.dumps(p, ensure_ascii=False) for p in (PAIR, other)) + "\n\n", "utf-8")
    assert run("resolve", "score", "--pairs", str(pairs), "--out", str(out), "--json") == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(r["id"], r["label"]) for r in rows] == [("p1", "same"), ("p2", "different")]
    assert all(0 <= r["probability"] <= 1 and r["reasons"][0]["zh"] and r["reasons"][0]["en"] for r in rows)
    told = json.loads(capsys.readouterr().out)
    assert (told["pairs"], told["same"], told["different"]) == (2, 1, 1)


@pytest.mark.parametrize("line", ["no json", '{"id": 1, "a": {"name": ""}, "b": {"name": "乙"}}', "[1]"])
def test_a_line_that_is_no_pair_is_named_and_nothing_is_written(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "out.jsonl"
    pairs.write_text(json.dumps(PAIR, ensure_ascii=False) + "\n" + line + "\n", "utf-8")
    assert run("resolve", "score", "--pairs", str(pairs), "--out", str(out)) == 2
    assert "pairs.jsonl:2" in capsys.readouterr().err.replace("\n", "")
    assert not out.exists()


def test_a_names_file_is_used_by_score_and_applied_to_a_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.yaml"
    names.write_text("renamings: [{old: 岚山技校, new: 云帆职业学院, date: '2015', source: 批复}]\n", "utf-8")
    store = f"sqlite:///{tmp_path / 'x.db'}"
    with open_store(store) as opened:
        for school in ("岚山技校", "云帆职业学院"):
            source = Source(Source.id_of(school.encode()), f"file:///{school}.txt", school, school, "text")
            opened.add(Reading(source, (Record.of(source.id, "school", school),)))
    assert run("resolve", "names", "--names", str(names), "--store", store, "--json") == 0
    assert json.loads(capsys.readouterr().out)["judgements"] == 1
    assert run("resolve", "names", "--names", str(names), "--store", store, "--json") == 0
    assert json.loads(capsys.readouterr().out)["judgements"] == 0


def test_a_wrong_names_file_is_an_error_with_its_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = tmp_path / "names.yaml"
    names.write_text("renamings: [{old: 岚山技校}]\n", "utf-8")
    assert run("resolve", "names", "--names", str(names), "--store", f"sqlite:///{tmp_path / 'x.db'}") == 2
    assert "第1条" in capsys.readouterr().err.replace("\n", "")
