"""Whole ledgers with answers made by hand: every relation, with its date and whether it ended; nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.stores.check import check_reading
from ingest.annotation import annotate
from ingest.ledger import read_ledger
from ingest.readers import read

DATA = Path(__file__).parent / "data"
SYMMETRIC = {"SIGNED_WITH", "PAIRED_WITH", "COOPERATES_WITH"}
DATED = {"SIGNED_WITH", "PAIRED_WITH", "CO_BUILT", "MEMBER_OF", "COOPERATES_WITH"}
LEDGERS = sorted(p.name.removesuffix(".gold.json") for p in DATA.glob("*.gold.json"))


def ledger(name: str) -> Path:
    return next(p for p in DATA.glob(f"{name}.*") if not p.name.endswith(".gold.json"))


def statements(annotation: dict[str, Any]) -> set[tuple[Any, ...]]:
    names = {e["id"]: e["name"] for e in annotation["entities"]}
    out = set()
    for relation in annotation["relations"]:
        ends = [names[relation["head"]], names[relation["tail"]]]
        if relation["type"] in SYMMETRIC:
            ends.sort()
        ended = bool(relation.get("ended")) or relation.get("state") == "ended"
        dated = relation["type"] in DATED
        out.add((relation["type"], *ends, relation.get("date") if dated else None, ended if dated else None))
    return out


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_says_exactly_what_its_answer_says(name: str) -> None:
    gold = json.loads((DATA / f"{name}.gold.json").read_text("utf-8"))
    read_as = annotate(read_ledger(read(ledger(name))), name)
    assert statements(read_as) == statements(gold)


@pytest.mark.parametrize("name", LEDGERS)
def test_types_of_named_organizations_are_right(name: str) -> None:
    gold = json.loads((DATA / f"{name}.gold.json").read_text("utf-8"))
    expected = {e["name"]: e["type"] for e in gold["entities"]}
    types = {r.name: r.type for r in read_ledger(read(ledger(name))).records}
    assert {n: types.get(n) for n in expected} == expected


@pytest.mark.parametrize("name", LEDGERS)
def test_a_reading_keeps_the_rules_of_the_store_and_quotes_its_cells(name: str) -> None:
    document = read(ledger(name))
    reading = read_ledger(document)
    check_reading(reading)
    cells = {c.address: c.text for t in document.tables for row in t.rows for c in row}
    cells |= {p.address: p.text for t in document.tables for row in t.rows for c in row for p in c.parts}
    for claim in reading.claims:
        assert claim.method.startswith("ledger:")
        for quote in claim.evidence:
            assert cells[quote.cell] == quote.quote


@pytest.mark.parametrize("name", LEDGERS)
def test_reading_twice_gives_the_same(name: str) -> None:
    assert read_ledger(read(ledger(name))) == read_ledger(read(ledger(name)))


def test_unreadable_rows_are_flagged_with_their_cell() -> None:
    reasons = " ".join(f.reason for f in read_ledger(read(ledger("joined"))).flags)
    assert "合作协议!B6" in reasons
    assert "QY09" in reasons


def test_an_agreement_of_one_row_is_one_record_and_a_row_written_twice_adds_evidence() -> None:
    reading = read_ledger(read(ledger("contracts")))
    agreements = [r for r in reading.records if r.type == "agreement" and "机器人联合实验室" in r.name]
    assert len(agreements) == 1
    signed = [c for c in reading.claims if c.tail == agreements[0].id]
    assert len(signed) == 2
    assert all(len(c.evidence) > 2 for c in signed)


def test_money_is_funded_to_a_project_in_ten_thousands() -> None:
    reading = read_ledger(read(ledger("donations")))
    funded = [dict(c.attributes)["amount_wan"] for c in reading.claims if c.type == "FUNDED"]
    assert funded[:2] == ["120", "8.6"]


def test_end_of_a_term_and_end_of_a_cooperation_are_kept_apart() -> None:
    claims = read_ledger(read(ledger("contracts"))).claims
    terms = {(str(c.state), c.until) for c in claims if c.type == "SIGNED"}
    assert ("held", "2024-03-02") in terms
    assert ("ended", "2023-08-15") in terms
