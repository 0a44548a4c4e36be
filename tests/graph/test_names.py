"""Folding: what never tells two names apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.names import fold


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ＡＢＣ公司", "abc公司"),
        ("苏州（工业园区）公司", "苏州(工业园区)公司"),
        ("东海 大学", "东海大学"),
        ("“云岭”党支部", "云岭党支部"),
        ("东海·大学", "东海大学"),
        ("第①公司", "第1公司"),
    ],
)
def test_width_case_space_and_punctuation_are_folded(a: str, b: str) -> None:
    assert fold(a) == fold(b) != ""


def test_different_names_stay_different() -> None:
    assert len({fold(n) for n in ("东海大学", "东湖大学", "东海大学1", "东海大学2", "东海大学A")}) == 5


@given(st.text("东海ａＢ①（）()· \t“-_、，éßİ𠮷"))
def test_folding_twice_is_folding_once_and_leaves_word_characters_alone(name: str) -> None:
    folded = fold(name)
    assert fold(folded) == folded
    assert not any(c.isspace() or c in "（）()·“”\"'-_、，" for c in folded)
