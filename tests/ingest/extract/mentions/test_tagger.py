"""The tagger: its network, its decoding, and what it makes of names that are proposed to it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.draft import Mention
from ingest.extract.mentions.characters import LIMIT, LISTED, PROPOSED, TYPES, codes, listed, proposed, stretches
from ingest.extract.mentions.network import TAGS, Scores, decoded, shipped_network
from ingest.extract.mentions.scan import scan
from ingest.extract.mentions.tagger import tagged

SIGNED = "5月15日，山西岩河重工装备股份有限公司与潞阳工程职业学院签约，智能制造系主任雷敏参加。"
TEXT = f"{SIGNED}\n“岩河数控订单班”同日开班。"


def rows(text: str) -> np.ndarray:
    return np.concatenate([listed(scan(text)), proposed(len(text), [])], axis=1)


def test_a_stretch_scores_the_same_alone_and_among_others() -> None:
    texts = ["潞阳工程职业学院与岩河重工签约。", "雷敏到场。", SIGNED]
    together = shipped_network().scores([(codes(t), rows(t)) for t in texts])
    for text, scores in zip(texts, together, strict=True):
        (alone,) = shipped_network().scores([(codes(text), rows(text))])
        assert scores.tags.shape == (len(text), TAGS)
        np.testing.assert_allclose(scores.tags, alone.tags, atol=1e-3)
        np.testing.assert_allclose(scores.inner, alone.inner, atol=1e-3)


def test_names_are_found_with_their_types() -> None:
    found = {TEXT[m.start : m.end]: m.type for m in tagged(TEXT, [], shipped_network())}
    assert found["山西岩河重工装备股份有限公司"] == "enterprise"
    assert found["潞阳工程职业学院"] == "school"
    assert found["雷敏"] == "person"


def test_what_it_holds_for_no_name_is_dropped() -> None:
    text = "会议在学院二楼会议室举行，气氛热烈。"
    assert not tagged(text, [Mention(6, 11, "base", method="names:suffix")], shipped_network())


def test_names_inside_a_proposed_name_are_kept() -> None:
    text = "潞阳工程职业学院智能制造系党支部与三河村党支部结对。"
    names = [Mention(0, n, t) for n, t in ((8, "school"), (13, "school_unit"), (16, "party_org"))]
    found = [(m.span, m.type) for m in tagged(text, names, shipped_network())]
    assert ((0, 16), "party_org") in found and ((0, 8), "school") in found


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="学院公司党支部与和、，。\n张伟李县Ａ1()（）“”某局村𠮷", max_size=120))
def test_any_text_gives_mentions_that_lie_apart_or_share_their_start(text: str) -> None:
    found = tagged(text, [], shipped_network())
    assert all(0 <= m.start < m.end <= len(text) and "\n" not in text[m.start : m.end] for m in found)
    for a, b in itertools.combinations(found, 2):
        assert a.end <= b.start or b.end <= a.start or a.start == b.start


@given(st.text(alphabet="甲乙，。\n ", max_size=900))
def test_stretches_cover_every_line_and_are_short(text: str) -> None:
    spans = stretches(text)
    assert "".join(text[a:b] for a, b in spans) == text.replace("\n", "")
    assert all(0 < b - a <= LIMIT for a, b in spans)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_decoding_finds_the_best_of_all_sequences(size: int, seed: int) -> None:
    # With few types: every sequence of tags that is allowed, by brute force.
    scores = np.full((size, TAGS), -50.0, np.float32)
    scores[:, :9] = np.random.default_rng(seed).normal(size=(size, 9))
    best, spans = max(_sequences(scores), key=lambda x: x[0])
    found = decoded(Scores(scores, np.zeros((size, 1 + len(TYPES)))))
    assert _value(scores, found) == pytest.approx(best, abs=1e-4), (found, spans)


def _sequences(scores: np.ndarray) -> list[tuple[float, list[tuple[int, int, str]]]]:
    def extend(at: int) -> list[list[tuple[int, int, str]]]:
        if at >= len(scores):
            return [[]]
        out = list(extend(at + 1))
        for end in range(at + 1, len(scores) + 1):
            out += [[(at, end, t), *rest] for t in TYPES[:2] for rest in extend(end)]
        return out

    return [(_value(scores, spans), spans) for spans in extend(0)]


def _value(scores: np.ndarray, spans: list[tuple[int, int, str]]) -> float:
    tags = [0] * len(scores)
    for start, end, type_ in spans:
        first = 1 + 4 * TYPES.index(type_)
        tags[start:end] = [first + 1] * (end - start)
        tags[start], tags[end - 1] = first, first + 2
        if end - start == 1:
            tags[start] = first + 3
    return float(sum(scores[i, t] for i, t in enumerate(tags)))


def test_features_have_one_row_per_character() -> None:
    assert rows(TEXT).shape == (len(TEXT), LISTED + PROPOSED)
    assert codes("a𠮷").tolist() == [97, 0xFFFD]
