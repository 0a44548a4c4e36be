"""日期用语 How Chinese text writes dates and terms, and the little calendar arithmetic that they need.

Invariant: a function here returns a valid ISO date (`2024`, `2024-10`, `2024-10-24`) or None.
All patterns are for clean text (`ingest.clean`).
"""

import re
from datetime import date, timedelta

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0}
_NUM = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = r"(?:(?<![\d.])(?:19|20)\d\d|(?:一九|二[〇○零O])[〇○零O一二三四五六七八九]{2})"
_DAY = rf"(?:(?P<NAME>{_NUM}) ?[日号](?!线|楼|院|文|公路))?"
_PART = r"(?: ?(?:[上中下]旬|年?[初底末](?!学)|年中(?!心)|[初盛仲深暮金]?[春夏秋冬](?:季|天|日)?(?!令|招|学期)))?"


def _day(name: str) -> str:
    return _DAY.replace("NAME", name)


_FULL = (
    rf"(?P<asof>截至|截止到?|到|至)?(?P<since>自从?|从)?(?P<y>{_YEAR}) ?年"
    rf"(?:(?: ?的)? ?(?P<m>{_NUM}) ?月份?{_day('d')})?{_PART}(?P<after>以来|起|后)?"
)
_NUMERIC = r"(?<![\d.\-/])(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{1,2})(?:[-./](?P<id>\d{1,2}))?(?![\d.\-/%元万亿])"
_MONTH_DAY = (
    rf"(?<![\d年第一二三四五六七八九十个])(?P<pm>{_NUM}) ?月(?!内|度)(?:份(?!额))?{_day('pd')}(?:[上中下]旬|初|底|末)?"
)
_DAY_ONLY = r"(?<![\d月年第至—\-~到、个近每十])(?P<dd>\d{1,2}) ?日(?!内|游|报|均|本|元|志|后)"
# 527日上午 for 5月27日上午: the 月 was lost where the text was copied.
_LOST_MONTH = r"(?<![^\n。，])(?P<lm>1[0-2]|[1-9])(?P<ld>[0-3]\d)日(?=[上下]午|，|晚)"
_SAME = (
    r"(?P<same>当天|当日|同日|同年|当年|同月|当月|次日|翌日|第二天|这天|这一天|此前一天|前一天|这一年)"
    rf"(?:(?<=年)(?P<sm>{_NUM}) ?月{_day('sd')})?"
)
_RELATIVE = (
    r"(?P<rel>[今去前明]年|(?:本|上个?|下个?|这个)月|[今昨][天日]|前天|明[天日](?!之|星)"
    r"|(?:本|这|上|下)个?(?:周|星期)[一二三四五六日天])"
    rf"(?:(?<=年)(?P<rm>{_NUM}) ?月{_day('rd')})?(?:(?<=月)(?P<rmd>{_NUM}) ?日)?(?:年?[初底末])?(?P<rafter>以来|起)?"
)
_VAGUE = (
    r"(?P<vague>近日|日前|近期|不久前|最近|近来|前不久|前几天|近年来?|近几年|此前(?!一天)|早前|多年来|连日来"
    r"|历年来?|长期以来|一直以来)"
)

DATE = re.compile("|".join((_FULL, _NUMERIC, _MONTH_DAY, _DAY_ONLY, _LOST_MONTH, _SAME, _RELATIVE, _VAGUE)))
RANGE_END = re.compile(
    rf" ?(?:—{{1,2}}|[\-~至到]) ?(?:(?P<y>{_YEAR}) ?年)?(?:(?P<m>{_NUM}) ?月份?)?(?:(?P<d>{_NUM}) ?[日号])?"
)
TERM = re.compile(
    r"(?:为期|期限为?|有效期为?限?|合作期为?限?|聘期为?|任期为?|周期为?)[：，]?"
    r"(?P<n>\d{1,2}|半|[一二两三四五六七八九十]{1,3})个?(?P<unit>学年|学期|年|月)(?P<half>半)?"
)
# What follows a year that is part of a name or a count, not a time: 2021级, 2024版.
NO_DATE_AFTER = re.compile(r"级|届|版|款|代|份额")


def number(word: str | None) -> str:
    """Return a number written in figures or Chinese numerals, as figures; "" for none.

    >>> number("二十四"), number("十"), number("二〇二四"), number("7"), number(None)
    ('24', '10', '2024', '7', '')
    """
    if not word or word.isdigit():
        return word or ""
    if "十" in word:
        tens, _, ones = word.partition("十")
        return str((_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0))
    return "".join(str(_DIGIT[c]) for c in word)


def iso(year: str | int, month: str | int | None = None, day: str | int | None = None) -> str | None:
    """Return an ISO date to the precision given, None when there is no such day.

    >>> iso(2024, 2, 30), iso("2024", "10"), iso("2024")
    (None, '2024-10', '2024')
    """
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join((f"{int(year):04}", *(f"{int(part):02}" for part in (month, day) if part)))


def later(value: str, days: int) -> str:
    """Return a day some days later than an ISO day."""
    return (date.fromisoformat(value) + timedelta(days)).isoformat()


def last_day(value: str) -> str:
    """Return the last day that an ISO date can mean, as a string that compares with ISO days."""
    return value + {4: "-12-31", 7: "-31"}.get(len(value), "")


def months_later(value: str, months: int) -> str:
    """Return the month some months after the month of an ISO date.

    >>> months_later("2024-01-15", -1)
    '2023-12'
    """
    count = int(value[:4]) * 12 + int(value[5:7]) - 1 + months
    return f"{count // 12:04}-{count % 12 + 1:02}"


def weekday(value: str, word: str) -> str:
    """Return the day that 上周五 or 本周三 means on an ISO day."""
    day = date.fromisoformat(value)
    weeks = -1 if word[0] == "上" else 1 if word[0] == "下" else 0
    return (
        day - timedelta(day.weekday() - 7 * weeks - "一二三四五六日".index(word[-1].replace("天", "日")))
    ).isoformat()


def term_months(found: re.Match[str]) -> int:
    """Return the length of a term (`TERM`) in months."""
    count = 0.5 if found["n"] == "半" else float(number(found["n"].replace("两", "二")))
    unit = {"年": 12, "学年": 12, "学期": 6, "月": 1}[found["unit"]]
    return int((count + (0.5 if found["half"] else 0)) * unit)
