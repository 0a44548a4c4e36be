"""Times every measure beside plain NetworkX on one generated partner network, in one run, and compares values;
then puts the ranking of `recommend` to the test beside single heuristics on the same network.

    python -m bench.measures [ORGANIZATIONS [FACTS]]
"""

import sys
from collections.abc import Callable
from math import isnan
from random import Random
from time import perf_counter
from typing import Any

import networkx as nx

from graph.analytics import MEASURES, Measure, PartnerGraph, measure_partners, partners
from graph.analytics.betweenness import EXACT_UP_TO
from graph.analytics.definition import as_values
from graph.analytics.sampling import SAMPLES, SEED
from graph.model import Entity, Link, Network, State, content_id
from graph.recommend import Trial, recommend
from graph.recommend.evaluate import evaluate

PLAIN: dict[str, Callable[[nx.Graph], Any]] = {
    "degree": lambda g: dict(g.degree()),
    "weighted_degree": lambda g: dict(g.degree(weight="weight")),
    "pagerank": lambda g: nx.pagerank(g, tol=1e-12, max_iter=1000),
    "betweenness": lambda g: nx.betweenness_centrality(g, k=SAMPLES if len(g) > EXACT_UP_TO else None, seed=SEED),
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
    "eigenvector": lambda g: nx.eigenvector_centrality(g, max_iter=10_000, tol=1e-10),
    "core_number": nx.core_number,
    "constraint": nx.constraint,
    "effective_size": nx.effective_size,
    "cut_off": lambda g: set(nx.articulation_points(g)),
    "communities": lambda g: nx.community.louvain_communities(g, seed=SEED),
    "components": lambda g: list(nx.connected_components(g)),
}


def generate(organizations: int, facts: int, seed: int = 1) -> Network:
    """Return a network of agreements of two to six parties, mostly within one of 40 circles; few sign many."""
    random = Random(seed)
    names = [f"org{i:06}" for i in range(organizations)]
    circles = [names[i::40] for i in range(40)]
    links, entities = [], [Entity(name, random.choice(("school", "enterprise")), name) for name in names]
    for i in range(facts):
        circle = random.choice(circles)
        size = random.choices((2, 3, 4, 6), (6, 2, 1, 1))[0]
        parties = {
            (circle if random.random() < 0.8 else names)[int(random.paretovariate(0.7)) % len(circle)]
            for _ in range(size)
        }
        entities.append(Entity(f"z{i:07}", "agreement", f"z{i:07}"))
        links += [_signed(name, f"z{i:07}") for name in parties]
    return Network(tuple(entities), tuple(sorted(links, key=lambda link: link.id)))


def _signed(head: str, tail: str) -> Link:
    id_ = content_id("l", "SIGNED", head, tail)
    return Link(id_, "SIGNED", head, tail, None, None, None, State.HELD, 1, 1.0, (id_,))


def compare(graph: PartnerGraph, measure: Measure) -> str:
    """Return a line: seconds of ours, seconds of NetworkX, the greatest difference between the two."""
    start = perf_counter()
    ours = as_values(graph.ids, measure.compute(graph.arrays))
    middle = perf_counter()
    plain = PLAIN[measure.name](graph.graph)
    end = perf_counter()
    if measure.name == "cut_off":
        apart = "the same points" if {k for k in graph.ids if ours[k]} == plain else "other points"
        return f"{measure.name:16} {middle - start:9.3f} s {end - middle:9.3f} s   {apart}"
    apart = "groups" if measure.is_group else f"{max(_apart(ours[k], plain[k]) for k in graph.ids):.1e}"
    return f"{measure.name:16} {middle - start:9.3f} s {end - middle:9.3f} s   {apart}"


def _apart(ours: float | None, plain: float) -> float:
    return 0.0 if ours is None and isnan(plain) else abs((ours or 0.0) - plain)


def main(organizations: int = 1000, facts: int = 4000) -> None:
    """Print both tables."""
    measure_partners(partners(generate(40, 60)))  # libraries are loaded before the clock runs
    start = perf_counter()
    network = generate(organizations, facts)
    graph = partners(network)
    nodes, edges = len(graph.ids), graph.graph.number_of_edges()
    print(f"{nodes} organizations, {edges} pairs of partners, made in {perf_counter() - start:.2f} s")
    print(f"{'measure':16} {'ours':>11} {'networkx':>11}   greatest difference")
    for measure in MEASURES:
        print(compare(graph, measure))
    start = perf_counter()
    recommend(network, max(graph.ids, key=graph.graph.degree))
    print(f"\nrecommend for the organization with most partners: {perf_counter() - start:.2f} s")
    found = evaluate(network, trial=Trial(max_pairs=100, negatives=3))
    print(f"{found.positives} new pairs, {found.negatives} false ones\n{'scorer':24} AUC   Hits@5 Hits@10 MRR")
    for q in found.scorers:
        print(f"{q.scorer:24} {q.auc:.3f} " + " ".join(f"{hit:.3f} " for _, hit in q.hits) + f" {q.mrr:.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
