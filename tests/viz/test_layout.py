import time

import networkx as nx
import numpy as np
import pytest

from graph.model import Entity, Link, Network, State
from viz.boxes import box_of, hang
from viz.layout import DENSE, place


def network_of(graph: nx.Graph, name: str = "江东第{}职业技术学院机电工程学院") -> Network:
    entities = tuple(Entity(f"r{i:05}", "school", name.format(i)) for i in sorted(graph))
    ends = sorted((min(a, b), max(a, b)) for a, b in graph.edges)
    links = tuple(
        Link(f"l{k:05}", "COOPERATES_WITH", f"r{a:05}", f"r{b:05}", None, None, None, State.HELD, 1, 0.9, ())
        for k, (a, b) in enumerate(ends)
    )
    return Network(entities, links)


def scattered(n: int) -> nx.Graph:
    return nx.compose(nx.barabasi_albert_graph(n, 1, seed=1), nx.gnm_random_graph(n, n // 3, seed=2))


def overlaps(network: Network, captions: bool = True) -> int:
    places = place(network)
    boxes = np.array([box_of(e.name if captions else "") for e in network.entities])
    middles = np.array([places[e.id] for e in network.entities]) + hang(boxes)
    room = (boxes[:, None] + boxes[None]) / 2 - np.abs(middles[:, None] - middles[None])
    hit = (room > 1.0).all(axis=2)
    return int((hit.sum() - len(hit)) // 2)


GRAPHS = {
    "one": nx.empty_graph(1),
    "two": nx.path_graph(2),
    "alone": nx.empty_graph(30),
    "star": nx.star_graph(40),
    "clique": nx.complete_graph(25),
    "path": nx.path_graph(60),
    "parts": nx.disjoint_union_all([nx.star_graph(5), nx.cycle_graph(7), nx.path_graph(2), nx.empty_graph(4)]),
    "scattered": scattered(200),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_no_two_entities_or_captions_overlap(name):
    assert overlaps(network_of(GRAPHS[name])) == 0


def test_a_big_network_keeps_its_discs_apart():
    assert overlaps(network_of(scattered(DENSE + 400)), captions=False) == 0


def test_an_empty_network_has_no_places():
    assert place(Network()) == {}


def test_equal_networks_get_equal_places():
    network = network_of(scattered(80))
    assert place(network) == place(Network(network.entities, network.links))


def test_several_links_between_two_do_not_move_them():
    network = network_of(nx.path_graph(6))
    first = network.links[0]
    again = Link("l_again", "PAIRED_WITH", first.tail, first.head, None, None, None, State.HELD, 1, 0.9, ())
    assert place(Network(network.entities, (*network.links, again))) == place(network)


def test_neighbours_lie_nearer_than_strangers():
    graph = nx.path_graph(30)
    places = place(network_of(graph))
    near = np.mean([np.hypot(*np.subtract(places[f"r{a:05}"], places[f"r{b:05}"])) for a, b in graph.edges])
    far = np.hypot(*np.subtract(places["r00000"], places["r00029"]))
    assert far > 5 * near


def test_separate_parts_lie_side_by_side():
    graph = nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(6))
    places = place(network_of(graph))
    first, second = (np.array([places[f"r{i:05}"] for i in rows]) for rows in (range(6), range(6, 12)))
    apart = [(first.max(0) < second.min(0)), (second.max(0) < first.min(0))]
    assert any(axis for pair in apart for axis in pair)


def test_five_hundred_entities_are_placed_within_two_seconds():
    network = network_of(scattered(500))
    place(network_of(nx.path_graph(3)))  # loads the libraries
    begun = time.process_time()
    place(network)
    assert time.process_time() - begun < 2 * 2  # CPU time of up to two threads
