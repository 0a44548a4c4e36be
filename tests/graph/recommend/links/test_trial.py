"""The trial: figures that can be checked by hand, no leak, and a learned ranker that is worth its learning."""

import networkx as nx
import numpy as np
import pytest

from graph.errors import UnreadableDocument, WrongUsage
from graph.recommend.links import LinkTrial, learn, positions, read_edges, simple_graph, split, try_links
from graph.recommend.links import learner as module
from graph.recommend.links.figures import auc, average_precision, figures, ranks
from graph.recommend.links.sampling import rivals, untied


def edges_of(graph: nx.Graph) -> np.ndarray:
    return np.array(list(nx.convert_node_labels_to_integers(graph).edges), np.int64)


def test_figures_by_hand():
    positive, negative = np.array([3.0, 1.0]), np.array([2.0, 1.0])
    assert auc(positive, negative) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    # Steps: 3 (1 of 1), 2 (1 of 2), 1 (2 of 4).
    assert average_precision(positive, negative) == pytest.approx((1 * 1 + 1 * 0.5) / 2)
    places = ranks(np.array([2.0, 0.0]), np.array([[3.0, 2.0, 1.0], [1.0, 1.0, 1.0]]))
    assert places.tolist() == [2.5, 4.0]
    found = figures(positive, negative, np.array([1.0, 2.0, 11.0, 10.0]))
    assert found.hits == ((1, 0.25), (10, 0.75))
    assert found.mrr == pytest.approx((1 + 1 / 2 + 1 / 11 + 1 / 10) / 4)


def test_pairs_drawn_are_untied_and_different():
    graph = simple_graph(8, edges_of(nx.path_graph(8)))
    draw = np.random.default_rng(0)
    found = untied(graph, 100, np.arange(8), draw)
    assert len(found) == 28 - 7 == len({tuple(p) for p in found.tolist()})
    assert not graph.tied(found).any()
    against = rivals(graph, np.array([0, 3]), 20, draw)
    assert against[:, 0].tolist() == [0] * 20 + [3] * 20
    assert not graph.tied(against).any()
    assert (against[:, 0] != against[:, 1]).all()


def test_a_share_is_hidden_and_nothing_is_lost():
    edges = edges_of(nx.karate_club_graph())
    kept, hidden = split(34, edges, 0.1, 3)
    assert len(hidden) == 8
    assert sorted(map(tuple, [*kept.tolist(), *hidden.tolist()])) == sorted(tuple(sorted(e)) for e in edges.tolist())
    assert split(34, edges[::-1], 0.1, 3)[1].tolist() == hidden.tolist()
    assert split(34, edges, 0.1, 4)[1].tolist() != hidden.tolist()


def test_the_ranker_learns_what_no_heuristic_of_common_neighbours_sees():
    # In a bipartite graph of two circles, partners never share a neighbour: only longer ways tell.
    draw = np.random.default_rng(1)
    pairs = [(a, 60 + b) for a in range(60) for b in range(60) if a % 2 == b % 2 and draw.random() < 0.2]
    kept, hidden = split(120, np.array(pairs), 0.1, 1)
    found = dict(try_links(120, kept, hidden, LinkTrial(seed=1, rivals=20)).scorers)
    # Cross pairs of one circle are a quarter of all, so 0.88 is the most that anybody can reach.
    assert found["common_neighbours"].auc < 0.5
    assert found["gongjian"].auc > 0.8
    assert found["gongjian"].average_precision > found["preferential_attachment"].average_precision + 0.2


def test_no_tie_that_the_trees_are_asked_about_is_in_the_graph_that_describes_it(monkeypatch):
    seen = []
    real = module.describe

    def spy(graph, pairs, lengths):
        seen.append(graph.tied(pairs).any())
        return real(graph, pairs, lengths)

    monkeypatch.setattr(module, "describe", spy)
    learn(simple_graph(77, edges_of(nx.les_miserables_graph())))
    assert len(seen) == 10 and not any(seen)


def test_equal_seeds_give_equal_figures():
    kept, hidden = split(34, edges_of(nx.karate_club_graph()), 0.2, 5)
    assert try_links(34, kept, hidden) == try_links(34, kept[::-1], hidden[::-1])


def test_a_graph_too_small_to_learn_from_is_ranked_by_heuristics():
    graph = simple_graph(5, np.array([(0, 1), (1, 2), (0, 3), (3, 2), (3, 4)]))
    ranker = learn(graph)
    assert ranker.models == ()
    # 0 and 2 share two neighbours, 1 and 4 none.
    near, far = ranker.score(np.array([(0, 2), (1, 4)]))
    assert near > far
    assert ranker.score(np.zeros((0, 2), np.int64)).shape == (0,)


@pytest.mark.parametrize("holdout", [0, 1, -0.1])
def test_a_share_out_of_range_is_refused(holdout):
    with pytest.raises(WrongUsage, match="holdout"):
        split(34, edges_of(nx.karate_club_graph()), holdout, 1)


def test_a_test_of_known_ties_alone_is_refused():
    edges = edges_of(nx.karate_club_graph())
    with pytest.raises(WrongUsage, match="test"):
        try_links(34, edges, edges[:3])


def test_edges_are_read_by_name_whatever_their_order(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text("date,source,target\n2024,乙,甲\n,甲, 丙 \n", "utf-8-sig")
    size, (pairs,) = positions(read_edges(path))
    assert (size, pairs.tolist()) == (3, [[1, 2], [2, 0]])


@pytest.mark.parametrize(("text", "word"), [("a,b\n1,2\n", "source"), ("source,target\n1,\n", "第 2 行")])
def test_a_bad_table_of_edges_is_refused_in_words(tmp_path, text, word):
    path = tmp_path / "edges.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableDocument, match=word):
        read_edges(path)
