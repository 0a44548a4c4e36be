"""The annotated documents under `data/` keep the form they promise."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import opencc
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
PATHS = sorted([*DATA.glob("own/*.json"), *DATA.glob("gold/*.json")])
FIELDS = ["id", "source", "published", "script", "text_origin", "text", "entities", "relations", "flags"]
TYPES = set(
    "school school_unit enterprise party_org government association alliance research other_org base person".split()
)
KINDS = {"party_building", "cooperation", "base", "training", "project", "other"}
SYMMETRIC = {"SIGNED_WITH", "PAIRED_WITH", "COOPERATES_WITH"}
# Type of the far end where a relation has only one.
TAIL = {"CO_BUILT": "base", "MEMBER_OF": "alliance"}
RELATIONS = SYMMETRIC | set(TAIL) | {"PART_OF", "HAS_ROLE"}
NOTE = re.compile(r"[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]|\s")
T2S = opencc.OpenCC("t2s")


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def plain(text: str) -> str:
    """Return `text` simplified, without pinyin notes, blanks and line breaks; half-width punctuation."""
    halves = str.maketrans("，：；（）？！", ",:;()?!")
    return "".join(map(T2S.convert, NOTE.sub("", text).translate(halves)))


def is_date(value: str | None) -> bool:
    if value is None:
        return True
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
        return False
    parts = [int(part) for part in value.split("-")]
    return bool(date(parts[0], *[*parts[1:], 1, 1][:2]))


def pair(relation: dict[str, Any]) -> tuple[str, ...]:
    ends = (relation["head"], relation["tail"])
    return (relation["type"], *(sorted(ends) if relation["type"] in SYMMETRIC else ends))


def test_there_are_documents_of_both_origins() -> None:
    assert len(list(DATA.glob("own/*.json"))) >= 60
    assert len(list(DATA.glob("gold/*.json"))) >= 100


def test_no_text_stands_twice() -> None:
    texts = [read(path)["text"] for path in PATHS]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_fields_and_entities_are_as_the_guidelines_say(path: Path) -> None:
    document = read(path)
    assert list(document) == FIELDS
    assert document["id"] == path.stem
    assert document["script"] in {"simplified", "traditional", "mojibake"}
    assert "wording ours" in document["text_origin"]
    assert is_date(document["published"])
    assert len(document["text"]) >= 80
    assert all(isinstance(flag, str) for flag in document["flags"])
    entities = document["entities"]
    assert len({e["id"] for e in entities}) == len(entities)
    assert len({(e["type"], e["name"]) for e in entities}) == len(entities)
    assert {e["type"] for e in entities} <= TYPES
    assert all(set(e) == {"id", "type", "name", "aliases"} for e in entities)


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_relations_join_known_entities_and_stand_once(path: Path) -> None:
    document = read(path)
    types = {e["id"]: e["type"] for e in document["entities"]}
    relations = document["relations"]
    assert len({pair(r) for r in relations}) == len(relations)
    for relation in relations:
        assert relation["type"] in RELATIONS
        assert relation["head"] != relation["tail"]
        assert {relation["head"], relation["tail"]} <= set(types)
        assert (types[relation["head"]] == "person") == (relation["type"] == "HAS_ROLE")
        assert types[relation["tail"]] == TAIL.get(relation["type"], types[relation["tail"]])
        assert types[relation["tail"]] != "person"
        assert (relation.get("kind") in KINDS) == (relation["type"] == "SIGNED_WITH")
        assert bool(relation.get("title")) == (relation["type"] == "HAS_ROLE")
        assert is_date(relation.get("date"))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_quotes_are_exact_substrings_of_the_text(path: Path) -> None:
    document = read(path)
    for relation in document["relations"]:
        assert relation["evidence"]
        assert relation["evidence"] in document["text"]


@pytest.mark.parametrize("path", sorted(DATA.glob("own/*.json")), ids=lambda p: p.stem)
def test_every_entity_of_our_own_documents_is_found_in_the_text(path: Path) -> None:
    document = read(path)
    text = plain(document["text"])
    missing = [e["name"] for e in document["entities"] if not any(plain(n) in text for n in [e["name"], *e["aliases"]])]
    assert missing == []


@pytest.mark.parametrize("path", sorted(DATA.glob("own/*.json")), ids=lambda p: p.stem)
def test_cooperation_is_not_said_beside_an_agreement_or_a_pairing(path: Path) -> None:
    relations = [pair(r) for r in read(path)["relations"]]
    closer = {r[1:] for r in relations if r[0] in ("SIGNED_WITH", "PAIRED_WITH")}
    assert not [r for r in relations if r[0] == "COOPERATES_WITH" and r[1:] in closer]
