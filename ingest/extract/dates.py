"""日期 The dates that a text names, as ISO dates to the precision known, and which of them holds for a clause.

Invariant: a date is what the document gives, never a guess: a month and day without a year take the year from
the publication date or from a year written before them; where neither is there, the date is None.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ingest.extract.draft import Span

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0}
_NUM = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PART = r"(?: ?(?P<part>[上中下]旬|初|中|底|末))?"
_YEAR = r"(?:(?<![\d.])(?:19|20)\d\d|[一二][〇○零O一二三四五六七八九]{3})"
_PATTERN = re.compile(
    rf"(?P<asof>截至|截止到?|到|至)?(?P<since>自从?|从)?(?P<y>{_YEAR}) ?年(?:(?: ?的)? ?(?P<m>{_NUM}) ?月(?:份?)(?:(?P<d>{_NUM}) ?[日号])?)?{_PART}"
    rf"|(?<![\d.\-/])(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{{1,2}})(?:[-./](?P<id>\d{{1,2}}))?(?![\d.\-/%元万亿])"
    rf"|(?<![\d年第一二三四五六七八九十个])(?P<pm>{_NUM}) ?月(?!内|度)(?:份(?!额))?(?:(?P<pd>{_NUM}) ?[日号](?!线|楼|院|文))?(?P<ppart>[上中下]旬|初|底|末)?"
    rf"|(?<![\d月年第至—\-~到、一二三四五六七八九十个近每])(?P<dd>\d{{1,2}}) ?日(?!内|游|报|均|本|元|志)"
    r"|(?P<same>当天|当日|同日|同年|当年|同月|当月|次日|翌日|第二天|这天|这一天|前一天|此前一天)"
    r"|(?P<rel>(?:今|去|前|明)年|(?:本|上个?|下个?|当前这?个?)月(?!份?牌)|今[天日](?!头条)|昨[天日]|前天|明[天日](?!之|星)|(?:本|这|上|下)个?(?:周|星期)[一二三四五六日天]?)"
    r"(?P<relm>(?P<rm>\d{1,2}|十[一二]?|[一二三四五六七八九]) ?月(?:(?P<rd>\d{1,2}) ?[日号])?)?(?P<relpart>年?初|年?底|年?末)?"
    r"|(?P<vague>近日|日前|近期|不久前|最近|近来|前不久|前几天|近年来?|此前(?!一天)|早前|多年来|连日来|目前)"
)
_RANGE = re.compile(
    rf"(?P<mark> ?(?:[—\-~－–至到]|——) ?)(?:(?P<y>{_YEAR}) ?年)?(?:(?P<m>{_NUM}) ?月(?:份)?)?(?:(?P<d>{_NUM}) ?[日号])?(?P<tail>年)?"
)
_DURATION = re.compile(
    rf"(?:为期|期限为?|有效期为?限?|合作期限?为?|聘期|任期|周期为?)[：:，]?(?P<n>\d{{1,2}}|半|[一二两三四五六七八九十]{{1,3}})个?(?P<unit>年|月|学年|学期|天|周)(?P<half>半)?"
)
_NO_YEAR_AFTER = re.compile(r"(?:级|届|版|款|代|份额)")


@dataclass(frozen=True, slots=True)
class DateMention:
    """日期提及 A date in the text: clean span, ISO date or None, what kind of words it is.

    `kind`: `full` (year written), `partial` (year inferred), `relative` (去年, 昨日), `same` (当天),
    `vague` (近日: `iso` is None), `asof` (截至…), `since` (自…起), `duration` (为期三年: `iso` is None, `months` its length).
    `until`: the end of a range, ISO.
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
    """Return the dates in a clean text, in order; relative ones resolved from `published` (ISO) or from the text.

    >>> [d.iso for d in find_dates("2024年10月24日，甲乙签约。25日，丙加入。去年12月，丁加入。", "2024-10-28")]
    ['2024-10-24', '2024-10-25', '2023-12']
    """
    reader = _Reader(published)
    found = [mention for line in _lines(text) for mention in reader.line(*line)]
    found += [_duration(m) for m in _DURATION.finditer(text)]
    return tuple(sorted(found, key=lambda d: d.start))


def _lines(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for line in text.split("\n"):
        yield line, at
        at += len(line) + 1


class _Reader:
    """Reads lines in order and remembers the year, month and day last named."""

    def __init__(self, published: str | None) -> None:
        self.published = published
        self.year = ""
        self.last = ""

    def line(self, line: str, offset: int) -> Iterator[DateMention]:
        # A year named in one paragraph is not the year of another, unless the document has but one.
        self.year, end = "", 0
        for m in _PATTERN.finditer(line):
            if m.start() < end:
                continue
            mention = self._mention(m)
            if mention is None:
                continue
            mention, end = self._ranged(line, mention)
            if mention.iso:
                self.year, self.last = mention.iso[:4], mention.iso
            yield replace(mention, start=mention.start + offset, end=end + offset)

    def _mention(self, m: re.Match[str]) -> DateMention | None:
        g = m.groupdict()
        iso: str | None = None
        kind = "full"
        if g["y"]:
            if _NO_YEAR_AFTER.match(m.string, m.end()):
                return None
            kind = "asof" if g["asof"] else "since" if g["since"] else "full"
            iso = _iso(_number(g["y"]), _number(g["m"]), _number(g["d"]))
        elif g["iy"]:
            iso = _iso(g["iy"], g["im"], g["id"])
        elif g["pm"]:
            kind, iso = "partial", self._partial(_number(g["pm"]), _number(g["pd"]))
            if not _iso("2024", _number(g["pm"]), _number(g["pd"])):
                return None
        elif g["dd"]:
            kind, iso = "partial", self._day(g["dd"])
        elif g["same"]:
            kind, iso = "same", self._same(g["same"])
        elif g["rel"]:
            kind, iso = "relative", self._relative(g["rel"], _number(g["rm"]), _number(g["rd"]))
        else:
            kind = "vague"
        if kind in ("full", "asof", "since") and iso is None:
            return None
        return DateMention(m.start(), m.end(), iso, kind)

    def _ranged(self, line: str, mention: DateMention) -> tuple[DateMention, int]:
        m = _RANGE.match(line, mention.end)
        if not (m and mention.iso and (m["d"] or m["m"] or m["y"]) and mention.kind in ("full", "partial", "since")):
            return mention, mention.end
        y, mo, d = mention.iso[:4], mention.iso[5:7], mention.iso[8:]
        until = _iso(_number(m["y"]) or y, _number(m["m"]) or mo, _number(m["d"]))
        return (
            (replace(mention, until=until), m.end())
            if until and until >= mention.iso[: len(until)]
            else (mention, mention.end)
        )

    def _partial(self, month: str, day: str) -> str | None:
        if self.year:
            return _iso(self.year, month, day)
        if not self.published:
            return None
        # News looks back: a day later in the year than the publication belongs to the year before.
        year = int(self.published[:4])
        iso = _iso(str(year), month, day)
        if iso and iso > _later(self.published, 14)[: len(iso)]:
            iso = _iso(str(year - 1), month, day)
        return iso

    def _day(self, day: str) -> str | None:
        base = self.last if len(self.last) >= 7 and self.year else ""
        if base:
            return _iso(base[:4], base[5:7], day)
        if not self.published or len(self.published) < 10:
            return None
        year, month = int(self.published[:4]), int(self.published[5:7])
        if int(day) > int(self.published[8:]):
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return _iso(str(year), str(month), day)

    def _same(self, word: str) -> str | None:
        if word in ("同年", "当年"):
            return self.last[:4] or None
        if word in ("同月", "当月"):
            return self.last[:7] or None
        if len(self.last) < 10:
            return self.last or None
        step = 1 if word in ("次日", "翌日", "第二天") else -1 if "前一天" in word else 0
        return _later(self.last, step)

    def _relative(self, word: str, month: str, day: str) -> str | None:
        base = self.published or ""
        if "年" in word:
            year = int(base[:4]) + {"今": 0, "去": -1, "前": -2, "明": 1}[word[0]] if base else 0
            return _iso(str(year), month, day) if year else None
        if "月" in word:
            step = -1 if word[0] == "上" else 1 if word[0] == "下" else 0
            return _month(base, step) if len(base) >= 7 else None
        if len(base) < 10:
            return None
        if "周" in word or "星期" in word:
            return _weekday(base, word)
        return _later(base, {"今": 0, "昨": -1, "前": -2, "明": 1}[word[0]])


def _number(word: str | None) -> str:
    if not word or word.isdigit():
        return word or ""
    if "十" in word:
        tens, _, ones = word.partition("十")
        return str((_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0))
    return "".join(str(_DIGIT[c]) for c in word)


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if not month:
        return f"{int(year):04}"
    return f"{int(year):04}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _later(iso: str, days: int) -> str:
    if len(iso) < 10:
        return iso + "-31" if len(iso) == 7 else iso + "-12-31"
    return (date.fromisoformat(iso) + timedelta(days)).isoformat()


def _month(iso: str, step: int) -> str:
    count = int(iso[:4]) * 12 + int(iso[5:7]) - 1 + step
    return f"{count // 12:04}-{count % 12 + 1:02}"


def _weekday(iso: str, word: str) -> str | None:
    name = word[-1]
    if name not in "一二三四五六日天":
        return None
    day = date.fromisoformat(iso)
    monday = day - timedelta(day.weekday()) + timedelta(-7 if word[0] == "上" else 7 if word[0] == "下" else 0)
    return (monday + timedelta("一二三四五六日天".index(name) if name != "天" else 6)).isoformat()


def _duration(m: re.Match[str]) -> DateMention:
    count = 0.5 if m["n"] == "半" else int(_number(m["n"].replace("两", "二")))
    count += 0.5 if m["half"] else 0
    months = {"年": 12, "学年": 12, "学期": 6, "月": 1}.get(m["unit"], 0)
    return DateMention(m.start(), m.end(), None, "duration", months=int(count * months))


class DateReader:
    """日期判定 Which date of the text holds for a clause.

    `sentences` are the clean spans of `ingest.extract.sentences`. The first of: a date in the clause's own
    sentence (the last before the clause's end, else the first after it); the nearest date in an earlier sentence of its
    paragraph; the date of the lead (the first day that the document names). A vague word (近日) in the sentence says
    that the date is not known.
    """

    def __init__(self, text: str, sentences: Sequence[Span], published: str | None = None) -> None:
        self.mentions = find_dates(text, published)
        self._text = text
        self._sentences = tuple(sentences)
        self._starts = [start for start, _ in self._sentences]
        acts = [d for d in self.mentions if _governs(text, d)]
        self._in = [[d for d in acts if start <= d.start < end] for start, end in self._sentences]

    def for_span(self, start: int, end: int) -> str | None:
        """Return the ISO date of the act stated in the clean span [start, end), None when it is not known.

        The span may be a trigger word, a clause or a sentence.
        """
        here = max(0, bisect_right(self._starts, start) - 1)
        if not self._sentences:
            return None
        own = self._own(here, start, end)
        if own is not None:
            return own.iso
        for before in range(here - 1, -1, -1):
            if "\n" in self._text[self._sentences[before][1] : self._sentences[before + 1][0]]:
                break
            dated = [d for d in self._in[before] if d.kind != "vague"]
            if dated:
                return dated[-1].iso
        return self._lead()

    def _own(self, here: int, start: int, end: int) -> DateMention | None:
        inside = self._in[here]
        before = [d for d in inside if d.start < end]
        return before[-1] if before else next(iter(inside), None)

    def _lead(self) -> str | None:
        dated = (
            d
            for mentions in self._in
            for d in mentions
            if d.precision == "day" or d.kind == "vague" or d.kind == "partial"
        )
        first = next(dated, None)
        return first.iso if first else None


_MODIFIES = re.compile(r"度|新|第|全国|全省|全市|[春夏秋冬]|职业|教育|工作|大学生|上半|下半|“|《")


def _governs(text: str, d: DateMention) -> bool:
    """Say whether a date can be the date of an act, rather than part of a name or of the background."""
    if d.kind in ("duration", "asof", "since"):
        return False
    if d.kind == "full" and d.precision == "year" and _MODIFIES.match(text, d.end):
        return False
    line = text.rfind("\n", 0, d.start) + 1
    before = text[line : d.start]
    return all(before.count(a) <= before.count(b) for a, b in ("《》", "（）"))
