"""Link prediction on graphs of one's own: mean figures over seeds, ours beside single heuristics in the same run.

    python -m bench.links_public [--seeds 5] EDGES.csv …

Each file has the columns source,target. 10 % of the ties are hidden at each seed.
"""

import argparse
from collections import defaultdict
from pathlib import Path
from statistics import mean, stdev
from time import perf_counter

from graph.recommend.links import LinkTrial, positions, read_edges, split, try_links


def main() -> None:
    """Print one table for each graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edges", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--holdout", type=float, default=0.1)
    options = parser.parse_args()
    for path in options.edges:
        compare(path, options.seeds, options.holdout)


def compare(path: Path, seeds: int, holdout: float) -> None:
    """Print the mean figures of each scorer on one graph."""
    size, (pairs,) = positions(read_edges(path))
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    start = perf_counter()
    for seed in range(seeds):
        kept, hidden = split(size, pairs, holdout, seed)
        for name, found in try_links(size, kept, hidden, LinkTrial(seed=seed)).scorers:
            rows[name].append((found.auc, found.average_precision, *(share for _, share in found.hits), found.mrr))
    took = (perf_counter() - start) / seeds
    print(f"\n{path.stem}: {size} nodes, {len(pairs)} ties, {seeds} seeds, {took:.1f} s a seed")
    print(f"{'scorer':24} AUC           AP     Hits@1 Hits@10 MRR")
    for name, values in rows.items():
        columns = [mean(column) for column in zip(*values, strict=True)]
        spread = stdev(row[0] for row in values) if seeds > 1 else 0.0
        print(f"{name:24} {columns[0]:.4f}±{spread:.4f} " + " ".join(f"{value:.4f}" for value in columns[1:]))


if __name__ == "__main__":
    main()
