"""The ontology that ships is whole, and one that contradicts itself is refused with the place."""

from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
import yaml

from graph.errors import BadOntology
from graph.ontology import ontology, parse

DATA = yaml.safe_load(files("graph").joinpath("ontology.yaml").read_text("utf-8"))


def changed(section: str, name: str, **fields: Any) -> dict[str, Any]:
    data = deepcopy(DATA)
    data[section].setdefault(name, {}).update(fields)
    return data  # type: ignore[no-any-return]


def test_every_type_of_the_design_is_there() -> None:
    organizations = "school school_unit enterprise party_org government association alliance research other_org"
    others = "base person agreement project event industry_chain major region document"
    links = (
        "SIGNED PAIRED_WITH CO_BUILT MEMBER_OF PART_OF HAS_ROLE COOPERATES_WITH TOOK_PART_IN FUNDED LOCATED_IN "
        "IN_CHAIN OFFERS SEEKS PROVIDES"
    )
    assert ontology().group("organization") == set(organizations.split())
    assert set(others.split()) <= ontology().entities.keys()
    assert set(links.split()) <= ontology().links.keys()
    assert ontology().views["SIGNED_WITH"].over == "SIGNED"


def test_labels_are_unique_and_in_both_languages() -> None:
    types: list[Any] = [*ontology().entities.values(), *ontology().links.values(), *ontology().views.values()]
    assert all(any("一" <= c <= "鿿" for c in t.zh) and t.en.isascii() for t in types)
    assert len({t.label for t in ontology().entities.values()}) == len(ontology().entities)
    assert len({t.color for t in ontology().entities.values()}) == len(ontology().entities)


def test_symmetric_links_have_the_same_types_at_both_ends() -> None:
    assert all(t.head == t.tail for t in ontology().links.values() if t.symmetric)


def test_links_allow_the_ends_that_are_declared_and_no_others() -> None:
    signed = ontology().links["SIGNED"]
    assert signed.allows("party_org", "agreement") and not signed.allows("agreement", "party_org")
    assert not ontology().links["HAS_ROLE"].allows("school", "school")


def test_types_are_found_by_how_they_tie_and_by_their_label() -> None:
    assert ontology().tying("direct") == {"PAIRED_WITH", "COOPERATES_WITH"}
    assert "SIGNED" in ontology().tying("shared") and ontology().tying("part") == {"PART_OF"}
    assert [ontology().zh(t) for t in ("school", "SIGNED", "SIGNED_WITH")] == ["学校", "签署", "签约"]


def test_a_new_type_needs_no_program() -> None:
    data = changed(
        "entities", "hospital", zh="医院", en="Hospital", label="Hospital", group="organization", color="#123456"
    )
    assert parse(data).links["SIGNED"].allows("hospital", "agreement")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "/"),
        ({"entities": {}}, "/"),
        (changed("entities", "school", group="firm"), r"entities\.school\.group"),
        (changed("entities", "school", color="blue"), r"entities\.school\.color"),
        (changed("entities", "school", label="School) DETACH DELETE (n"), r"entities\.school\.label"),
        (changed("entities", "school", colour="#000000"), r"entities\.school"),
        (changed("links", "SIGNED", tail=["treaty"]), r"links\.SIGNED\.tail"),
        (changed("links", "SIGNED", tail=[]), r"links\.SIGNED\.tail"),
        (changed("links", "SIGNED", ties="loosely"), r"links\.SIGNED\.ties"),
        (changed("links", "签 署", zh="签", en="s", head=["school"], tail=["school"], ties="none"), r"links\.签 署"),
        (changed("views", "SIGNED_WITH", over="SIGNS"), r"views\.SIGNED_WITH"),
    ],
)
def test_an_ontology_that_contradicts_itself_is_refused_with_the_place(data: Any, where: str) -> None:
    with pytest.raises(BadOntology, match=where):
        parse(data)
