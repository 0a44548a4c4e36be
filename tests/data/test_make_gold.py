"""Persons are renamed everywhere and alike; nothing else changes."""

import json
from pathlib import Path
from typing import Any

import pytest

from data.make_gold import OUTSIDE, Renaming, documents, folded, invent, make, persons, renamed, surname

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "gold" / "dev"
SEED = 20


def document(text: str, *names: str, evidence: str = "") -> dict[str, Any]:
    entities = [{"id": f"e{i}", "type": "person", "name": n, "aliases": []} for i, n in enumerate(names)]
    entities.append({"id": "o", "type": "school", "name": "青川学院", "aliases": []})
    relations = [
        {"type": "HAS_ROLE", "head": "e0", "tail": "o", "title": "院长", "date": None, "evidence": evidence or text}
    ]
    origin = {"source": "a.htm", "published": None, "script": "simplified", "text_origin": "wording ours"}
    return {"id": "t001", **origin, "text": text, "entities": entities, "relations": relations, "flags": [text]}


def test_a_name_is_replaced_in_every_field_and_keeps_surname_and_length() -> None:
    out = renamed(document("青川学院院长李建国到场。李院长讲话。", "李建国"), {"李建国": "李文平"})
    assert out["text"] == "青川学院院长李文平到场。李院长讲话。"
    assert out["entities"][0]["name"] == "李文平"
    assert out["relations"][0]["evidence"] == out["flags"][0] == out["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("院長張國強到場", "院長張文平到場"),
        ("院長張(zhāng)國(guó)強到場", "院長張(zhāng)文平到場"),
        ("院长张\n国强到场", "院长张\n文平到场"),
        ("院长张 国强到场", "院长张 文平到场"),
    ],
)
def test_a_name_is_found_through_script_pinyin_and_breaks(text: str, expected: str) -> None:
    assert Renaming({"张国强": "张文平"}).text(text) == expected


def test_a_longer_name_is_not_cut_by_a_shorter_one() -> None:
    assert Renaming({"王芳": "王平", "王芳华": "王如月"}).text("王芳华、王芳") == "王如月、王平"


def test_a_short_name_is_left_alone_where_it_is_no_person() -> None:
    assert (
        renamed(document("高平市青川学院院长李建国", "李建国"), {"高平": "高文", "李建国": "李文平"})["text"][:3]
        == "高平市"
    )


def test_names_in_bylines_are_persons_too() -> None:
    assert persons(document("正文。（文字：李钰田；初审：胡娜玲）记者注意到", "李建国")) == {
        "李建国",
        "李钰田",
        "胡娜玲",
    }


def test_compound_surnames_are_kept() -> None:
    assert surname("欧阳建池") == "欧阳"
    assert surname("欧阳") == "欧"


def test_invented_names_are_new_distinct_and_the_same_for_a_seed() -> None:
    names = ["李红", "李红军", "欧阳建池"]
    first = invent(names, ["李红说"], SEED)
    assert first == invent(reversed(names), ["李红说"], SEED)
    assert len(set(first.values()) | set(names)) == 2 * len(names)
    assert all(len(a) == len(b) and surname(a) == surname(b) for a, b in first.items())


def test_a_quote_that_is_not_in_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="t001"):
        renamed(document("青川学院院长李建国", "李建国", evidence="别处"), {"李建国": "李文平"})


def test_a_folder_is_made_alike_twice_without_what_is_not_ours(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name, origin in (("t001", "wording ours"), ("d012", "wording ours"), ("t002", "as found")):
        changed = document("青川学院院长李建国到场", "李建国") | {"id": name, "text_origin": origin}
        (source / f"{name}.json").write_text(json.dumps(changed), "utf-8")
    assert make(source, tmp_path / "a", SEED) == make(source, tmp_path / "b", SEED) == 1
    assert (tmp_path / "a" / "t001.json").read_bytes() == (tmp_path / "b" / "t001.json").read_bytes()


@pytest.mark.skipif(not SOURCE.is_dir(), reason="the original gold folder is not beside the repository")
def test_no_original_name_remains_in_the_committed_documents() -> None:
    originals = documents(SOURCE)
    assert not [d["id"] for d in originals if OUTSIDE.fullmatch(d["id"])]
    long_names = {n for d in originals for n in persons(d) if len(n) > 2}
    made = Path(__file__).resolve().parents[2] / "data" / "gold"
    for original in originals:
        text = "".join(folded((made / f"{original['id']}.json").read_text("utf-8")).split())
        left = [n for n in persons(original) | long_names if folded(n) in text]
        assert left == [], original["id"]
