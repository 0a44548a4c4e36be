"""Golden pairs: a text with the entities, offices and parts that it names (cases/*.yaml)."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from graph.model import Source
from ingest.document import CleanText, Document
from ingest.extract.draft import Draft
from ingest.extract.mentions import mention_stages

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(Path(__file__).with_name("cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]


@cache
def read(text, head):
    raw = head + text
    draft = Draft(
        Document(Source("s_case", "case", "case", raw, "text")),
        CleanText(text, raw, range(len(head), len(raw)), range(len(head) + 1, len(raw) + 1)),
    )
    for stage in mention_stages():
        draft = stage(draft)
    return draft


def draft_of(case):
    return read(case["text"], case.get("head", ""))


@pytest.mark.parametrize("case", CASES)
def test_the_text_names_exactly_these_entities(case):
    draft = draft_of(case)
    assert {r.name: r.type for r in draft.referents} == case["entities"]


@pytest.mark.parametrize("case", [c for c in CASES if "roles" in c.values[0]])
def test_persons_hold_these_offices(case):
    draft = draft_of(case)
    names = {r.key: r.name for r in draft.referents}
    found = {
        f"{names[f.head]} | {names[f.tail]} | {dict(f.attributes)['title']}"
        for f in draft.findings
        if f.type == "HAS_ROLE"
    }
    assert found == set(case["roles"])


@pytest.mark.parametrize("case", [c for c in CASES if "parts" in c.values[0]])
def test_units_belong_to_these_bodies(case):
    draft = draft_of(case)
    names = {r.key: r.name for r in draft.referents}
    found = {f"{names[f.head]} | {names[f.tail]}" for f in draft.findings if f.type == "PART_OF"}
    assert found == set(case["parts"])


@pytest.mark.parametrize("case", [c for c in CASES if "aliases" in c.values[0]])
def test_entities_go_by_these_other_names(case):
    draft = draft_of(case)
    aliases = {r.name: r.aliases for r in draft.referents}
    for name, forms in case["aliases"].items():
        assert set(forms) <= set(aliases[name])


@pytest.mark.parametrize("case", CASES)
def test_every_mention_lies_in_the_text_and_has_a_referent(case):
    draft = draft_of(case)
    keys = {r.key for r in draft.referents}
    assert all(0 <= m.start < m.end <= len(draft.text) and m.referent in keys and m.method for m in draft.mentions)
    assert all(not r.parent or r.parent in keys for r in draft.referents)
    assert all(f.head in keys and f.tail in keys for f in draft.findings)


def test_a_unit_whose_school_is_never_named_stays_short_and_is_flagged():
    draft = read("5月8日，光机学院学生第二党支部与永宁街道河湾社区党委结成共建对子。", "")
    unplaced = [r.name for r in draft.referents if r.relative]
    assert "光机学院" in unplaced
    assert any("光机学院" in f.reason and f.evidence.quote == "光机学院" for f in draft.flags)
