"""Ids follow content, values refuse what cannot be, the network's columns agree with its links."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Claim, Evidence, Network, Record, Source, attributes, content_id, ordered
from tests.small_networks import network

QUOTE = (Evidence("双方签约", 0, 4),)


def claim(**said: object) -> Claim:
    return Claim.of("s", "PAIRED_WITH", "r_a", "r_b", **{"evidence": QUOTE, "method": "test", **said})


@given(st.lists(st.one_of(st.none(), st.text())), st.lists(st.one_of(st.none(), st.text())))
def test_content_ids_are_equal_for_equal_parts_alone(a: list[str | None], b: list[str | None]) -> None:
    assert (content_id("c", *a) == content_id("c", *b)) == (a == b)


def test_a_claims_id_depends_on_what_it_says() -> None:
    others = [claim(date="2024"), claim(until="2024"), claim(state="ended"), claim(attributes=(("title", "书记"),))]
    assert len({c.id for c in (claim(), *others)}) == 5


def test_a_claims_id_does_not_depend_on_how_it_was_read() -> None:
    better = claim(confidence=0.5, method="test:better", evidence=(*QUOTE, Evidence("签约仪式", 7, 11)))
    assert better.id == claim().id and better != claim()


def test_claims_on_one_statement_share_its_key_whatever_their_date() -> None:
    assert claim(date="2024").statement == claim(date="2019", confidence=0.2).statement
    assert claim().statement != replace(claim(), tail="r_c").statement


def test_a_record_is_told_apart_by_its_key_within_one_source() -> None:
    first, second = (Record.of("s", "agreement", "合作协议", key=key) for key in ("a1", "a2"))
    assert first.id != second.id and first.name == second.name
    assert Record.of("s", "school", "东海大学").id != Record.of("t", "school", "东海大学").id


def test_a_sources_id_follows_its_bytes() -> None:
    assert Source.id_of("东海".encode()) == Source.id_of("东海".encode()) != Source.id_of("东湖".encode())


@pytest.mark.parametrize(
    "wrong",
    [
        {"evidence": ()},
        {"confidence": 0.0},
        {"confidence": 1.01},
        {"date": "2024年"},
        {"until": "2024-1-1"},
        {"date": ""},
    ],
)
def test_a_claim_refuses_what_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        claim(**wrong)


@pytest.mark.parametrize("place", [(None, None), (3, None), (3, 3), (4, 3), (-1, 2)])
def test_evidence_needs_a_place(place: tuple[int | None, int | None]) -> None:
    with pytest.raises(ValueError, match=r"offsets"):
        Evidence("引文", *place)


def test_values_cannot_be_edited() -> None:
    with pytest.raises(FrozenInstanceError):
        claim().confidence = 1.0  # type: ignore[misc]


def test_attributes_are_sorted_and_without_empty_ones() -> None:
    assert attributes(title="书记", kind=None, area="") == (("title", "书记"),)
    assert attributes(b="2", a="1") == (("a", "1"), ("b", "2"))


def test_ends_of_a_symmetric_link_are_kept_in_order() -> None:
    assert ordered(("b", "a")) == ordered(("a", "b")) == ("a", "b")


def test_columns_of_a_network_point_at_its_entities() -> None:
    found = network("c PAIRED_WITH a; a COOPERATES_WITH b", alone="d")
    ends = [(found.entities[h].id, found.entities[t].id) for h, t in zip(found.heads, found.tails, strict=True)]
    assert ends == [(k.head, k.tail) for k in found.links]
    assert found.heads.typecode == "q" and len(found.position) == 4
    assert found.entity("d").id == "d" and not list(found.links_of("d"))
    assert {k.type for k in found.links_of("a")} == {"PAIRED_WITH", "COOPERATES_WITH"}


def test_an_empty_network_has_empty_columns() -> None:
    assert len(Network().heads) == len(Network().tails) == 0
    with pytest.raises(KeyError):
        Network().entity("a")
