"""Speed of reading, from raw text to claims: characters a second, the share of each stage, start, memory.

usage: python -m bench.reading [--documents N | --folder DIR] [--jobs 2] [--profile]

The documents are made by varying the samples, which are short and dense with names, or those of a folder. Beside
it, in the same run, a tagger alone (cutword's or LAC's names of organizations and persons, where one is
installed). CPU time stands beside wall time: on a machine that others use, only the former tells much.
`--profile` adds the time spent in each module, as a profiler that slows everything down sees it.
"""

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.variants import write_variants
from graph.model import Reading
from graph.stores import open_store
from ingest.clean import clean
from ingest.document import Document
from ingest.extract import STAGES
from ingest.extract.conclude import conclude
from ingest.extract.draft import Draft
from ingest.loader import Loader
from ingest.parallel import read_files
from ingest.pipeline import find_files
from ingest.readers import read
from ingest.reading import Request, reader_mark
from ingest.worker import Task

ROOT = Path(__file__).resolve().parent.parent
STARTS = 3


@dataclass
class Times:
    """CPU seconds by stage."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Time a block."""
        before = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - before


def read_timed(path: Path, times: Times) -> tuple[Document, Reading | None]:
    """Read one file as the pipeline does, each stage timed; no reading for a ledger."""
    with times.of("read the file"):
        document = read(path)
    if document.is_ledger:
        return document, None
    with times.of("clean"):
        draft = Draft(document, clean(document))
    for stage in STAGES:
        with times.of(getattr(stage, "__name__", type(stage).__name__)):
            draft = stage(draft)
    with times.of("conclude"):
        return document, conclude(draft)


def stages(paths: Sequence[Path], store: str) -> tuple[int, Times]:
    """Read the files with one process into a store; return the characters read and the time of each stage."""
    for path in paths[:40]:
        read_timed(path, Times())  # what is loaded at first use is start-up, not a share
    times, chars = Times(), 0
    with open_store(store) as opened:
        loader = Loader(opened, reader_mark())
        for path in paths:
            document, reading = read_timed(path, times)
            chars += len(document.source.text)
            with times.of("resolve and store"):
                if reading:
                    loader.take(str(path), reading)
        with times.of("resolve and store"):
            loader.flush()
    return chars, times


def print_stages(chars: int, times: Times) -> None:
    """Print the share of each stage."""
    total = sum(times.seconds.values())
    print(f"One process: {chars:,} characters in {total:.2f} s of CPU, {chars / total:,.0f} a second; of this")
    for stage, seconds in times.seconds.items():
        print(f"  {stage:<20} {seconds / total:6.1%}  {seconds * 1e6 / chars:7.2f} µs a character")


def print_profile(paths: Sequence[Path]) -> None:
    """Print the time spent in each module, the library calls it makes included."""
    profile = cProfile.Profile()
    profile.runcall(lambda: [read_timed(path, Times()) for path in paths])
    seconds: Counter[str] = Counter()
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if file.startswith(str(ROOT)):
            seconds[str(Path(file).relative_to(ROOT))] += own
        else:
            for (caller, _, _), (_, _, called, _) in callers.items():
                if caller.startswith(str(ROOT)):
                    seconds[str(Path(caller).relative_to(ROOT))] += called
    total = sum(seconds.values())
    print("By module, profiled:")
    for module, spent in seconds.most_common(20):
        print(f"  {module:<44} {spent / total:6.1%}")


def throughput(paths: Sequence[Path], jobs: int) -> None:
    """Print how fast `jobs` processes read the files, from raw text to claims."""
    cpu, begun, chars, first = os.times(), time.perf_counter(), 0, 0.0
    with closing(read_files(map(Request, paths), Task(), jobs)) as found:
        for _, _, outcome in found:
            assert isinstance(outcome, Reading), outcome
            chars += len(outcome.source.text)
            first = first or time.perf_counter()
    done, after = time.perf_counter(), os.times()
    used = sum(after[:4]) - sum(cpu[:4])
    print(f"{jobs} processes: {chars:,} characters to claims")
    print(f"  wall {done - begun:.2f} s: {chars / (done - begun):,.0f} a second with the start of the processes,")
    print(f"    {chars / (done - first):,.0f} a second once they are at work")
    print(f"  CPU {used:.2f} s, start included: {jobs * chars / used:,.0f} a second if {jobs} cores were theirs alone")


def taggers() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Yield the taggers that are installed."""
    try:
        from cutword import NER  # type: ignore[import-not-found]

        yield "cutword", NER().predict
    except ImportError as error:
        print(f"cutword is not compared: {error}")
    try:
        from LAC import LAC  # type: ignore[import-not-found]

        yield "LAC", LAC(mode="lac").run
    except ImportError as error:
        print(f"LAC is not compared: {error}")


def compare(paths: Sequence[Path]) -> None:
    """Print how fast taggers go over the same texts, a sentence at a time, in one process."""
    texts = [document.source.text for document in map(read, paths) if not document.is_ledger]
    lines = [line.strip() for text in texts for line in text.replace("。", "。\n").split("\n") if line.strip()]
    for name, tag in taggers():
        tag(lines[0])
        begun, cpu = time.perf_counter(), time.process_time()
        for line in lines:
            tag(line)
        wall, used = time.perf_counter() - begun, time.process_time() - cpu
        chars = sum(map(len, lines))
        print(f"{name} alone: {chars:,} characters, {chars / wall:,.0f} a second, {chars / used:,.0f} a second of CPU")


def started(*command: str) -> tuple[float, float]:
    """Run the command a few times; return the least wall and CPU seconds."""
    runs = []
    for _ in range(STARTS):
        before, begun = os.times(), time.perf_counter()
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True, capture_output=True)
        after = os.times()
        runs.append((time.perf_counter() - begun, sum(after[2:4]) - sum(before[2:4])))
    return min(wall for wall, _ in runs), min(cpu for _, cpu in runs)


def print_starts(paths: Sequence[Path], folder: Path) -> None:
    """Print the time of a command that reads nothing, and of one that reads a single file."""
    text = next(str(path) for path in paths if path.suffix == ".txt")
    commands = {"gongjian --help": ("--help",), "a first document": ("extract", text, "--out", str(folder / "out"))}
    for name, command in commands.items():
        wall, cpu = started("api.cli", *command)
        print(f"Start: {name}: {wall:.2f} s wall, {cpu:.2f} s CPU")


def print_memory(documents: Path, folder: Path, jobs: int) -> None:
    """Print the most memory that an ingest takes, all its processes together."""
    store = f"sqlite:///{folder / 'memory.db'}"
    command = [sys.executable, "-m", "bench.memory", "ingest", str(documents), "--store", store, "--jobs", str(jobs)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stderr
    print(f"Memory of an ingest with {jobs} processes: {said.strip().splitlines()[-1]}")


def main() -> None:
    """Print all figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=2_000)
    arguments.add_argument("--folder", type=Path, help="documents to read, at least one of them .txt")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--profile", action="store_true")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        documents = options.folder or folder / "documents"
        if not options.folder:
            write_variants(documents, options.documents)
        paths = list(find_files([documents]))
        print_stages(*stages(paths, f"sqlite:///{folder / 'stages.db'}"))
        steps: list[Callable[[], None]] = [partial(print_profile, paths)] if options.profile else []
        steps += [partial(throughput, paths, options.jobs), partial(compare, paths)]
        steps += [partial(print_starts, paths, folder), partial(print_memory, documents, folder, options.jobs)]
        for step in steps:
            step()


if __name__ == "__main__":
    main()
