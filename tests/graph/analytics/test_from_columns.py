"""The partner graph made of columns is the one made of the network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import Level, partners
from graph.analytics.from_columns import partner_columns
from graph.columns import columns_of
from graph.model import Network, State
from tests.small_networks import link, network

ORGANIZATIONS = "abcdefgh"
FACTS = {"SIGNED": "xyz", "MEMBER_OF": "mn", "CO_BUILT": "uv", "PAIRED_WITH": ORGANIZATIONS, "PART_OF": ORGANIZATIONS,
         "LOCATED_IN": "t"}  # fmt: skip


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Networks with agreements, alliances, units of units, circles of parents, parents of several kinds."""
    lines = set()
    for _ in range(draw(st.integers(0, 25))):
        type_ = draw(st.sampled_from([*FACTS, "PART_OF"]))
        head, tail = draw(st.sampled_from(ORGANIZATIONS)), draw(st.sampled_from(FACTS[type_]))
        if head != tail:
            lines.add(f"{head} {type_} {tail}")
    made = [
        link(
            line,
            state=draw(st.sampled_from((State.HELD, State.ENDED))),
            sources=draw(st.integers(1, 2)),
            confidence=draw(st.sampled_from((0.5, 0.9))),
            last=draw(st.sampled_from((None, "2023", "2024-01"))),
        )
        for line in sorted(lines)
    ]
    return network("", links=tuple(made), alone="q")


@settings(max_examples=200, deadline=None)
@given(networks(), st.sampled_from(Level), st.integers(2, 4))
def test_nodes_ties_and_counts_are_those_of_the_plain_way(made, level, most):
    plain = partners(made, level, max_parties=most)
    found = partner_columns(columns_of(made), level, max_parties=most)
    assert found.ids == plain.ids
    assert (found.facts, found.skipped) == (plain.facts, plain.skipped)
    assert found.arrays.matrix.toarray() == pytest.approx(plain.arrays.matrix.toarray())
    assert {id_: found.ids[found.node(id_)] for id_ in plain.institution_of} == plain.institution_of


def test_what_is_no_organization_has_no_node():
    found = partner_columns(columns_of(network("a SIGNED x;b SIGNED x")))
    with pytest.raises(KeyError):
        found.node("x")
    assert found.of_kind(frozenset({"school"})).tolist() == [False, False]


def test_the_partner_graph_of_nothing_is_empty():
    found = partner_columns(columns_of(Network()))
    assert (found.ids, found.arrays.edges, found.facts) == ((), 0, 0)
    assert np.array_equal(found.node_of, np.zeros(0))


def test_a_long_chain_and_a_long_circle_are_climbed():
    chain = ";".join(f"u{i:04} PART_OF u{i + 1:04}" for i in range(3000))
    found = partner_columns(columns_of(network(f"{chain};u3000 PART_OF u1000")))
    assert found.ids == ("u1000",)
