"""docs/reading.yaml holds what docs/reading.md promises: each short text gives exactly its claims, or not yet."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.model import Reading, Source
from graph.ontology import ontology
from ingest.document import Document
from ingest.readers import read
from ingest.reading import read_document

DOCS = Path(__file__).parents[2] / "docs"
PAIRS = yaml.safe_load((DOCS / "reading.yaml").read_text("utf-8"))
LEAST = 40
Link = tuple[str | None, ...]


def cases(which: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in PAIRS[which]]


@pytest.fixture
def reading(request: pytest.FixtureRequest, tmp_path: Path) -> Reading:
    """What is read of the case that the test is given, from a file where its format asks for one."""
    case = request.getfixturevalue("case")
    for suffix in ("csv", "html"):
        if suffix in case:
            path = tmp_path / f"case.{suffix}"
            path.write_text(case[suffix], "utf-8")
            return read_document(read(path))
    text = case["text"]
    source = Source(Source.id_of(text.encode()), "file:///case.txt", "case", text, "text", case.get("published"))
    return read_document(Document(source))


def told(reading: Reading) -> set[Link]:
    """Return the claims as (type, head, tail, title or date, state); signatures as pairs of parties."""
    names = {r.id: r.name for r in reading.records}
    signed: dict[Link, list[str]] = {}
    links = set()
    for c in reading.claims:
        what = dict(c.attributes).get("title") if c.type == "HAS_ROLE" else c.date
        if c.type == "SIGNED":
            signed.setdefault((c.tail, what, c.state), []).append(names[c.head])
        else:
            links.add(link(c.type, names[c.head], names[c.tail], what, c.state))
    for (_, what, state), heads in signed.items():
        links |= {link("SIGNED", a, b, what, state) for i, a in enumerate(heads) for b in heads[i + 1 :]}
    return links


def link(type_: str, head: str, tail: str, what: str | None = None, state: str | None = "held") -> Link:
    if type_ == "SIGNED" or ontology().links[type_].symmetric:
        head, tail = sorted((head, tail))
    return type_, head, tail, what, state


def expected(case: dict[str, Any]) -> set[Link]:
    """Return the claims that a case writes down: `TYPE head | tail | date or title | state`."""
    links = set()
    for line in case["claims"]:
        type_, rest = line.split(" ", 1)
        head, tail, *more = (part.strip() for part in rest.split("|"))
        state = more.pop() if more and more[-1] in ("ended", "denied") else "held"
        links.add(link(type_, head, tail, more[0] if more else None, state))
    return links


def is_read(case: dict[str, Any], reading: Reading) -> bool:
    untils = {c.until for c in reading.claims if c.type == "SIGNED"}
    return told(reading) == expected(case) and case.get("until") in (None, *untils)


@pytest.mark.parametrize("case", cases("read"))
def test_the_text_gives_exactly_these_claims(case: dict[str, Any], reading: Reading) -> None:
    assert told(reading) == expected(case)
    assert is_read(case, reading)
    if "text" in case:
        for evidence in (e for c in reading.claims for e in c.evidence):
            assert case["text"][evidence.start : evidence.end] == evidence.quote
    quotes = [len(c.evidence) for c in reading.claims]
    assert quotes == [case.get("quotes", n) for n in quotes]
    aliases = {r.name: set(r.aliases) for r in reading.records}
    assert all(set(forms) <= aliases[name] for name, forms in case.get("aliases", {}).items())
    assert case.get("title", "") in ("", *(r.name for r in reading.records if r.type == "agreement"))
    flags = [f.reason for f in reading.flags]
    assert all(any(words in flag for flag in flags) for words in case.get("flags", ()))


@pytest.mark.parametrize("case", cases("not_read"))
def test_what_is_said_not_to_be_read_yet_is_not(case: dict[str, Any], reading: Reading) -> None:
    assert not is_read(case, reading), "读对了：请移入 read it is read now: move it to `read`"


def test_the_guide_lists_every_pair_and_there_are_enough() -> None:
    page = (DOCS / "reading.md").read_text("utf-8")
    read_, not_read = page.split("## 局限 Limits")
    assert not [c["name"] for c in PAIRS["read"] if f"| {c['name']} |" not in read_]
    assert not [c["name"] for c in PAIRS["not_read"] if f"| {c['name']} |" not in not_read]
    assert len(PAIRS["read"]) >= LEAST
