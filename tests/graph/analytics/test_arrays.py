"""The partner graph as arrays: what goes in comes out, both ways, sorted, once."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import partners
from graph.analytics.arrays import PartnerArrays
from tests.small_networks import network

WEIGHTS = st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), WEIGHTS)))
def test_arrays_hold_what_an_adjacency_table_of_the_same_ties_holds(ties):
    table: dict[tuple[int, int], float] = {}
    for a, b, weight in ties:
        if a != b:
            for pair in ((a, b), (b, a)):
                table[pair] = table.get(pair, 0.0) + weight
    heads, tails, weights = zip(*ties, strict=True) if ties else ((), (), ())
    made = PartnerArrays.from_pairs(10, heads, tails, weights)
    held = zip(made.rows.tolist(), made.indices.tolist(), made.weights.tolist(), strict=True)
    assert {(a, b): w for a, b, w in held} == pytest.approx(table)
    assert list(zip(made.rows, made.indices, strict=True)) == sorted(table)
    assert np.array_equal(made.matrix.toarray(), made.matrix.toarray().T)
    assert (made.nodes, made.edges) == (10, len(table) // 2)


def test_the_arrays_of_nothing_are_empty():
    made = PartnerArrays.from_pairs(0, [], [])
    assert (made.nodes, made.edges, made.degrees.tolist(), made.strengths.tolist()) == (0, 0, [], [])


def test_a_position_outside_is_refused():
    with pytest.raises(ValueError, match="index"):
        PartnerArrays.from_pairs(2, [0], [2])


def test_rows_stand_in_the_order_of_the_ids_of_the_partner_graph():
    graph = partners(network("a SIGNED x;b SIGNED x;c SIGNED x;c PAIRED_WITH d", alone="e"))
    assert np.array_equal(graph.arrays.matrix.toarray(), nx.to_numpy_array(graph.graph, nodelist=graph.ids))
    assert graph.arrays.degrees.tolist() == [2, 2, 3, 1, 0]
    assert graph.arrays.strengths.tolist() == [1, 1, 2, 1, 0]


def test_a_matrix_and_its_pairs_are_two_forms_of_one():
    made = PartnerArrays.from_pairs(4, [0, 3, 1], [1, 1, 2], [1, 2, 3])
    assert (PartnerArrays.from_matrix(made.matrix).matrix != made.matrix).nnz == 0
    assert [row.tolist() for row in made.pairs()] == [[0, 1, 1], [1, 2, 3], [1, 3, 2]]
    assert made.partners_of(1).tolist() == [0, 2, 3]
