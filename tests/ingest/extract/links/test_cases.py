"""Golden pairs: a text with its entities, and exactly the links that it states (cases/*.yaml)."""

from pathlib import Path

import pytest
import yaml

from graph.model import Source, State
from ingest.document import CleanText, Document
from ingest.extract.draft import Draft, Finding, Mention, Referent
from ingest.extract.links import draw
from ingest.extract.sentences import sentences

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(Path(__file__).with_name("cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]
SYMMETRIC = ("SIGNED", "PAIRED_WITH", "COOPERATES_WITH")


def draft_of(case):
    text = case["text"]
    referents = tuple(Referent(name, type_, name) for name, type_ in case["entities"].items())
    taken, mentions = set(), []
    for name in sorted(case["entities"], key=len, reverse=True):
        at = text.find(name)
        while at >= 0:
            if not taken & set(range(at, at + len(name))):
                taken |= set(range(at, at + len(name)))
                mentions.append(Mention(at, at + len(name), case["entities"][name], name))
            at = text.find(name, at + 1)
    roles = tuple(Finding("HAS_ROLE", p, o, ((0, 1),), "case") for p, o in case.get("roles", {}).items())
    document = Document(Source("s_case", "case", "case", text, "text", "2024-06-30"))
    ordered = tuple(sorted(mentions, key=lambda m: m.start))
    return Draft(document, CleanText.plain(text), tuple(sentences(text)), ordered, referents, roles)


def links_of(draft, state):
    signed = {}
    for f in draft.findings:
        if f.type == "SIGNED" and f.state is state:
            signed.setdefault(f.tail, []).append(f.head)
    pairs = {("SIGNED", *sorted((a, b))) for heads in signed.values() for a in heads for b in heads if a < b}
    for f in draft.findings:
        if f.type not in ("SIGNED", "HAS_ROLE", "PART_OF") and f.state is state:
            pairs.add((f.type, *(sorted((f.head, f.tail)) if f.type in SYMMETRIC else (f.head, f.tail))))
    return pairs


def expected(lines):
    out = set()
    for line in lines:
        type_, ends = line.split(" ", 1)
        a, b = (e.strip() for e in ends.split("|"))
        out.add((type_, *(sorted((a, b)) if type_ in SYMMETRIC else (a, b))))
    return out


@pytest.mark.parametrize("case", CASES)
def test_rules_find_exactly_the_links_that_the_text_states(case):
    read = draw(draft_of(case), {})
    assert links_of(read, State.HELD) == expected(case["links"])
    assert links_of(read, State.DENIED) >= expected(case.get("denied", []))
    assert links_of(read, State.ENDED) >= expected(case.get("ended", []))
