"""日期与期限 Every way in which offices write a date or a term, as ISO dates to the precision known.

Invariant: nothing is made up; a year that is not written comes from a hint that the caller gives, or not at all.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_YEAR = re.compile(
    r"[〇○零一二三四五六七八九]{4}(?=\s*年)|(?<![一二三四五六七八九十])[一二三四五六七八九〇○零]{2}(?=年[\d一二三四五六七八九十])"
)
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=\s*[月日号])")
_DASH = r"(?:-{1,2}|~|→|至|到|起至|起到)"
_Y, _M, _D = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>1[0-2]|0?[1-9])(?!\d)", r"(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
_FORMS = (
    re.compile(rf"(?<!\d){_Y}\s*(?P<s>[-./\\])\s*{_M}\s*(?P=s)\s*{_D}\s*日?"),
    re.compile(rf"(?<!\d){_Y}\s*[年.\-/]\s*{_M}\s*(?:月|[.\-/])\s*{_D}\s*[日号]?"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9])(?!\d)"),
    re.compile(rf"(?<!\d){_Y}\s*[年.\-/]\s*{_M}\s*月?(?:份)?(?!\s*[年\d])"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>1[0-2]|0[1-9])(?!\d)"),
    re.compile(
        r"(?<![\d.])['’]?(?P<y>[0-4]\d)\s*(?P<s>[-./])\s*(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d|0?[1-9])(?![\d.])"
    ),
    re.compile(r"(?<!\d)['’]?(?P<y>[0-4]\d)年(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12]\d|0?[1-9])[日号])?"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?:年|(?![\d.级届]))"),
    re.compile(r"(?<![\d年.])(?P<m>1[0-2]|0?[1-9])\s*月\s*(?:(?P<d>3[01]|[12]\d|0?[1-9])\s*[日号]?)?"),
)
_BARE = re.compile(
    r"(?:['’]?(?P<y>1[3-9]|[2-4]\d)[./-](?P<ym>1[0-2]|0?[1-9])|(?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12]\d|0?[1-9]))"
)
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_CLOCK = re.compile(r"[T ]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?Z?")
_OPEN = re.compile(r"长期|至今|永久|无固定|不限|持续|long.?term|open|present|ongoing", re.IGNORECASE)
_DURATION = re.compile(
    r"(?<![\d.年])(?P<n>\d{1,2}(?:\.5)?|[一二三四五六七八九十两半]{1,2})\s*(?P<u>个?学年|个?学期|周?年|个月|years?|months?)(?!\s*\d)",
    re.IGNORECASE,
)
_NUMBERS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "半": 0.5}
_MONTHS = {"学期": 6, "个月": 1, "month": 1, "months": 1}


@dataclass(frozen=True, slots=True)
class Term:
    """期限 A start, an end (ISO dates or None), and whether it runs on without an end."""

    start: str | None = None
    end: str | None = None
    open: bool = False
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: its ISO form, its place, and whether its year was written."""

    iso: str
    start: int
    end: int
    dated: bool = True


def plain(text: str) -> str:
    """Return `text` with half-width digits and marks, and Chinese numerals of dates as digits.

    >>> plain("二〇二三年十一月５日")
    '2023年11月5日'
    """
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[—–‐‑‒―－～〜]+", "-", text).replace("．", ".").replace("。", ".")
    text = _HAN_YEAR.sub(lambda m: m[0].translate(_HAN_DIGITS), text)
    return _HAN_NUMBER.sub(lambda m: str(_number(m[0])), text).strip()


def _number(text: str) -> int:
    if "十" not in text:
        return int(text.replace("两", "二").replace("半", "0").translate(_HAN_DIGITS))
    tens, _, ones = text.partition("十")
    return (_number(tens) if tens else 1) * 10 + (_number(ones.replace("十", "")) if ones.replace("十", "") else 0)


def dates_in(text: str, year: int | None = None) -> list[Found]:
    """Return the dates written in a text, in order; those without a year only where `year` is given."""
    return _found(_CLOCK.sub(" ", plain(text)), year)


def _found(clean: str, year: int | None) -> list[Found]:
    taken: list[Found] = []
    for form in _FORMS:
        for match in form.finditer(clean):
            if any(f.start < match.end() and match.start() < f.end for f in taken):
                continue
            parts = match.groupdict()
            iso = _iso(parts.get("y") or year, parts.get("m"), parts.get("d"))
            if iso:
                taken.append(Found(iso, match.start(), match.end(), bool(parts.get("y"))))
    return sorted(taken, key=lambda f: f.start)


def _iso(year: str | int | None, month: str | None, day: str | None) -> str | None:
    if year is None:
        return None
    number = int(year)
    number += 2000 if number < 100 else 0
    if not month:
        return f"{number:04}"
    if not day:
        return f"{number:04}-{int(month):02}"
    try:
        return date(number, int(month), int(day)).isoformat()
    except ValueError:
        return f"{number:04}-{int(month):02}"


def parse_date(text: str, year: int | None = None) -> str | None:
    """Return the date that a date cell gives: the first one written, a spreadsheet's serial number, or None.

    >>> parse_date("23-5-17"), parse_date("44866"), parse_date("3.15", 2024), parse_date("已完成")
    ('2023-05-17', '2022-11-01', '2024-03-15', None)
    """
    clean = _CLOCK.sub(" ", plain(text)).strip(" ,.()")
    if _SERIAL.fullmatch(clean):
        return serial_date(clean)
    if bare := _BARE.fullmatch(clean):
        if bare["y"]:
            return _iso(bare["y"], bare["ym"], None)
        return _iso(year, bare["m"], bare["d"])
    found = _found(clean, year)
    return found[0].iso if found else None


def serial_date(text: str) -> str | None:
    """Return the date of a spreadsheet's serial day number (1900 system); None if out of 1954–2064.

    >>> serial_date("45373")
    '2024-03-22'
    """
    days = int(float(text))
    return (date(1899, 12, 30) + timedelta(days)).isoformat() if 20000 <= days <= 60000 else None


def parse_term(text: str, year: int | None = None) -> Term:
    """Return the term that a cell gives: a range, a start with a length, a length alone, or an open end.

    >>> parse_term("2022.3.18-2027.3.17")
    Term(start='2022-03-18', end='2027-03-17', open=False, months=None)
    >>> parse_term("2023年9月起，三年").end
    '2026-08'
    """
    clean = _CLOCK.sub(" ", plain(text))
    if _SERIAL.fullmatch(clean):
        return Term(serial_date(clean))
    is_open, months = bool(_OPEN.search(clean)), _months(clean)
    first = _found(clean, year)
    if not first:
        bare = [parse_date(part, year) for part in re.split(_DASH, clean, maxsplit=1)]
        return Term(bare[0], bare[1] if len(bare) > 1 else _end(bare[0], months), is_open, months)
    start, rest = first[0], clean[first[0].end :]
    if re.match(r"^.{0,3}(截止|截至|至|到期|到|-)", clean[: start.start]) or re.match(
        r"\s*(到期|截止|止|前|届满)", rest
    ):
        return Term(None, start.iso, is_open, months)
    joined = re.match(rf"\s*(?:起|开始)?\s*{_DASH}\s*", rest)
    second = parse_date(rest[joined.end() :], int(start.iso[:4])) if joined else None
    if second is None and len(first) > 1 and not months:
        second = first[1].iso
    return Term(start.iso, second or (None if is_open else _end(start.iso, months)), is_open, months)


def _months(clean: str) -> int | None:
    found = _DURATION.search(clean)
    if not found:
        return None
    count = float(found["n"]) if found["n"][0].isdigit() else float(_NUMBERS.get(found["n"]) or _number(found["n"]))
    return (
        round(count * _MONTHS.get(found["u"].lower().removeprefix("个"), _MONTHS.get(found["u"].lower(), 12))) or None
    )


def _end(start: str | None, months: int | None) -> str | None:
    if start is None or months is None:
        return None
    parts = [int(p) for p in start.split("-")]
    if len(parts) == 1:
        return str(parts[0] + months // 12) if months % 12 == 0 else None
    total = parts[0] * 12 + parts[1] - 1 + months
    if len(parts) == 2:
        total -= 1
        return f"{total // 12:04}-{total % 12 + 1:02}"
    after = date(total // 12, total % 12 + 1, min(parts[2], 28))
    return (after + timedelta(parts[2] - min(parts[2], 28) - 1)).isoformat()
