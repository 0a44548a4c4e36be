"""Undoing a merge in a large store: from a person's decision to the network as it was, by the review desk's own path.

usage: python -m bench.undo [--records 1000000] [--rounds 20] [--folder DIR]

The records of `bench.organizations` go into a SQLite store, a hundred to a source, and records of one name are judged
one by a rule, as an ingest does it. Then a person merges two entities and undoes it. Target: at most 1 s each.
"""

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from bench.organizations import Record as Given
from bench.organizations import register
from graph.judgement import Judgement, Verdict
from graph.model import Reading, Record, Source
from graph.names import fold
from graph.review.desk import Desk
from graph.stores import Store, open_store

PER_SOURCE = 100
BATCH = 200


def readings(given: Sequence[Given]) -> Iterator[Reading]:
    """Yield the records as readings, a hundred each."""
    for number, start in enumerate(range(0, len(given), PER_SOURCE)):
        id_ = f"s{number:07}"
        source = Source(id_, f"file:///register/{id_}.csv", id_, "", "csv")
        rows = enumerate(given[start : start + PER_SOURCE])
        records = tuple(Record(f"r{start + i:09}", id_, row.subject.type, row.subject.name) for i, row in rows)
        yield Reading(source, records, ())


def fill(store: Store, given: Sequence[Given]) -> tuple[int, list[str]]:
    """Store the records and what a rule says of equal names; return how many, and the first record of each name."""
    first: dict[tuple[str, str], str] = {}
    said: list[Judgement] = []
    coming = readings(given)
    while some := list(islice(coming, BATCH)):
        store.add_all(some)
        for record in (r for reading in some for r in reading.records):
            held = first.setdefault((record.type, fold(record.name)), record.id)
            if held != record.id:
                said.append(Judgement(record.id, held, Verdict.SAME, "rule:same-name", "2026-01-01", "", 0.99))
    for start in range(0, len(said), 20_000):
        store.judge(said[start : start + 20_000])
    return len(given), list(first.values())


def undone(store: Store, left: str, right: str) -> tuple[float, float]:
    """Merge two entities and undo it, in new sittings; return the seconds of each, to the entity read again."""
    before = store.entity(left), store.entity(right)
    begun = time.perf_counter()
    desk = Desk(store, "核对人")
    plan = desk.merge(left, right)
    desk.commit(plan)
    assert store.entity(left).id == store.entity(right).id
    merged = time.perf_counter()
    desk = Desk(store, "核对人")
    desk.commit(desk.undo(plan.reviews[0].id))
    after = store.entity(left), store.entity(right)
    done = time.perf_counter()
    assert after == before
    return merged - begun, done - merged


def measure(folder: Path, records: int, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of filling, and of each merge and each undo."""
    found: dict[str, list[float]] = defaultdict(list)
    dice = random.Random(1)
    with open_store(f"sqlite:///{folder / 'register.db'}") as store:
        begun = time.perf_counter()
        _, names = fill(store, register(records))
        found["fill"].append(time.perf_counter() - begun)
    with open_store(f"sqlite:///{folder / 'register.db'}") as store:
        for _ in range(rounds):
            left, right = dice.sample(names, 2)
            merge, undo = undone(store, left, right)
            found["merge"].append(merge)
            found["undo"].append(undo)
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="where the store lies; by default the system's temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        found = measure(Path(made), options.records, options.rounds)
    print(f"{options.records:,} records, stored in {found['fill'][0]:.0f} s")
    for what in ("merge", "undo"):
        seconds = sorted(found[what])
        print(f"{what:6} median {seconds[len(seconds) // 2]:.3f} s, longest {seconds[-1]:.3f} s")


if __name__ == "__main__":
    main()
