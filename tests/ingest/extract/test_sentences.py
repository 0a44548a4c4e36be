"""Sentences: where they end, and that no character is lost."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.sentences import sentences


@pytest.mark.parametrize(
    "pieces",
    [
        ["甲乙签约。", "丙加入！", "是吗？", "好；", "完"],
        ["标题", "正文。"],
        ["甲说：“今天签约。明天揭牌。”", "乙到场。"],
        ["签订协议（有效期三年。到期续签）并揭牌。", "散会。"],
        ["《甲乙协议。补充》签订。", "完。"],
        ["一个没有收尾的“引号。", "照样断句。"],
    ],
)
def test_sentences_end_where_a_reader_stops(pieces: list[str]) -> None:
    for glue in ("", "\n"):
        text = glue.join(pieces)
        found = [text[start:end] for start, end in sentences(text)]
        if glue or pieces[0] != "标题":
            assert found == pieces


def test_a_long_quotation_is_read_sentence_by_sentence() -> None:
    speech = "我们要加强合作。" * 30
    assert len(list(sentences(f"他说：“{speech}”完。"))) > 20


@given(st.text(alphabet="甲乙。！？；“”‘’（）《》，\n 1a", max_size=120))
@settings(max_examples=300, deadline=None)
def test_every_visible_character_is_in_one_sentence(text: str) -> None:
    spans = list(sentences(text))
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert "".join(text[a:b] for a, b in spans).split() == "".join(_visible(text, spans)).split()
    assert all("\n" not in text[a:b] for a, b in spans)


def _visible(text: str, spans: list[tuple[int, int]]) -> str:
    inside = {i for a, b in spans for i in range(a, b)}
    assert all(i in inside or c.isspace() for i, c in enumerate(text))
    return "".join(c for i, c in enumerate(text) if i in inside)
