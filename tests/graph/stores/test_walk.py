"""Walks over a source of links: against networkx, and without asking for more than they need."""

from collections.abc import Collection, Iterable
from itertools import islice, pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Entity, Link, Network
from graph.stores import walk
from tests.small_networks import network

EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=16)


def sources(graph: Network, asked: list[set[str]] | None = None) -> tuple[walk.LinksOf, walk.EntitiesOf]:
    def links_of(ids: Collection[str]) -> Iterable[Link]:
        if asked is not None:
            asked.append(set(ids))
        return (k for k in graph.links if k.head in ids or k.tail in ids)

    def entities_of(ids: Collection[str]) -> Iterable[Entity]:
        return (e for e in graph.entities if e.id in ids)

    return links_of, entities_of


def made(edges: list[tuple[str, str]]) -> Network:
    lines = {f"{min(e)} PAIRED_WITH {max(e)}" for e in edges if e[0] != e[1]}
    return network("; ".join(sorted(lines)), alone=" ".join("abcdefgh"))


def plain(graph: Network) -> "nx.Graph[str]":
    out: nx.Graph[str] = nx.Graph()
    out.add_nodes_from(e.id for e in graph.entities)
    out.add_edges_from((k.head, k.tail) for k in graph.links)
    return out


@given(EDGES, st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"), st.integers(1, 7))
def test_shortest_paths_are_those_of_networkx(edges: list[tuple[str, str]], a: str, b: str, longest: int) -> None:
    graph = made(edges)
    found = walk.shortest_paths(a, b, longest, 100, *sources(graph))
    expected = []
    if a != b and nx.has_path(plain(graph), a, b):
        expected = sorted(tuple(p) for p in nx.all_shortest_paths(plain(graph), a, b) if len(p) - 1 <= longest)
    assert list(found.paths) == expected
    steps = {frozenset(s) for p in expected for s in pairwise(p)}
    assert {frozenset((k.head, k.tail)) for k in found.network.links} == steps
    assert {e.id for e in found.network.entities} == {id_ for p in expected for id_ in p}


@given(EDGES, st.sampled_from("abcdefgh"), st.integers(0, 4))
def test_a_neighbourhood_without_limit_is_the_ball_of_networkx(
    edges: list[tuple[str, str]], a: str, depth: int
) -> None:
    graph = made(edges)
    found = walk.neighbourhood(a, depth, 100, *sources(graph))
    ball = nx.ego_graph(plain(graph), a, radius=depth)
    assert {e.id for e in found.network.entities} == set(ball) and found.cut == 0
    assert {frozenset((k.head, k.tail)) for k in found.network.links} == set(map(frozenset, ball.edges))


@given(EDGES, st.integers(1, 5))
def test_a_limited_neighbourhood_keeps_the_nearest(edges: list[tuple[str, str]], limit: int) -> None:
    graph = made(edges)
    distance = nx.single_source_shortest_path_length(plain(graph), "a")
    nearest = sorted(distance, key=lambda n: (distance[n], n))
    found = walk.neighbourhood("a", 7, limit, *sources(graph))
    assert sorted(e.id for e in found.network.entities) == sorted(nearest[:limit])
    assert (found.cut > 0) == (len(nearest) > limit)


def test_paths_are_searched_from_both_ends() -> None:
    # A chain with a bush at its start: from the other end alone the bush would never be opened.
    bush = "; ".join(f"a PAIRED_WITH x{i}; x{i} PAIRED_WITH y{i}; y{i} PAIRED_WITH z{i}" for i in range(50))
    graph = network(f"a PAIRED_WITH b; b PAIRED_WITH c; c PAIRED_WITH d; d PAIRED_WITH e; {bush}")
    asked: list[set[str]] = []
    assert walk.shortest_paths("a", "e", 6, 10, *sources(graph, asked)).paths == (tuple("abcde"),)
    assert not any(id_[0] in "yz" for ids in asked for id_ in ids)


def test_only_as_many_paths_are_built_as_are_asked_for() -> None:
    # 10 stages of 3: 3¹⁰ shortest paths.
    stages = [[f"{c}{i}" for i in range(3)] for c in "bcdefghijk"]
    lines = [f"{a} PAIRED_WITH {b}" for one, two in pairwise(stages) for a in one for b in two]
    lines += [f"a PAIRED_WITH {b}" for b in stages[0]] + [f"{y} PAIRED_WITH z" for y in stages[-1]]
    paths = walk.shortest_paths("a", "z", 12, 5, *sources(network("; ".join(lines)))).paths
    assert len(paths) == 5 and all(len(p) == 12 for p in paths) and list(islice(sorted(paths), 5)) == list(paths)
