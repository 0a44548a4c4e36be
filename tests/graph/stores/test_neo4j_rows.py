"""What goes into nodes and relationships comes out of them unchanged; no server needed."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from graph.judgement import Judgement, Verdict
from graph.model import Claim, Evidence, Flag, Record, State
from graph.stores import neo4j_rows as rows

TEXT = st.text(max_size=12)
SOME = st.none() | TEXT
DATE = st.none() | st.sampled_from(("2024", "2024-10", "2024-10-24"))
ATTRIBUTES = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
OFFSETS = st.tuples(st.integers(0, 9), st.integers(10, 2**40))
PLACES = st.one_of(
    st.builds(lambda q, at: Evidence(q, at[0], at[1]), TEXT, OFFSETS),
    st.builds(lambda q, cell: Evidence(q, cell=cell), TEXT, TEXT.filter(lambda c: c != "\0")),
    st.builds(lambda q, at, cell: Evidence(q, at[0], at[1], cell), TEXT, OFFSETS, TEXT.filter(lambda c: c != "\0")),
)


def row(properties: rows.Properties, pattern: str) -> Sequence[object]:
    # What the server would return for a pattern like "[c.id, c.type]".
    return [properties.get(name.strip().partition(".")[2]) for name in pattern.strip("[]").split(",")]


@given(st.builds(Record, TEXT, TEXT, TEXT, TEXT, st.lists(TEXT).map(tuple), ATTRIBUTES, st.booleans()))
def test_a_record_comes_back_as_it_went_in(record: Record) -> None:
    assert rows.record_of(row(rows.record_properties(record), rows.RECORD)) == record


@given(
    st.builds(
        Claim, TEXT, TEXT, TEXT, TEXT, TEXT, st.lists(PLACES, min_size=1, max_size=3).map(tuple), TEXT,
        st.floats(0, 1, exclude_min=True), DATE, DATE, st.sampled_from(State), ATTRIBUTES,
    )
)  # fmt: skip
def test_a_claim_comes_back_as_it_went_in(claim: Claim) -> None:
    assert rows.claim_of(row(rows.claim_properties(claim), rows.CLAIM)) == claim


@given(TEXT, st.none() | PLACES)
def test_a_flag_comes_back_as_it_went_in(reason: str, evidence: Evidence | None) -> None:
    properties = rows.flag_properties(Flag("s_1", reason, evidence), 0) | {"id": "s_1"}
    assert rows.flag_of(row(properties, rows.FLAG)) == Flag("s_1", reason, evidence)


@given(st.builds(Judgement, TEXT, TEXT, st.sampled_from(Verdict), TEXT, TEXT, TEXT, st.floats(0, 1)))
def test_a_judgement_comes_back_as_it_went_in(judgement: Judgement) -> None:
    assert rows.judgement_of(row(rows.judgement_properties(judgement), rows.JUDGEMENT)) == judgement
