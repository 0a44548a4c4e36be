"""Gaps: hand-checkable tables, and what holds of every network."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics.gaps import Coverage, GapOptions, GapTable, gaps
from graph.analytics.partners import partners
from graph.errors import WrongUsage
from graph.model import Network
from tests.small_networks import network

PLAIN = GapOptions()
KINDS = {"s": "school", "t": "school", "f": "enterprise", "g": "enterprise", "h": "enterprise"}
BASE = """
    焊接 IN_CHAIN 海工; 物流管理 IN_CHAIN 物流;
    s OFFERS 焊接; t OFFERS 焊接; s LOCATED_IN 北; t LOCATED_IN 南;
    f IN_CHAIN 海工; g IN_CHAIN 海工; h IN_CHAIN 海工; f LOCATED_IN 北; g LOCATED_IN 北; h LOCATED_IN 南
"""


def table(lines: str, options: GapOptions = PLAIN, types: dict[str, str] | None = None) -> GapTable:
    kinds = {**KINDS, "焊接": "major", "物流管理": "major", **(types or {})}
    used = set(lines.replace(";", " ").split())
    made = network(lines, {k: v for k, v in kinds.items() if k in used})
    return gaps(made, partners(made), options)


def cell(found: GapTable, *place: str | None) -> dict[str, object]:
    (one,) = [c for c in found.cells if (c.chain, c.major, c.region) == place]
    return {name: getattr(one, name) for name in ("schools", "others", "alone", "single", "by_one", "ties", "coverage")}


def test_nobody_with_a_partner_is_an_empty_cell() -> None:
    assert cell(table(BASE), "海工", "焊接", "北") == {
        "schools": ("s",),
        "others": ("f", "g"),
        "alone": ("f", "g", "s"),
        "single": (),
        "by_one": (),
        "ties": 0,
        "coverage": Coverage.NONE,
    }


def test_ties_through_one_school_are_a_single_point() -> None:
    found = cell(table(BASE + ";s PAIRED_WITH f; s PAIRED_WITH g"), "海工", "焊接", "北")
    assert (found["single"], found["ties"], found["coverage"]) == (("s",), 2, Coverage.SINGLE)
    assert found["by_one"] == ("f", "g")


def test_a_partner_in_another_region_counts() -> None:
    found = cell(table(BASE + ";s PAIRED_WITH h"), "海工", "焊接", "南")
    assert (found["alone"], found["ties"]) == (("t",), 1)


def test_fewer_with_a_partner_than_asked_for_is_thin() -> None:
    lines = (
        BASE + ";s PAIRED_WITH f; t PAIRED_WITH g; u LOCATED_IN 北; v LOCATED_IN 北; u IN_CHAIN 海工; v IN_CHAIN 海工"
    )
    place = ("海工", "焊接", "北")
    assert cell(table(lines), *place)["coverage"] is Coverage.COVERED
    assert cell(table(lines, GapOptions(thin=0.7)), *place)["coverage"] is Coverage.THIN


def test_a_partner_that_does_not_offer_the_major_covers_nobody() -> None:
    found = table(BASE + ";w OFFERS 物流管理; w PAIRED_WITH f", types={"w": "school"})
    assert "f" in cell(found, "海工", "焊接", "北")["alone"]  # type: ignore[operator]


def test_what_is_not_known_has_a_row_of_its_own() -> None:
    found = table("s PAIRED_WITH f; g COOPERATES_WITH f")
    assert cell(found, None, None, None)["alone"] == ("g",)
    assert found.unknown == {"chain": 3, "major": 3, "region": 3}


def test_a_region_that_no_source_tells_comes_of_the_name() -> None:
    options = GapOptions(region=str.upper, home={"f": "NORTH"}.get)
    assert [c.region for c in table("s LOCATED_IN north; s PAIRED_WITH f; g PAIRED_WITH s", options).cells] == [
        "NORTH",
        None,
    ]


def test_majors_of_a_chain_that_no_source_tells_are_those_its_schools_offer() -> None:
    found = table("s OFFERS 焊接; s IN_CHAIN 海工; f IN_CHAIN 海工")
    assert cell(found, "海工", "焊接", None)["others"] == ("f",)


def test_a_firm_that_seeks_one_major_of_its_chain_misses_no_other() -> None:
    lines = "焊接 IN_CHAIN 海工; 物流管理 IN_CHAIN 海工; f IN_CHAIN 海工; f SEEKS 焊接技工"
    made = network(lines, {"焊接": "major", "物流管理": "major", "焊接技工": "supply_item", "f": "enterprise"})
    assert [c.major for c in gaps(made, partners(made)).cells] == ["焊接"]


def test_units_count_for_their_school() -> None:
    found = table(
        "u PART_OF s; u OFFERS 焊接; 焊接 IN_CHAIN 海工; u PAIRED_WITH f; f IN_CHAIN 海工", types={"u": "school_unit"}
    )
    assert cell(found, "海工", "焊接", None)["schools"] == ("s",)
    assert cell(found, "海工", "焊接", None)["alone"] == ()


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(WrongUsage):
        GapOptions(thin=1.5)


def test_an_empty_network_has_no_gaps() -> None:
    made = Network()
    assert gaps(made, partners(made)).cells == ()


ORGS = "stfgh"
lines_of = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ORGS), st.just("PAIRED_WITH"), st.sampled_from(ORGS)),
        st.tuples(st.sampled_from(ORGS), st.just("IN_CHAIN"), st.sampled_from(["C1", "C2"])),
        st.tuples(st.sampled_from("st"), st.just("OFFERS"), st.sampled_from(["M1", "M2"])),
        st.tuples(st.sampled_from(["M1", "M2"]), st.just("IN_CHAIN"), st.sampled_from(["C1", "C2"])),
        st.tuples(st.sampled_from(ORGS), st.just("LOCATED_IN"), st.sampled_from(["R1", "R2"])),
    ).filter(lambda row: row[0] != row[2]),
    max_size=25,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(lines_of)
def test_nobody_is_lost_and_counts_agree(rows: list[tuple[str, str, str]]) -> None:
    text = ";".join(" ".join(row) for row in rows)
    used = {end for row in rows for end in (row[0], row[2])}
    kinds = {**KINDS, "M1": "major", "M2": "major"}
    made = network(text, {k: v for k, v in kinds.items() if k in used})
    graph = partners(made)
    found = gaps(made, graph)
    assert {id_ for c in found.cells for id_ in (*c.schools, *c.others)} == used & set(ORGS)
    for c in found.cells:
        members = {*c.schools, *c.others}
        assert set(c.alone) <= members and set(c.by_one) <= members and not set(c.alone) & set(c.by_one)
        assert (c.ties == 0) == (len(c.alone) == c.size) == (c.coverage is Coverage.NONE)
        assert (c.coverage is Coverage.SINGLE) == bool(c.single)
        for id_ in members - set(c.alone):  # whoever is not alone has a partner of the other kind
            assert any(graph.entity(n).type != graph.entity(id_).type for n in graph.graph[id_])


@settings(max_examples=40, deadline=None)
@given(lines_of, st.sampled_from("st"), st.sampled_from("fgh"))
def test_one_tie_more_never_leaves_more_alone(rows: list[tuple[str, str, str]], a: str, b: str) -> None:
    kinds = {**KINDS, "M1": "major", "M2": "major"}

    def alone(lines: list[tuple[str, str, str]]) -> dict[object, set[str]]:
        made = network(";".join(" ".join(row) for row in lines), kinds)
        return {(c.chain, c.major, c.region): set(c.alone) for c in gaps(made, partners(made)).cells}

    before, after = alone(rows), alone([*rows, (a, "PAIRED_WITH", b)] if (a, "PAIRED_WITH", b) not in rows else rows)
    assert before.keys() == after.keys()
    assert all(after[place] <= before[place] for place in before)
