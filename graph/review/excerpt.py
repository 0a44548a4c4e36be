"""原文摘录 The quote of a claim in its surroundings, as a reviewer has to see it.

Invariant: `before + quote + after` stands in the source's text to the letter, unless the quote is a ledger's cell.
"""

from dataclasses import dataclass
from urllib.parse import unquote

from graph.model import Evidence, Source

AROUND = 120
"""Characters of the source that are shown on each side of a quote."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """摘录 A quote with what stands before and after it, its place, and where it comes from."""

    source_id: str
    title: str
    file: str
    published: str | None
    before: str
    quote: str
    after: str
    place: str


def excerpt(source: Source, evidence: Evidence, around: int = AROUND) -> Excerpt:
    """Return a piece of evidence in its surroundings; `source` with its text."""
    text, start, end = source.text, evidence.start, evidence.end
    told = (source.id, source.title, unquote(source.uri.rsplit("/", 1)[-1]), source.published)
    if evidence.cell is not None or start is None or end is None:
        return Excerpt(*told, "", evidence.quote, "", evidence.cell or "")
    before, after = text[max(start - around, 0) : start], text[end : end + around]
    return Excerpt(*told, before, evidence.quote, after, f"{start}–{end}")
