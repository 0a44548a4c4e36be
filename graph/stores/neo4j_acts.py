"""Neo4j 共同之事 What several have in common, what was said of it, and which sources have text in common.

Invariant: reads what lies at the ids it is asked about alone; answers as the memory store does.
"""

from collections.abc import Collection
from typing import Any

from neo4j import ManagedTransaction

from graph.judgement import Judgement
from graph.stores.base import Told
from graph.stores.neo4j_derive import canonical_of
from graph.stores.neo4j_rows import (
    CLAIM,
    JUDGEMENT,
    RECORD,
    SOURCE,
    claim_of,
    judgement_of,
    marks_text,
    record_of,
    source_of,
)
from graph.stores.neo4j_schema import MARKS
from graph.stores.neo4j_session import rows

JUDGEMENTS = f"""
CALL () {{
  MATCH (j:Judgement) WHERE j.left IN $ids RETURN j
  UNION MATCH (j:Judgement) WHERE j.right IN $ids RETURN j
}}
WITH j ORDER BY j.seq RETURN collect({JUDGEMENT})
"""
SHARED = f"""
MATCH (h:Entity)<-[:DESCRIBES]-(:Record)<-[:HEAD]-(c:Claim)-[:TAIL]->(:Record)-[:DESCRIBES]->(t:Entity)
WHERE h.id IN $ids AND c.type IN $types AND c.state <> 'denied'
WITH t, count(DISTINCT h) AS n WHERE n >= $least
MATCH (t)<-[:DESCRIBES]-(tail:Record)<-[:TAIL]-(c:Claim)-[:HEAD]->(head:Record)-[:DESCRIBES]->(h:Entity)
WHERE c.type IN $types AND c.state <> 'denied'
MATCH (c)-[:READ_FROM]->(d:Document)
RETURN collect([{CLAIM}, {SOURCE}, {RECORD.replace("r.", "head.")}, {RECORD.replace("r.", "tail.")}, h.id, t.id])
"""
ALIKE = f"""
CALL db.index.fulltext.queryNodes('{MARKS}', $words) YIELD node AS d
WITH d.id AS id, size([m IN d.marks WHERE m IN $marks]) AS n WHERE n >= $least
ORDER BY n DESC, id LIMIT $limit RETURN collect([id, n])
"""


def judgements_on(tx: ManagedTransaction, ids: Collection[str]) -> list[Judgement]:
    """Return the judgements with any of these ids at an end, in the order of recording."""
    return [judgement_of(row) for row in rows(tx, JUDGEMENTS, ids=list(ids))]


def canonical(tx: ManagedTransaction, ids: Collection[str]) -> dict[str, str]:
    """Return the entity of each record, or the first reprint of each source."""
    entity = canonical_of(tx, ids)
    return {id_: entity(id_) for id_ in ids}


def shared(tx: ManagedTransaction, ids: Collection[str], types: Collection[str], least: int) -> list[Told]:
    """Return all claims of these types on what at least `least` of these entities are heads of."""
    wanted = set(canonical(tx, ids).values())
    found: Any = rows(tx, SHARED, ids=list(wanted), types=list(types), least=least)
    told = [Told(claim_of(c), source_of(s), record_of(h), record_of(t), *ends) for c, s, h, t, *ends in found]
    return sorted(told, key=lambda row: row.claim.id)


def alike(tx: ManagedTransaction, marks: Collection[int], least: int, limit: int) -> list[tuple[str, int]]:
    """Return the sources that have at least `least` of these marks, those with most first."""
    words = marks_text(marks)
    if not words:
        return []
    found: Any = rows(tx, ALIKE, words=" ".join(words), marks=words, least=least, limit=limit)
    return [(id_, n) for id_, n in found]
