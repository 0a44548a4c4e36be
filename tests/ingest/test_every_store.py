"""The same ingest gives the same network in every store: samples always, the annotated texts where they are."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from ingest.pipeline import Status, run

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    address: str = request.getfixturevalue("neo4j_url")
    with open_store(address) as store:
        store.clear()  # type: ignore[attr-defined]
    return address


def same(left: Store, right: Store) -> None:
    """Check that two stores show the same network and count the same, whatever their own versions."""
    assert left.view() == right.view()
    own = {"version": 0, "schema": 0}
    assert replace(left.statistics(), **own) == replace(right.statistics(), **own)
    assert left.sources() == right.sources()


@pytest.mark.timeout(900)
def test_the_samples(url: str) -> None:
    memory = MemoryStore()
    report = run([ROOT / "samples"], memory)
    assert {row.status for row in report.rows} == {Status.ADDED}
    with open_store(url) as store:
        run([ROOT / "samples"], store)
        same(store, memory)
        version = store.version()
        run([ROOT / "samples"], store)
        assert store.version() == version


@pytest.mark.timeout(900)
def test_the_seeds_and_the_annotated_texts(url: str, tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("the annotated documents are not beside the project")
    texts = tmp_path / "texts"
    texts.mkdir()
    for path in sorted((SHARED / "gold" / "dev").glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        kept = {key: document[key] for key in ("text", "published", "source")}
        (texts / path.name).write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    memory = MemoryStore()
    report = run([SHARED / "seeds", texts], memory)
    assert {row.status for row in report.rows} <= {Status.ADDED, Status.DUPLICATE}
    assert len(report.rows) > 130
    with open_store(url) as store:
        run([SHARED / "seeds", texts], store)
        same(store, memory)


def test_every_seed_gives_links_whose_quotes_are_in_the_text() -> None:
    if not SHARED.is_dir():
        pytest.skip("the seed documents are not beside the project")
    memory = MemoryStore()
    run([SHARED / "seeds"], memory)
    assert len(memory.sources()) == 5
    for bare in memory.sources():
        text = memory.source(bare.id).text
        cited = memory.claims_of(bare.id)
        assert any(c.claim.type != "PART_OF" for c in cited), bare.title
        for item in (e for c in cited for e in c.claim.evidence):
            assert text[item.start : item.end] == item.quote
