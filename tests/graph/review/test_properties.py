"""Properties: no history of readings brings back what was rejected or loses what was accepted; all stores agree."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import GongjianError
from graph.model import Claim, Reading, Record
from graph.names import fold
from graph.review.desk import Desk
from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from tests.graph.review.rereading import reread
from tests.graph.sample_readings import Said, read, same

NAMES = ("东湖大学", "云岭公司", "石桥公司", "第一党支部", "第二党支部")
DATES = (None, "2023", "2024-05", "2024-05-06")


@st.composite
def texts(draw: st.DrawFn, uri: str = "file:///a.txt") -> Reading:
    ends = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])
    types = st.sampled_from(("COOPERATES_WITH", "PAIRED_WITH", "PART_OF"))
    rows = st.builds(lambda t, e, d, c: Said(t, *e, d, confidence=c), types, ends, st.sampled_from(DATES),
                     st.sampled_from((0.3, 0.9)))  # fmt: skip
    key = lambda s: (s.type, frozenset((s.head, s.tail)))  # noqa: E731
    said = draw(st.lists(rows, min_size=1, max_size=5, unique_by=key))
    return read(uri, *said, named=("孤山大学",), flags=("存疑",))


@st.composite
def programs(draw: st.DrawFn, text: Reading) -> Reading:
    """Another program's reading of a text: other confidence, method, quote, date; some claims missed; names retyped."""
    how = {c.id: draw(st.sampled_from(("same", "sure", "dated", "quoted", "missed"))) for c in text.claims}
    retyped = draw(st.sets(st.sampled_from(NAMES), max_size=2))
    wider = draw(st.sets(st.sampled_from(NAMES[:3]), max_size=1))

    def otherwise(claim: Claim) -> Claim | None:
        kind, quote = how[claim.id], claim.evidence[0]
        part = replace(quote, quote=quote.quote[1:], start=(quote.start or 0) + 1)
        return {
            "same": claim,
            "sure": replace(claim, confidence=0.97, method="rule:better"),
            "dated": replace(claim, date=draw(st.sampled_from(("2022", "2024-05-07", None)))),
            "quoted": replace(claim, evidence=(part,)),
            "missed": None,
        }[kind]

    changes = {n: (lambda r: replace(r, type="other_org" if r.type != "other_org" else "school")) for n in retyped}
    changes |= {n: (lambda r: replace(r, name="与" + r.name)) for n in wider - retyped}
    return reread(text, changes, otherwise)


def said_between(store: Store, said: tuple[str, frozenset[str]]) -> list[Claim]:
    """Return the claims of the store that say this; a name read with a letter too many is still the name."""
    records = {r.id: r for s in store.sources() for r in _records(store, s.id)}
    rows = [c.claim for s in store.sources() for c in store.claims_of(s.id)]
    names = lambda c: frozenset(records[e].name.removeprefix("与") for e in (c.head, c.tail))  # noqa: E731
    return [c for c in rows if (c.type, names(c)) == said]


def _records(store: Store, source_id: str) -> Iterator[Record]:
    ends = {e for c in store.claims_of(source_id) for e in (c.claim.head, c.claim.tail)}
    for end in ends:
        yield next(r for r in store.described_by(end) if r.id == end)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_rereading_brings_back_the_rejected_or_loses_the_accepted(data: st.DataObject) -> None:
    text = data.draw(texts())
    store = MemoryStore()
    store.add(text)
    names = {r.id: r.name for r in text.records}
    decided: dict[tuple[str, frozenset[str]], tuple[str, Claim]] = {}
    for claim in text.claims:
        action = data.draw(st.sampled_from(("accept", "reject", "leave", "edit")))
        key = (claim.type, frozenset((names[claim.head], names[claim.tail])))
        decided[key] = (action, claim)
        desk = Desk(store, "甲")
        if action == "edit":
            desk.commit(desk.edit(claim.id, {"date": "2020-02-02"}))
        elif action != "leave":
            desk.commit(getattr(desk, action)([claim.id]))
    for _ in range(data.draw(st.integers(1, 3))):
        store.add(data.draw(programs(text)))
        for said, (action, claim) in decided.items():
            found = said_between(store, said)
            if action == "reject":
                assert found == []
            if action == "accept":
                kept = [c for c in found if c.confidence == 1.0]
                assert kept and any((c.date or "").startswith(claim.date or "") for c in kept)
            if action == "edit":
                assert any(c.date == "2020-02-02" and c.confidence == 1.0 for c in found)
                assert not [c for c in found if c.date == claim.date and c.date]
    desk = Desk(store, "乙")
    for review in store.reviews():
        desk.commit(desk.undo(review.id))
    raw = store.reading(text.source.id)
    assert sorted(c.id for c in raw.claims) == [c.claim.id for c in store.claims_of(text.source.id)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_rereading_undoes_a_word_on_two_records(data: st.DataObject) -> None:
    store = MemoryStore()
    docs = [data.draw(texts(f"file:///{n}.txt")) for n in "ab"]
    store.add_all(docs)
    left, right = (next(r for r in d.records if any(r.id in (c.head, c.tail) for c in d.claims)) for d in docs)
    if left.id == right.id or docs[0].source.id == docs[1].source.id:
        return
    action = data.draw(st.sampled_from(("merge", "different")))
    desk = Desk(store, "甲")
    desk.commit(getattr(desk, action)(left.id, right.id))
    for number in (0, 1):
        store.add(data.draw(programs(docs[number])))
    store.judge([same(left.id, right.id, score=1.0, at="2031-01-01")])
    now = [_now(store, docs[n], r) for n, r in ((0, left), (1, right))]
    if all(now):
        a, b = store.canonical([now[0] or ""]), store.canonical([now[1] or ""])
        assert (set(a.values()) == set(b.values())) is (action == "merge")


def _now(store: Store, doc: Reading, known: Record) -> str | None:
    # What the record is read as now, told by its name alone; the same record may have lost all its claims.
    found = [r for r in store.reading(doc.source.id).records if fold(r.name).removeprefix("与") == fold(known.name)]
    exact = [r for r in found if r.name == known.name]
    return exact[0].id if len(exact) == 1 else None


def replay(stores: list[Store], data: st.DataObject) -> None:
    """Do the same random things to every store, and compare what they answer."""
    docs = [data.draw(texts(f"file:///{n}.txt")) for n in "ab"]
    for store in stores:
        store.add_all(docs)
    memory = stores[0]
    for _ in range(data.draw(st.integers(1, 6))):
        what = data.draw(st.sampled_from(("accept", "reject", "edit", "pair", "undo", "reread", "correct", "dismiss")))
        doc = data.draw(st.sampled_from(docs))
        if what == "reread":
            other = data.draw(programs(doc))
            for store in stores:
                store.add(other)
            continue
        plan = _plan(memory, what, doc, data)
        for store in stores if plan else ():
            store.review(plan.reviews, plan.judgements)  # type: ignore[union-attr]
        for store in stores[1:]:
            _compare(store, memory)


def _plan(store: Store, what: str, doc: Reading, data: st.DataObject) -> object:  # noqa: PLR0911 - one for each
    desk = Desk(store, "甲")
    claims = [c.claim.id for s in store.sources() for c in store.claims_of(s.id)] or ["c_none"]
    records = [r.id for r in doc.records]
    reviews = [r.id for r in store.reviews()] or ["v_none"]
    try:
        if what in ("accept", "reject"):
            return getattr(desk, what)([data.draw(st.sampled_from(claims))])
        if what == "edit":
            changes = {"date": "2020", "tail": data.draw(st.sampled_from(("望山公司", *NAMES)))}
            return desk.edit(data.draw(st.sampled_from(claims)), changes)
        if what == "correct":
            return desk.correct(data.draw(st.sampled_from(records)), {"name": "改名公司"})
        if what == "pair":
            kind = data.draw(st.sampled_from(("merge", "different", "unsure")))
            return getattr(desk, kind)(records[0], data.draw(st.sampled_from(records[1:])))
        if what == "dismiss":
            return desk.dismiss("f_x", store.flags()[0]) if store.flags() else None
        return desk.undo(data.draw(st.sampled_from(reviews)))
    except GongjianError:
        return None


def _compare(store: Store, memory: Store) -> None:
    assert store.view() == memory.view()
    assert list(store.reviews()) == list(memory.reviews())
    assert list(store.judgements()) == list(memory.judgements())
    assert list(store.flags()) == list(memory.flags())
    assert store.version() == memory.version()
    assert replace(store.statistics(), schema=0) == replace(memory.statistics(), schema=0)
    assert sorted(store.statements()) == sorted(memory.statements())
    for bare in memory.sources():
        assert list(store.claims_of(bare.id)) == list(memory.claims_of(bare.id))
        ours, theirs = store.reading(bare.id), memory.reading(bare.id)
        assert set(ours.claims) == set(theirs.claims) and set(ours.records) == set(theirs.records)
    for entity in memory.view().entities:
        assert store.described_by(entity.id) == memory.described_by(entity.id)
        assert [e.id for e in store.search(entity.name)] == [e.id for e in memory.search(entity.name)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_sqlite_reviews_as_memory_does(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder) / 'a.db'}") as sqlite:
        replay([MemoryStore(), sqlite], data)


@pytest.mark.neo4j
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_neo4j_reviews_as_memory_does(neo4j_url: str, data: st.DataObject) -> None:
    with open_store(neo4j_url) as store:
        store.clear()  # type: ignore[attr-defined]
        replay([MemoryStore(), store], data)
