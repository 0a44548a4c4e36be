"""标注格式 A reading as one JSON document: entities, pair relations with quotes, flags.

The form is that of annotated documents: agreements do not appear as entities; every two parties of an
agreement are SIGNED_WITH each other. Extra fields (offsets, confidence, method) are added beside it.
"""

from collections import defaultdict
from typing import Any

from graph.model import Claim, Reading, Record

ENTITY_TYPES = frozenset(
    "school school_unit enterprise party_org government association alliance research other_org base person".split()
)
RELATION_TYPES = frozenset("PAIRED_WITH CO_BUILT MEMBER_OF PART_OF HAS_ROLE COOPERATES_WITH".split())


def annotate(reading: Reading, name: str) -> dict[str, Any]:
    """Return `reading` as a JSON-ready annotation with document id `name`."""
    records = {r.id: r for r in reading.records if r.type in ENTITY_TYPES}
    short = {id_: f"e{i}" for i, id_ in enumerate(records, 1)}
    relations = [_relation(c, c.type, short[c.head], short[c.tail]) for c in reading.claims if _plain(c, short)]
    relations += [_relation(a, "SIGNED_WITH", short[a.head], short[b.head]) for a, b in _signed(reading, short)]
    return {
        "id": name,
        "source": reading.source.uri,
        "published": reading.source.published,
        "entities": [_entity(short[r.id], r) for r in records.values()],
        "relations": _merged(relations),
        "flags": [f.reason for f in reading.flags],
    }


def _plain(claim: Claim, short: dict[str, str]) -> bool:
    return claim.type in RELATION_TYPES and claim.head in short and claim.tail in short


def _signed(reading: Reading, short: dict[str, str]) -> list[tuple[Claim, Claim]]:
    parties: dict[str, list[Claim]] = defaultdict(list)
    for claim in reading.claims:
        if claim.type == "SIGNED" and claim.head in short:
            parties[claim.tail].append(claim)
    return [(a, b) for rows in parties.values() for i, a in enumerate(rows) for b in rows[i + 1 :]]


def _entity(short: str, record: Record) -> dict[str, Any]:
    return {"id": short, "type": record.type, "name": record.name, "aliases": list(record.aliases)}


def _relation(claim: Claim, type_: str, head: str, tail: str) -> dict[str, Any]:
    first = claim.evidence[0]
    relation: dict[str, Any] = {"type": type_, "head": head, "tail": tail, **dict(claim.attributes)}
    relation |= {"date": claim.date, "evidence": first.cell or first.quote}
    relation |= {"start": first.start, "end": first.end, "confidence": claim.confidence, "method": claim.method}
    if claim.until or claim.state != "held":
        relation |= {"until": claim.until, "state": str(claim.state)}
    return relation


def _merged(relations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # One relation per (type, head, tail); titles of one person at one body are joined.
    out: dict[tuple[str, str, str], dict[str, Any]] = {}
    for relation in relations:
        kept = out.setdefault((relation["type"], relation["head"], relation["tail"]), relation)
        if kept is not relation and relation.get("title") and relation["title"] not in kept.get("title", ""):
            kept["title"] = f"{kept['title']}、{relation['title']}"
        if kept is not relation and not kept["date"]:
            kept["date"] = relation["date"]
    return list(out.values())
