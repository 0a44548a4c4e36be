"""Amounts: sums in 万元, counts, and how exact they are."""

from decimal import Decimal

import pytest

from ingest.extract.amounts import find_amounts


@pytest.mark.parametrize(
    ("text", "value", "unit", "exactness"),
    [
        ("获50万元技术服务项目", "50", "万元", "exact"),
        ("横向技术服务到账2000多万元", "2000", "万元", "above"),
        ("近3亿元", "30000", "万元", "below"),
        ("投入资金2075.5万元", "2075.5", "万元", "exact"),
        ("价值6000元", "0.6", "万元", "exact"),
        ("捐赠1,200,000元", "120", "万元", "exact"),
        ("捐款三千五百元", "0.35", "万元", "exact"),
        ("投资十亿元", "100000", "万元", "exact"),
        ("约200万美元", "200", "万美元", "about"),
        ("超过1.5亿元", "15000", "万元", "above"),
        ("不少于30万元", "30", "万元", "above"),
        ("100万元左右", "100", "万元", "about"),
        ("两百余万元", "200", "万元", "above"),
        ("培训近2万人次", "20000", "人次", "below"),
        ("学徒1000余人", "1000", "人", "above"),
        ("合作企业54家", "54", "家", "exact"),
        ("二十三家单位", "23", "家", "exact"),
        ("面积3500平方米", "3500", "平方米", "exact"),
    ],
)
def test_an_amount_has_a_value_a_unit_and_an_exactness(text: str, value: str, unit: str, exactness: str) -> None:
    (amount,) = find_amounts(text)
    assert (amount.value, amount.unit, amount.exactness) == (Decimal(value), unit, exactness)
    assert amount.is_money == unit.startswith("万")


@pytest.mark.parametrize("text", ["2024年10月24日", "占比30%", "第3批", "A1家", "1.2.3号文件", "校企合作"])
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert list(find_amounts(text)) == []


def test_the_span_holds_the_words_that_say_how_exact() -> None:
    text = "双方投入近3亿元建设基地"
    (amount,) = find_amounts(text)
    assert text[amount.start : amount.end] == "近3亿元"
