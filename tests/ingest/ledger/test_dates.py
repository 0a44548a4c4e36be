"""Every way of writing a date or a term."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ledger.dates import dates_in, parse_date, parse_term

WRITTEN = {
    "2022.3.18": "2022-03-18",
    "2022年9月": "2022-09",
    "２０２４．３．６": "2024-03-06",
    "二〇二三年五月": "2023-05",
    "二○二一年十二月三十一日": "2021-12-31",
    "2024/3/15": "2024-03-15",
    "23-5-17": "2023-05-17",
    "20231105": "2023-11-05",
    "202309": "2023-09",
    "44866": "2022-11-01",
    "45047.0": "2023-05-01",
    "2023-10-20 09:30": "2023-10-20",
    "2024年上半年": "2024",
    "'23.5": "2023-05",
    "2023.2.31": "2023-02",
    "2021级": None,
    "—": None,
    "3年": None,
    "0571-88001122": None,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_is_read_to_the_precision_that_is_written(text: str) -> None:
    assert parse_date(text) == WRITTEN[text]


@pytest.mark.parametrize(("text", "iso"), [("3月12日", "2024-03-12"), ("5月", "2024-05"), ("3.15", "2024-03-15")])
def test_a_missing_year_is_taken_from_the_hint_alone(text: str, iso: str) -> None:
    assert parse_date(text) is None
    assert parse_date(text, 2024) == iso


TERMS = {
    "2022.3.18-2027.3.17": ("2022-03-18", "2027-03-17", False),
    "２０２４．３—２０２７．３": ("2024-03", "2027-03", False),
    "2023.5.17至今": ("2023-05-17", None, True),
    "2023年9月起，三年": ("2023-09", "2026-08", False),
    "2021年9月1日-2024年8月31日（3年）": ("2021-09-01", "2024-08-31", False),
    "自2022年1月1日起至2024年12月31日止": ("2022-01-01", "2024-12-31", False),
    "2023.3.1-5.1": ("2023-03-01", "2023-05-01", False),
    "2022—2025": ("2022", "2025", False),
    "至2026年底": (None, "2026", False),
    "2025年6月到期": (None, "2025-06", False),
    "长期有效": (None, None, True),
    "三年": (None, None, False),
}


@pytest.mark.parametrize("text", TERMS)
def test_a_term_is_a_start_and_an_end(text: str) -> None:
    term = parse_term(text)
    assert (term.start, term.end, term.open) == TERMS[text]


@given(st.dates(), st.sampled_from(["{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}/{m}/{d}", "{y}-{m:02}-{d:02}"]))
def test_every_day_of_the_two_centuries_is_read_back(day: object, form: str) -> None:
    y, m, d = day.year, day.month, day.day  # type: ignore[attr-defined]
    if 1900 <= y <= 2099:
        assert parse_date(form.format(y=y, m=m, d=d)) == f"{y:04}-{m:02}-{d:02}"


@given(st.text("0123456789年月日.-/至今起 一二三十〇（）", max_size=24))
def test_whatever_is_found_is_an_iso_date(text: str) -> None:
    term = parse_term(text, 2024)
    found = [f.iso for f in dates_in(text, 2024)] + [term.start, term.end, parse_date(text, 2024)]
    assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", iso) for iso in found if iso)
