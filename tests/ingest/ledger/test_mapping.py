"""Mapping files: suggested, written, edited, read back, applied to another file of the same form."""

from pathlib import Path

import pytest
import yaml

from graph.errors import UnreadableDocument, WrongUsage
from ingest.ledger import Column, Mapping, TableMapping, dump_mapping, load_mapping, read_ledger, suggest_mapping
from ingest.readers import read

DATA = Path(__file__).parent / "data"
FILES = sorted(p for p in DATA.iterdir() if not p.name.endswith(".gold.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_suggested_mapping_read_back_from_yaml_reads_the_same(path: Path, tmp_path: Path) -> None:
    document = read(path)
    suggested = suggest_mapping(document)
    file = tmp_path / "mapping.yaml"
    file.write_text(dump_mapping(suggested), "utf-8")
    assert load_mapping(file) == suggested
    assert read_ledger(document, load_mapping(file)) == read_ledger(document)


def test_the_file_explains_itself_in_chinese() -> None:
    text = dump_mapping(suggest_mapping(read(DATA / "pairings.xlsx")))
    assert "# 台账映射" in text
    assert "# 党组织" in text
    assert yaml.safe_load(text)["tables"][0]["host"] == "清檀职业技术学院"


def test_odd_headings_survive_the_file(tmp_path: Path) -> None:
    columns = tuple(Column(h, "remark") for h in ('引号"', "冒号: 井号 #", "换\n行", "反\\斜", "[括号]", "1", "是", ""))
    mapping = Mapping((TableMapping("*", "agreement", columns),))
    file = tmp_path / "mapping.yaml"
    file.write_text(dump_mapping(mapping), "utf-8")
    assert load_mapping(file) == mapping


def test_a_mapping_gives_meaning_to_headings_that_nobody_knows(tmp_path: Path) -> None:
    ledger = tmp_path / "a.csv"
    ledger.write_text("钅甲,钅乙,钅丙\n望舒机械厂,听雨软件有限公司,2023.4\n", "utf-8")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "tables:\n- kind: agreement\n  columns:\n    钅甲: {means: org, side: home}\n"
        "    钅乙: {means: org, side: partner}\n    钅丙: signed_on\n",
        "utf-8",
    )
    reading = read_ledger(read(ledger), load_mapping(mapping))
    assert {(c.type, c.date) for c in reading.claims} == {("SIGNED", "2023-04")}


def test_a_mapping_may_name_the_host_that_rows_leave_unsaid(tmp_path: Path) -> None:
    ledger = tmp_path / "a.csv"
    ledger.write_text("合作企业,签订日期\n望舒机械厂,2023.4\n", "utf-8")
    document = read(ledger)
    assert not read_ledger(document).claims
    text = dump_mapping(suggest_mapping(document)).replace("kind: agreement", "host: 临澜职业学院\n    kind: agreement")
    (tmp_path / "m.yaml").write_text(text, "utf-8")
    reading = read_ledger(document, load_mapping(tmp_path / "m.yaml"))
    assert {r.name for r in reading.records if r.type == "school"} == {"临澜职业学院"}
    assert len(reading.claims) == 2


WRONG = {
    "tables: []": "tables",
    "tables: [{kind: nonsense, columns: {甲: org}}]": r"tables\[0\].kind",
    "tables: [{kind: base, columns: {甲: nonsense}}]": r"columns.甲.means",
    "tables: [{kind: base, colums: {甲: org}}]": "colums",
    "tables: [{kind: base, columns: {甲: {means: org, side: left}}}]": "side",
    "tables: [{kind: base, columns: [甲]}]": "columns",
    "just text": "tables",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_mapping_is_refused_with_the_field_that_is_wrong(text: str, tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(WrongUsage, match=WRONG[text]):
        load_mapping(file)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("a: [", "utf-8")
    with pytest.raises(UnreadableDocument, match="映射文件"):
        load_mapping(file)
