"""隶属 Which unit belongs to which body, as the names say it.

Invariant: a PART_OF finding quotes the mention by which the part was placed.
"""

from ingest.extract.draft import Draft, Finding, Span

_PARTS = frozenset("school_unit party_org enterprise government association research other_org school".split())
_BODIES = frozenset("school school_unit enterprise party_org government association research other_org".split())


def find_parts(draft: Draft) -> Draft:
    """Append a PART_OF finding for every referent that has a parent."""
    types = {r.key: r.type for r in draft.referents}
    spans: dict[str, Span] = {}
    for m in draft.mentions:
        if m.referent not in spans or m.end - m.start > spans[m.referent][1] - spans[m.referent][0]:
            spans[m.referent] = m.span
    found = [
        Finding("PART_OF", r.key, r.parent, (spans[r.key],), "parts:name", 0.9)
        for r in draft.referents
        if r.parent and r.key in spans and r.type in _PARTS and types.get(r.parent) in _BODIES
    ]
    return draft.with_(findings=(*draft.findings, *found))
