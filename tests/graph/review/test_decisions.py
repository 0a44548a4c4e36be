"""What a person decides about claims holds, whatever the reader makes of the text the next time."""

from dataclasses import replace

import pytest

from graph.errors import UnknownName, WrongUsage
from graph.model import Evidence, Reading, Source
from graph.review.apply import apply
from graph.review.codec import decode, decode_reading, encode, encode_reading
from graph.review.desk import Desk, Plan
from graph.stores.memory import MemoryStore
from tests.graph.review.rereading import claim_between, links, reread
from tests.graph.sample_readings import Said, read, record

NEWS = read(
    "file:///news.txt",
    Said("COOPERATES_WITH", "东湖大学", "云岭公司", "2024-03", confidence=0.5),
    Said("COOPERATES_WITH", "东湖大学", "石桥公司", "2023", confidence=0.9),
    Said("COOPERATES_WITH", "东湖大学", "石桥公司", "2024-06-18", confidence=0.9),
    Said("SIGNED", "东湖大学", "产教融合协议", "2024-03-01", confidence=0.7),
    Said("SIGNED", "云岭公司", "产教融合协议", "2024-03-01", confidence=0.7),
    flags=("日期前后不一", "名称存疑"),
)
DOUBTFUL = claim_between(NEWS, "COOPERATES_WITH", "东湖大学", "云岭公司")
SIGNED = claim_between(NEWS, "SIGNED", "东湖大学", "产教融合协议")


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    made.add(NEWS)
    return made


def decide(store: MemoryStore, action: str, *args: object, by: str = "甲") -> Plan:
    desk = Desk(store, by, "核对原文")
    plan: Plan = getattr(desk, action)(*args)
    desk.commit(plan)
    return plan


def of(store: MemoryStore, head: str, tail: str) -> set[tuple[str, str | None]]:
    return {(type_, first) for type_, a, b, first in links(store) if {a, b} == {head, tail}}


def test_a_rejected_claim_is_gone_and_stays_gone_when_the_text_is_read_better(store: MemoryStore) -> None:
    decide(store, "reject", [DOUBTFUL.id])
    assert of(store, "东湖大学", "云岭公司") == set()
    better = reread(NEWS, claims=lambda c: replace(c, confidence=0.99, method="rule:better"))
    store.add(better)
    assert of(store, "东湖大学", "云岭公司") == set()
    dated = reread(NEWS, claims=lambda c: replace(c, date="2024-04") if c == DOUBTFUL else c)
    store.add(dated)
    assert of(store, "东湖大学", "云岭公司") == set()
    assert of(store, "东湖大学", "石桥公司") == {("COOPERATES_WITH", "2023")}


def test_a_rejected_claim_stays_gone_when_a_name_or_type_comes_out_otherwise(store: MemoryStore) -> None:
    decide(store, "reject", [DOUBTFUL.id])
    for change in (
        {"云岭公司": lambda r: replace(r, type="other_org")},
        {"云岭公司": lambda r: replace(r, name="与云岭公司")},
        {"云岭公司": lambda r: replace(r, name="云岭公司集团", aliases=("云岭公司",))},
    ):
        store.add(reread(NEWS, change))
        assert not [k for k in links(store) if k[0] == "COOPERATES_WITH" and "云岭" in k[1] + k[2]], change
        assert len([k for k in links(store) if k[0] == "SIGNED"]) == 2


def test_rejecting_one_of_two_claims_that_differ_in_date_spares_the_other(store: MemoryStore) -> None:
    first = next(c for c in NEWS.claims if c.date == "2023")
    decide(store, "reject", [first.id])
    assert of(store, "东湖大学", "石桥公司") == {("COOPERATES_WITH", "2024-06-18")}
    store.add(reread(NEWS, claims=lambda c: replace(c, confidence=0.6)))
    assert of(store, "东湖大学", "石桥公司") == {("COOPERATES_WITH", "2024-06-18")}


def test_an_accepted_claim_is_certain_and_outlives_a_reader_that_misses_it(store: MemoryStore) -> None:
    decide(store, "accept", [DOUBTFUL.id])
    (cited,) = store.claims([DOUBTFUL.id])
    assert cited.claim.confidence == 1.0 and cited.claim.method == "test:sentence; review:accept"
    store.add(reread(NEWS, claims=lambda c: None if c == DOUBTFUL else c))
    (cited,) = store.claims([DOUBTFUL.id])
    assert cited.claim.evidence == DOUBTFUL.evidence and cited.claim.confidence == 1.0
    nothing = Reading(NEWS.source)
    store.add(nothing)
    assert of(store, "东湖大学", "云岭公司") == {("COOPERATES_WITH", "2024-03")}
    assert store.reading(NEWS.source.id) == nothing


def test_an_accepted_claim_takes_a_finer_date_but_not_another(store: MemoryStore) -> None:
    decide(store, "accept", [DOUBTFUL.id])
    store.add(reread(NEWS, claims=lambda c: replace(c, date="2024-03-09") if c == DOUBTFUL else c))
    assert of(store, "东湖大学", "云岭公司") == {("COOPERATES_WITH", "2024-03-09")}
    store.add(reread(NEWS, claims=lambda c: replace(c, date="2019") if c == DOUBTFUL else c))
    assert of(store, "东湖大学", "云岭公司") == {("COOPERATES_WITH", "2024-03")}


def test_an_edited_claim_shows_as_corrected_and_stays_so(store: MemoryStore) -> None:
    decide(store, "edit", DOUBTFUL.id, {"type": "PAIRED_WITH", "date": "2024-05-06", "tail": "望山公司"})
    assert of(store, "东湖大学", "云岭公司") == set()
    assert of(store, "东湖大学", "望山公司") == {("PAIRED_WITH", "2024-05-06")}
    assert store.search("望山")[0].type == "enterprise"
    store.add(reread(NEWS, claims=lambda c: replace(c, date="2024-04", confidence=0.95) if c == DOUBTFUL else c))
    assert of(store, "东湖大学", "云岭公司") == set()
    assert of(store, "东湖大学", "望山公司") == {("PAIRED_WITH", "2024-05-06")}


def test_an_edited_claim_can_be_edited_and_accepted_and_rejected_again(store: MemoryStore) -> None:
    decide(store, "edit", DOUBTFUL.id, {"date": "2024-05"})
    (link,) = [k for k in store.view().links if k.first == "2024-05"]
    decide(store, "edit", link.claims[0], {"until": "2026"})
    (link,) = [k for k in store.view().links if k.first == "2024-05"]
    assert link.until == "2026"
    decide(store, "accept", [link.claims[0]])
    store.add(reread(NEWS, claims=lambda c: replace(c, confidence=0.6)))
    assert of(store, "东湖大学", "云岭公司") == {("COOPERATES_WITH", "2024-05")}
    decide(store, "reject", [link.claims[0]])
    assert of(store, "东湖大学", "云岭公司") == set()


def test_what_was_rejected_may_be_accepted_after_all(store: MemoryStore) -> None:
    decide(store, "reject", [DOUBTFUL.id])
    decide(store, "accept", [DOUBTFUL.id])
    assert of(store, "东湖大学", "云岭公司") == {("COOPERATES_WITH", "2024-03")}


def test_undo_and_undo_of_the_undoing(store: MemoryStore) -> None:
    before = store.view()
    (rejected,) = decide(store, "reject", [DOUBTFUL.id]).reviews
    (undoing,) = decide(store, "undo", rejected.id).reviews
    assert store.view() == before
    decide(store, "undo", undoing.id)
    assert of(store, "东湖大学", "云岭公司") == set()
    with pytest.raises(WrongUsage):
        decide(store, "undo", undoing.id)
    with pytest.raises(UnknownName):
        decide(store, "undo", "v_missing")


def test_a_corrected_name_stays_and_meets_the_reader_that_learns_it(store: MemoryStore) -> None:
    id_ = store.entity(record(NEWS, "云岭公司")).id
    decide(store, "correct", id_, {"name": "云岭智造公司"})
    assert store.entity(id_).name == "云岭智造公司"
    store.add(reread(NEWS, claims=lambda c: replace(c, confidence=0.6)))
    assert store.entity(id_).name == "云岭智造公司"
    decide(store, "accept", [DOUBTFUL.id])
    store.add(reread(NEWS, {"云岭公司": lambda r: replace(r, name="云岭智造公司")}))
    assert len(store.search("云岭")) == 1
    assert of(store, "东湖大学", "云岭智造公司") == {("COOPERATES_WITH", "2024-03")}


def test_an_edited_document_keeps_rejections_and_what_it_still_says(store: MemoryStore) -> None:
    decide(store, "reject", [DOUBTFUL.id])
    decide(store, "accept", [SIGNED.id])
    edited = read(
        NEWS.source.uri,
        Said("COOPERATES_WITH", "东湖大学", "云岭公司", "2024-03", confidence=0.5),
        Said("SIGNED", "东湖大学", "产教融合协议", "2024-03-01", confidence=0.7),
        named=("孤山大学",),
    )
    store.add(edited)
    assert links(store) == {("SIGNED", "东湖大学", "产教融合协议", "2024-03-01")}
    assert store.view().links[0].confidence == 1.0
    store.add(read(NEWS.source.uri, named=("孤山大学",)))
    assert links(store) == set()


def test_a_moved_file_keeps_its_reviews(store: MemoryStore) -> None:
    decide(store, "reject", [DOUBTFUL.id])
    store.retract(NEWS.source.id)
    store.add(replace(NEWS, source=replace(NEWS.source, uri="file:///elsewhere/n.txt")))
    assert of(store, "东湖大学", "云岭公司") == set()


def test_old_evidence_is_found_again_when_the_same_file_gives_another_text(store: MemoryStore) -> None:
    decide(store, "accept", [DOUBTFUL.id])
    text = "页眉\n" + NEWS.source.text
    store.add(Reading(replace(NEWS.source, text=text)))
    (cited,) = store.claims([DOUBTFUL.id])
    (quote,) = cited.claim.evidence
    assert text[quote.start : quote.end] == quote.quote
    store.add(Reading(replace(NEWS.source, text="全变了")))
    (cited,) = store.claims([DOUBTFUL.id])
    assert cited.claim.evidence[0].quote == DOUBTFUL.evidence[0].quote


def test_a_dismissed_flag_stays_away(store: MemoryStore) -> None:
    flag = store.flags()[0]
    (review,) = decide(store, "dismiss", "f_x", flag).reviews
    assert len(store.flags()) == 1
    store.add(reread(NEWS, claims=lambda c: replace(c, confidence=0.4)))
    assert len(store.flags()) == 1
    decide(store, "undo", review.id)
    assert len(store.flags()) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"date": "2024-13x"}, "date"),
        ({"type": "LOVES"}, "type"),
        ({"type": "SIGNED"}, "type"),
        ({"state": "maybe"}, "state"),
        ({"tail": "东湖大学"}, "tail"),
        ({"tail_type": "ship"}, "tail_type"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_illegal_correction_is_refused_and_nothing_is_written(
    store: MemoryStore, changes: dict[str, str], field: str
) -> None:
    before = store.version()
    with pytest.raises(WrongUsage) as refused:
        decide(store, "edit", DOUBTFUL.id, changes)
    assert refused.value.field == field
    assert store.version() == before and not store.reviews()


def test_a_record_may_not_be_corrected_to_a_type_that_its_links_forbid(store: MemoryStore) -> None:
    with pytest.raises(WrongUsage) as refused:
        decide(store, "correct", record(NEWS, "东湖大学"), {"type": "region"})
    assert refused.value.field == "type" and not store.reviews()
    decide(store, "correct", record(NEWS, "东湖大学"), {"type": "research"})
    assert store.entity(record(NEWS, "东湖大学")).type == "research"


def test_a_decision_needs_a_name() -> None:
    with pytest.raises(WrongUsage):
        Desk(MemoryStore(), "  ")


def test_reviews_and_readings_come_back_from_json_to_the_letter(store: MemoryStore) -> None:
    decide(store, "edit", DOUBTFUL.id, {"date": "2024-05", "tail": "望山公司"})
    decide(store, "correct", record(NEWS, "东湖大学"), {"aliases": "东大、湖大"})
    decide(store, "dismiss", "f_x", store.flags()[0])
    decide(store, "different", record(NEWS, "云岭公司"), record(NEWS, "石桥公司"))
    for review in store.reviews():
        assert decode(encode(review)) == review
    ledger = replace(DOUBTFUL, evidence=(Evidence("甲", cell="表1!B7"),), attributes=(("amount", "3"),))
    given = replace(NEWS, claims=(ledger, *NEWS.claims[1:]))
    assert decode_reading(NEWS.source, encode_reading(given)) == given


def test_without_reviews_a_reading_is_what_it_was() -> None:
    assert apply(NEWS, []).reading is NEWS
    other = Source("s_other", "file:///other.txt", "", "", "text")
    assert apply(Reading(other), []).reading == Reading(other)
