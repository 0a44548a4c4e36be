"""定稿 From a finished draft to a reading: referents become records, findings become claims.

Invariant: one finding per statement; the same statement found twice becomes one claim with two quotes.
"""

from collections import defaultdict
from collections.abc import Iterable

from graph.model import Claim, Reading, Record
from graph.ontology import ontology
from ingest.document import CleanText
from ingest.extract.draft import Draft, Finding


def conclude(draft: Draft) -> Reading:
    """Return what the draft says as a reading that any store takes."""
    source = draft.document.source
    records = {
        r.key: Record.of(
            source.id, r.type, r.name, key=r.key, aliases=r.aliases, attributes=r.attributes, relative=r.relative
        )
        for r in draft.referents
    }
    findings: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for found in draft.findings:
        findings[_statement(found)].append(found)
    claims = {c.id: c for c in (_claim(source.id, records, draft.clean, rows) for rows in findings.values())}
    return Reading(source, tuple(records.values()), tuple(claims.values()), draft.flags)


def _statement(found: Finding) -> tuple[object, ...]:
    ends = (found.head, found.tail)
    if ontology().links[found.type].symmetric:
        ends = min(ends, ends[::-1])
    return (found.type, *ends, found.date, found.until, found.state, found.attributes)


def _claim(source_id: str, records: dict[str, Record], clean: CleanText, same: list[Finding]) -> Claim:
    best = max(same, key=lambda f: f.confidence)
    return Claim.of(
        source_id,
        best.type,
        records[best.head].id,
        records[best.tail].id,
        evidence=tuple(clean.evidence(*span) for span in _once(s for f in same for s in f.spans)),
        method=best.method,
        confidence=best.confidence,
        date=best.date,
        until=best.until,
        state=best.state,
        attributes=best.attributes,
    )


def _once(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return list(dict.fromkeys(spans))
