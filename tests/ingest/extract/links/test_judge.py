"""The learned judge drops the unlikely, adds the missed, and reads its trees as written."""

import numpy as np
import pytest

from graph.model import Source
from ingest.document import CleanText, Document
from ingest.extract.conclude import conclude
from ingest.extract.draft import Draft, Mention, Referent
from ingest.extract.links import draw, find_links
from ingest.extract.links.trees import Trees, load
from ingest.extract.links.words import LINKS
from ingest.extract.sentences import sentences

TEXT = "3月6日，青禾职业学院与蓝泉机械有限公司签署战略合作协议。4月2日，青禾职业学院与蓝泉机械有限公司签订合作协议。"
NAMES = {"青禾职业学院": "school", "蓝泉机械有限公司": "enterprise"}


def constant(value):
    data = {"features": ["rule"], "roots": [0], "split": [0], "threshold": [0.0], "left": [0], "right": [0]}
    return Trees.read({**data, "value": [value], "depth": 0})


MODELS_SURE = {link: constant(9.0) for link in LINKS}


def draft_of(text):
    referents = tuple(Referent(n, t, n) for n, t in NAMES.items())
    mentions = [
        Mention(i, i + len(n), t, n) for n, t in NAMES.items() for i in range(len(text)) if text.startswith(n, i)
    ]
    document = Document(Source("s_case", "case", "case", text, "text", "2024-06-30"))
    ordered = tuple(sorted(mentions, key=lambda m: m.start))
    return Draft(document, CleanText.plain(text), tuple(sentences(text)), ordered, referents)


@pytest.fixture
def draft():
    return draft_of(TEXT)


def test_a_tree_sends_each_row_to_its_leaf():
    trees = Trees.read(
        {"features": ["x"], "roots": [0], "split": [0, 0, 0], "threshold": [1.5, 0, 0], "left": [1, 1, 2],
         "right": [2, 1, 2], "value": [0, -2.0, 2.0], "depth": 1}
    )  # fmt: skip
    low, high = trees.probabilities([{"x": 1}, {"x": 2}])
    assert np.isclose([low, high], [1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))]).all()


def test_links_that_the_judge_finds_unlikely_are_dropped(draft):
    assert not draw(draft, {link: constant(-9.0) for link in LINKS}).findings


def test_links_that_only_the_judge_sees_are_added_with_a_quote():
    text = "青禾职业学院的活动，蓝泉机械有限公司常来。"
    assert not [f for f in draw(draft_of(text), {}).findings if f.type == "COOPERATES_WITH"]
    (added,) = (f for f in draw(draft_of(text), MODELS_SURE).findings if f.type == "COOPERATES_WITH")
    assert added.method == "judge:near"
    assert text[slice(*added.spans[0])].startswith("青禾职业学院的活动，蓝泉机械有限公司")


def test_doubtful_links_and_two_dates_are_flagged(draft):
    reasons = [f.reason for f in draw(draft, {link: constant(-0.6) for link in LINKS}).flags]
    assert any("把握不大" in r for r in reasons)
    assert any("两个日期" in r and "2024-03-06" in r for r in reasons)


def test_the_shipped_model_covers_every_link_type():
    assert set(load()) == set(LINKS)


def test_every_finding_becomes_a_claim_whose_quote_is_in_the_text(draft):
    reading = conclude(find_links(draft))
    assert reading.claims
    assert all(e.quote == TEXT[e.start : e.end] for c in reading.claims for e in c.evidence)
