"""Users' names files: what they add, and what is said of a file that is wrong."""

from pathlib import Path

import pytest

from graph.errors import UnreadableDocument
from graph.judgement import Judgement, Verdict
from graph.model import Reading, Record, Source
from graph.stores.memory import MemoryStore
from ingest.resolve import Resolver
from ingest.resolve.by_names import BY, apply_names
from ingest.resolve.known import shipped
from ingest.resolve.names_file import with_names
from ingest.resolve.parse import Subject
from ingest.resolve.score import score

GOOD = """
sources: {lishi: 学校公布的沿革}
renamings:
  - {old: 岚山工业学校, new: 岚山工业职业学院, date: 2004-05, source: lishi}
mergers:
  - {old: 青屿纺织学校, new: 岚山工业职业学院, date: 2010, source: 批复}
aliases:
  岚山工业职业学院: [岚工]
corrections:
  岚山工叶职业学院: 岚山工业职业学院
"""


def file(folder: Path, text: str) -> Path:
    """Write a names file."""
    path = folder / "names.yaml"
    path.write_text(text, "utf-8")
    return path


def reading(number: int, name: str) -> Reading:
    """Return a document that names a school."""
    text = f"第{number}篇：{name}"
    source = Source(Source.id_of(text.encode()), f"file:///{number}.txt", text, text, "text")
    return Reading(source, (Record.of(source.id, "school", name),))


@pytest.mark.parametrize("other", ["岚山工业学校", "岚工", "岚山工叶职业学院"])
def test_a_users_renaming_alias_and_correction_join(tmp_path: Path, other: str) -> None:
    known = with_names([file(tmp_path, GOOD)])
    full = Subject("岚山工业职业学院", "school")
    assert score(Subject(other, "school"), full, known=known).verdict is Verdict.SAME
    assert score(Subject("青屿纺织学校", "school"), full, known=known).verdict is not Verdict.SAME


def test_what_is_shipped_holds_beside_the_users_file(tmp_path: Path) -> None:
    known = with_names([file(tmp_path, GOOD)])
    assert known.renaming("深圳职业技术学院", "深圳职业技术大学") is not None


def test_the_names_of_a_body_have_dates(tmp_path: Path) -> None:
    names = with_names([file(tmp_path, GOOD)]).history("岚山工业职业学院")
    assert [(n.name, n.since, n.until, n.source) for n in names] == [
        ("岚山工业学校", None, "2004-05", "学校公布的沿革"),
        ("岚山工业职业学院", "2004-05", None, "学校公布的沿革"),
    ]
    two = shipped().history("西安工程科技学院")
    assert [n.name for n in two] == ["西北纺织工学院", "西安工程科技学院", "西安工程大学"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("renamings: [{old: 甲校, new: 乙校, date: '2004'}]", "第1条"),
        ("renamings: [{old: 甲校, new: 乙校, date: 二〇〇四, source: s}]", "YYYY"),
        ("renamings: [{old: 甲校, new: 甲 校, date: '2004', source: s}]", "one name"),
        (
            "renamings: [{old: 甲校, new: 乙校, date: 2004, source: s}, {old: 乙校, new: 甲校, date: 2005, source: s}]",
            "circle",
        ),
        ("patterns: [{old: '(', new: 乙校, date: '2004', source: s}]", "regular expression"),
        ("aliases: {云帆大学: 云大}", "云帆大学"),
        ("aliases: {云帆大学: [360]}", "云帆大学"),
        ("corrections: {误: [正]}", "误"),
        ("alias: {云帆大学: [云大]}", "alias"),
        ("- 甲", "mapping"),
        ("aliases: {云帆大学: [云大]", ":1"),
    ],
)
def test_a_wrong_file_is_told_with_its_entry(tmp_path: Path, text: str, said: str) -> None:
    path = file(tmp_path, text)
    with pytest.raises(UnreadableDocument, match=said) as raised:
        with_names([path])
    assert str(path) in str(raised.value)


def test_a_names_file_is_used_as_documents_come_in(tmp_path: Path) -> None:
    known, store = with_names([file(tmp_path, GOOD)]), MemoryStore()
    resolver = Resolver(store, known=known)
    for item in (reading(1, "岚山工业学校"), reading(2, "岚山工业职业学院")):
        store.add(item)
        resolver.resolve(item)
    assert len(store.view().entities) == 1


def test_a_names_file_is_applied_to_what_is_held_once_and_below_a_persons_word(tmp_path: Path) -> None:
    store = MemoryStore()
    docs = [reading(1, "岚山工业学校"), reading(2, "岚山工业职业学院"), reading(3, "青屿纺织学校"), reading(4, "岚工")]
    for item in docs:
        store.add(item)
    known = with_names([file(tmp_path, GOOD)])
    short, full = docs[3].records[0].id, docs[1].records[0].id
    store.judge([Judgement(short, full, Verdict.DIFFERENT, "person:王", "2020-01-01T00:00:00+00:00")])
    assert apply_names(store, known) == 1
    (judgement,) = (j for j in store.judgements() if j.by == BY)
    assert "2004-05" in judgement.why
    assert len(store.view().entities) == 3
    assert apply_names(store, known) == 0


def test_shipped_data_is_well_formed_and_large() -> None:
    known = shipped()
    assert len(known.renamings) >= 300
    assert all(r.date and r.source and r.old != r.new for r in known.renamings)
    assert len(known.aliases) >= 700
