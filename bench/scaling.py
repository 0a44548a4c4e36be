"""扩展的代价 The cost model of docs/scaling.md against a simulation: PageRank on one machine and on a cluster.

    python -m bench.scaling [--links 1000000 10000000 100000000] [--processes 4 16]

The simulation makes the blocks of each graph one after the other (random ties, hubs among them), really multiplies each
by a vector, and lays the times measured on a clock: processes take blocks as they come free, vectors pass through links
of a given speed in pieces, stages wait for their slowest block. The model knows three figures alone, measured at the
smallest graph on one block: seconds an entry, latency, bandwidth. Nothing here runs Spark; the latency of its stages is
taken from `--latency`, as measured by `python -m bench.scaling --spark` on separate executor processes.
"""

import argparse
import heapq
import json
import os
import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from graph.distributed.kernels import Block, times

LINKS_A_NODE = 5
ROUNDS = 35
"""Products that PageRank takes to 1e-10 by conjugate gradients (measured: 20 on random graphs, 38 on sparse ones)."""
REPEATS = 3


@dataclass(frozen=True)
class Machines:
    """机器 `latency` seconds a stage, `bandwidth` bytes a second of each link, `a_node` processes a machine."""

    latency: float = 0.1
    bandwidth: float = 1.0e9
    a_node: int = 4


@dataclass(frozen=True)
class Costs:
    """代价 Seconds an entry of the matrix, by the bytes of the vector: a vector that leaves the cache costs more."""

    sizes: tuple[float, ...]
    seconds: tuple[float, ...]

    def entry(self, nodes: int) -> float:
        """Return the seconds an entry costs with a vector of so many nodes."""
        return float(np.interp(np.log(nodes), np.log(self.sizes), self.seconds))


def block_of(links: int, blocks: int, number: int) -> Block:
    """Return one block of a random graph of so many links, made without the rest of it."""
    random = np.random.default_rng([links, blocks, number])
    nodes = max(links // LINKS_A_NODE, 1)
    rows = nodes // blocks
    per_row = random.multinomial(2 * links // blocks, np.full(rows, 1 / rows))
    columns = (nodes * random.random(2 * links // blocks) ** 1.5).astype(np.int32)  # some far better tied than others
    indptr = np.concatenate([[0], np.cumsum(per_row)]).astype(np.int32)
    matrix = csr_array((np.ones(len(columns)), columns, indptr), shape=(rows, nodes))
    return Block(rows * number, matrix)


def product_seconds(block: Block) -> float:
    """Return the least of a few times that the block's product with a vector took this thread alone."""
    vector = np.random.default_rng(0).random(block.matrix.shape[1])
    found = []
    for _ in range(REPEATS):
        start = time.thread_time()
        times(block, vector)
        found.append(time.thread_time() - start)
    return min(found)


def simulate(blocks: list[float], nodes: int, processes: int, machines: Machines) -> float:
    """Return the seconds of one round on the clock: the vector goes out, blocks are multiplied, parts come back."""
    piece, pieces = 4 << 20, max(1, -(-8 * nodes // (4 << 20)))
    # Each piece goes from the driver to the first machine, which passes it on while the next comes: a pipeline.
    hosts = -(-processes // machines.a_node)
    ready = [machines.latency + (pieces + host) * min(piece, 8 * nodes) / machines.bandwidth for host in range(hosts)]
    free = [(ready[p // machines.a_node], p) for p in range(processes)]
    heapq.heapify(free)
    done = []
    for seconds in blocks:
        at, process = heapq.heappop(free)
        done.append(at + seconds)
        heapq.heappush(free, (at + seconds, process))
    link = 0.0  # the driver's link takes one part after the other
    for at in sorted(done):
        link = max(link, at) + 8 * nodes / len(blocks) / machines.bandwidth
    return link


def model(links: int, processes: int, costs: Costs, machines: Machines) -> float:
    """Return the seconds of one round by the formula of docs/scaling.md."""
    nodes = links // LINKS_A_NODE
    return machines.latency + 2 * links * costs.entry(nodes) / processes + 2 * 8 * nodes / machines.bandwidth


def measure_costs() -> Costs:
    """Return what an entry costs, measured on single blocks of a million entries with vectors of several lengths."""
    sizes, seconds = [], []
    for nodes in (20_000, 200_000, 2_000_000, 20_000_000):
        random = np.random.default_rng(nodes)
        columns = (nodes * random.random(1_000_000) ** 1.5).astype(np.int32)
        indptr = np.linspace(0, 1_000_000, 100_001).astype(np.int32)
        block = Block(0, csr_array((np.ones(1_000_000), columns, indptr), shape=(100_000, nodes)))
        sizes.append(float(nodes))
        seconds.append(product_seconds(block) / 1_000_000)
    return Costs(tuple(sizes), tuple(seconds))


def rows(links: list[int], processes: list[int], machines: Machines) -> list[dict[str, float]]:
    """Return for each size and number of processes the seconds of PageRank, simulated and by the model."""
    costs, found = measure_costs(), []
    for size in links:
        nodes = size // LINKS_A_NODE
        for count in processes:
            blocks = [product_seconds(block_of(size, 2 * count, i)) for i in range(2 * count)]
            clock, formula = simulate(blocks, nodes, count, machines), model(size, count, costs, machines)
            alone = 2 * size * costs.entry(nodes)
            said = {"links": size, "processes": count, "simulated": ROUNDS * clock, "model": ROUNDS * formula}
            found.append(said | {"off": formula / clock - 1, "one_machine": ROUNDS * alone})
            print(json.dumps(found[-1]), flush=True)
    return found


def spark_latency() -> float:
    """Return the seconds that a round of a small graph takes over two separate executor processes."""
    from graph.analytics.arrays import PartnerArrays
    from graph.distributed.scattered import Scattered
    from graph.distributed.session import MASTER, spark_context

    os.environ.setdefault(MASTER, "local-cluster[2,1,1024]")
    random = np.random.default_rng(1)
    arrays = PartnerArrays.from_pairs(2000, *random.integers(0, 2000, (2, 10_000)))
    with spark_context("spark") as context:
        graph, vector, found = Scattered(context, arrays, blocks=4), random.random(2000), []
        for _ in range(12):
            start = time.perf_counter()
            graph @ vector
            found.append(time.perf_counter() - start)
    return float(np.median(found[2:]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, nargs="+", default=[1_000_000, 10_000_000, 100_000_000])
    parser.add_argument("--processes", type=int, nargs="+", default=[4, 16])
    parser.add_argument("--latency", type=float, default=Machines.latency)
    parser.add_argument("--bandwidth", type=float, default=Machines.bandwidth)
    parser.add_argument("--spark", action="store_true", help="measure the latency of a stage on Spark instead")
    asked = parser.parse_args()
    if asked.spark:
        print(json.dumps({"latency": spark_latency()}))
    else:
        rows(asked.links, asked.processes, Machines(asked.latency, asked.bandwidth))
