"""Addresses of Neo4j servers and their passwords; no server needed."""

from pathlib import Path

import pytest

from graph.errors import StoreUnavailable, WrongUsage
from graph.stores import open_store
from graph.stores.neo4j_address import Address, parse, password

SECRET = "秘密pa55"


@pytest.fixture(autouse=True)
def no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGJIAN_NEO4J_PASSWORD", raising=False)
    monkeypatch.delenv("GONGJIAN_NEO4J_PASSWORD_FILE", raising=False)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("neo4j://ana@db.example:7688/links", Address("neo4j://db.example:7688", "ana", "links")),
        ("bolt://localhost", Address("bolt://localhost", "neo4j")),
        ("neo4j+s://ana@db.example", Address("neo4j+s://db.example", "ana")),
        ("bolt+ssc://ana@[::1]:7687/", Address("bolt+ssc://[::1]:7687", "ana")),
        ("neo4j://a%40b@h/db", Address("neo4j://h", "a@b", "db")),
        ("neo4j://ana@h:7687/db?region=east", Address("neo4j://h:7687?region=east", "ana", "db")),
    ],
)
def test_an_address_is_read_into_its_parts(url: str, address: Address) -> None:
    assert parse(url) == address


@pytest.mark.parametrize("url", ["neo4j://ana@", "neo4j:db", "bolt://host:port", "neo4j+x://host", "neo4j://h:99999"])
def test_what_is_no_address_is_refused_with_the_form_of_one(url: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        parse(url)
    assert caught.value.field == "store"


@pytest.mark.parametrize("url", [f"neo4j://ana:{SECRET}@host", "bolt://ana:@host"])
def test_a_password_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        open_store(url)
    assert "GONGJIAN_NEO4J_PASSWORD" in str(caught.value)
    assert SECRET not in repr(caught.value) + str(caught.value)


def test_a_missing_password_is_named_with_what_to_do() -> None:
    with pytest.raises(StoreUnavailable, match=r"GONGJIAN_NEO4J_PASSWORD_FILE") as caught:
        open_store("neo4j://ana@db.example")
    assert caught.value.url == "neo4j://ana@db.example"


def test_the_password_is_read_from_a_file_without_its_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n", "utf-8")
    monkeypatch.setenv("GONGJIAN_NEO4J_PASSWORD_FILE", str(tmp_path / "secret"))
    assert password(parse("neo4j://ana@h")) == SECRET


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGJIAN_NEO4J_PASSWORD_FILE", str(tmp_path / "absent"))
    with pytest.raises(StoreUnavailable, match="absent"):
        password(parse("neo4j://ana@h"))
