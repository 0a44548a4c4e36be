"""Names keep their brackets and quotation marks in pairs."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.mentions.balance import balanced, mended


def named(text: str, *names: str, type_: str = "school") -> list[tuple[int, int, str]]:
    return [(text.index(n), text.index(n) + len(n), type_) for n in names]


def read(text: str, spans: list[tuple[int, int, str]]) -> list[str]:
    return [text[a:b] for a, b, _ in spans]


def test_a_name_cut_at_a_bracket_is_joined() -> None:
    text = "与中原地质大学（汉阳）签约"
    assert read(text, mended(text, named(text, "中原地质大学", "汉阳）"), [], {})) == ["中原地质大学（汉阳）"]


def test_a_bracket_that_begins_a_name_belongs_to_the_one_before() -> None:
    text = "中原科技大学（瓯海）技术转移中心揭牌"
    found = mended(text, named(text, "中原科技大学", "（瓯海）技术转移中心", type_="base"), [], {})
    assert read(text, found) == ["中原科技大学（瓯海）技术转移中心"]


def test_a_quoted_name_goes_on_to_the_word_for_its_kind() -> None:
    text = "共建“智能光电”产业学院。"
    found = mended(text, named(text, "智能光电", type_="base"), [], {8: (12, "base")})
    assert read(text, found) == ["“智能光电”产业学院"]


def test_a_proposed_name_with_both_marks_wins_over_one_with_half() -> None:
    text = "江中城市群“双一流”高校联盟成立"
    proposed = named(text, "江中城市群“双一流”高校联盟", type_="alliance")
    assert mended(text, named(text, "双一流”高校联盟", type_="alliance"), proposed, {}) == proposed


def test_a_quotation_of_a_whole_name_stays_outside_it() -> None:
    text = "“岩河数控订单班”开班"
    assert read(text, mended(text, named(text, "岩河数控订单班", type_="base"), [], {})) == ["岩河数控订单班"]


@given(st.text(alphabet="甲乙丙（）“”《》，", max_size=30), st.data())
def test_spans_stay_in_order_and_apart(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [(a, b, "school") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    found = mended(text, spans, [], {})
    assert all(0 <= a < b <= len(text) for a, b, _ in found)
    assert all(x[1] <= y[0] for x, y in pairwise(found))
    assert [s for s in found if balanced(text, *s[:2])] or not any(balanced(text, *s[:2]) for s in spans) or not spans
