"""日期提及 The dates that a text names, as ISO dates to the precision known.

Invariant: a date is what the document gives, never a guess. A month and day without a year take it from a
year named before them, from the publication date, or from the only year in the document; else the date is None.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.extract.date_words import (
    DATE,
    NO_DATE_AFTER,
    RANGE_END,
    TERM,
    iso,
    last_day,
    later,
    months_later,
    number,
    term_months,
    weekday,
)

# News may announce a day within two weeks, and reports what lies half a year back at most.
_AHEAD, _BACK = 14, 200
_ONE_DAY = {"次日": 1, "翌日": 1, "第二天": 1, "前一天": -1, "此前一天": -1}


@dataclass(frozen=True, slots=True)
class DateMention:
    """日期提及 A date in the text: clean span, ISO date or None when it is not known, what kind of words.

    `kind`: `full` (year written), `partial` (year inferred), `relative` (去年, 昨日), `same` (当天),
    `vague` (近日), `asof` (截至…), `since` (自…起), `term` (为期三年: no date, `months` long).
    `until`: the end of a range (2024年—2026年), ISO.
    """

    start: int
    end: int
    iso: str | None
    kind: str
    until: str | None = None
    months: int = 0

    @property
    def precision(self) -> str:
        """`day`, `month`, `year`, or "" when there is no date."""
        return {10: "day", 7: "month", 4: "year"}.get(len(self.iso or ""), "")


def find_dates(text: str, published: str | None = None) -> tuple[DateMention, ...]:
    """Return the dates and terms in a clean text, in order; `published` is the publication date (ISO).

    >>> [d.iso for d in find_dates("2024年10月24日，甲乙签约。25日，丙加入。去年12月，丁加入。", "2024-10-28")]
    ['2024-10-24', '2024-10-25', '2023-12']
    """
    reader = _Reader(published, _only_year(text))
    found: list[DateMention] = []
    offset = 0
    for line in text.split("\n"):
        found += (replace(d, start=d.start + offset, end=d.end + offset) for d in reader.line(line))
        offset += len(line) + 1
    found += (DateMention(m.start(), m.end(), None, "term", months=term_months(m)) for m in TERM.finditer(text))
    return tuple(sorted(found, key=lambda d: (d.start, d.end)))


def _only_year(text: str) -> str:
    # A year that the document looks back from (自2008年以来) or ahead to is not the year of its acts.
    stated = (m for m in DATE.finditer(text) if (m["y"] or m["iy"]) and not (m["asof"] or m["since"] or m["after"]))
    years = {number(m["y"]) or m["iy"] for m in stated if not NO_DATE_AFTER.match(text, m.end())}
    return years.pop() if len(years) == 1 else ""


class _Reader:
    """Reads the lines of a document in order and remembers what was named last."""

    def __init__(self, published: str | None, only_year: str) -> None:
        self._published = published or ""
        self._only_year = only_year
        self._year = ""  # in force for a month and day that follow
        self._last = ""  # what 同年 refers to
        self._day_named = ""  # what 当天 and 同月 refer to: never a bare year
        self._first = ""  # what 这一年 refers to

    def line(self, line: str) -> Iterator[DateMention]:
        """Yield the dates of one paragraph."""
        self._year, at, held_to = "", 0, 0
        for m in DATE.finditer(line):
            if m.start() < at:
                continue
            if held_to and held_to < m.start():
                self._year, held_to = "", 0
            mention = self._ranged(line, self._mention(m))
            if mention is None:
                continue
            at = mention.end
            if mention.iso:
                self._remember(mention.iso)
                # A bare year holds to the end of its sentence, a day to the end of its paragraph.
                stop = line.find("。", at)
                held_to = (stop if stop >= 0 else len(line)) if mention.precision == "year" else 0
            yield mention

    def _remember(self, value: str) -> None:
        self._year, self._last = value[:4], value
        self._day_named = value if len(value) > 4 else self._day_named
        self._first = self._first or value[:4]

    def _mention(self, m: re.Match[str]) -> DateMention | None:
        kind, value = self._read(m)
        if kind and (value or kind not in ("full", "asof", "since")):
            return DateMention(m.start(), m.end(), value, kind)
        return None

    def _read(self, m: re.Match[str]) -> tuple[str, str | None]:
        if m["y"]:
            kind = "asof" if m["asof"] else "since" if m["since"] or m["after"] else "full"
            named = NO_DATE_AFTER.match(m.string, m.end())
            return ("", None) if named else (kind, iso(number(m["y"]), number(m["m"]), number(m["d"])))
        if m["iy"]:
            return "full", iso(m["iy"], m["im"], m["id"])
        if m["pm"] or m["lm"]:
            month, day = number(m["pm"] or m["lm"]), number(m["pd"] or m["ld"])
            return ("partial", self._with_year(month, day)) if iso(2024, month, day) else ("", None)
        if m["dd"]:
            return "partial", self._day(m["dd"])
        return self._said(m)

    def _said(self, m: re.Match[str]) -> tuple[str, str | None]:
        if m["same"]:
            return "same", self._same(m["same"], number(m["sm"]), number(m["sd"]))
        if m["rel"]:
            value = self._relative(m["rel"], number(m["rm"]), number(m["rd"] or m["rmd"]))
            return "since" if m["rafter"] else "relative", value
        return "vague", None

    @staticmethod
    def _ranged(line: str, mention: DateMention | None) -> DateMention | None:
        end = RANGE_END.match(line, mention.end) if mention else None
        if not (mention and mention.iso and end and (end["y"] or end["m"] or end["d"])):
            return mention
        if not end["d"] and not end["m"] and not line.startswith("年", end.end() - 1):
            return mention
        year, month = number(end["y"]) or mention.iso[:4], number(end["m"]) or mention.iso[5:7]
        until = iso(year, month if end["m"] or end["d"] else "", number(end["d"]))
        if not until or last_day(until) < mention.iso:
            return mention
        return replace(mention, end=end.end(), until=until)

    def _with_year(self, month: str, day: str) -> str | None:
        if not self._published:
            year = self._year or self._only_year
            return iso(year, month, day) if year else None
        named = iso(self._year, month, day) if self._year else None
        if named and named <= last_day(self._published):
            return named
        return self._before_publication(month, day)

    def _before_publication(self, month: str, day: str) -> str | None:
        year, now = int(self._published[:4]), self._published
        if len(now) < 10:
            return iso(year, month, day)
        this = iso(year, month, day)
        if this and this <= later(now, _AHEAD)[: len(this)]:
            return this
        # A day later in the year than the publication belongs to the year before, if that is not long ago.
        before = iso(year - 1, month, day)
        return before if before and last_day(before) >= later(now, -_BACK) else None

    def _day(self, day: str) -> str | None:
        if self._year and self._day_named:
            return iso(self._day_named[:4], self._day_named[5:7], day)
        if len(self._published) < 10:
            return None
        month = self._published if int(day) <= int(self._published[8:]) else months_later(self._published, -1)
        return iso(month[:4], month[5:7], day)

    def _same(self, word: str, month: str, day: str) -> str | None:
        if word == "这一年":
            return self._first or None
        if "年" in word:
            return (iso(self._last[:4], month, day) if self._last else None) or None
        if "月" in word:
            return self._day_named[:7] or None
        day_named = self._day_named
        return later(day_named, _ONE_DAY.get(word, 0)) if len(day_named) == 10 else day_named or None

    def _relative(self, word: str, month: str, day: str) -> str | None:
        now = self._published
        if word.endswith("年"):
            years = {"今": 0, "去": -1, "前": -2, "明": 1}[word[0]]
            year = str(int(now[:4]) + years) if now else self._only_year if word[0] == "今" else ""
            return iso(year, month, day) if year else None
        if word.endswith("月"):
            step = {"上": -1, "下": 1}.get(word[0], 0)
            value = months_later(now, step) if len(now) >= 7 else ""
            return (iso(value[:4], value[5:], day) if value else None) or None
        if len(now) < 10:
            return None
        return weekday(now, word) if "周" in word or "星" in word else later(now, "前昨今明".index(word[0]) - 2)
