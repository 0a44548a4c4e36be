"""位置 Where names and quotes stand in a text, and which dates the text gives.

Invariant: what is found here stands in the clean or the raw text to the letter; offsets are clean offsets.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.model import Evidence
from ingest.document import CleanText
from ingest.extract.date_mentions import find_dates
from ingest.extract.date_words import months_later
from ingest.extract.draft import Span

_MOST_PLACES = 1000
_MOST_TERMS = 20


@dataclass(frozen=True, slots=True)
class Quoted:
    """引文位置 A quote found in the text: its clean span, and the raw quote as evidence."""

    span: Span
    evidence: Evidence


def spans_of(clean: CleanText, words: str) -> list[Span]:
    """Return the clean spans where `words` stands in the clean text, or else in the raw text."""
    found = list(_occurrences(clean.text, words))
    return found or [span for raw in _occurrences(clean.raw, words) if (span := _cleaned(clean, raw))]


def find_quote(clean: CleanText, quote: str, names: Sequence[Sequence[Span]], window: Span) -> Quoted | None:
    """Return where a quote stands, None if it is in neither text.

    Of several places: one in the window that the model was shown, then the one nearest to the names (each
    name's spans are one of `names`), then the first.
    """
    found = [Quoted(s, clean.evidence(*s)) for s in _occurrences(clean.text, quote)] or list(_in_raw(clean, quote))
    if not found:
        return None

    def rank(place: Quoted) -> tuple[bool, int, int]:
        start, end = place.span
        inside = window[0] <= start and end <= window[1]
        return not inside, sum(distance(place.span, spans) for spans in names), start

    return min(found, key=rank)


def distance(span: Span, others: Sequence[Span]) -> int:
    """Return how many characters lie between a span and the nearest of others (0 where they touch).

    >>> distance((5, 9), [(0, 2), (20, 22)]), distance((5, 9), [(6, 7)])
    (3, 0)
    """
    start, end = span
    return min((max(a - end, start - b, 0) for a, b in others), default=_MOST_PLACES)


def dates_of(text: str, published: str | None) -> frozenset[str]:
    """Return every ISO date that a text gives or that follows from it, to each precision.

    Dates written, dates told from the publication date (去年12月), ends of ranges, ends of terms (为期三年).
    """
    mentions = find_dates(text, published)
    dates = {d for m in mentions for d in (m.iso, m.until) if d}
    terms = {m.months for m in mentions if m.months}
    dates |= {end for months in sorted(terms)[:_MOST_TERMS] for d in tuple(dates) for end in _term_ends(d, months)}
    return frozenset(d[:n] for d in dates for n in (4, 7, 10))


def _term_ends(start: str, months: int) -> Iterator[str]:
    if len(start) == 4:
        if months % 12 == 0:
            yield str(int(start) + months // 12)
        return
    yield months_later(start, months)
    if len(start) == 10:
        # The same day, and the day before it, are both ways to end a term.
        yield months_later(start, months) + start[7:]
        yield f"{months_later(start, months)}-{int(start[8:]) - 1:02}"


def _occurrences(text: str, words: str) -> Iterator[Span]:
    if not words:
        return
    for n, match in enumerate(re.finditer(re.escape(words), text)):
        if n >= _MOST_PLACES:
            return
        yield match.span()


def _in_raw(clean: CleanText, quote: str) -> Iterator[Quoted]:
    for start, end in _occurrences(clean.raw, quote):
        if span := _cleaned(clean, (start, end)):
            yield Quoted(span, Evidence(quote, start, end))


def _cleaned(clean: CleanText, raw: Span) -> Span | None:
    start, end = clean.clean_at(raw[0]), clean.clean_at(raw[1])
    return (start, end) if start < end else None
