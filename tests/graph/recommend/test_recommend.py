"""Recommendations: whom, in which order, for which reasons, on which facts."""

import pytest

from graph.analytics import Level, partners
from graph.errors import UnknownName, WrongUsage
from graph.model import Network
from graph.recommend import Grounds, recommend, recommend_on
from tests.small_networks import network, pairs


def names(rows):
    return [r.entity.name for r in rows]


def test_who_shares_more_partners_comes_first():
    # m's partners a and b both know x; only a knows y.
    assert names(recommend(pairs("ma mb ax bx ay"), "m")) == ["x", "y"]


def test_a_partner_with_few_partners_says_more_than_a_hub():
    assert names(recommend(pairs("ma mh ax hy hp hq hr"), "m"))[0] == "x"


def test_shares_of_two_features_sum_to_the_score():
    rows = recommend(pairs("ma mb ax bx ay yz"), "m")
    assert rows[0].score == pytest.approx(1.0)
    for row in rows:
        assert [name for name, _ in row.shares] == ["resource_allocation", "personalised_pagerank"]
        assert sum(value for _, value in row.shares) == pytest.approx(row.score)
        assert 0 < row.score <= 1 + 1e-12
    # a knows m, x, y and b knows m, x: x has 1/3 + 1/2, y has 1/3 of resource allocation.
    assert dict(rows[0].shares)["resource_allocation"] == pytest.approx(0.3)
    assert dict(rows[1].shares)["resource_allocation"] == pytest.approx(0.3 * (1 / 3) / (1 / 3 + 1 / 2))
    assert dict(rows[2].shares)["resource_allocation"] == 0


def test_the_reason_names_common_partners_with_path_links_and_claims():
    first = recommend(pairs("ma mb ax bx ay"), "m")[0].reasons[0]
    assert first.zh == "共同合作伙伴2家：b、a"
    assert first.en == "2 common partners: b, a"
    assert first.path == ("m", "b", "x")
    assert first.links == ("a PAIRED_WITH x", "b PAIRED_WITH x", "m PAIRED_WITH a", "m PAIRED_WITH b")
    assert first.claims == tuple(f"c:{link}" for link in first.links)


def test_the_reason_for_a_farther_one_is_the_way_to_it():
    (only,) = recommend(pairs("ma ax xy"), "m", types=["enterprise"])[1:]
    (reason,) = only.reasons
    assert only.entity.name == "y"
    assert reason.path == ("m", "a", "x", "y")
    assert reason.zh == "经a、x可达（3步）；沿合作关系随机行走到达它的机会在2个候选中列第2（个性化PageRank）"
    assert "Reached through a, x (3 steps)" in reason.en
    assert reason.links == ("a PAIRED_WITH x", "m PAIRED_WITH a", "x PAIRED_WITH y")


def test_many_common_partners_are_counted_in_full_and_named_in_part():
    reason = recommend(pairs(" ".join(f"m{c} x{c}" for c in "abcdefg")), "m")[0].reasons[0]
    assert reason.zh == "共同合作伙伴7家：a、b、c、d、e等"
    assert len(reason.links) == 10


def test_partners_itself_its_units_and_its_bodies_are_never_recommended():
    lines = """dean PART_OF college;college PART_OF university;college PAIRED_WITH a;a PAIRED_WITH dean;
    a PAIRED_WITH university;a PAIRED_WITH sister;sister PART_OF university;a PAIRED_WITH x"""
    assert names(recommend(network(lines), "college", level=Level.RECORD)) == ["sister", "x"]
    assert names(recommend(network(lines), "college")) == ["x"]
    assert names(recommend(network(lines), "dean")) == ["x"]


def test_a_second_parent_is_no_candidate_although_the_unit_counts_as_the_first_ones():
    lines = "branch PART_OF factory;branch PART_OF party;branch PAIRED_WITH a;a PAIRED_WITH party;a PAIRED_WITH x"
    assert partners(network(lines)).institution_of["branch"] == "factory"
    assert names(recommend(network(lines), "branch")) == ["x"]


def test_types_narrow_without_changing_scores_or_reasons():
    there = network(
        "m PAIRED_WITH a;a PAIRED_WITH x;a PAIRED_WITH y;y PAIRED_WITH z", types={"z": "school", "y": "school"}
    )
    everyone = {r.entity.name: r for r in recommend(there, "m")}
    schools = recommend(there, "m", types=["school"])
    assert names(schools) == ["y", "z"]
    assert all(row == everyone[row.entity.name] for row in schools)


def test_top_limits():
    assert len(recommend(pairs("ma ax ay az"), "m", top=2)) == 2


def test_equal_candidates_share_their_place_and_come_in_order_of_name():
    rows = recommend(pairs("ma ay ax"), "m")
    assert names(rows) == ["x", "y"]
    assert all("列第1（" in row.reasons[1].zh for row in rows)


def test_the_order_of_the_facts_changes_nothing():
    there = pairs("ma mb ax bx ay yz zq")
    assert recommend(there, "m") == recommend(Network(there.entities, there.links[::-1]), "m")


def test_many_questions_on_one_partner_graph_have_the_same_answers():
    there = pairs("ma mb ax bx ay yz zq")
    grounds = Grounds(there, partners(there))
    assert all(recommend_on(grounds, who) == recommend(there, who) for who in "mabxyzq")


def test_an_unknown_id_is_an_unknown_name():
    with pytest.raises(UnknownName) as caught:
        recommend(pairs("ab"), "nobody")
    assert caught.value.name == "nobody"


@pytest.mark.parametrize(
    ("how", "field"),
    [({"entity_id": "town"}, "entity_id"), ({"top": 0}, "top"), ({"types": ["region"]}, "type")],
)
def test_wrong_usage_names_the_field(how, field):
    with pytest.raises(WrongUsage) as caught:
        recommend(network("a LOCATED_IN town"), **{"entity_id": "a", **how})
    assert caught.value.field == field


LONELY = """m IN_CHAIN drones;m LOCATED_IN town;x IN_CHAIN drones;x LOCATED_IN town;y LOCATED_IN town;
s PAIRED_WITH z;t PAIRED_WITH z"""


def test_an_organization_without_partners_gets_thin_evidence_and_is_told_so():
    rows = recommend(network(LONELY, types={"m": "school", "s": "school", "t": "school"}), "m")
    assert [(r.entity.name, r.score) for r in rows] == [
        ("x", pytest.approx(0.7)), ("y", pytest.approx(0.3)), ("z", pytest.approx(0.3)),
    ]  # fmt: skip
    assert all("依据单薄" in r.reasons[0].zh and "Thin evidence" in r.reasons[0].en for r in rows)
    chain, region = rows[0].reasons[1:]
    assert (chain.zh, chain.path) == ("同属产业链：drones", ("m", "drones", "x"))
    assert chain.links == ("m IN_CHAIN drones", "x IN_CHAIN drones")
    assert chain.claims == ("c:m IN_CHAIN drones", "c:x IN_CHAIN drones")
    assert region.zh == "同在地区：town"
    assert rows[2].reasons[1].zh == "已与2家同类组织（学校）合作：s、t"
    assert rows[2].reasons[1].links == ("s PAIRED_WITH z", "t PAIRED_WITH z")


def test_places_of_units_count_for_the_body():
    rows = recommend(network("unit PART_OF m;unit IN_CHAIN drones;lab PART_OF x;lab IN_CHAIN drones"), "m")
    assert names(rows) == ["x"]


def test_two_who_have_only_each_other_get_thin_evidence_and_not_each_other():
    rows = recommend(network("m PAIRED_WITH a;m IN_CHAIN c;x IN_CHAIN c"), "m")
    assert names(rows) == ["x"]
    assert "依据单薄" in rows[0].reasons[0].zh


def test_where_nothing_speaks_for_anybody_nothing_is_recommended():
    assert recommend(pairs("m a b"), "m") == []
