"""发布日期 When a document was published, as its front matter, its byline, its end or its address says.

Invariant: an ISO date (`2024-10-24`, or `2024-10`) or None; nothing is taken from the file system's clock.
"""

import re
from datetime import date

_Y = r"(?P<y>(?:19|20)\d\d)"
_DATE = (
    rf"{_Y}\s*(?:[-./年]\s*(?P<m>\d{{1,2}})\s*[-./月]\s*(?P<d>\d{{1,2}})(?!\d)\s*日?"
    r"|(?P<m2>[01]\d)(?P<d2>[0-3]\d)(?!\d))"
)
_LABEL = (
    r"(?:發布|发布|發表|发表|發佈|發稿|发稿|刊發|刊发|更新|上傳|上传|出版|添加|录入|錄入|創建|创建)?"
    r"\s*(?:时间|時間|日期)|(?:pub)?date|published"
)
_LABELLED = re.compile(rf"(?:{_LABEL})\s*[:：]?\s*\[?{_DATE}", re.I)
_LEADING = re.compile(rf"\s*[\[【(（]?(?:[^\d\n]{{0,8}}[\]】)）]\s*)?{_DATE}(?=$|[\s\]】)）|　T\d来來编編作字阅点])")
_DAY_FIRST = re.compile(rf"\s*(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_Y}(?!\d)")
_SIGNED = re.compile(rf"[\s(（]*(?:[^\d\n，。；]{{0,24}}\s)?{_DATE}\s*[)）]?\s*")
_SIGNED_CHINESE = re.compile(
    r"\s*(?P<y>二[〇○零一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日\s*"
)
_URL = re.compile(
    r"(?<!\d)(?P<y>20[0-4]\d)(?:[-/_]?(?P<m>0[1-9]|1[0-2])(?:[-/_]?(?P<d>0[1-9]|[12]\d|3[01]))|/(?P<m2>[1-9])/(?P<d2>[1-9]|[12]\d|3[01]))(?!\d)"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
# A byline stands among the first lines, a signature among the last.
_HEAD, _TAIL = 12, 4
_LINE = 160


def published_of(text: str, address: str = "", stated: object = None) -> str | None:
    """Return the publication date of a document.

    `stated`: what its front matter or metadata says; `address`: the one URL it came from. The first of:
    stated, byline, a dated last line, the date inside the address.
    """
    return iso_date(str(stated)) if stated else None or _of_lines(text) or _of_address(address)


def iso_date(value: str) -> str | None:
    """Return the first valid date in `value` as ISO, or None.

    >>> iso_date("2024年4月3日 10:20"), iso_date("20240403"), iso_date("2024-10"), iso_date("2024-13-01")
    ('2024-04-03', '2024-04-03', '2024-10', None)
    """
    found = re.search(rf"(?<!\d){_DATE}", value)
    if found:
        return _valid(found)
    month = re.fullmatch(r"\s*((?:19|20)\d\d)[-./年](0?[1-9]|1[0-2])月?\s*", value)
    return f"{month[1]}-{int(month[2]):02}" if month else None


def _of_lines(text: str) -> str | None:
    lines = [line for line in text[:6000].splitlines() if line.strip()][:_HEAD]
    for line in lines:
        if len(line) <= _LINE and (found := _LABELLED.search(line)) and (iso := _valid(found)):
            return iso
    for line in lines:
        if len(line) <= _LINE and (found := _LEADING.match(line) or _DAY_FIRST.match(line)) and (iso := _valid(found)):
            return iso
    tail = [line for line in text[-3000:].splitlines() if line.strip()][-_TAIL:]
    return next((iso for line in reversed(tail) if (iso := _signed(line))), None)


def _signed(line: str) -> str | None:
    found = _SIGNED.fullmatch(line)
    if found:
        return _valid(found)
    words = _SIGNED_CHINESE.fullmatch(line)
    if not words:
        return None
    year = int("".join(str(_DIGITS[c]) for c in words["y"]))
    return _checked(year, _number(words["m"]), _number(words["d"]))


def _number(word: str) -> int:
    tens, _, ones = word.rpartition("十")
    return (_DIGITS[tens] if tens else 1 if "十" in word else 0) * 10 + (_DIGITS[ones] if ones else 0)


def _of_address(address: str) -> str | None:
    # Several addresses in one field are several pages: no one date holds.
    if len(re.findall(r"https?://", address)) > 1:
        return None
    found = _URL.search(address.partition("?")[0])
    return _valid(found) if found else None


def _valid(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    month, day = parts["m"] or parts.get("m2"), parts["d"] or parts.get("d2")
    return _checked(int(parts["y"]), int(month or 0), int(day or 0))


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
