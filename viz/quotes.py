"""引文 The quotes of a link, ready to read: what was said, where it stands, in which source.

Invariant: pure; a quote's text is the evidence's own, to the letter.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.model import Evidence
from graph.stores.base import Cited


@dataclass(frozen=True, slots=True)
class Quote:
    """引文 A piece of evidence: the words, their place in the source, the source, date and confidence of the claim."""

    quote: str
    place: str
    source_title: str
    source_id: str
    claim_id: str = ""
    date: str | None = None
    published: str | None = None
    confidence: float = 1.0


def quotes_of(cited: Iterable[Cited], language: str = "zh") -> tuple[Quote, ...]:
    """Return all quotes of `cited`, newest act first, then surest."""
    rows = sorted(cited, key=lambda row: row.claim.id)
    rows.sort(key=lambda row: (row.claim.date or "", row.claim.confidence), reverse=True)
    return tuple(_quote(row, evidence, language) for row in rows for evidence in row.claim.evidence)


def place_of(evidence: Evidence, language: str = "zh") -> str:
    """Return where the evidence stands, as words: characters (counted from 1) or a cell."""
    if evidence.cell is not None:
        return f"单元格 {evidence.cell}" if language == "zh" else f"cell {evidence.cell}"
    start, end = (evidence.start or 0) + 1, evidence.end
    return f"第 {start}–{end} 字" if language == "zh" else f"characters {start}–{end}"


def _quote(row: Cited, evidence: Evidence, language: str) -> Quote:
    claim, source = row.claim, row.source
    return Quote(
        quote=evidence.quote,
        place=place_of(evidence, language),
        source_title=source.title or source.uri,
        source_id=source.id,
        claim_id=claim.id,
        date=claim.date,
        published=source.published,
        confidence=claim.confidence,
    )
