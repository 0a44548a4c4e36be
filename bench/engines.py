"""Times the engines behind the measures beside networkit, igraph and NetworkX, in one run on one generated graph.

    python -m bench.engines [--nodes N] [--ties M] [TASK …]

Tasks: pagerank cores components communities betweenness measures networkx export; none: all. Seconds are those of the
clock and, after a slash, those of the processors: the second stay the same when other programs run beside. The peers
are installed with `uv pip install --group bench`; what is not installed is left out. A communities peer that takes
longer than PATIENCE is stopped.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from graph.analytics import MEASURES
from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.cores import core_numbers
from graph.analytics.engine.leiden import communities, modularity
from graph.analytics.engine.pieces import pieces
from graph.analytics.engine.shortest import paths_through
from graph.analytics.engine.walk import ALPHA, long_run
from graph.analytics.sampling import sample

PATIENCE = 120
SOURCES = 100


def generate(nodes: int, ties: int, seed: int = 1) -> PartnerArrays:
    """Return a graph of uneven circles, in each of which few have most ties; one tie in five leaves its circle."""
    random = np.random.default_rng(seed)
    sizes = np.minimum((random.pareto(1.5, nodes) + 1) * 20, nodes // 20 + 2).astype(np.int64)
    ends = np.cumsum(sizes)
    circles = int(np.searchsorted(ends, nodes)) + 1
    starts, ends = np.concatenate([[0], ends[: circles - 1]]), np.append(ends[: circles - 1], nodes)
    made = np.zeros(0, np.int64)
    while len(made) < ties:
        more = int((ties - len(made)) * 1.2) + 10
        head = random.integers(0, nodes, more)
        circle = np.searchsorted(ends, head, side="right")
        within = starts[circle] + ((ends - starts)[circle] * random.random(more) ** 2.5).astype(np.int64)
        beyond = (nodes * random.random(more) ** 2.5).astype(np.int64)
        tail = np.where(random.random(more) < 0.8, within, beyond)
        low, high = np.minimum(head, tail), np.maximum(head, tail)
        made = np.unique(np.concatenate([made, (low * nodes + high)[low < high]]))
    made = random.permutation(made)[:ties]
    names = random.permutation(nodes)  # an organization's place says nothing about whom it works with
    weights = random.choice([0.2, 1 / 3, 0.5, 1.0, 2.0], ties)
    return PartnerArrays.from_pairs(nodes, names[made // nodes], names[made % nodes], weights)


class Clock:
    """计时 Times a call; the least of several runs counts."""

    def __init__(self, what: str) -> None:
        print(f"\n{what}")
        self.seconds: dict[str, float] = {}

    def time(self, who: str, call: Callable[[], Any], runs: int = 1, about: Callable[[Any], str] = lambda _: "") -> Any:
        """Run a call, print its seconds, and return what it returned last."""
        best, found = (np.inf, np.inf), None
        for _ in range(runs):
            wall, work = time.perf_counter(), time.process_time()
            found = call()
            best = min(best, (time.perf_counter() - wall, time.process_time() - work))
        self.seconds[who] = best[0]
        print(f"  {who:34} {best[0]:9.3f} / {best[1]:8.3f} s  {about(found)}", flush=True)
        return found

    def ratio(self, ours: str, theirs: str, most: float) -> None:
        """Print how our time compares."""
        if ours in self.seconds and theirs in self.seconds:
            share = self.seconds[ours] / self.seconds[theirs]
            print(f"  → {ours} / {theirs} = {share:.2f} (at most {most}) {'✓' if share <= most else '✗'}")


def has(name: str) -> bool:
    """Tell whether a peer is installed."""
    return find_spec(name) is not None


def of_igraph(arrays: PartnerArrays) -> Any:
    """Return the graph as igraph has it."""
    import igraph

    a, b, weights = arrays.pairs()
    made = igraph.Graph(arrays.nodes, np.stack([a, b], 1))
    made.es["weight"] = weights
    return made


def of_networkit(arrays: PartnerArrays, weighted: bool = False) -> Any:
    """Return the graph as networkit has it."""
    import networkit

    networkit.setNumberOfThreads(2)
    a, b, weights = arrays.pairs()
    ties = (weights, (a.astype(np.uint64), b.astype(np.uint64)))
    return networkit.GraphFromCoo(ties, n=arrays.nodes, weighted=weighted, directed=False)


def step(arrays: PartnerArrays, x: Any) -> Any:
    """Return where a walk is after one more step (weighted PageRank)."""
    out = arrays.strengths
    down = np.divide(x, out, out=np.zeros(len(x)), where=out > 0)
    return ALPHA * (arrays.matrix @ down) + (1 - ALPHA + ALPHA * x[out == 0].sum()) / len(x)


def pagerank(arrays: PartnerArrays) -> None:
    """PageRank at equal residual, and by NetworkX's rule for stopping."""
    from graph.analytics.backend import pagerank as by_rule
    from graph.analytics.converted import ConvertedGraph

    clock = Clock("PageRank, weighted: Σ|x − step(x)|")
    ours = ConvertedGraph(list(range(arrays.nodes)), arrays.matrix, False)

    def left(x: Any) -> str:
        return f"residual {np.abs(np.asarray(x) - step(arrays, np.asarray(x))).sum():.1e}"

    if has("igraph"):
        graph = of_igraph(arrays)
        x = clock.time("igraph (prpack)", lambda: graph.pagerank(weights="weight"), about=left)
        x = np.array(x)
        tolerance = float(np.abs(x - step(arrays, x)).sum())
        clock.time("gongjian, equal residual", lambda: long_run(arrays, tolerance=tolerance), 3, left)
        clock.ratio("gongjian, equal residual", "igraph (prpack)", 0.5)
    clock.time("gongjian, as the measure", lambda: long_run(arrays), 3, left)
    clock.time("gongjian, NetworkX's rule", lambda: by_rule(ours), 3, lambda x: left(np.array(list(x.values()))))
    clock.ratio("gongjian, NetworkX's rule", "igraph (prpack)", 0.15)


def cores(arrays: PartnerArrays) -> None:
    """Core numbers."""
    clock = Clock("Core numbers")
    ours = clock.time("gongjian", lambda: core_numbers(arrays), 3)
    if has("networkit"):
        import networkit

        graph = of_networkit(arrays)
        found = clock.time("networkit", lambda: networkit.centrality.CoreDecomposition(graph).run().scores(), 3)
        assert np.array_equal(ours, np.array(found))
        clock.ratio("gongjian", "networkit", 1.2)


def components(arrays: PartnerArrays) -> None:
    """Connected components."""
    clock = Clock("Components")

    def ours() -> Any:
        arrays._made.pop("pieces", None)
        return pieces(arrays)

    found = clock.time("gongjian", ours, 3, lambda p: f"{len(p.sizes)} components")
    if has("networkit"):
        import networkit

        graph = of_networkit(arrays)
        theirs = clock.time("networkit", lambda: networkit.components.ConnectedComponents(graph).run(), 3)
        assert theirs.numberOfComponents() == len(found.sizes)
        clock.ratio("gongjian", "networkit", 1.2)


def find_communities(arrays: PartnerArrays) -> None:
    """Communities: time and modularity."""
    clock = Clock(f"Communities (peers are stopped after {PATIENCE} s)")

    def quality(label: Any) -> str:
        return f"modularity {modularity(arrays, label):.4f}, {label.max() + 1} communities"

    best = {"gongjian": modularity(arrays, clock.time("gongjian (Leiden)", lambda: communities(arrays), 1, quality))}
    for name, peer in PEERS.items():
        if has(name.split()[0]):
            done = _patiently(peer, arrays)
            if done is None:
                print(f"  {name:34} not done after {PATIENCE} s")
                continue
            seconds, label = done
            best[name] = modularity(arrays, label)
            print(f"  {name:34} {seconds:9.3f} s            {quality(label)}", flush=True)
    most = max(value or 0.0 for value in best.values())
    print(f"  → short of the best by {most - (best['gongjian'] or 0.0):.4f} (at most 0.01)")


def _leiden_igraph(arrays: PartnerArrays, answer: Any) -> None:
    graph = of_igraph(arrays)
    begin = time.perf_counter()
    found = graph.community_leiden("modularity", weights="weight", n_iterations=2)
    answer.send((time.perf_counter() - begin, np.array(found.membership)))


def _plm(arrays: PartnerArrays, answer: Any) -> None:
    import networkit

    graph = of_networkit(arrays, weighted=True)
    begin = time.perf_counter()
    found = networkit.community.PLM(graph, refine=True).run().getPartition()
    answer.send((time.perf_counter() - begin, np.unique(np.array(found.getVector()), return_inverse=True)[1]))


def _leiden_networkit(arrays: PartnerArrays, answer: Any) -> None:
    import networkit

    graph = of_networkit(arrays, weighted=True)
    begin = time.perf_counter()
    found = networkit.community.ParallelLeiden(graph).run().getPartition()
    answer.send((time.perf_counter() - begin, np.unique(np.array(found.getVector()), return_inverse=True)[1]))


PEERS = {"igraph Leiden": _leiden_igraph, "networkit PLM": _plm, "networkit ParallelLeiden": _leiden_networkit}


def _patiently(peer: Callable[..., None], arrays: PartnerArrays) -> Any:
    # In a process of its own, which can be stopped; a new one, as threads of a peer do not survive a fork.
    ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=peer, args=(arrays, theirs))
    process.start()
    done = ours.recv() if ours.poll(PATIENCE) else None
    process.kill()
    process.join()
    return done


def betweenness(arrays: PartnerArrays) -> None:
    """Betweenness from the same sources."""
    sources = sample(arrays.nodes, SOURCES if arrays.nodes <= 200_000 else SOURCES // 5)
    clock = Clock(f"Betweenness from {len(sources)} sources")
    ours = clock.time("gongjian", lambda: paths_through(arrays, sources), 2)
    if has("igraph"):
        graph = of_igraph(arrays)
        theirs = clock.time("igraph", lambda: graph.betweenness(sources=sources.tolist()))
        assert np.allclose(ours, 2 * np.array(theirs))
        clock.ratio("gongjian", "igraph", 0.4)


def measures(arrays: PartnerArrays) -> None:
    """All measures of the catalogue, and the memory that they take."""
    clock = Clock("All default measures")
    begin = time.perf_counter()
    for measure in MEASURES:
        clock.time(measure.name, lambda m=measure: m.compute(arrays))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  → together {time.perf_counter() - begin:.1f} s (at most 180), peak memory {peak:.2f} GiB (at most 6)")


def through_networkx(_: PartnerArrays) -> None:
    """NetworkX with the backend, conversion counted in, beside plain NetworkX, on 100,000 nodes and 500,000 ties."""
    arrays = generate(100_000, 500_000)
    a, b, weights = arrays.pairs()
    graph = nx.Graph()
    graph.add_nodes_from(range(arrays.nodes))
    graph.add_weighted_edges_from(zip(a.tolist(), b.tolist(), weights.tolist(), strict=True))
    nx.config.cache_converted_graphs = False
    clock = Clock("Through NetworkX, conversion counted in (100,000 nodes, 500,000 ties)")
    for name, how in (
        ("pagerank", {}),
        ("core_number", {}),
        ("number_connected_components", {}),
        ("triangles", {}),
        ("betweenness_centrality", {"k": 10, "seed": 1}),
        ("eigenvector_centrality", {"max_iter": 1000}),
        ("constraint", {}),
    ):
        clock.time(name, lambda n=name, h=how: getattr(nx, n)(graph, **h, backend="gongjian"), 3)
        clock.time(f"{name}, plain", lambda n=name, h=how: getattr(nx, n)(graph, **h))
        clock.ratio(name, f"{name}, plain", 0.1)


def export(arrays: PartnerArrays) -> None:
    """The network out of an SQLite store of one claim for each tie, and out of its sidecar."""
    from bench.fill import fill
    from graph.analytics import StoreMeasures
    from graph.stores import open_store

    clock = Clock(f"Out of SQLite: {arrays.edges} claims")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "g.db"
        fill(path, arrays)
        with open_store(f"sqlite:///{path}") as store:
            import graph.stores.sqlite_columns as columns
            from graph.columns import links_of

            def read() -> Any:
                with store._connections.reading() as one, store._connections.reading() as two:  # type: ignore[attr-defined]
                    return links_of(columns.read_claims([one, two]))

            clock.time("read, without keeping", read, 2)
            clock.time("read and kept", store.columns)
            clock.time("from the sidecar", store.columns, 2)
            clock.time("partner graph, made and kept", lambda: StoreMeasures(store).graph)
            clock.time("partner graph, from the sidecar", lambda: StoreMeasures(store).graph, 2)


TASKS: dict[str, Callable[[PartnerArrays], None]] = {
    "pagerank": pagerank,
    "cores": cores,
    "components": components,
    "communities": find_communities,
    "betweenness": betweenness,
    "measures": measures,
    "networkx": through_networkx,
    "export": export,
}


def main() -> None:
    """Run the tasks asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*", choices=[[], *TASKS], metavar="TASK")
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--ties", type=int, default=5_000_000)
    asked = parser.parse_args()
    small = generate(2000, 60_000)
    for measure in MEASURES:  # compiled before the clock runs
        measure.compute(small)
    arrays = generate(asked.nodes, asked.ties)
    print(f"{arrays.nodes} nodes, {arrays.edges} ties, greatest degree {arrays.degrees.max()}")
    for name in asked.tasks or TASKS:
        TASKS[name](arrays)


if __name__ == "__main__":
    main()
