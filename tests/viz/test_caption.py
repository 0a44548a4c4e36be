from hypothesis import given
from hypothesis import strategies as st

from viz.caption import LINES, caption, columns

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


def test_a_short_name_stays_on_one_line():
    assert caption("临湖市教育局") == "临湖市教育局"


def test_a_long_name_is_broken_into_lines_of_about_equal_length():
    lines = caption("江东职业技术学院机电工程学院党总支").split("\n")
    assert len(lines) == 2
    assert abs(columns(lines[0]) - columns(lines[1])) <= 4


def test_a_year_and_brackets_are_not_torn_apart():
    lines = caption("江东省新能源汽车产业链党建联盟（2024年第二批）").split("\n")
    assert any("（2024年" in line for line in lines)
    assert not any(line.startswith("）") or line.endswith("（") for line in lines)


def test_a_place_in_brackets_stays_in_one_piece():
    assert "（临湖）" in caption("星衡精密机械（临湖）有限公司").split("\n")[1]


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert caption("甲" * 200).endswith("…")


@given(NAMES)
def test_a_caption_holds_the_name_in_order_in_few_lines(name):
    lines = caption(name).split("\n")
    whole, shown = "".join(name.split()), "".join("".join(lines).split())
    assert len(lines) <= LINES
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))
