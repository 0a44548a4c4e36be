"""Readings that tell of acts in a few words, for the tests of acts and reprints; all names are invented."""

from dataclasses import replace

from graph.judgement import Judgement, Verdict
from graph.model import Reading
from graph.stores import Store
from ingest.loader import Loader
from tests.graph.sample_readings import Said, read

A, B, C = "东湖职业技术学院", "云岭智造有限公司", "望山精密有限公司"


def signing(
    n: int,
    *parties: str,
    date: str | None = "2024-03-01",
    until: str | None = None,
    title: str = "",
    published: str | None = "2024-03-02",
) -> Reading:
    """Return what the `n`th document says: that these parties signed an agreement."""
    name = title or f"{'与'.join(parties)}合作协议"
    found = read(
        f"file:///{n}.txt", *(Said("SIGNED", party, name, date, until) for party in parties), named=(f"{n}学院",)
    )
    return replace(found, source=replace(found.source, published=published))


def load(store: Store, *readings: Reading) -> None:
    """Take readings into a store, as an ingest does."""
    loader = Loader(store, "test")
    for reading in readings:
        loader.take(reading.source.title, reading)
    loader.flush()


def agreements(store: Store) -> int:
    """Return how many agreements the network shows."""
    return sum(e.type == "agreement" for e in store.view().entities)


def judged(left: str, right: str, verdict: Verdict, at: str = "2999-01-01") -> Judgement:
    """Return a person's judgement."""
    return Judgement(left, right, verdict, "person:王", at)
