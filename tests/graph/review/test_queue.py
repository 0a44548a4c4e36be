"""What waits for review, in which order, with what around it, and what a decision would change."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import WrongUsage
from graph.judgement import Verdict
from graph.model import State
from graph.review.audit import Asked, audit
from graph.review.choice import Choice, chosen
from graph.review.desk import Desk
from graph.review.fact import Action
from graph.review.orders import Order, on_items, plan
from graph.review.preview import preview
from graph.review.queue import Item, queue
from graph.review.show import show
from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from tests.graph.review.rereading import claim_between
from tests.graph.sample_readings import Said, judged, read, record, same

FIRST = read(
    "file:///甲报.txt",
    Said("SIGNED", "东湖大学", "产教融合协议", "2024-03-01"),
    Said("COOPERATES_WITH", "东湖大学", "石桥公司", "2023"),
    Said("COOPERATES_WITH", "东湖大学", "云岭公司", "2022", confidence=0.5),
    Said("COOPERATES_WITH", "孤山大学", "望山公司", "2022", confidence=0.3),
    Said("PART_OF", "东湖学院", "东湖大学"),
    flags=("名称存疑",),
)
SECOND = read(
    "file:///乙报.txt",
    Said("SIGNED", "东湖大学", "产教融合协议", "2024-05-09"),
    Said("COOPERATES_WITH", "东湖大学", "石桥公司", "2023-09", state=State.DENIED),
    Said("PART_OF", "东湖学院", "孤山大学"),
    named=("武汉东湖大学",),
)


def filled(store: Store) -> Store:
    store.add_all([FIRST, SECOND])
    names = ("东湖大学", "产教融合协议", "石桥公司", "东湖学院", "孤山大学")
    store.judge([same(record(FIRST, n), record(SECOND, n)) for n in names])
    store.judge([judged(record(FIRST, "东湖大学"), record(SECOND, "武汉东湖大学"), Verdict.UNSURE, score=0.55)])
    return store


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as opened:
        yield filled(opened)


def of(store: Store, kind: str) -> list[Item]:
    return [i for i in queue(store) if i.kind == kind]


def do(store: Store, order: Order, by: str = "甲", second: bool = False) -> None:
    desk = Desk(store, by, second=second)
    desk.commit(plan(store, desk, order))


def test_the_queue_holds_every_kind_of_question_once(store: Store) -> None:
    found = queue(store)
    assert sorted(i.kind for i in found) == [
        "claim", "claim", "contradiction", "contradiction", "contradiction", "flag", "pair",
    ]  # fmt: skip
    assert len({i.id for i in found}) == len(found)
    assert [i.impact for i in found] == sorted((i.impact for i in found), reverse=True)


def test_what_hangs_on_the_decision_comes_first(store: Store) -> None:
    # The doubtful link of the hub leaves a firm alone in the network; so does the other, but both ends of it.
    hub, lonely = of(store, "claim")
    assert hub.score == 0.5 and lonely.score == 0.3
    assert hub.impact > lonely.impact
    assert of(store, "pair")[0].impact > of(store, "flag")[0].impact


def test_contradictions_are_between_sources(store: Store) -> None:
    kinds = {i.why.split()[0]: i for i in of(store, "contradiction")}
    assert any("2024-03-01、2024-05-09" in why for i in kinds.values() for why in [i.why])
    (one,) = [i for i in of(store, "contradiction") if "2024-03-01" in i.values]
    assert len(one.claims) == 2 and one.types == ("SIGNED",)
    alone = MemoryStore()
    alone.add(FIRST)
    assert not of(alone, "contradiction")


def test_reprints_and_coarser_dates_do_not_contradict(store: Store) -> None:
    store.judge([same(FIRST.source.id, SECOND.source.id)])
    assert not of(store, "contradiction")
    coarse = read("file:///丙报.txt", Said("SIGNED", "东湖大学", "产教融合协议", "2024-03"))
    other = MemoryStore()
    other.add_all([FIRST, coarse])
    other.judge([same(record(FIRST, n), record(coarse, n)) for n in ("东湖大学", "产教融合协议")])
    assert not of(other, "contradiction")


def test_a_chain_of_bodies_is_no_contradiction() -> None:
    made = MemoryStore()
    up = read("file:///丙.txt", Said("PART_OF", "东湖学院", "东湖大学"), Said("PART_OF", "东湖大学", "东湖市公司"))
    skip = read("file:///丁.txt", Said("PART_OF", "东湖学院", "东湖市公司"))
    made.add_all([up, skip])
    made.judge([same(record(up, n), record(skip, n)) for n in ("东湖学院", "东湖市公司")])
    assert not of(made, "contradiction")


def test_history_is_no_contradiction() -> None:
    made = MemoryStore()
    held = read("file:///丙.txt", Said("COOPERATES_WITH", "东湖大学", "石桥公司", "2020"))
    for day, clashes in (("2022", False), ("2019", True)):
        ended = read("file:///丁.txt", Said("COOPERATES_WITH", "东湖大学", "石桥公司", day, state=State.ENDED))
        made.add_all([held, ended])
        made.judge([same(record(held, n), record(ended, n)) for n in ("东湖大学", "石桥公司")])
        assert bool(of(made, "contradiction")) is clashes


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.REJECT, Action.DISMISS])
def test_a_decided_claim_leaves_the_queue(store: Store, action: Action) -> None:
    item = of(store, "claim")[0]
    do(store, Order(action, (item.id,)))
    assert item.id not in {i.id for i in queue(store)}
    assert (item.id in {c for k in store.view().links for c in k.claims}) is (action is not Action.REJECT)


@pytest.mark.parametrize("action", [Action.MERGE, Action.DIFFERENT, Action.UNSURE, Action.ACCEPT, Action.REJECT])
def test_a_decided_pair_leaves_the_queue_and_does_not_come_back(store: Store, action: Action) -> None:
    (item,) = of(store, "pair")
    do(store, Order(action, (item.id,)))
    store.judge([judged(record(FIRST, "东湖大学"), record(SECOND, "武汉东湖大学"), Verdict.UNSURE, at="2031-01-01")])
    store.judge([judged(record(SECOND, "东湖大学"), record(SECOND, "武汉东湖大学"), Verdict.UNSURE, at="2031-01-01")])
    assert not of(store, "pair")
    joined = store.entity(record(FIRST, "东湖大学")).id == store.entity(record(SECOND, "武汉东湖大学")).id
    assert joined is (action in (Action.MERGE, Action.ACCEPT))


def test_proposals_resolve_what_they_are_for(store: Store) -> None:
    for item in of(store, "contradiction"):
        shown = show(store, item)
        assert len(shown.claims) >= 2 and len(shown.proposals) >= 2
        do(store, shown.proposals[0].order)
    assert not of(store, "contradiction")
    for item in queue(store):
        do(store, show(store, item).proposals[0].order)
    assert queue(store) == []


def test_undo_brings_the_question_back(store: Store) -> None:
    before = queue(store)
    for item in before:
        do(store, show(store, item).proposals[-1].order)
    for entry in audit(store):
        do(store, Order(Action.UNDO, (entry.review.id,)))
    assert [i.id for i in queue(store)] == [i.id for i in before]


def test_a_flag_at_a_decided_sentence_is_answered_with_it(store: Store) -> None:
    signed = claim_between(FIRST, "SIGNED", "东湖大学", "产教融合协议")
    do(store, Order(Action.ACCEPT, (signed.id,)))
    assert not of(store, "flag")


def test_an_item_is_shown_with_its_quote_in_the_text(store: Store) -> None:
    item = of(store, "claim")[0]
    (shown,) = show(store, item).claims
    (quote,) = shown.excerpts
    text = store.source(FIRST.source.id).text
    assert quote.quote == shown.claim.evidence[0].quote
    assert quote.before + quote.quote + quote.after in text and quote.before
    assert quote.file == "甲报.txt"
    pair = show(store, of(store, "pair")[0])
    assert [e.name for e in pair.about] in (["东湖大学", "武汉东湖大学"], ["武汉东湖大学", "东湖大学"])
    assert any("武汉东湖大学" in q.quote for q in pair.excerpts)


# --- preview ----------------------------------------------------------------------------------------------


def effect_of(store: Store, order: Order) -> tuple[dict[str, object], dict[str, object]]:
    """Return the links before and after an order, by what the preview says and by doing it."""
    desk = Desk(store, "甲")
    planned = plan(store, desk, order)
    said = preview(store, planned)
    before = {k.id: k for k in store.view().links}
    desk.commit(planned)
    after = {k.id: k for k in store.view().links}
    foreseen = {
        "removed": sorted(k.id for k in (*said.removed, *(before for before, _ in said.moved))),
        "added": sorted((*said.added, *(after for _, after in said.moved)), key=lambda k: k.id),
        "changed": {b.id: (b, a) for b, a in said.changed},
    }
    happened = {
        "removed": sorted(before.keys() - after.keys()),
        "added": [after[i] for i in sorted(after.keys() - before.keys())],
        "changed": {i: (before[i], after[i]) for i in before.keys() & after.keys() if before[i] != after[i]},
    }
    return foreseen, happened


def test_the_preview_is_what_happens(store: Store) -> None:
    claim, pair = of(store, "claim")[0], of(store, "pair")[0]
    school = store.entity(record(FIRST, "东湖大学"))
    orders = (
        Order(Action.ACCEPT, (claim.id,)),
        Order(Action.EDIT, (claim.id,), changes=(("tail", "石桥公司"), ("date", "2021"))),
        Order(Action.REJECT, (claim.id,)),
        Order(Action.MERGE, (pair.id,)),
        Order(Action.SPLIT, (school.id,), records=(record(SECOND, "东湖大学"),)),
        Order(Action.DIFFERENT, (record(FIRST, "石桥公司"), record(FIRST, "云岭公司"))),
    )
    for order in orders:
        foreseen, happened = effect_of(store, order)
        assert foreseen == happened, order
    for entry in audit(store):
        foreseen, happened = effect_of(store, Order(Action.UNDO, (entry.review.id,)))
        assert foreseen == happened, entry.about


def test_the_preview_of_a_merge_says_who_is_joined(store: Store) -> None:
    pair = of(store, "pair")[0]
    desk = Desk(store, "甲", second=True)
    said = preview(store, plan(store, desk, Order(Action.MERGE, (pair.id,))))
    assert said.pending and said.names is not None
    assert [sorted(said.names[e] for e in group) for group in said.joined] == [["东湖大学", "武汉东湖大学"]]


# --- in bulk ----------------------------------------------------------------------------------------------


def test_items_are_chosen_by_what_they_are(store: Store) -> None:
    items = queue(store)

    def ids(**asked: object) -> int:
        return len(chosen(store, items, Choice(**asked)))  # type: ignore[arg-type]

    assert (ids(kind="claim"), ids(type="SIGNED"), ids(source=FIRST.source.id)) == (2, 1, 3)
    assert (ids(most=0.4), ids(least=0.45, most=0.52), ids(kind="pair", least=0.5)) == (1, 1, 1)
    assert (ids(name="云岭"), ids(method="test:", kind="claim"), ids(method="model:")) == (1, 2, 0)
    assert ids() == len(items)
    for wrong in ({"kind": "rumour"}, {"type": "LOVES"}):
        with pytest.raises(WrongUsage):
            Choice(**wrong)


def test_many_are_decided_at_once_or_none(store: Store) -> None:
    items = queue(store)
    with pytest.raises(WrongUsage):
        on_items(Action.ACCEPT, items)
    do(store, on_items(Action.REJECT, chosen(store, items, Choice(kind="claim"))))
    assert not of(store, "claim") and len(store.reviews()) == 2


# --- second person and audit ------------------------------------------------------------------------------


def test_a_merge_that_waits_is_first_in_the_queue_until_another_confirms_it(store: Store) -> None:
    (pair,) = of(store, "pair")
    do(store, Order(Action.MERGE, (pair.id,)), by="甲", second=True)
    first = queue(store)[0]
    assert first.kind == "pending" and "甲" in first.why
    with pytest.raises(WrongUsage):
        do(store, Order(Action.ACCEPT, (first.id,)), by="甲", second=True)
    do(store, Order(Action.ACCEPT, (first.id,)), by="乙", second=True)
    assert not of(store, "pending") and not of(store, "pair")
    merge, confirm = reversed(audit(store))
    assert (merge.confirmed_by, merge.standing) == (confirm.review.id, True)
    assert "武汉东湖大学" in confirm.about


def test_the_audit_lists_by_person_time_subject_and_action(store: Store) -> None:
    claim = of(store, "claim")[0]
    do(store, Order(Action.REJECT, (claim.id,)), by="甲")
    do(store, Order(Action.UNDO, (audit(store)[0].review.id,)), by="乙")
    do(store, Order(Action.EDIT, (record(FIRST, "石桥公司"),), changes=(("name", "石桥装备公司"),)), by="乙")

    def found(**asked: str) -> list[str]:
        return [str(e.review.action) for e in audit(store, Asked(**asked))]

    # The entity has two records of that name: each is corrected in its source.
    assert found() == ["edit", "edit", "undo", "reject"]
    assert (found(by="甲"), found(by="person:乙")) == (["reject"], ["edit", "edit", "undo"])
    assert (found(subject=claim.id), found(subject="云岭")) == (["reject"], ["undo", "reject"])
    assert (found(action="edit"), found(until="2020"), len(found(since="2020"))) == (["edit", "edit"], [], 4)
    rejected = audit(store, Asked(by="甲"))[0]
    assert rejected.undone_by and not rejected.standing
    assert rejected.review.said and rejected.review.said.claim.evidence[0].quote
    assert replace(rejected.review) == rejected.review
