"""Scores of pairs of names: what is one, what never joins by itself, and that every reason has words."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.judgement import Verdict
from ingest.resolve.features import BROAD, GROUNDS, compare
from ingest.resolve.known import load
from ingest.resolve.parse import Subject
from ingest.resolve.reasons import HOW, in_words
from ingest.resolve.score import score, shipped

DATA = Path(__file__).resolve().parents[3] / "data" / "names"
ROWS = [
    json.loads(line) for name in ("pairs", "more") for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
]


def subject(name: str, type_: str = "school", region: str | None = None, parent: str | None = None) -> Subject:
    """Return one side of a pair."""
    return Subject(name, type_, region, parent)


SAME = [
    (subject("岚山建筑职业技术学院"), subject("嵐山建築職業技術學院")),
    (subject("徐州市人社局", "government"), subject("徐州市人力资源和社会保障局", "government", "江苏省徐州市")),
    (subject("中共徐州职业技术学院委员会", "party_org"), subject("徐州职业技术学院党委", "party_org")),
    (subject("南京职业技术学院(xué yuàn)"), subject("南京职业技术学院", region="江苏省南京市")),
    (
        subject("教工第一党支部", "party_org", parent="徐州职业技术学院"),
        subject("徐州职业技术学院教工第一党支部", "party_org"),
    ),
]

NEVER = [
    (
        subject("教工第一党支部", "party_org", parent="徐州职业技术学院"),
        subject("教工第二党支部", "party_org", parent="徐州职业技术学院"),
    ),
    (subject("云帆集团有限公司", "enterprise"), subject("云帆机械有限公司", "enterprise")),
    (subject("云帆集团有限公司", "enterprise"), subject("云帆集团股份有限公司", "enterprise")),
    (subject("云帆大学"), subject("云帆大学附属中学")),
    (subject("云帆职业技术学院"), subject("机电学院", "school_unit", parent="云帆职业技术学院")),
    (subject("徐州市教育局", "government"), subject("徐州市泉山区教育局", "government")),
    (subject("江苏省教育厅", "government"), subject("徐州市教育局", "government")),
    (subject("苏州职业技术学院"), subject("宿州职业技术学院")),
    (subject("云帆股份有限公司", "enterprise"), subject("云帆股份有限公司徐州分公司", "enterprise")),
    (subject("徐州职业技术学院党委", "party_org"), subject("徐州职业技术学院纪委", "party_org")),
    (subject("徐州职业技术学院党委", "party_org"), subject("徐州职业技术学院后勤党委", "party_org")),
    (subject("区教育局", "government", "江苏省徐州市泉山区"), subject("徐州市教育局", "government")),
    (subject("国网徐州供电公司", "enterprise"), subject("国网徐州市铜山区供电公司", "enterprise")),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_writings_of_one_name_are_the_same(a: Subject, b: Subject) -> None:
    assert score(a, b).verdict is Verdict.SAME


@pytest.mark.parametrize(("a", "b"), NEVER)
def test_what_hard_rules_keep_apart_is_never_the_same(a: Subject, b: Subject) -> None:
    found = score(a, b)
    assert found.verdict is not Verdict.SAME
    assert found.probability <= 0.3


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (subject("机电学院", "school_unit"), subject("机电学院", "school_unit", parent="徐州职业技术学院")),
        (subject("市教育局", "government"), subject("徐州市教育局", "government")),
        (subject("第二党支部", "party_org"), subject("第二党支部", "party_org")),
        (subject("某机械公司", "enterprise"), subject("徐州云帆机械有限公司", "enterprise")),
    ],
)
def test_names_that_need_a_parent_or_place_are_left_open(a: Subject, b: Subject) -> None:
    assert score(a, b).verdict is Verdict.UNSURE


def test_the_order_of_the_two_sides_changes_nothing() -> None:
    for row in ROWS[:150]:
        a, b = (Subject(**row[side]) for side in "ab")
        assert compare(a, b, row["context"]) == compare(b, a, row["context"])


def test_every_feature_of_the_model_and_of_the_data_has_words() -> None:
    seen = {name for row in ROWS for name in compare(Subject(**row["a"]), Subject(**row["b"]), row["context"])}
    families = product({*HOW, *BROAD.values()}, {*GROUNDS, "backed", "none"})
    for name in {*seen, *shipped().weights, *(f"{kind}:{ground}" for kind, ground in families)}:
        assert in_words(name) != (name, name)


def test_a_renaming_of_the_user_joins_over_several_steps_and_a_merger_does_not() -> None:
    known = load(
        [
            {
                "renamings": [
                    {"old": "岚山工业学校", "new": "岚山工业学院", "date": 2001, "source": "校史"},
                    {"old": "岚山工业学院", "new": "云帆大学", "date": "2013-05", "source": "校史"},
                ],
                "mergers": [{"old": "青屿学校", "new": "云帆大学", "date": 2015, "source": "校史"}],
            }
        ]
    )
    assert score(subject("岚山工业学校"), subject("云帆大学"), known=known).verdict is Verdict.SAME
    assert score(subject("青屿学校"), subject("云帆大学"), known=known).verdict is not Verdict.SAME
    renaming = known.renaming("云帆大学", "岚山工业学院")
    assert renaming is not None
    assert (renaming.date, renaming.source) == ("2013-05", "校史")


def test_an_alias_that_two_bear_is_left_to_a_person() -> None:
    known = load([{"aliases": {"云帆大学": ["云大"], "云岭大学": ["云大"], "青屿大学": ["青大"]}}])
    assert score(subject("云大"), subject("云帆大学"), known=known).verdict is Verdict.UNSURE
    assert score(subject("青大"), subject("云岭大学"), known=known).verdict is not Verdict.SAME


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["school", "enterprise", "party_org", "base"]))
def test_any_text_can_be_scored(a: str, b: str, type_: str) -> None:
    found = score(Subject(a or "甲", type_), Subject(b or "乙", type_))
    assert 0 <= found.probability <= 1
    assert found.reasons


def test_labelled_pairs_are_scored_as_the_shipped_model_was_measured() -> None:
    rows = [row for row in ROWS if row["kind"] != "made"]
    found = [score(Subject(**row["a"]), Subject(**row["b"]), row["context"]) for row in rows]
    joined = [row["label"] == "same" for row, one in zip(rows, found, strict=True) if one.verdict is Verdict.SAME]
    assert len(joined) >= 100
    assert sum(joined) / len(joined) >= 0.985
