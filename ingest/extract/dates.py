"""日期判定 Which of the dates that a text names holds for a clause.

Invariant: an act has the date that its own sentence gives, or one that governs it from before; a vague word
(近日) or a date that cannot be resolved means that the date is not known.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ingest.extract.date_mentions import DateMention, find_dates
from ingest.extract.draft import Span

__all__ = ["DateMention", "DateReader", "find_dates"]

# A bare year is the time of an act when a clause begins or ends after it; before a noun it is part of a name.
_TIME_AFTER_YEAR = re.compile(
    r"$|[，、；。））：]|[由与和同跟就已又再正也还间内在该我校企双两各学公集联先首开成签合]|以来|期间|起"
)
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,2}、|（[一二三四五六七八九十]{1,2}）|第[一二三四五六七八九十]{1,2}[页项则条章]"
)


class DateReader:
    """日期判定 Which date of the text holds for a clause.

    `sentences` are the clean spans of `ingest.extract.sentences`; `published` is the source's ISO date.
    """

    def __init__(self, text: str, sentences: Sequence[Span], published: str | None = None) -> None:
        self.mentions = find_dates(text, published)
        self._text = text
        self._sentences = tuple(sentences)
        self._starts = [start for start, _ in self._sentences]
        acts = [d for d in self.mentions if _governs(text, d)]
        self._section = tuple(accumulate(bool(_SECTION.match(text, start)) for start in self._starts))
        self._in = [[d for d in acts if start <= d.start < end] for start, end in self._sentences]

    def for_span(self, start: int, end: int) -> str | None:
        """Return the ISO date of the act that the clean span [start, end) states, None when it is not known.

        The span is a trigger word, a clause or a sentence. The first of: the last date of its sentence
        before its end; the first one after it there; the nearest date in an earlier sentence of the paragraph; the
        date of the lead, which holds for the acts of a report.
        """
        if not self._sentences:
            return None
        here = max(0, bisect_right(self._starts, start) - 1)
        governing = self._own(here, end) or self._before(here)
        return governing.iso if governing else None

    def stated_in(self, start: int, end: int) -> str | None:
        """Return the ISO date that the sentence of the span gives itself: for what is, rather than what was done."""
        here = bisect_right(self._starts, start) - 1
        own = self._own(here, end) if here >= 0 else None
        return own.iso if own else None

    def _before(self, here: int) -> DateMention | None:
        earlier, lead = self._earlier(here), self._lead(here)
        # A bare year said in passing (2024年以来…) does not take back the day that the lead gave.
        passing = earlier and lead and (lead.iso or "").startswith(earlier.iso or "-")
        return lead if passing else earlier or lead or self._only_day()

    def _only_day(self) -> DateMention | None:
        days = [d for mentions in self._in for d in mentions if d.precision == "day"]
        return days[0] if len({d.iso for d in days}) == 1 and not self._section[-1] else None

    def _own(self, here: int, end: int) -> DateMention | None:
        inside = self._in[here]
        before = [d for d in inside if d.start < end]
        return before[-1] if before else next(iter(inside), None)

    def _earlier(self, here: int) -> DateMention | None:
        for i in range(here - 1, -1, -1):
            if self._breaks(i):
                return None
            dated = [d for d in self._in[i] if d.kind not in ("vague", "since")]
            if dated:
                return dated[-1]
        return None

    def _breaks(self, i: int) -> bool:
        return "\n" in self._text[self._sentences[i][1] : self._sentences[i + 1][0]]

    def _lead(self, here: int) -> DateMention | None:
        # What opens one numbered section of a report is not the lead of another.
        own, led = self._section[here], zip(self._section, self._in[:here], strict=False)
        open_to = (mentions for section, mentions in led if section in (0, own))
        return next((d for mentions in open_to for d in mentions if d.kind != "since" and d.precision != "year"), None)


def _governs(text: str, d: DateMention) -> bool:
    """Say whether a date can be the date of an act, rather than part of a name or of the background."""
    if d.kind in ("term", "asof") or (d.kind == "same" and not d.iso):
        return False
    if d.kind == "full" and d.precision == "year" and not (d.end - d.start > 5 or _TIME_AFTER_YEAR.match(text, d.end)):
        return False
    line = text.rfind("\n", 0, d.start) + 1
    before = text[line : d.start]
    return all(before.count(a) <= before.count(b) for a, b in ("《》", "（）"))
