"""From facts to partners: who is tied to whom, how strongly, on which links."""

import pytest

from graph.analytics import Level, PartnerGraph, partners
from graph.errors import WrongUsage
from graph.model import Claim, Evidence, Filter, Network, Record, State
from graph.ontology import Ontology, ontology
from graph.view import build_network
from tests.small_networks import link, network


def edges(graph: PartnerGraph) -> dict[str, float]:
    return {f"{a}-{b}": weight for a, b, weight in graph.graph.edges(data="weight")}


def test_no_organizations_make_an_empty_graph():
    graph = partners(Network())
    assert (graph.ids, graph.entities, graph.institution_of, graph.facts, graph.skipped) == ((), (), {}, 0, 0)
    assert len(graph.graph) == 0


def test_every_direct_link_weighs_one_however_many_sources_repeat_it():
    graph = partners(network("a COOPERATES_WITH b", links=(link("a PAIRED_WITH b", sources=5),)))
    assert edges(graph) == {"a-b": 2.0}
    assert graph.graph["a"]["b"]["links"] == ("a COOPERATES_WITH b", "a PAIRED_WITH b")
    assert graph.facts == 2


@pytest.mark.parametrize("type_", ["SIGNED", "CO_BUILT", "TOOK_PART_IN", "FUNDED"])
def test_a_fact_of_three_parties_gives_each_pair_a_half(type_):
    graph = partners(network(";".join(f"{x} {type_} fact" for x in "abc")))
    assert edges(graph) == {"a-b": 0.5, "a-c": 0.5, "b-c": 0.5}
    assert graph.graph["a"]["c"]["links"] == (f"a {type_} fact", f"c {type_} fact")
    assert graph.ids == ("a", "b", "c")
    assert graph.facts == 1


def test_every_fact_adds_one_to_the_weighted_degree_of_each_party():
    lines = ";".join(f"{x} SIGNED one" for x in "abcd") + ";a PAIRED_WITH b;a CO_BUILT two;b CO_BUILT two"
    assert dict(partners(network(lines)).graph.degree(weight="weight")) == pytest.approx(
        {"a": 3, "b": 3, "c": 1, "d": 1}
    )


def test_facts_of_too_many_parties_tie_nobody_and_are_counted():
    lines = ";".join(f"p{i:02} TOOK_PART_IN fair" for i in range(31)) + ";p00 PAIRED_WITH p01"
    graph = partners(network(lines))
    assert (edges(graph), graph.facts, graph.skipped) == ({"p00-p01": 1.0}, 1, 1)
    assert partners(network(lines), max_parties=31).graph.number_of_edges() == 31 * 30 // 2


def test_max_parties_below_two_is_refused():
    with pytest.raises(WrongUsage, match="max_parties"):
        partners(Network(), max_parties=1)


def test_an_alliance_is_tied_to_its_members_and_these_to_each_other_while_they_are_few():
    lines = ";".join(f"{x} MEMBER_OF union" for x in "abc")
    assert edges(partners(network(lines))) == {
        "a-b": 0.5, "a-c": 0.5, "b-c": 0.5, "a-union": 1.0, "b-union": 1.0, "c-union": 1.0,
    }  # fmt: skip
    large = partners(network(lines), max_parties=2)
    assert edges(large) == {"a-union": 1.0, "b-union": 1.0, "c-union": 1.0}
    assert large.skipped == 1


def test_links_that_do_not_tie_and_ends_that_are_no_organizations_make_no_partners():
    lines = (
        "a LOCATED_IN town;b LOCATED_IN town;a IN_CHAIN chain;b IN_CHAIN chain;p TOOK_PART_IN day;a TOOK_PART_IN day"
    )
    graph = partners(network(lines, types={"p": "person"}))
    assert (graph.ids, edges(graph), graph.facts) == (("a", "b"), {}, 0)


def test_which_links_tie_is_read_from_the_ontology():
    known = ontology()
    links = dict(known.links)
    links["PAIRED_WITH"] = type(links["PAIRED_WITH"])("PAIRED_WITH", "", "", frozenset(), frozenset(), "none")
    assert edges(partners(network("a PAIRED_WITH b"), types=Ontology(known.entities, links, known.views))) == {}


UNITS = """branch PART_OF college;college PART_OF university;workshop PART_OF factory;
branch PAIRED_WITH workshop;college COOPERATES_WITH factory;branch COOPERATES_WITH college"""


def test_units_are_rolled_up_to_the_topmost_body_and_a_body_is_no_partner_of_itself():
    graph = partners(network(UNITS))
    assert graph.ids == ("factory", "university")
    assert edges(graph) == {"factory-university": 2.0}
    assert graph.graph["factory"]["university"]["links"] == (
        "branch PAIRED_WITH workshop",
        "college COOPERATES_WITH factory",
    )
    assert graph.institution_of == {
        "branch": "university", "college": "university", "university": "university",
        "workshop": "factory", "factory": "factory",
    }  # fmt: skip
    assert [e.name for e in graph.entities] == ["factory", "university"]


def test_by_record_every_unit_stands_for_itself():
    graph = partners(network(UNITS), Level.RECORD)
    assert edges(graph) == {"branch-college": 1.0, "branch-workshop": 1.0, "college-factory": 1.0}
    assert graph.ids == ("branch", "college", "factory", "university", "workshop")
    assert all(here == there for here, there in graph.institution_of.items())


def test_two_branches_of_one_body_are_one_party_of_a_fact():
    lines = "x PART_OF u;y PART_OF u;x SIGNED act;y SIGNED act;a SIGNED act;b SIGNED act"
    graph = partners(network(lines))
    assert edges(graph) == {"a-b": 0.5, "a-u": 0.5, "b-u": 0.5}
    assert graph.graph["a"]["u"]["links"] == ("a SIGNED act", "x SIGNED act", "y SIGNED act")


def test_parents_in_a_circle_stand_as_the_smallest_id_of_the_circle():
    graph = partners(network("c PART_OF b;b PART_OF d;d PART_OF c;a PART_OF c;a PAIRED_WITH z"))
    assert graph.institution_of == {"a": "b", "b": "b", "c": "b", "d": "b", "z": "z"}
    assert edges(graph) == {"b-z": 1.0}


@pytest.mark.parametrize(
    ("surer", "other"),
    [
        ({"state": State.HELD, "sources": 1}, {"state": State.ENDED, "sources": 9}),
        ({"sources": 2}, {"sources": 1, "confidence": 1.0}),
        ({"confidence": 0.9}, {"confidence": 0.8, "last": "2025"}),
        ({"last": "2024"}, {"last": "2023"}),
        ({"last": "2024"}, {}),
    ],
)
def test_of_several_parents_the_surest_counts(surer, other):
    for mine, theirs in (("p", "q"), ("q", "p")):
        two = (link(f"unit PART_OF {mine}", **surer), link(f"unit PART_OF {theirs}", **other))
        assert partners(network("", links=two)).institution_of["unit"] == mine


def test_of_equal_parents_the_smaller_id_counts():
    assert partners(network("unit PART_OF q;unit PART_OF p")).institution_of["unit"] == "p"


def test_a_long_chain_of_units_is_climbed_without_recursion():
    chain = ";".join(f"u{i:05} PART_OF u{i + 1:05}" for i in range(5000))
    assert set(partners(network(chain)).institution_of.values()) == {"u05000"}


def test_a_member_that_is_part_of_its_alliance_is_no_partner_of_it():
    graph = partners(network("office PART_OF union;office MEMBER_OF union;a MEMBER_OF union;b MEMBER_OF union"))
    assert edges(graph) == {"a-b": 1.0, "a-union": 1.0, "b-union": 1.0}


def test_the_order_of_the_facts_changes_nothing():
    there = network(UNITS)
    back = Network(there.entities, there.links[::-1])
    assert edges(partners(there)) == edges(partners(back))
    assert list(partners(there).graph.edges(data=True)) == list(partners(back).graph.edges(data=True))


def test_a_view_of_another_day_has_other_partners():
    records = [Record.of("s", "enterprise", name) for name in "abc"]
    a, b, c = (r.id for r in records)
    quote = (Evidence("x", 0, 1),)
    claims = [
        Claim.of("s", "PAIRED_WITH", a, b, evidence=quote, method="m", date="2020", until="2021"),
        Claim.of("s", "PAIRED_WITH", b, c, evidence=quote, method="m", date="2023"),
    ]

    def tied(day: str | None) -> set[frozenset[str]]:
        graph = partners(build_network(records, claims, lambda id_: id_, Filter(on=day)))
        return {frozenset(graph.entity(id_).name for id_ in edge) for edge in graph.graph.edges}

    assert tied("2021-06-01") == {frozenset("ab")}
    assert tied("2024-01-01") == {frozenset("bc")}
    assert tied(None) == {frozenset("ab"), frozenset("bc")}
