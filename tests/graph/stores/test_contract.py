"""存储契约 The contract that every store keeps: one suite, run over memory, SQLite and a real Neo4j."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import BadReading, UnknownName
from graph.model import Claim, Entity, Filter, Flag, Link, Reading, Record, State
from graph.stores import Store, open_store
from tests.graph.sample_readings import Said, different, read, record, same

NEWS = read(
    "file:///news.txt",
    Said("COOPERATES_WITH", "苏州清源大学", "苏州云岭智造有限公司", "2023-05", confidence=0.8),
    Said("SIGNED", "苏州清源大学", "产教融合协议", "2024-03-01", "2026-02-28"),
    Said("SIGNED", "苏州云岭智造有限公司", "产教融合协议", "2024-03-01", "2026-02-28"),
    Said("LOCATED_IN", "苏州清源大学", "苏州市", confidence=0.6),
    Said("HAS_ROLE", "程若川", "苏州清源大学", title="校长"),
    named=("清源大学附属学院",),
    aliases={"苏州清源大学": ("清源大学", "清大")},
    flags=("日期前后不一", "名称存疑"),
)
REPORT = read(
    "file:///report.html",
    Said("COOPERATES_WITH", "苏州云岭智造有限公司", "苏州清源大学", "2024-06-18", confidence=0.5),
    Said("PAIRED_WITH", "苏州云岭智造有限公司", "无锡望山精密公司", "2022"),
    Said("LOCATED_IN", "无锡望山精密公司", "苏州市"),
    Said("COOPERATES_WITH", "无锡望山精密公司", "常州听涛学院", "2021", "2022", state=State.HELD),
    Said("COOPERATES_WITH", "无锡望山精密公司", "苏州市招商局", state=State.DENIED),
    named=("孤山大学",),
    flags=("名称存疑",),
)
MERGED = (
    same(record(NEWS, "苏州清源大学"), record(REPORT, "苏州清源大学")),
    same(record(NEWS, "苏州云岭智造有限公司"), record(REPORT, "苏州云岭智造有限公司")),
)


@pytest.fixture(params=["memory", "sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    embedded = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / '图谱.db'}"}
    url = embedded.get(request.param) or request.getfixturevalue("neo4j_url")
    with open_store(url) as opened:
        if request.param == "neo4j":
            opened.clear()  # type: ignore[attr-defined]
        yield opened


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with two documents, their two common organizations judged to be the same."""
    store.add(NEWS)
    store.add(REPORT)
    store.judge(MERGED)
    return store


def names(entities: object) -> list[str]:
    return [e.name for e in entities]  # type: ignore[attr-defined]


def entity(store: Store, reading: Reading, name: str) -> Entity:
    return store.entity(record(reading, name))


def link(links: tuple[Link, ...], type_: str) -> Link:
    (found,) = [k for k in links if k.type == type_]
    return found


# --- writing ----------------------------------------------------------------------------------------------


def test_an_empty_store_answers_with_nothing(store: Store) -> None:
    assert (list(store.sources()), list(store.judgements()), list(store.flags())) == ([], [], [])
    assert store.view().entities == () and store.view().links == ()
    assert list(store.search("大学")) == []
    counts = store.statistics()
    assert (counts.sources, counts.records, counts.claims, counts.entities, counts.links) == (0, 0, 0, (), ())
    assert counts.version == store.version() == 0


def test_add_tells_what_was_added_and_the_version_grows(store: Store) -> None:
    change = store.add(NEWS)
    assert (change.added, change.removed, change.kept) == (5, 0, 0)
    assert store.version() == 1


def test_adding_the_same_reading_again_changes_nothing(filled: Store) -> None:
    before = filled.view(), filled.statistics()
    change = filled.add(NEWS)
    assert change.nothing and change.kept == 5
    assert (filled.view(), filled.statistics()) == before


def test_add_all_does_for_each_reading_what_add_does(store: Store) -> None:
    other = read("file:///other.txt", Said("COOPERATES_WITH", "苏州清源大学", "南通听雨公司", "2024-09"))
    edited = read(other.source.uri, Said("COOPERATES_WITH", "苏州清源大学", "常州听涛学院", "2024-10"))
    store.add(NEWS)
    added, again, replaced = store.add_all([other, NEWS, edited])
    assert (added.added, added.held) == (1, False)
    assert (again.kept, again.held) == (5, True)
    assert (replaced.added, replaced.removed) == (1, 1)
    assert [s.id for s in store.sources()] == [NEWS.source.id, edited.source.id]
    assert store.statistics().claims == 6


def test_add_all_takes_none_if_one_is_bad(store: Store) -> None:
    bad = replace(REPORT, records=())
    with pytest.raises(BadReading):
        store.add_all([NEWS, bad])
    assert (list(store.sources()), store.version()) == ([], 0)


def test_a_store_knows_which_program_read_a_source(store: Store) -> None:
    store.add(NEWS)
    assert store.source(NEWS.source.id).reader == ""
    version = store.version()
    assert store.add(replace(NEWS, source=replace(NEWS.source, reader="b2"))).held
    assert [s.reader for s in store.sources()] == [store.source(NEWS.source.id).reader] == ["b2"]
    assert store.version() == version


def test_what_was_added_comes_back_to_the_letter(filled: Store) -> None:
    assert filled.source(NEWS.source.id) == NEWS.source
    cited = filled.claims({c.id for c in NEWS.claims})
    assert [c.claim for c in cited] == sorted(NEWS.claims, key=lambda c: c.id)
    assert {c.source for c in cited} == {replace(NEWS.source, text="")}


def test_ledger_evidence_and_attributes_come_back_to_the_letter(store: Store) -> None:
    one = NEWS.claims[0]
    evidence = (replace(one.evidence[0], cell="Sheet1!B7"), *one.evidence)
    changed = replace(one, evidence=evidence, attributes=(("amount", "300万元"), ("title", "主任、书记")))
    store.add(replace(NEWS, claims=(changed, *NEWS.claims[1:])))
    (cited,) = store.claims([one.id])
    assert cited.claim == changed


def test_an_edited_document_replaces_exactly_its_own_claims(filled: Store) -> None:
    edited = read(
        NEWS.source.uri,
        Said("COOPERATES_WITH", "苏州清源大学", "南通听雨公司", "2024-09"),
    )
    change = filled.add(edited)
    assert (change.added, change.removed) == (1, 5)
    assert [s.id for s in filled.sources()] == [edited.source.id, REPORT.source.id]
    assert filled.statistics().claims == 1 + len(REPORT.claims)
    assert {c.claim for c in filled.claims([c.id for c in REPORT.claims])} == set(REPORT.claims)
    assert list(filled.claims([c.id for c in NEWS.claims])) == []
    assert list(filled.search("产教")) == [] and names(filled.search("南通")) == ["南通听雨公司"]
    with pytest.raises(UnknownName):
        filled.source(NEWS.source.id)


def test_a_better_reading_of_the_same_content_keeps_the_claims_it_repeats(filled: Store) -> None:
    improved = replace(NEWS.claims[0], confidence=0.95, method="test:better")
    version = filled.version()
    change = filled.add(replace(NEWS, claims=(improved, *NEWS.claims[1:4])))
    assert (change.added, change.removed, change.kept) == (0, 1, 4)
    assert filled.claims([improved.id])[0].claim == improved
    assert filled.version() == version + 1


def test_the_same_content_at_another_place_moves_the_source(filled: Store) -> None:
    moved = replace(NEWS, source=replace(NEWS.source, uri="file:///archive/news.txt"))
    assert filled.add(moved).kept == 5
    assert [s.uri for s in filled.sources()] == ["file:///archive/news.txt", "file:///report.html"]


def test_one_document_can_take_the_place_of_two(filled: Store) -> None:
    # The content of one and the place of the other.
    taking = replace(NEWS, source=replace(NEWS.source, uri=REPORT.source.uri))
    change = filled.add(taking)
    assert (change.added, change.removed, change.kept) == (0, 5, 5)
    assert [s.uri for s in filled.sources()] == [REPORT.source.uri]


def test_a_bad_reading_leaves_nothing_behind(filled: Store) -> None:
    before = filled.view(), filled.statistics(), filled.sources()
    claim = NEWS.claims[0]
    misquoted = replace(claim, evidence=(replace(claim.evidence[0], quote="不在原文里"),))
    other = read(NEWS.source.uri, Said("COOPERATES_WITH", "甲大学", "乙公司"))
    for bad in (
        replace(NEWS, claims=(*NEWS.claims[1:], misquoted)),
        replace(NEWS, records=NEWS.records[1:]),
        replace(other, claims=(replace(other.claims[0], type="NO_SUCH_LINK"),)),
    ):
        with pytest.raises(BadReading):
            filled.add(bad)
    assert (filled.view(), filled.statistics(), filled.sources()) == before


def test_retract_removes_a_source_with_all_that_was_read_from_it(filled: Store) -> None:
    change = filled.retract(NEWS.source.id)
    assert (change.added, change.removed, change.kept) == (0, 5, 0)
    assert [s.id for s in filled.sources()] == [REPORT.source.id]
    assert {f.source_id for f in filled.flags()} == {REPORT.source.id}
    assert list(filled.search("程若川")) == [] and list(filled.search("清大")) == []
    assert filled.statistics().records == len(REPORT.records)
    merged = entity(filled, REPORT, "苏州清源大学")
    assert merged.sources == 1 and merged.aliases == ()


def test_retracting_an_unknown_source_is_an_error_and_changes_nothing(filled: Store) -> None:
    version = filled.version()
    with pytest.raises(UnknownName):
        filled.retract("s_unknown")
    assert filled.version() == version


def test_a_retracted_document_comes_back_whole_with_its_judgements(filled: Store) -> None:
    before = filled.view()
    filled.retract(NEWS.source.id)
    filled.add(NEWS)
    assert filled.view() == before


# --- judgements -------------------------------------------------------------------------------------------


def test_a_judgement_merges_records_into_one_entity(filled: Store) -> None:
    school = entity(filled, NEWS, "苏州清源大学")
    assert school == entity(filled, REPORT, "苏州清源大学")
    assert school.id == min(record(NEWS, "苏州清源大学"), record(REPORT, "苏州清源大学"))
    assert (school.name, school.sources, school.aliases) == ("苏州清源大学", 2, ("清大", "清源大学"))


def test_links_of_merged_records_become_one_link(filled: Store) -> None:
    ends = {entity(filled, NEWS, n).id for n in ("苏州清源大学", "苏州云岭智造有限公司")}
    (found,) = [k for k in filled.view().links if {k.head, k.tail} == ends]
    assert (found.first, found.last, found.sources, found.confidence) == ("2023-05", "2024-06-18", 2, 0.9)
    assert len(found.claims) == 2 and found.head < found.tail


def test_a_later_judgement_undoes_a_merge(filled: Store) -> None:
    pair = MERGED[0].pair
    assert filled.judge([different(*pair, at="2025-02-01")]) == 1
    assert entity(filled, NEWS, "苏州清源大学") != entity(filled, REPORT, "苏州清源大学")
    assert names(filled.search("苏州清源大学")) == ["苏州清源大学", "苏州清源大学"]
    assert filled.judge([same(*pair, at="2025-03-01")]) == 1
    assert entity(filled, NEWS, "苏州清源大学") == entity(filled, REPORT, "苏州清源大学")


def test_a_chain_of_same_never_joins_what_a_different_keeps_apart(store: Store) -> None:
    others = ("甲公司", "乙公司", "丙公司")
    docs = [read(f"file:///{other}.txt", named=("清源大学", other)) for other in others]
    for doc in docs:
        store.add(doc)
    a, b, c = (record(doc, "清源大学") for doc in docs)
    store.judge([different(a, c), same(a, b, score=0.9), same(b, c, score=0.7)])
    assert store.entity(a) == store.entity(b)
    assert store.entity(c).sources == 1
    assert names(store.search("清源大学")) == ["清源大学", "清源大学"]


def test_a_persons_judgement_outweighs_a_later_one_of_a_rule(filled: Store) -> None:
    pair = MERGED[0].pair
    filled.judge([different(*pair, at="2024-01-01", by="person:程若川")])
    filled.judge([same(*pair, at="2025-06-01")])
    assert entity(filled, NEWS, "苏州清源大学") != entity(filled, REPORT, "苏州清源大学")


def test_judgements_are_kept_in_their_order_and_once(filled: Store) -> None:
    new = different("r_unknown", record(NEWS, "程若川"))
    assert filled.judge([MERGED[0], new, new]) == 1
    assert filled.judge([new]) == 0
    assert list(filled.judgements()) == [*MERGED, new]
    version = filled.version()
    filled.judge([new])
    assert filled.version() == version


def test_judgements_may_come_before_their_documents(store: Store, filled: Store) -> None:
    expected = filled.view()
    for source in list(filled.sources()):
        filled.retract(source.id)
    for doc in (REPORT, NEWS):
        filled.add(doc)
    assert filled.view() == expected


# --- reading ----------------------------------------------------------------------------------------------


def test_sources_come_without_text_ordered_by_place(filled: Store) -> None:
    assert list(filled.sources()) == [replace(NEWS.source, text=""), replace(REPORT.source, text="")]


def test_flags_of_one_source_or_of_all(filled: Store) -> None:
    assert sorted(filled.flags(NEWS.source.id), key=lambda f: f.reason) == sorted(NEWS.flags, key=lambda f: f.reason)
    expected = sorted([*NEWS.flags, *REPORT.flags], key=lambda f: (f.source_id, f.reason))
    assert list(filled.flags()) == expected
    assert list(filled.flags("s_unknown")) == []


def test_a_flag_without_evidence_comes_back(store: Store) -> None:
    store.add(replace(NEWS, flags=(Flag(NEWS.source.id, "整篇存疑"),)))
    assert list(store.flags()) == [Flag(NEWS.source.id, "整篇存疑")]


def test_records_are_found_by_folded_name(filled: Store) -> None:
    found = filled.records(["苏州云岭智造 有限公司", "不存在", "孤山大学"])
    wanted = [record(NEWS, "苏州云岭智造有限公司"), record(REPORT, "苏州云岭智造有限公司"), record(REPORT, "孤山大学")]
    assert [r.id for r in found] == sorted(wanted)
    assert all(isinstance(r, Record) and r in (*NEWS.records, *REPORT.records) for r in found)


def test_records_are_not_found_by_alias(filled: Store) -> None:
    assert list(filled.records(["清源大学", "清大"])) == []


def test_claims_by_id_come_in_order_and_unknown_ids_are_left_out(filled: Store) -> None:
    ids = [NEWS.claims[2].id, REPORT.claims[0].id, "c_unknown"]
    assert [c.claim.id for c in filled.claims(ids)] == sorted(ids[:2])


def test_claims_of_a_source_include_the_denied_ones(filled: Store) -> None:
    cited = filled.claims_of(REPORT.source.id)
    assert [c.claim for c in cited] == sorted(REPORT.claims, key=lambda c: c.id)
    assert {c.source for c in cited} == {replace(REPORT.source, text="")}
    assert any(c.claim.state is State.DENIED for c in cited)


def test_an_unknown_id_is_an_error_that_names_it(filled: Store) -> None:
    for ask in (
        filled.entity,
        filled.neighbourhood,
        filled.source,
        filled.claims_of,
        lambda id_: filled.paths(id_, id_),
    ):
        with pytest.raises(UnknownName, match="r_unknown"):
            ask("r_unknown")


# --- views ------------------------------------------------------------------------------------------------


def test_the_whole_view_shows_linked_and_merely_named_entities_sorted_by_id(filled: Store) -> None:
    network = filled.view()
    assert [e.id for e in network.entities] == sorted({e.id for e in network.entities})
    assert [k.id for k in network.links] == sorted(k.id for k in network.links)
    assert {"孤山大学", "清源大学附属学院", "苏州市招商局"} <= set(names(network.entities))
    assert len(network.links) == 8


def test_denied_links_are_not_shown(filled: Store) -> None:
    office = entity(filled, REPORT, "苏州市招商局").id
    assert not list(filled.view().links_of(office))


def test_a_filtered_view_shows_linked_entities_alone(filled: Store) -> None:
    network = filled.view(Filter(types=frozenset({"PAIRED_WITH"})))
    assert sorted(names(network.entities)) == ["无锡望山精密公司", "苏州云岭智造有限公司"]
    assert link(network.links, "PAIRED_WITH").first == "2022"


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2021-06-01", {"2021"}), ("2022-12-31", {"2021"}), ("2023-01-01", set()), ("2023-05-01", {"2023-05"})],
)
def test_a_view_of_a_day_shows_what_held_then(filled: Store, day: str, shown: set[str]) -> None:
    network = filled.view(Filter(on=day, types=frozenset({"COOPERATES_WITH"})))
    assert {k.first for k in network.links} == shown


def test_undated_links_hold_on_every_day(filled: Store) -> None:
    assert link(filled.view(Filter(on="1999-01-01")).links, "HAS_ROLE").attributes == (("title", "校长"),)


def test_a_link_that_ended_is_shown_as_ended_and_not_on_later_days(store: Store) -> None:
    begun = Said("COOPERATES_WITH", "苏州清源大学", "无锡望山精密公司", "2020-03")
    ended = Said("COOPERATES_WITH", "苏州清源大学", "无锡望山精密公司", "2023-05", "2023-05", state=State.ENDED)
    store.add(read("file:///a.txt", begun, ended))
    assert link(store.view().links, "COOPERATES_WITH").state is State.ENDED
    shown = {
        day: bool(store.view(Filter(on=day)).links) for day in ("2019-12-31", "2020-03-01", "2022-07-01", "2024-01-01")
    }
    assert shown == {"2019-12-31": False, "2020-03-01": True, "2022-07-01": True, "2024-01-01": False}


def test_minimum_confidence_weighs_the_whole_link(filled: Store) -> None:
    # 0.8 and 0.5 from two sources make 0.9; the link from a single source at 0.6 falls out.
    network = filled.view(Filter(min_confidence=0.85))
    assert {k.confidence for k in network.links} == {0.9}
    assert sum(k.type == "LOCATED_IN" for k in network.links) == 1
    assert any(k.sources == 2 for k in network.links)


# --- search -----------------------------------------------------------------------------------------------


def test_two_characters_find_any_part_of_a_name(filled: Store) -> None:
    assert names(filled.search("云岭")) == ["苏州云岭智造有限公司"]
    assert names(filled.search("精密")) == ["无锡望山精密公司"]


def test_one_character_finds(filled: Store) -> None:
    assert names(filled.search("岭")) == ["苏州云岭智造有限公司"]
    assert names(filled.search("川")) == ["程若川"]
    assert names(filled.search("程")) == ["程若川"]


def test_an_alias_finds_the_entity_once(filled: Store) -> None:
    assert names(filled.search("清大")) == ["苏州清源大学"]


def test_characters_that_do_not_stand_together_do_not_find(filled: Store) -> None:
    assert list(filled.search("苏岭")) == [] and list(filled.search("州大学")) == []


def test_search_orders_exact_then_prefix_then_shorter_names(filled: Store) -> None:
    assert names(filled.search("清源大学")) == ["苏州清源大学", "清源大学附属学院"]
    assert names(filled.search("苏州")) == ["苏州市", "苏州市", "苏州市招商局", "苏州清源大学", "苏州云岭智造有限公司"]
    assert names(filled.search("大学"))[0] == "孤山大学"


def test_search_by_type_and_limit(filled: Store) -> None:
    assert names(filled.search("苏州", types=["school", "government"])) == ["苏州市招商局", "苏州清源大学"]
    assert names(filled.search("苏州", limit=2)) == ["苏州市", "苏州市"]
    assert list(filled.search("苏州", types=["event"])) == []


@pytest.mark.parametrize("text", ["", " ", "（）", '"', "'; drop table records; --", "* OR 1", "NEAR(", "苏州 OR 无锡"])
def test_search_takes_any_text_as_text(filled: Store, text: str) -> None:
    assert list(filled.search(text)) == []
    assert filled.statistics().sources == 2


def test_search_overlooks_width_case_and_punctuation(store: Store) -> None:
    store.add(read("file:///a.txt", named=("ＡＢＣ（苏州）公司", "𠮷野公司")))
    assert names(store.search("abc苏州")) == ["ＡＢＣ（苏州）公司"]
    assert names(store.search("c(苏")) == ["ＡＢＣ（苏州）公司"]
    assert names(store.search("𠮷野")) == ["𠮷野公司"]


# --- neighbourhood ----------------------------------------------------------------------------------------


def test_neighbourhood_of_depth_one_holds_the_links_between_its_entities(filled: Store) -> None:
    around = filled.neighbourhood(record(REPORT, "苏州清源大学"))
    assert around.center == entity(filled, NEWS, "苏州清源大学").id
    assert sorted(names(around.network.entities)) == [
        "产教融合协议",
        "程若川",
        "苏州云岭智造有限公司",
        "苏州市",
        "苏州清源大学",
    ]
    assert len(around.network.links) == 5 and around.cut == 0
    company = entity(filled, NEWS, "苏州云岭智造有限公司").id
    assert {k.type for k in around.network.links_of(company)} == {"COOPERATES_WITH", "SIGNED"}


def test_neighbourhood_reaches_as_far_as_asked(filled: Store) -> None:
    far = {d: set(names(filled.neighbourhood(record(NEWS, "程若川"), d).network.entities)) for d in (0, 1, 2, 3, 4)}
    assert far[0] == {"程若川"} and far[1] == {"程若川", "苏州清源大学"}
    assert "无锡望山精密公司" not in far[2] and "无锡望山精密公司" in far[3]
    assert "常州听涛学院" in far[4]


def test_neighbourhood_is_cut_at_its_limit_and_counts_what_was_cut(filled: Store) -> None:
    whole = filled.neighbourhood(record(NEWS, "苏州清源大学"))
    cut = filled.neighbourhood(record(NEWS, "苏州清源大学"), depth=3, limit=3)
    ids = [e.id for e in whole.network.entities if e.id != whole.center]
    assert cut.cut == 2
    assert {e.id for e in cut.network.entities} == {whole.center, *sorted(ids)[:2]}


def test_neighbourhood_under_a_filter(filled: Store) -> None:
    around = filled.neighbourhood(record(NEWS, "苏州清源大学"), 2, filter_=Filter(types=frozenset({"SIGNED"})))
    assert sorted(names(around.network.entities)) == ["产教融合协议", "苏州云岭智造有限公司", "苏州清源大学"]
    sure = filled.neighbourhood(record(NEWS, "苏州清源大学"), filter_=Filter(min_confidence=0.7))
    assert "苏州市" not in names(sure.network.entities)
    early = filled.neighbourhood(record(NEWS, "苏州清源大学"), filter_=Filter(on="2023-01-01"))
    assert sorted(names(early.network.entities)) == ["程若川", "苏州市", "苏州清源大学"]


def test_an_entity_without_links_is_its_own_neighbourhood(filled: Store) -> None:
    around = filled.neighbourhood(record(REPORT, "孤山大学"), 3)
    assert names(around.network.entities) == ["孤山大学"] and around.network.links == ()


# --- paths ------------------------------------------------------------------------------------------------


def test_shortest_path_with_its_links(filled: Store) -> None:
    found = filled.paths(record(NEWS, "程若川"), record(REPORT, "常州听涛学院"))
    (path,) = found.paths
    assert [filled.entity(id_).name for id_ in path] == [
        "程若川",
        "苏州清源大学",
        "苏州云岭智造有限公司",
        "无锡望山精密公司",
        "常州听涛学院",
    ]
    assert {k.type for k in found.network.links} == {"HAS_ROLE", "COOPERATES_WITH", "PAIRED_WITH"}
    assert len(found.network.links) == 4


def test_a_shared_region_is_no_step(filled: Store) -> None:
    found = filled.paths(record(REPORT, "无锡望山精密公司"), record(REPORT, "苏州市"))
    assert found.paths == () and found.network.links == ()


def test_no_path_is_an_empty_answer(filled: Store) -> None:
    a, b = record(NEWS, "程若川"), record(REPORT, "常州听涛学院")
    assert filled.paths(a, b, max_length=3).paths == ()
    assert filled.paths(a, record(REPORT, "孤山大学")).paths == ()
    assert filled.paths(a, a).paths == ()
    assert filled.paths(a, b, filter_=Filter(types=frozenset({"LOCATED_IN"}))).paths == ()
    assert filled.paths(a, b, filter_=Filter(on="2024-05-01")).paths == ()


def test_all_shortest_paths_up_to_the_limit(store: Store) -> None:
    middle = [f"{c}桥公司" for c in "甲乙丙丁"]
    said = [Said("COOPERATES_WITH", end, m) for m in middle for end in ("东大学", "西大学")]
    doc = read("file:///a.txt", *said)
    store.add(doc)
    ends = record(doc, "东大学"), record(doc, "西大学")
    paths = store.paths(*ends).paths
    assert len(paths) == 4 and list(paths) == sorted(paths)
    assert {p[1] for p in paths} == {record(doc, m) for m in middle}
    assert store.paths(*ends, limit=2).paths == paths[:2]
    assert len(store.paths(*ends, limit=2).network.links) == 4


# --- counting ---------------------------------------------------------------------------------------------


def test_statistics_count_facts_and_what_the_view_shows(filled: Store) -> None:
    counts, network = filled.statistics(), filled.view()
    assert (counts.sources, counts.records, counts.claims, counts.judgements, counts.flags) == (2, 13, 10, 2, 3)
    assert dict(counts.entities) == {
        "agreement": 1, "enterprise": 2, "government": 1, "person": 1, "region": 2, "school": 4,
    }  # fmt: skip
    assert dict(counts.links) == {
        "COOPERATES_WITH": 2, "HAS_ROLE": 1, "LOCATED_IN": 2, "PAIRED_WITH": 1, "SIGNED": 2,
    }  # fmt: skip
    assert sum(dict(counts.entities).values()) == len(network.entities)
    assert counts.version == filled.version() == 3


def test_claims_between_records_judged_the_same_make_no_link(filled: Store) -> None:
    a, b = record(NEWS, "苏州清源大学"), record(NEWS, "苏州云岭智造有限公司")
    filled.judge([same(a, b)])
    assert dict(filled.statistics().links)["COOPERATES_WITH"] == 1
    assert all(k.head != k.tail for k in filled.view().links)


def test_a_closed_store_can_be_closed_again(store: Store) -> None:
    store.close()
    store.close()


def test_a_symmetric_link_said_both_ways_in_one_document_counts_once(store: Store) -> None:
    store.add(
        read("file:///a.txt", Said("PAIRED_WITH", "甲党支部", "乙党支部"), Said("PAIRED_WITH", "乙党支部", "甲党支部"))
    )
    assert dict(store.statistics().links) == {"PAIRED_WITH": 1}
    assert len(store.view().links[0].claims) == 2 and store.view().links[0].sources == 1


def test_claim_ids_of_the_network_lead_to_their_quotes(filled: Store) -> None:
    for shown in filled.view().links:
        cited = filled.claims(shown.claims)
        assert [c.claim.id for c in cited] == list(shown.claims)
        for found in cited:
            assert isinstance(found.claim, Claim)
            text = filled.source(found.source.id).text
            assert all(text[e.start : e.end] == e.quote for e in found.claim.evidence)
