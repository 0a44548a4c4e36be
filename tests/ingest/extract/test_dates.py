"""Dates: what words mean, and which date governs a clause."""

from pathlib import Path

import pytest

from graph.model import Source
from ingest.clean import clean
from ingest.document import Document
from ingest.extract.dates import DateReader, find_dates
from ingest.extract.sentences import sentences

ROOT = Path(__file__).resolve().parents[3]
GOLD = ROOT.parent / "shared" / "gold" / "dev"
PUBLISHED = "2024-10-28"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年10月24日签约", "2024-10-24"),
        ("2024.10.24签约", "2024-10-24"),
        ("2024-10签约", "2024-10"),
        ("2024年签约", "2024"),
        ("二〇二四年十月二十四日签约", "2024-10-24"),
        ("10月24日上午签约", "2024-10-24"),
        ("十月签约", "2024-10"),
        ("10月底签约", "2024-10"),
        ("24日下午签约", "2024-10-24"),
        ("30日下午签约", "2024-09-30"),
        ("2025年盛夏签约", "2025"),
        ("今年3月签约", "2024-03"),
        ("去年12月5日签约", "2023-12-05"),
        ("前年签约", "2022"),
        ("本月签约", "2024-10"),
        ("上月签约", "2024-09"),
        ("上月15日签约", "2024-09-15"),
        ("昨日签约", "2024-10-27"),
        ("上周五签约", "2024-10-25"),
        ("近日签约", None),
        ("日前签约", None),
        # The 月 was lost where the text was copied.
        ("1024日上午签约", "2024-10-24"),
    ],
)
def test_words_mean_dates_seen_from_the_publication(text: str, expected: str | None) -> None:
    (mention,) = find_dates(text, PUBLISHED)
    assert mention.iso == expected


@pytest.mark.parametrize(
    "text",
    [
        "培养3年",
        "30日内付款",
        "第3日",
        "2021级学生",
        "3个月",
        "版本2.10.3",
        "1024日志",
        "13月5日",
        "2月30日",
        "投入2024.5万元",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert [d.iso for d in find_dates(text, PUBLISHED) if d.iso] == []


@pytest.mark.parametrize(
    ("text", "iso", "until"),
    [
        ("2024年3月5日至7日举行", "2024-03-05", "2024-03-07"),
        ("2024年12月30日至2025年1月2日举行", "2024-12-30", "2025-01-02"),
        ("2024年—2026年实施", "2024", "2026"),
        ("3月至5月举行", "2024-03", "2024-05"),
    ],
)
def test_a_range_has_a_start_and_an_end(text: str, iso: str, until: str) -> None:
    (mention,) = find_dates(text, PUBLISHED)
    assert (mention.iso, mention.until) == (iso, until)


@pytest.mark.parametrize(
    ("text", "months"),
    [("为期三年", 36), ("有效期为2年", 24), ("为期半年", 6), ("合作期限：两年半", 30), ("为期六个月", 6)],
)
def test_a_term_has_a_length(text: str, months: int) -> None:
    (mention,) = find_dates(text)
    assert (mention.kind, mention.months) == ("term", months)


def test_a_year_is_never_guessed() -> None:
    assert [d.iso for d in find_dates("3月5日，甲乙签约。")] == [None]
    assert [d.iso for d in find_dates("3月5日，甲乙签约。", "2024-12-30")] == ["2024-03-05"]
    assert [d.iso for d in find_dates("12月20日，甲乙签约。", "2024-01-05")] == ["2023-12-20"]
    # Published in April, a day in June would lie ten months back: a page that was copied later.
    assert [d.iso for d in find_dates("6月16日，甲乙签约。", "2024-04-28")] == [None]
    # The only year that the document names serves where there is no publication date.
    assert [d.iso for d in find_dates("回顾2023年。\n3月5日，甲乙签约。")] == ["2023", "2023-03-05"]
    assert [d.iso for d in find_dates("2022年一次。\n2023年又一次。\n3月5日，甲乙签约。")][-1] is None


def test_words_that_point_back_take_the_date_before_them() -> None:
    text = "2023年3月5日，甲乙签约。当天，丙揭牌。同年6月，丁加入。次日散会。"
    assert [d.iso for d in find_dates(text)] == ["2023-03-05", "2023-03-05", "2023-06", "2023-06"]


def governing(text: str, clause: str, published: str | None = PUBLISHED) -> str | None:
    start = text.index(clause)
    return DateReader(text, tuple(sentences(text)), published).for_span(start, start + len(clause))


@pytest.mark.parametrize(
    ("text", "clause", "expected"),
    [
        ("10月24日，甲乙签约。", "甲乙签约", "2024-10-24"),
        ("甲乙签约仪式于10月24日举行。", "甲乙签约", "2024-10-24"),
        # The date of the lead holds for the acts of the report …
        ("10月24日，大会举行。\n会上，甲乙签约。", "甲乙签约", "2024-10-24"),
        ("10月24日，大会举行。2020年以来，双方多次合作。会上，甲乙签约。", "甲乙签约", "2024-10-24"),
        # … unless another is given, or none can be.
        ("10月24日，大会举行。\n2021年3月5日，甲乙签约。", "甲乙签约", "2021-03-05"),
        ("10月24日，大会举行。\n近日，甲乙签约。", "甲乙签约", None),
        ("3月1日，甲乙签约；4月2日，丙丁签约。", "丙丁签约", "2024-04-02"),
        ("3月1日，甲乙签约；4月2日，丙丁签约。", "甲乙签约", "2024-03-01"),
        # Years inside names, brackets and looks back are not the time of the act.
        ("10月24日，2024年工作会召开，甲乙签约。", "甲乙签约", "2024-10-24"),
        ("10月24日，甲（2019年3月成立）与乙签约。", "与乙签约", "2024-10-24"),
        ("10月24日，大会举行。截至2023年底，已有9家。甲乙签约。", "甲乙签约", "2024-10-24"),
        # A numbered section is not led by another one.
        ("一、结对\n5月13日，甲乙签约。\n二、共建\n丙丁签约。", "丙丁签约", None),
        # The only day of a short text holds wherever it stands.
        ("甲乙签约。\n活动在10月24日下午举行。", "甲乙签约", "2024-10-24"),
        ("甲乙签约。", "甲乙签约", None),
    ],
)
def test_a_clause_has_the_date_that_governs_it(text: str, clause: str, expected: str | None) -> None:
    assert governing(text, clause) == expected


def test_a_state_has_only_the_date_of_its_own_sentence() -> None:
    text = "10月24日，大会举行。\n甲是乙的会员。2021年，丙加入。"
    reader = DateReader(text, tuple(sentences(text)), PUBLISHED)
    assert reader.stated_in(text.index("会员"), text.index("会员") + 2) is None
    assert reader.stated_in(text.index("加入"), text.index("加入") + 2) == "2021"


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated documents are not beside this checkout")
@pytest.mark.parametrize("part", ["open", "held"])
def test_dates_of_annotated_acts_are_found(part: str) -> None:
    from bench.gold import documents

    right = total = 0
    for annotated in documents(part):
        text = clean(Document(Source("s", "file:///a", "", annotated["text"], "txt")))
        reader = DateReader(text.text, tuple(sentences(text.text)), annotated["published"])
        for relation in annotated["relations"]:
            if relation["type"] in ("SIGNED_WITH", "PAIRED_WITH") and relation["date"]:
                start = annotated["text"].index(relation["evidence"])
                span = text.clean_at(start), text.clean_at(start + len(relation["evidence"]))
                right += reader.for_span(*span) == relation["date"]
                total += 1
    assert total > 100
    assert right / total >= 0.95
