"""Windows, answers, schema, budget: the small parts."""

import json
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import State
from graph.ontology import ontology, parse
from ingest.model.budget import Budget, Usage, estimate
from ingest.model.prompt import KINDS, answer_schema, instructions
from ingest.model.proposals import MAX_CLAIMS, Malformed, Proposal, parse_answer
from ingest.model.windows import windows
from tests.ingest.model import example as ex


@given(st.text(alphabet="校企合作。；！？\n “”（）a", max_size=400), st.integers(1, 60))
def test_windows_are_bounded_in_order_and_lose_no_character(text: str, chars: int) -> None:
    spans = list(windows(text, chars))
    assert all(0 < end - start <= chars for start, end in spans)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(spans))
    shown = {i for start, end in spans for i in range(start, end)}
    assert all(i in shown for i, c in enumerate(text) if c.strip())


def test_a_window_begins_with_the_last_sentence_of_the_one_before() -> None:
    text = "".join(f"第{n}家单位与学院见面。" for n in range(1, 8))
    spans = list(windows(text, 40))
    assert len(spans) > 2
    assert all(b - c == len("第1家单位与学院见面。") for (_, b), (c, _) in pairwise(spans))


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = answer_schema(ontology())
    jsonschema.Draft202012Validator.check_schema(schema)
    answer = {"claims": [ex.pairing(), ex.building(), ex.pairing(state="ended", kind="base", title="院长")]}
    jsonschema.validate(answer, schema)
    assert len(parse_answer(json.dumps(answer)).proposals) == 3
    for wrong in ({"type": "SIGNED_WITH"}, {"state": "maybe"}, {"heads": [{"name": "x", "type": "planet"}]}, {"a": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"claims": [ex.pairing(**wrong)]}, schema)


def test_kinds_and_states_of_schema_and_proposal_agree() -> None:
    for kind in (*KINDS, None):
        assert Proposal.model_validate(ex.pairing(kind=kind)).kind == kind
    for state in State:
        assert Proposal.model_validate(ex.pairing(state=str(state))).state is state


def test_a_type_added_to_the_ontology_is_asked_for() -> None:
    entity = {"zh": "船舶", "en": "Ship", "label": "Ship", "group": "organization", "color": "#000000"}
    link = {"zh": "停靠", "en": "berths", "head": ["ship"], "tail": ["ship"], "ties": "none"}
    types = parse({"entities": {"ship": entity}, "links": {"BERTHS": link}})
    item = answer_schema(types)["properties"]["claims"]["items"]["properties"]
    assert (item["type"]["enum"], item["tail"]["properties"]["type"]["enum"]) == (["BERTHS"], ["ship"])
    assert "BERTHS 停靠" in instructions(types)
    assert "PAIRED_WITH" not in instructions(types)


def test_items_of_the_wrong_form_are_refused_one_by_one() -> None:
    items = [
        ex.pairing(),
        ex.pairing(heads=[]),
        ex.pairing(quote=None),
        ex.pairing(date=2024),
        5,
        ex.pairing(state="x"),
    ]
    parsed = parse_answer(json.dumps({"claims": items}))
    assert len(parsed.proposals) == 1
    assert len(parsed.rejected) == 5
    assert "heads" in parsed.rejected[0].what


def test_more_claims_than_can_be_meant_are_refused() -> None:
    parsed = parse_answer(json.dumps({"claims": [ex.pairing()] * (MAX_CLAIMS + 7)}))
    assert (len(parsed.proposals), len(parsed.rejected)) == (MAX_CLAIMS, 7)


def test_broken_characters_do_not_get_into_a_report() -> None:
    parsed = parse_answer('{"claims": [{"type": "PAIRED_WITH", "quote": "\\ud800"}, {"type": "\\ud800"}]}')
    assert not parsed.proposals
    assert all(r.what.encode() for r in parsed.rejected)


@given(
    st.one_of(
        st.text(),
        st.recursive(st.none() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)).map(json.dumps),
    )
)
def test_any_answer_is_parsed_or_malformed(text: str) -> None:
    try:
        parse_answer(text)
    except Malformed as malformed:
        assert malformed.reason


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=30), st.integers(0, 2000))
def test_a_budget_is_never_passed_by_what_keeps_to_its_reservation(uses: list[tuple[int, int]], limit: int) -> None:
    budget = Budget(limit, max_cost=limit / 2e6, price_in=1, price_out=2)
    for expected, used in uses:
        if budget.reserve(Usage(expected, 0)):
            budget.settle(Usage(expected, 0), Usage(min(expected, used), 0))
    assert budget.spent.total <= limit
    assert budget.cost(budget.spent) <= limit / 2e6


def test_what_is_reserved_counts_until_it_is_settled() -> None:
    budget = Budget(100)
    assert budget.reserve(Usage(60, 0))
    assert not budget.reserve(Usage(60, 0))
    budget.settle(Usage(60, 0), Usage(10, 0))
    assert budget.reserve(Usage(60, 0))


def test_tokens_are_estimated_by_script() -> None:
    assert estimate("校企合作" * 100) >= 400
    assert estimate("cooperation " * 100) >= 300
