"""From claims to the network: merging of names, dates, states, confidence; what holds on a day; pair links."""

import random
from dataclasses import replace

import pytest

from graph.model import Claim, Evidence, Filter, Link, Record, State
from graph.view import build_network, holds_on, merge_attributes, merge_claims, merge_records, pairs_of
from tests.small_networks import link, network

QUOTE = (Evidence("引文", 0, 2),)


def claim(
    source: str = "s1", type_: str = "COOPERATES_WITH", ends: tuple[str, str] = ("a", "b"), **said: object
) -> Claim:
    return Claim.of(source, type_, *ends, **{"evidence": QUOTE, "method": "test", "confidence": 0.5, **said})  # type: ignore[arg-type]


def merged(*claims: Claim) -> Link:
    return merge_claims("COOPERATES_WITH", "a", "b", claims)


def itself(id_: str) -> str:
    return id_


def records(*ids: str) -> list[Record]:
    return [Record(i, "s1", "school", f"{i}大学") for i in ids]


# --- entities -------------------------------------------------------------------------------------------


def test_an_entity_bears_its_commonest_name_then_the_longest() -> None:
    named = [Record(str(i), f"s{i}", "school", n) for i, n in enumerate(("东大", "东海大学", "东大", "东海职业大学"))]
    assert merge_records("0", named).name == "东大"
    assert merge_records("0", named[:2]).name == "东海大学"
    assert merge_records("0", named).aliases == ("东海大学", "东海职业大学")


def test_an_entity_joins_aliases_sources_and_attributes() -> None:
    one = Record("a", "s1", "school", "东海大学", ("东大", "海大"), (("level", "本科"),))
    two = Record("b", "s2", "research", "东海大学", ("东大",), (("level", "双一流"), ("city", "东海")))
    three = Record("c", "s2", "school", "海大")
    entity = merge_records("a", [one, two, three])
    assert (entity.type, entity.aliases, entity.sources) == ("school", ("东大", "海大"), 2)
    assert entity.attributes == (("city", "东海"), ("level", "双一流、本科"))


def test_a_record_alone_makes_the_same_entity_as_said_twice() -> None:
    one = Record("a", "s1", "school", "东大", ("海大", "东大", "海大"), (("title", "书记、校长"), ("city", "东海")))
    assert merge_records("a", [one]) == merge_records("a", [one, one])


def test_merged_entities_do_not_depend_on_the_order_of_records() -> None:
    rows = [
        Record(str(i), f"s{i}", t, n) for i, (t, n) in enumerate([("school", "甲"), ("research", "乙"), ("base", "丙")])
    ]
    expected = merge_records("0", rows)
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        assert merge_records("0", rows) == expected


def test_titles_are_split_before_they_are_joined() -> None:
    assert merge_attributes([(("title", "书记、校长"),), (("title", "校长"),)]) == (("title", "书记、校长"),)


# --- links ----------------------------------------------------------------------------------------------


def test_confidence_grows_with_sources_not_with_repetition() -> None:
    assert merged(claim()).confidence == 0.5
    assert merged(claim(), claim(date="2024", confidence=0.4)).confidence == 0.5
    both = merged(claim(), claim("s2"))
    assert (both.confidence, both.sources) == (0.75, 2)


def test_a_link_spans_its_acts_and_ends_as_the_newest_says() -> None:
    made = merged(claim(date="2021"), claim(date="2019-05", until="2020"), claim("s2"))
    assert (made.first, made.last, made.until) == ("2019-05", "2021", None)
    over = merged(claim(date="2021"), claim(date="2023", until="2023-06", state=State.ENDED))
    assert (over.state, over.until) == (State.ENDED, "2023-06")
    again = merged(claim(date="2021", state=State.ENDED), claim(date="2024"))
    assert again.state is State.HELD


def test_of_two_claims_of_one_day_the_ended_one_tells_the_state() -> None:
    for id_ in ("c_0", "c_z"):
        ended = replace(claim("s2", date="2024", state=State.ENDED), id=id_)
        assert merged(replace(claim(date="2024"), id="c_m"), ended).state is State.ENDED


def test_symmetric_links_are_one_whichever_end_comes_first() -> None:
    made = build_network(records("a", "b"), [claim(), claim("s2", ends=("b", "a"))], itself)
    assert [(k.head, k.tail, k.sources) for k in made.links] == [("a", "b", 2)]
    part = build_network(records("a", "b"), [claim(type_="PART_OF"), claim(type_="PART_OF", ends=("b", "a"))], itself)
    assert len(part.links) == 2


def test_denied_claims_and_links_to_itself_are_not_shown() -> None:
    made = build_network(records("a", "b"), [claim(state=State.DENIED)], itself)
    assert made.links == () and len(made.entities) == 2
    assert build_network(records("a", "b"), [claim()], lambda _: "a").links == ()


def test_a_network_does_not_depend_on_the_order_of_facts() -> None:
    rows = records(*"abcdef")
    claims = [
        claim(f"s{i}", ends=e, date=d)
        for i, e in enumerate([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e")])
        for d in ("2020", "2021")
    ]
    expected = build_network(rows, claims, itself)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        random.Random(seed).shuffle(claims)
        assert build_network(rows, claims, itself) == expected


def test_minimum_confidence_is_taken_on_the_link() -> None:
    weak = [claim(), claim("s2"), claim("s3", ends=("a", "c"))]
    made = build_network(records(*"abc"), weak, itself, Filter(min_confidence=0.75))
    assert [e.id for e in made.entities] == ["a", "b"]


# --- days -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "until", "day", "holds"),
    [
        (None, None, "1999-01-01", True),
        ("2024", None, "2024-01-01", True),
        ("2024", None, "2023-12-31", False),
        ("2024-05", None, "2024-05-01", True),
        ("2024-05-02", None, "2024-05-01", False),
        (None, "2024", "2024-12-31", True),
        (None, "2024", "2025-01-01", False),
        (None, "2024-02", "2024-02-29", True),
        (None, "2024-02-28", "2024-02-29", False),
        ("2024", "2025", None, True),
    ],
)
def test_what_holds_on_a_day(date: str | None, until: str | None, day: str | None, holds: bool) -> None:
    assert holds_on(claim(date=date, until=until), day) is holds


def shown(day: str, *claims: Claim) -> bool:
    return bool(build_network(records("a", "b"), claims, itself, Filter(on=day)).links)


def test_an_end_that_has_come_outweighs_the_claims_before_it() -> None:
    begun, ended = claim(date="2020"), claim("s2", date="2023-05-01", until="2023-05-01", state=State.ENDED)
    assert shown("2023-05-01", begun, ended) and not shown("2023-05-02", begun, ended)
    assert shown("2022-01-01", begun, ended) and not shown("2019-01-01", begun, ended)


def test_a_link_taken_up_again_after_its_end_holds_again() -> None:
    history = claim(date="2020"), claim(date="2022", until="2022", state=State.ENDED), claim(date="2024")
    assert [shown(f"{y}-06-01", *history) for y in (2021, 2023, 2024)] == [True, False, True]


def test_an_end_without_a_date_leaves_nothing_to_hold_but_what_is_dated_later() -> None:
    assert not shown("2024-01-01", claim(), claim("s2", state=State.ENDED))
    assert shown("2024-01-01", claim(date="2023"), claim("s2", state=State.ENDED))


# --- pair links -----------------------------------------------------------------------------------------


def test_every_two_parties_of_an_agreement_are_signed_with_each_other() -> None:
    pairs = pairs_of(network("b SIGNED x; a SIGNED x; c SIGNED x; a PAIRED_WITH d"), "SIGNED_WITH")
    assert {(k.head, k.tail) for k in pairs} == {("a", "b"), ("a", "c"), ("b", "c")}
    assert all(k.type == "SIGNED_WITH" and len(k.claims) == 2 for k in pairs)


def test_two_agreements_of_one_pair_make_one_link_that_spans_them() -> None:
    old = [link(f"{e} SIGNED x", first="2020", last="2020", until="2022", confidence=0.6) for e in "ab"]
    new = [link(f"{e} SIGNED y", first="2024", last="2024", confidence=0.9) for e in "ab"]
    (pair,) = pairs_of(network("", links=(*old, *new)), "SIGNED_WITH")
    assert (pair.first, pair.last, pair.until, len(pair.claims)) == ("2020", "2024", None, 4)


def test_reprints_count_as_the_one_source_that_they_copy() -> None:
    rows = [claim("s1", confidence=0.5), claim("s2", confidence=0.6), claim("s3", confidence=0.5)]
    copied = {"s2": "s1"}
    made = merge_claims("COOPERATES_WITH", "a", "b", rows, lambda id_: copied.get(id_, id_))
    assert (made.sources, made.reprints, made.confidence, len(made.claims)) == (2, 1, 0.8, len({c.id for c in rows}))
    named = [Record("r1", "s1", "school", "东大"), Record("r2", "s2", "school", "东大")]
    one = merge_records("r1", named, lambda id_: copied.get(id_, id_))
    assert (one.sources, one.reprints) == (1, 1) and merge_records("r1", named).sources == 2
