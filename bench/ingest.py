"""Speed of taking claims into a SQLite store that is safe against loss of power (synchronous=FULL).

usage: python -m bench.ingest [--documents N] [--folder DIR]

One document a transaction beside many a transaction (`add_all`), and with resolution as an ingest does it, in one
run; the same disk for all. CPU time stands beside wall time: where others use the machine, the former tells more.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from bench.variants import write_variants
from graph.model import Reading
from graph.stores import Store, open_store
from ingest.loader import BATCH, Loader
from ingest.parallel import processes, read_files
from ingest.pipeline import find_files
from ingest.reading import Request
from ingest.worker import Task

Way = Callable[[Store, Sequence[Reading]], None]


def one_by_one(store: Store, readings: Sequence[Reading]) -> None:
    """A transaction for each document."""
    for reading in readings:
        store.add(reading)


def together(store: Store, readings: Sequence[Reading]) -> None:
    """A transaction for as many documents as an ingest takes at once."""
    for start in range(0, len(readings), BATCH):
        store.add_all(readings[start : start + BATCH])


def resolved(store: Store, readings: Sequence[Reading]) -> None:
    """As an ingest does it: checked, resolved, marked, several a transaction."""
    loader = Loader(store, "bench")
    for reading in readings:
        loader.take(reading.source.uri, reading)
    loader.flush()


def measure(way: Way, readings: Sequence[Reading], store: Path) -> tuple[float, float]:
    """Return the claims a second of wall time and of CPU time."""
    claims = sum(len(r.claims) for r in readings)
    with open_store(f"sqlite:///{store}") as opened:
        begun, cpu = time.perf_counter(), time.process_time()
        way(opened, readings)
        wall, used = time.perf_counter() - begun, time.process_time() - cpu
        assert sum(n for _, n in opened.statistics().entities) > 0
    return claims / wall, claims / used


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=5_000)
    arguments.add_argument("--folder", type=Path, help="where the stores lie; by default the system's temporary folder")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        folder = Path(made)
        write_variants(folder / "documents", options.documents)
        paths = list(find_files([folder / "documents"]))
        with closing(read_files(map(Request, paths), Task(), processes(paths))) as found:
            readings = [outcome for _, _, outcome in found if isinstance(outcome, Reading)]
        print(f"{len(readings):,} documents, {sum(len(r.claims) for r in readings):,} claims")
        base = 0.0
        for way in (one_by_one, together, resolved):
            wall, cpu = measure(way, readings, folder / f"{way.__name__}.db")
            base = base or wall
            print(f"{way.__name__:<12}{wall:>9,.0f} claims/s wall ({wall / base:.1f} ×){cpu:>9,.0f} claims/s of CPU")


if __name__ == "__main__":
    main()
