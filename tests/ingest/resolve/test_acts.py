"""One signing told by several sources is one node; two signings are two, whatever the order in which they come."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.judgement import Verdict
from graph.model import Reading, attributes
from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from ingest.resolve.acts import BY, judge_acts
from tests.graph.sample_readings import record
from tests.ingest.resolve.told import A, B, C, agreements, judged, load, signing


@pytest.fixture(params=["memory", "sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    embedded = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'a.db'}"}
    with open_store(embedded.get(request.param) or request.getfixturevalue("neo4j_url")) as opened:
        if request.param == "neo4j":
            opened.clear()  # type: ignore[attr-defined]
        yield opened


def told(*readings: Reading) -> int:
    """Return how many agreements there are after these readings; the same in every order, one by one or together."""
    counts = set()
    for order in permutations(readings):
        together, apart = MemoryStore(), MemoryStore()
        load(together, *order)
        for reading in order:
            load(apart, reading)
        assert together.view() == apart.view()
        counts.add(agreements(together))
    assert len(counts) == 1, counts
    return counts.pop()


# --- one act ----------------------------------------------------------------------------------------------------------


def test_one_signing_told_by_three_sources_is_one_node_with_three_sources(store: Store) -> None:
    load(store, *(signing(n, A, B) for n in range(3)))
    (act,) = (e for e in store.view().entities if e.type == "agreement")
    signed = [k for k in store.view().links if k.type == "SIGNED"]
    assert act.sources == 3
    assert [(k.sources, len(k.claims), k.confidence) for k in signed] == [(3, 3, 0.999)] * 2
    why = [j.why for j in store.judgements() if j.by == BY]
    assert len(why) == 2 and all(A in w and "2024-03-01" in w for w in why)


@pytest.mark.parametrize("date", ["2024-03", "2024", None])
def test_a_date_less_exact_is_of_the_same_act(date: str | None) -> None:
    assert told(signing(1, A, B), signing(2, A, B, date=date)) == 1


def test_an_undated_report_is_of_the_act_of_its_days() -> None:
    assert told(signing(1, A, B), signing(2, A, B, date=None, published="2024-03-20")) == 1
    assert told(signing(1, A, B), signing(2, A, B, date=None, published=None)) == 1
    assert told(signing(1, A, B), signing(2, A, B, date=None, published="2025-03-20")) == 2
    assert told(signing(1, A, B), signing(2, A, B, date=None, published="2024-01-20")) == 2


def test_a_party_left_out_makes_no_other_act_of_that_day() -> None:
    assert told(signing(1, A, B, C), signing(2, A, B)) == 1
    assert told(signing(1, A, B, C), signing(2, A, B, date="2024-03")) == 2


# --- two acts ---------------------------------------------------------------------------------------------------------


def test_another_day_another_term_or_another_title_is_another_act() -> None:
    assert told(signing(1, A, B), signing(2, A, B, date="2025-03-01")) == 2
    assert told(signing(1, A, B), signing(2, A, B, date="2024-03-02")) == 2
    assert told(signing(1, A, B, until="2025"), signing(2, A, B, until="2027")) == 2
    assert told(signing(1, A, B, title="机器人学院协议"), signing(2, A, B, title="新能源实训协议")) == 2


def test_other_parties_make_another_act() -> None:
    assert told(signing(1, A, B), signing(2, A, C)) == 2
    assert told(signing(1, A, B), signing(2, B, C), signing(3, A, C)) == 3


def test_kinds_that_differ_make_two_acts_and_a_vague_kind_none() -> None:
    def kind(reading: Reading, value: str) -> Reading:
        given = (replace(r, attributes=attributes(kind=value)) if r.type == "agreement" else r for r in reading.records)
        return replace(reading, records=tuple(given))

    first, second = signing(1, A, B), signing(2, A, B)
    assert told(kind(first, "training"), kind(second, "party_building")) == 2
    assert told(kind(first, "training"), kind(second, "cooperation")) == 1


def test_two_acts_of_one_source_stay_two_beside_a_report_of_one_of_them() -> None:
    both = signing(1, A, B, title="订单班协议")
    other = signing(1, A, B, title="实训基地协议")
    (extra,) = (r for r in other.records if r.type == "agreement")
    extra = replace(extra, id="r_other", source_id=both.source.id)
    claims = tuple(
        replace(
            c, id=f"{c.id}x", source_id=both.source.id, head=head.id, tail="r_other", evidence=both.claims[0].evidence
        )
        for c, head in zip(other.claims, both.records, strict=False)
    )
    heads = tuple(r for r in both.records if r.type != "agreement")
    twice = replace(both, records=(*both.records, extra), claims=(*both.claims, *(
        replace(c, head=h.id) for c, h in zip(claims, (heads[0], heads[1]), strict=True)
    )))  # fmt: skip
    assert told(twice, signing(2, A, B, title="订单班协议")) == 2


def test_a_report_that_suits_two_acts_is_joined_to_neither_and_a_person_is_asked() -> None:
    store = MemoryStore()
    spring, autumn = signing(1, A, B, date="2024-03-01"), signing(2, A, B, date="2024-09-01")
    vague = signing(3, A, B, date="2024")
    load(store, vague, spring, autumn)
    unsure = {j.pair for j in store.judgements() if j.by == BY and j.verdict is Verdict.UNSURE}
    act = next(r.id for r in vague.records if r.type == "agreement")
    assert agreements(store) == 3
    assert len([pair for pair in unsure if act in pair]) == 2
    assert told(spring, autumn, vague) == 3


# --- organizations merged and parted later ----------------------------------------------------------------------------


def test_acts_become_one_when_their_parties_do_and_two_again_when_these_are_parted(store: Store) -> None:
    first, second = signing(1, A, B), signing(2, "东湖职院大学", B)
    load(store, first, second)
    ends = record(first, A), record(second, "东湖职院大学")
    assert agreements(store) == 2
    store.judge([judged(*ends, Verdict.SAME)])
    assert judge_acts(store, ends) == 1 and agreements(store) == 1
    assert judge_acts(store, ends) == 0
    store.judge([judged(*ends, Verdict.DIFFERENT, "3000-01-01")])
    assert judge_acts(store, ends) == 1 and agreements(store) == 2
    store.judge([judged(*ends, Verdict.SAME, "3001-01-01")])
    assert judge_acts(store, ends) == 1 and agreements(store) == 1
    assert [j.verdict for j in store.judgements() if j.by == BY] == [Verdict.SAME, Verdict.WITHDRAWN, Verdict.SAME]


def test_a_persons_word_on_two_acts_stands() -> None:
    store = MemoryStore()
    first, second = signing(1, A, B), signing(2, A, B)
    load(store, first, second)
    pair = [next(r.id for r in found.records if r.type == "agreement") for found in (first, second)]
    store.judge([judged(*pair, Verdict.DIFFERENT)])
    before = store.judgements()
    load(store, signing(3, A, B), first, second)
    assert agreements(store) == 2
    assert {j.pair for j in store.judgements()[len(before) :] if j.by == BY}.isdisjoint({tuple(sorted(pair))})


def test_reading_again_says_nothing_new(store: Store) -> None:
    readings = [signing(n, A, B, date=date) for n, date in enumerate(("2024-03-01", "2024-03", None))]
    load(store, *readings)
    before = [j for j in store.judgements() if j.by == BY]
    load(store, *reversed(readings))
    assert [j for j in store.judgements() if j.by == BY] == before


def test_an_edited_document_leaves_its_old_act_behind() -> None:
    store = MemoryStore()
    load(store, signing(1, A, B), signing(2, A, B))
    load(store, signing(2, A, B, date="2026-05-05"))
    assert agreements(store) == 2


DATES = st.sampled_from((None, "2023", "2024", "2024-03", "2024-03-01", "2024-03-02", "2025-01-01"))
PUBLISHED = st.sampled_from((None, "2024-03-05", "2025-01-03"))
TELLINGS = st.lists(
    st.tuples(DATES, st.sampled_from(((A, B), (A, B, C), (B, C))), st.sampled_from((None, "2026")), PUBLISHED),
    min_size=2,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TELLINGS, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing_and_no_act_is_lost(tellings, random) -> None:  # type: ignore[no-untyped-def]
    readings = [
        signing(n, *parties, date=date, until=until, published=day)
        for n, (date, parties, until, day) in enumerate(tellings)
    ]
    shuffled = random.sample(readings, len(readings))
    together, apart = MemoryStore(), MemoryStore()
    load(together, *readings)
    for reading in shuffled:
        load(apart, reading)
    assert together.view() == apart.view()
    acts = {e.id: e for e in together.view().entities if e.type == "agreement"}
    told_of = {c.id for r in readings for c in r.claims}
    assert {c for k in together.view().links for c in k.claims} == told_of
    for act in acts:
        links = [k for k in together.view().links if k.tail == act]
        dates = {c.claim.date for k in links for c in together.claims(k.claims) if c.claim.date}
        assert all(a.startswith(b) or b.startswith(a) for a in dates for b in dates)
        terms = {c.claim.until for k in links for c in together.claims(k.claims) if c.claim.until}
        assert len(terms) < 2
