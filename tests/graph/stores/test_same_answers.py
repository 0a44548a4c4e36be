"""Whatever is added, replaced, retracted and judged, SQLite answers as the plain dictionaries do."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import apsw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import UnknownName
from graph.judgement import Judgement, Linker, Verdict
from graph.model import Filter, Reading, State
from graph.stores import Store, sqlite_groups
from graph.stores.memory import MemoryStore
from graph.stores.sqlite import SqliteStore
from graph.stores.sqlite_read import entity_id
from graph.stores.sqlite_schema import prepare
from tests.graph.sample_readings import Said, judged, read

NAMES = ("东湖大学", "东湖学院", "东大学", "云公司", "云岭公司", "岭党支部", "东湖协议", "东市")
TYPES = {
    "COOPERATES_WITH": NAMES[:6], "PAIRED_WITH": NAMES[:6], "PART_OF": NAMES[:6], "SIGNED": NAMES[6:7],
    "LOCATED_IN": NAMES[7:],
}  # fmt: skip
MARKS = tuple(2**48 - 1 - n for n in range(6))
DATES = (None, "2020", "2021-05", "2022-01-31")
Action = Callable[[Store], object]


@st.composite
def said(draw: st.DrawFn) -> Said:
    type_ = draw(st.sampled_from(sorted(TYPES)))
    head = draw(st.sampled_from(NAMES[:6]))
    tail = draw(st.sampled_from([n for n in TYPES[type_] if n != head]))
    dates = draw(st.sampled_from(DATES)), draw(st.sampled_from((None, "2021", "2023-07")))
    confidence = draw(st.sampled_from((0.3, 0.6, 1.0)))
    return Said(type_, head, tail, *dates, confidence, draw(st.sampled_from(State)))


@st.composite
def documents(draw: st.DrawFn) -> Reading:
    aliases = draw(
        st.dictionaries(st.sampled_from(NAMES), st.tuples(st.sampled_from(("东湖", "云 岭", "东大学"))), max_size=2)
    )
    found = read(
        f"file:///{draw(st.integers(0, 3))}.txt",
        *draw(st.lists(said(), max_size=4)),
        named=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))),
        aliases=aliases,
        flags=tuple(draw(st.lists(st.sampled_from(("矛盾", "存疑")), max_size=2))),
    )
    marks = tuple(draw(st.lists(st.sampled_from(MARKS), max_size=4, unique=True)))
    return replace(found, source=replace(found.source, marks=marks))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Reading], list[Action]]:
    docs = draw(st.lists(documents(), min_size=1, max_size=5))
    records = sorted({r.id for doc in docs for r in doc.records}) or ["r_none"]
    verdicts = st.sampled_from((*(Verdict.SAME,) * 4, Verdict.DIFFERENT, Verdict.UNSURE))
    judgement = st.builds(
        judged,
        st.sampled_from(records), st.sampled_from(records), verdicts, st.sampled_from(("2025-01", "2025-02")),
        st.sampled_from(("rule:a", "person:b")), st.sampled_from((0.5, 0.9)),
    )  # fmt: skip
    sources = sorted({doc.source.id for doc in docs})
    copied = st.builds(
        judged,
        st.sampled_from(sources), st.sampled_from(sources), verdicts, st.sampled_from(("2025-01", "2025-02")),
        st.sampled_from(("rule:a", "person:b")),
    )  # fmt: skip
    action = st.one_of(
        st.sampled_from(docs).map(lambda doc: lambda store: store.add(doc)),
        st.sampled_from(docs).map(lambda doc: lambda store: store.retract(doc.source.id)),
        st.lists(judgement, min_size=1, max_size=3).map(lambda js: lambda store: store.judge(js)),
        st.lists(judgement, min_size=1, max_size=1).map(lambda js: lambda store: store.judge(js)),
        st.lists(copied, min_size=1, max_size=2).map(lambda js: lambda store: store.judge(js)),
    )
    first: list[Action] = [lambda store, doc=doc: store.add(doc) for doc in docs]  # type: ignore[misc]
    return docs, first + draw(st.lists(action, max_size=8))


def outcome(ask: Action, store: Store) -> object:
    try:
        found = ask(store)
    except UnknownName as error:
        return error.name
    return list(found) if isinstance(found, (list, tuple)) else found


FILTERS = (
    Filter(),
    Filter(on="2021-06-01"),
    Filter(min_confidence=0.5),
    Filter(types=frozenset({"SIGNED", "PAIRED_WITH"})),
)


def questions(docs: list[Reading]) -> list[Action]:
    records = sorted({r.id for doc in docs for r in doc.records})
    claims = [c.id for doc in docs for c in doc.claims]
    asked: list[Action] = [
        lambda s: s.statistics(),
        lambda s: s.sources(),
        lambda s: s.flags(),
        lambda s: s.judgements(),
        lambda s: s.records(NAMES[:3]),
        lambda s: s.claims(claims),
        lambda s: s.claims_of(docs[0].source.id),
        lambda s: s.judgements_on(records[:2]),
        lambda s: sorted(s.canonical([*records, *(d.source.id for d in docs)]).items()),
        lambda s: s.alike(MARKS[:4], 1, 3),
    ]
    asked += [lambda s, f=f: s.view(f) for f in FILTERS]  # type: ignore[misc]
    asked += [lambda s, n=n: s.shared(records, ["SIGNED", "LOCATED_IN"], n) for n in (1, 2)]  # type: ignore[misc]
    asked.append(lambda s: s.shared(records[:3], ["SIGNED"]))
    texts = ("东", "东湖", "湖大学", "大学", "云岭", "岭", "党支部")
    asked += [lambda s, t=t, n=n: s.search(t, limit=n) for t in texts for n in (1, 3, 20)]  # type: ignore[misc]
    asked += [lambda s, t=t: s.search(t, ["school", "region"]) for t in texts]  # type: ignore[misc]
    asked += [lambda s, r=r: s.entity(r) for r in records]  # type: ignore[misc]
    for f in FILTERS:
        asked += [lambda s, r=r, f=f: s.neighbourhood(r, 2, 4, f) for r in records[:3]]  # type: ignore[misc]
        asked += [lambda s, r=r, f=f: s.paths(r, records[-1], 4, 3, f) for r in records[:3]]  # type: ignore[misc]
    return asked


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_sqlite_answers_as_memory_does(history: tuple[list[Reading], list[Action]]) -> None:
    docs, actions = history
    with tempfile.TemporaryDirectory() as folder, SqliteStore.open(f"sqlite:///{Path(folder) / 'a.db'}") as sqlite:
        memory = MemoryStore()
        for action in actions:
            assert outcome(action, sqlite) == outcome(action, memory)
            assert outcome(lambda s: s.statistics(), sqlite) == outcome(lambda s: s.statistics(), memory)
        for ask in questions(docs):
            assert outcome(ask, sqlite) == outcome(ask, memory)


JUDGED = st.builds(
    judged,
    st.sampled_from("abcdefgh"),
    st.sampled_from("abcdefgh"),
    st.sampled_from((*(Verdict.SAME,) * 5, Verdict.DIFFERENT, Verdict.DIFFERENT, Verdict.UNSURE)),
    st.sampled_from(("2025-01", "2025-02")),
    st.sampled_from(("rule:a", "person:b")),
    st.sampled_from((0.5, 0.7, 0.9)),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(JUDGED, max_size=4), max_size=10))
def test_groups_kept_step_by_step_are_the_linkers_over_all_judgements(batches: list[list[Judgement]]) -> None:
    db = apsw.Connection(":memory:")
    prepare(db, "sqlite:///test")
    for batch in batches:
        sqlite_groups.record_judgements(db, batch)
        linker = Linker(sqlite_groups.all_judgements(db))
        assert {r: entity_id(db, r) for r in "abcdefgh"} == {r: linker.canonical(r) for r in "abcdefgh"}
    rows = dict(db.execute("select record, entity from canonical"))
    assert all(list(rows.values()).count(entity) > 1 and rows[entity] == entity for entity in rows.values())
