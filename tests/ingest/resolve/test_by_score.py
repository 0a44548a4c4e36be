"""Resolution by score between documents: what is proposed, how much, and that it is said once."""

import pytest

from graph.judgement import Judgement, Verdict
from graph.model import Reading, Record, Source
from graph.stores.memory import MemoryStore
from ingest.resolve import Resolver
from ingest.resolve.by_score import BY, MOST_UNSURE
from ingest.resolve.candidates import LIMIT


def reading(number: int, *names: str, type_: str = "school") -> Reading:
    """Return a document that names entities."""
    text = f"第{number}篇：{'、'.join(names)}"
    source = Source(Source.id_of(text.encode()), f"file:///{number}.txt", text, text, "text")
    return Reading(source, tuple(Record.of(source.id, type_, name) for name in names))


def resolved(*readings: Reading) -> MemoryStore:
    """Return a store that took the readings one after the other."""
    store = MemoryStore()
    resolver = Resolver(store)
    for item in readings:
        store.add(item)
        resolver.resolve(item)
    return store


def verdicts(store: MemoryStore) -> list[Verdict]:
    """Return what the score said."""
    return [j.verdict for j in store.judgements() if j.by == BY]


def test_traditional_characters_and_contractions_are_joined_with_a_reason() -> None:
    store = resolved(
        reading(1, "徐州市人力资源和社会保障局", type_="government"), reading(2, "徐州市人社局", type_="government")
    )
    (judgement,) = store.judgements()
    assert (judgement.verdict, judgement.by) == (Verdict.SAME, BY)
    assert "徐州市人社局" in judgement.why
    assert len(store.view().entities) == 1


def test_bodies_of_other_kinds_and_numbers_are_not_joined() -> None:
    store = resolved(reading(1, "云帆第一职业学校"), reading(2, "云帆第二职业学校"), reading(3, "云帆大学附属小学"))
    assert Verdict.SAME not in verdicts(store)
    assert len(store.view().entities) == 3


def test_documents_taken_together_are_compared_with_each_other() -> None:
    store = MemoryStore()
    both = [
        reading(1, "徐州市人力资源和社会保障局", type_="government"),
        reading(2, "徐州市人社局", type_="government"),
    ]
    assert Resolver(store).resolve_all(both) == 1


def test_resolving_again_says_nothing_new_in_any_order() -> None:
    readings = [
        reading(1, "江苏建筑职业技术学院"),
        reading(2, "江苏建院"),
        reading(3, "江苏建築職業技術學院"),
        reading(4, "江苏建设职业学院"),
        reading(5, "江苏建院"),
    ]
    store = resolved(*readings)
    before = store.judgements()
    for item in [*readings, *reversed(readings)]:
        Resolver(store).resolve(item)
    assert store.judgements() == before


def test_a_persons_different_is_not_asked_again() -> None:
    store = MemoryStore()
    docs = [
        reading(1, "徐州市人力资源和社会保障局", type_="government"),
        reading(2, "徐州市人社局", type_="government"),
    ]
    for item in docs:
        store.add(item)
    left, right = (item.records[0].id for item in docs)
    store.judge([Judgement(left, right, Verdict.DIFFERENT, "person:王", "2020-01-01T00:00:00+00:00")])
    assert [Resolver(store).resolve(item) for item in docs] == [0, 0]


def test_a_name_asks_a_person_few_times() -> None:
    names = (f"{place}云帆重工有限公司" for place in ("徐州", "南京", "济南", "青岛", "武汉", "西安"))
    many = reading(1, *names, type_="enterprise")
    assert 0 < len(asked(many, reading(2, "云帆重工", type_="enterprise"))) <= MOST_UNSURE


def test_a_piece_that_many_names_share_is_passed_over() -> None:
    crowd = reading(1, *(f"云帆{a}{b}学院" for a in "金木水火土" for b in "鹏鹤狮鹿象"))
    assert len(crowd.records) > LIMIT
    assert asked(crowd, reading(2, "云帆学院")) == []


def asked(known: Reading, new: Reading) -> list[Judgement]:
    """Return what the score says of a new document's records."""
    store = resolved(known)
    (record,) = new.records
    return Resolver(store).propose([record])


@pytest.mark.parametrize("first", [0, 1])
def test_a_renamed_school_is_one_entity_whichever_name_is_read_first(first: int) -> None:
    names = ("南京工业职业技术学院", "南京工业职业技术大学")
    store = resolved(reading(1, names[first]), reading(2, names[1 - first]))
    assert len(store.view().entities) == 1


def test_a_short_name_does_not_chain_two_bodies_that_a_rule_keeps_apart() -> None:
    store = resolved(
        reading(1, "云帆集团有限公司", type_="enterprise"),
        reading(2, "云帆集团", type_="enterprise"),
        reading(3, "云帆集团股份有限公司", type_="enterprise"),
    )
    together = [
        e for e in store.view().entities if {e.name, *e.aliases} >= {"云帆集团有限公司", "云帆集团股份有限公司"}
    ]
    assert together == []
