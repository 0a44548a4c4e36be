"""Resolution of a generated register with known truth, ours beside Splink (DuckDB backend) on the same records.

usage: python -m bench.register [--records 1000000] [--processes 2] [--without-splink] [--seed 1]

Each program runs in a process of its own, one after the other; time is wall time from records in memory to groups,
memory the peak of the program and its children together. Splink (MIT) is in the dependency group `bench`. It gets
what a user would prepare for it: simplified, folded names, the name without place and legal form, the numbers; that
preparation is not counted. Of its thresholds the best one is taken, by the truth; ours is the shipped one.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from threading import Event, Thread

import numpy as np
import numpy.typing as npt

from bench.organizations import Record, register

THRESHOLDS = (0.9, 0.99, 0.999, 0.9999, 0.99999, 0.5)
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Figures:
    """Pairwise precision, recall and F1 of groups, with seconds (wall, CPU) and peak memory (GiB)."""

    precision: float
    recall: float
    f1: float
    seconds: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0


def figures(said: npt.NDArray[np.int64], true: npt.NDArray[np.int64]) -> Figures:
    """Return how well groups agree with the truth, by pairs of records."""
    both = _pairs(said.astype(np.int64) * (int(true.max()) + 1) + true)
    precision, recall = both / max(1, _pairs(said)), both / max(1, _pairs(true))
    return Figures(precision, recall, 2 * precision * recall / max(1e-9, precision + recall))


def _pairs(groups: npt.NDArray[np.int64]) -> int:
    counts = np.unique(groups, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def ours(records: Sequence[Record], processes: int) -> npt.NDArray[np.int64]:
    """Return the group of each record by our resolution."""
    from ingest.resolve.register import resolve

    return resolve([r.subject for r in records], processes).group


def peak() -> Iterator[float]:
    """Yield, once stopped, the peak resident memory (GiB) of this process and those it started."""
    done, most = Event(), [0]

    def watch() -> None:
        while not done.wait(0.2):
            most[0] = max(most[0], _resident())

    thread = Thread(target=watch, daemon=True)
    thread.start()
    yield 0.0
    done.set()
    thread.join()
    yield max(most[0], _resident()) / 2**30


def _resident() -> int:
    # Pages shared with a child count twice: rather too much than too little.
    own = Path("/proc/self")
    found = [own, *(Path("/proc") / pid for task in own.glob("task/*/children") for pid in task.read_text().split())]
    total = 0
    for place in found:
        try:
            total += int((place / "statm").read_text().split()[1]) * resource.getpagesize()
        except OSError:
            continue
    return total


def measured(program: str, records: Sequence[Record], processes: int) -> Figures:
    """Run one program on the records."""
    true = np.array([r.truth for r in records], np.int64)
    if program == "splink":
        from bench.register_splink import columns, groups

        given = columns(records)
    watch = peak()
    next(watch)
    begun, used = time.perf_counter(), _cpu()
    found = iter([ours(records, processes)]) if program == "ours" else groups(given, THRESHOLDS, processes)
    first = next(found)
    wall, cpu = time.perf_counter() - begun, _cpu() - used
    memory = next(watch)
    # The groups at the other thresholds are made outside the time.
    best = max((figures(one, true) for one in chain([first], found)), key=lambda f: f.f1)
    return Figures(best.precision, best.recall, best.f1, wall, cpu, memory)


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, kinds))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-splink", action="store_true")
    parser.add_argument("--program", choices=("ours", "splink"), help="this program alone, in this process")
    options = parser.parse_args()
    if options.program:
        records = register(options.records, options.seed)
        shown = asdict(measured(options.program, records, options.processes))
        print(f"{options.program:8}" + "  ".join(f"{k} {v:.4g}" for k, v in shown.items()), flush=True)
        return
    programs = ["ours"] if options.without_splink or not find_spec("splink") else ["ours", "splink"]
    for program in programs:
        subprocess.run(
            [sys.executable, "-m", "bench.register", "--program", program, *sys.argv[1:]], check=True, cwd=ROOT
        )
    if "splink" not in programs and not options.without_splink:
        print("splink is not installed: pip install 'splink>=5' (dependency group bench)")


if __name__ == "__main__":
    main()
