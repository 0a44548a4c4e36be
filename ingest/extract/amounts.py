"""数额 Sums of money in 万元 and counts with their unit, and how exactly the text gives them.

Invariant: pure; a number that is part of a date, a name or a percentage is not an amount.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_BEFORE = "近|约|大约|超过|超|逾|不少于|至少|最高|不超过|将近|累计|共|总计|达"
_SCALE = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000}
_SCALE |= {"亿": 100_000_000, "百亿": 10_000_000_000, "千亿": 100_000_000_000, "万亿": 1_000_000_000_000}
_WORDS = "一二三四五六七八九十百千万亿零〇两"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|[一二三四五六七八九十两半][{_WORDS}]{{0,11}}"
_UNIT = "元|美元|欧元|港元|人民币"
_COUNTED = (
    "人次|人|名|家|个|所|门|项|场|次|届|套|台|间|平方米|亩|公里|千米|对|批|期|课时|学时|小时|户|册|件|份|位|支|篇"
    "|部|辆|吨"
)
_AMOUNT = re.compile(
    rf"(?P<about>{_BEFORE})?(?P<also>近|约|超|逾|超过)?(?<![\d.A-Za-z第])(?P<number>{_NUMBER}) ?(?P<more>多|余|几)?"
    r"(?P<scale>万亿|[十百千]?[万亿]|[十百千](?=[多余]?[元人名家]))? ?(?P<more2>多|余)?"
    rf"(?P<unit>{_UNIT}|{_COUNTED})(?P<around>左右|上下|以上|以下|余)?"
)
_BELOW = frozenset(("近", "将近", "不超过", "以下", "最高"))
_ABOVE = frozenset(("超过", "超", "逾", "不少于", "至少", "以上"))
_FIGURE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class Amount:
    """数额 An amount in the text: clean span, value, unit, and how exact it is.

    Money has the unit 万元 (or 万美元 …) and its value in it; counts have their own unit (人, 家 …).
    `exactness`: `exact`, `about` (约, 左右), `above` (余, 多, 超), `below` (近, 不超过).
    """

    start: int
    end: int
    value: Decimal
    unit: str
    exactness: str = "exact"

    @property
    def is_money(self) -> bool:
        """True for sums of money."""
        return self.unit.startswith("万")


def find_amounts(text: str) -> Iterator[Amount]:
    """Yield the sums and counts of a clean text, in order.

    >>> [(str(a.value), a.unit, a.exactness) for a in find_amounts("捐50万元，2000多万元到账，近3亿元")]
    [('50', '万元', 'exact'), ('2000', '万元', 'above'), ('30000', '万元', 'below')]
    """
    for m in _AMOUNT.finditer(text):
        number = _value(m["number"])
        if number is None:
            continue
        value = number * _SCALE[m["scale"] or ""]
        unit = m["unit"]
        if unit in _UNIT.split("|"):
            value, unit = value / 10_000, "万" + ("元" if unit == "人民币" else unit)
        start = m.start("also") if m["also"] else m.start("number")
        start = m.start("about") if m["about"] in _BELOW | _ABOVE | {"约", "大约"} else start
        yield Amount(start, m.end(), value.normalize() + 0, unit, _exactness(m))


def _exactness(m: re.Match[str]) -> str:
    said = {m["about"], m["also"], m["around"]}
    if m["more"] or m["more2"] or said & (_ABOVE | {"余"}):
        return "above"
    if said & _BELOW:
        return "below"
    return "about" if said & {"约", "大约", "左右", "上下"} else "exact"


def _value(number: str) -> Decimal | None:
    if number[0].isdigit():
        return Decimal(number.replace(",", ""))
    if number == "半":
        return Decimal("0.5")
    return _chinese(number)


def _chinese(number: str) -> Decimal | None:
    """Return the value of a Chinese numeral below a hundred million, None if it is not well formed."""
    total = section = digit = 0
    for char in number:
        if char in _FIGURE:
            digit = _FIGURE[char]
        elif char in "十百千":
            section += (digit or 1) * _SCALE[char]
            digit = 0
        elif char in "万亿":
            total = (total + section + digit) * _SCALE[char]
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)
