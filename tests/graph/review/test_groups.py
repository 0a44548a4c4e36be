"""What a person decides about which records are one entity holds, and is undone for the touched part alone."""

from dataclasses import replace

import pytest

from graph.errors import WrongUsage
from graph.judgement import Judgement, Verdict
from graph.model import Reading, Record
from graph.review.desk import Desk, Plan
from graph.stores.memory import MemoryStore
from tests.graph.review.rereading import reread
from tests.graph.sample_readings import Said, read, record, same

A, B, C, D = (
    read(f"file:///{n}.txt", Said("COOPERATES_WITH", name, f"{n}公司", "2024"))
    for n, name in (("甲", "东湖大学"), ("乙", "东湖大学"), ("丙", "武汉东湖大学"), ("丁", "东湖学院"))
)
IDS = [next(r.id for r in x.records if r.type == "school") for x in (A, B, C, D)]
BY_RULE = [same(IDS[0], IDS[1], score=0.99), same(IDS[1], IDS[2], score=0.95)]


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    made.add_all([A, B, C, D])
    made.judge(BY_RULE)
    return made


def decide(store: MemoryStore, action: str, *args: object, by: str = "甲", second: bool = False) -> Plan:
    desk = Desk(store, by, "核对原文", second=second)
    plan: Plan = getattr(desk, action)(*args)
    desk.commit(plan)
    return plan


def groups(store: MemoryStore) -> set[frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, id_ in enumerate(IDS):
        found.setdefault(store.canonical([id_])[id_], set()).add(number)
    return {frozenset(g) for g in found.values()}


def together(*parts: set[int]) -> set[frozenset[int]]:
    return {frozenset(p) for p in parts}


def test_a_merge_joins_two_entities_and_its_undo_parts_them(store: MemoryStore) -> None:
    before = store.view()
    assert groups(store) == together({0, 1, 2}, {3})
    (merge,) = decide(store, "merge", IDS[0], IDS[3]).reviews
    assert groups(store) == together({0, 1, 2, 3})
    decide(store, "undo", merge.id)
    assert store.view() == before
    assert store.judgements()[-1].verdict is Verdict.WITHDRAWN


def test_a_split_takes_out_the_named_records_and_leaves_the_rest_together(store: MemoryStore) -> None:
    # Record 1 joins the other two: without a word of the person the rest would fall apart.
    (split,) = decide(store, "split", IDS[0], [IDS[1]]).reviews
    assert groups(store) == together({1}, {0, 2}, {3})
    decide(store, "undo", split.id)
    assert groups(store) == together({0, 1, 2}, {3})


def test_a_rejected_merge_does_not_come_back_through_a_new_document(store: MemoryStore) -> None:
    decide(store, "different", IDS[0], IDS[3])
    new = read("file:///新.txt", named=("东湖大学",))
    id_ = record(new, "东湖大学")
    store.add(new)
    store.judge([same(id_, IDS[3], score=0.999), same(id_, IDS[2], score=0.98), same(id_, IDS[0], score=0.97)])
    assert groups(store) == together({0, 1, 2}, {3})
    store.judge([same(IDS[2], IDS[3], score=1.0)])
    assert groups(store) == together({0, 1, 2}, {3})


def test_a_merge_overrides_an_earlier_different_between_the_two(store: MemoryStore) -> None:
    decide(store, "different", IDS[1], IDS[3], by="乙")
    decide(store, "merge", IDS[0], IDS[3])
    assert groups(store) == together({0, 1, 2, 3})


def test_undoing_one_persons_word_lets_the_word_before_it_hold(store: MemoryStore) -> None:
    decide(store, "different", IDS[0], IDS[3], by="乙")
    (merge,) = decide(store, "merge", IDS[0], IDS[3], by="甲").reviews
    decide(store, "undo", merge.id)
    store.judge([same(IDS[0], IDS[3], score=1.0, at="2030-01-01")])
    assert groups(store) == together({0, 1, 2}, {3})


def test_undoing_an_older_word_leaves_the_newer_alone(store: MemoryStore) -> None:
    (merge,) = decide(store, "merge", IDS[0], IDS[3]).reviews
    decide(store, "split", IDS[0], [IDS[3]])
    plan = decide(store, "undo", merge.id)
    assert plan.judgements == ()
    assert groups(store) == together({0, 1, 2}, {3})


def test_undoing_an_undoing_says_the_decision_again(store: MemoryStore) -> None:
    (merge,) = decide(store, "merge", IDS[0], IDS[3]).reviews
    (undo,) = decide(store, "undo", merge.id).reviews
    (redo,) = decide(store, "undo", undo.id).reviews
    assert groups(store) == together({0, 1, 2, 3})
    decide(store, "undo", redo.id)
    assert groups(store) == together({0, 1, 2}, {3})


def test_a_merge_waits_for_a_second_person_where_that_is_asked_for(store: MemoryStore) -> None:
    (merge,) = decide(store, "merge", IDS[0], IDS[3], second=True).reviews
    assert merge.pending and groups(store) == together({0, 1, 2}, {3})
    with pytest.raises(WrongUsage):
        decide(store, "confirm", merge.id, by="甲", second=True)
    (confirm,) = decide(store, "confirm", merge.id, by="乙", second=True).reviews
    assert groups(store) == together({0, 1, 2, 3})
    assert [j.by for j in store.judgements() if j.by.startswith("person:")] == ["person:乙"]
    with pytest.raises(WrongUsage):
        decide(store, "confirm", merge.id, by="丙", second=True)
    decide(store, "undo", confirm.id, by="丙")
    assert groups(store) == together({0, 1, 2}, {3})
    decide(store, "confirm", merge.id, by="丁")
    assert groups(store) == together({0, 1, 2, 3})
    decide(store, "undo", merge.id, by="丁")
    assert groups(store) == together({0, 1, 2}, {3})


def test_two_persons_who_ask_for_the_same_merge_confirm_it(store: MemoryStore) -> None:
    decide(store, "merge", IDS[0], IDS[3], second=True)
    assert groups(store) == together({0, 1, 2}, {3})
    decide(store, "merge", IDS[3], IDS[0], by="乙", second=True)
    assert groups(store) == together({0, 1, 2, 3})


@pytest.mark.parametrize(
    "change",
    [
        lambda r: replace(r, type="other_org"),
        lambda r: replace(r, name="记东湖学院"),
        lambda r: replace(r, name="东湖职业学院", aliases=("东湖学院",)),
    ],
)
def test_words_on_a_record_hold_for_what_it_is_read_as_later(store: MemoryStore, change: object) -> None:
    decide(store, "different", IDS[0], IDS[3])
    better: Reading = reread(D, {"东湖学院": change})  # type: ignore[dict-item]
    store.add(better)
    now = next(r for r in better.records if "公司" not in r.name)
    store.judge([same(now.id, IDS[0], score=0.999)])
    assert store.entity(now.id).id != store.entity(IDS[0]).id
    other = MemoryStore()
    other.add_all([A, B, C, D])
    decide(other, "merge", IDS[0], IDS[3])
    other.add(better)
    assert other.entity(now.id).id == other.entity(IDS[0]).id


def test_words_are_not_carried_to_a_record_that_is_another(store: MemoryStore) -> None:
    first = read("file:///支部.txt", named=("第一党支部",))
    store.add(first)
    decide(store, "different", IDS[0], first.records[0].id)
    second = Record.of(first.source.id, "party_org", "第二党支部")
    store.add(replace(first, records=(second,)))
    assert not [j for j in store.judgements() if second.id in j.pair]


def test_what_cannot_be_done_is_refused(store: MemoryStore) -> None:
    for action, args in (
        ("merge", (IDS[0], IDS[1])),
        ("different", (IDS[0], IDS[1])),
        ("split", (IDS[0], IDS[:3])),
        ("split", (IDS[0], [IDS[3]])),
        ("split", (IDS[0], [])),
    ):
        with pytest.raises(WrongUsage):
            decide(store, action, *args)


def test_withdrawn_leaves_the_pair_to_the_rules() -> None:
    from graph.judgement import Linker

    def said(verdict: Verdict, by: str, at: str) -> Judgement:
        return Judgement("r_a", "r_b", verdict, by, at, "", 0.9)

    rule, person = said(Verdict.SAME, "rule:x", "2025-01"), said(Verdict.DIFFERENT, "person:p", "2025-02")
    back = said(Verdict.WITHDRAWN, "person:q", "2025-03")
    assert Linker([rule, person]).canonical("r_b") == "r_b"
    assert Linker([back, person, rule]).canonical("r_b") == "r_a"
    assert Linker([back, person]).canonical("r_b") == "r_b"
