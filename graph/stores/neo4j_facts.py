"""Neo4j 事实 Sources, records, claims, flags and judgements going in and out, in the transaction of the caller.

Invariant: a fact's id is constrained to be unique; putting it in twice changes nothing.
"""

from collections.abc import Collection, Iterable
from typing import Any

from neo4j import ManagedTransaction

from graph.judgement import Judgement
from graph.model import Reading, Source
from graph.review.fact import Review
from graph.stores import neo4j_reviews as reviews
from graph.stores.base import Change
from graph.stores.neo4j_derive import Touched, batches, component, refresh
from graph.stores.neo4j_rows import (
    claim_properties,
    digest,
    flag_properties,
    judgement_properties,
    marks_text,
    place_key,
    record_properties,
    source_properties,
)
from graph.stores.neo4j_session import BUMP, column, rows

HELD = """
MATCH (d:Document) WHERE d.id = $id OR d.place = $place RETURN collect([d.id, d.digest])
"""
LOST_CLAIMS = "MATCH (d:Document)<-[:READ_FROM]-(c:Claim) WHERE d.id IN $ids RETURN collect([c.id, c.link, c.type])"
LOST_ENTITIES = """
MATCH (d:Document)<-[:READ_FROM]-(:Record)-[:DESCRIBES]->(e:Entity) WHERE d.id IN $ids
RETURN collect(DISTINCT e.id)
"""
REMOVE = "MATCH (d:Document)<-[:READ_FROM]-(x) WHERE d.id IN $ids DETACH DELETE x"
REMOVE_SOURCE = "MATCH (d:Document) WHERE d.id IN $ids DELETE d"
ADD_SOURCE = "MERGE (d:Document {id: $row.id}) SET d = $row"
ADD_RECORDS = """
MATCH (d:Document {id: $source}) UNWIND $rows AS row
MERGE (r:Record {id: row.id}) SET r = row MERGE (r)-[:READ_FROM]->(d)
"""
ADD_CLAIMS = """
MATCH (d:Document {id: $source}) UNWIND $rows AS row
MATCH (h:Record {id: row.head}) MATCH (t:Record {id: row.tail})
MERGE (c:Claim {id: row.id}) SET c = row
MERGE (c)-[:READ_FROM]->(d) MERGE (c)-[:HEAD]->(h) MERGE (c)-[:TAIL]->(t)
"""
ADD_FLAGS = "MATCH (d:Document {id: $source}) UNWIND $rows AS row CREATE (f:Flag)-[:READ_FROM]->(d) SET f = row"
KNOWN = "MATCH (j:Judgement) WHERE j.id IN $ids RETURN collect(j.id)"
ADD_JUDGEMENTS = "UNWIND $rows AS row MERGE (j:Judgement {id: row.id}) SET j = row"
READ_BY = """
MATCH (d:Document {id: $id}) WHERE d.reader <> $reader OR d.marks <> $marks SET d.reader = $reader, d.marks = $marks
"""
COUNTED = "MATCH (s:GongjianStore {id: 'store'}) SET s.judgements = s.judgements + $n RETURN s.judgements"


def held(tx: ManagedTransaction, source: Source) -> dict[str, str]:
    """Return the sources that a reading of this one would replace: id → digest of what was read."""
    found: Any = rows(tx, HELD, id=source.id, place=place_key(source.uri))
    return dict(found)


def holds(tx: ManagedTransaction, reading: Reading) -> bool:
    """Tell whether the store holds exactly this reading for its source."""
    return held(tx, reading.source) == {reading.source.id: digest(reading)}


def put(tx: ManagedTransaction, reading: Reading) -> Change:
    """Make the store hold exactly this reading for its source."""
    after = {c.id for c in reading.claims}
    if holds(tx, reading):
        source = reading.source
        tx.run(READ_BY, id=source.id, reader=source.reader, marks=marks_text(source.marks)).consume()
        return Change(kept=len(after), held=True)
    before = {str(id_) for id_, _, _ in rows(tx, LOST_CLAIMS, ids=list(held(tx, reading.source)))}
    after = {c.id for c in replace(tx, reading).claims}
    return Change(len(after - before), len(before - after), len(before & after))


def replace(tx: ManagedTransaction, reading: Reading) -> Reading:
    """Put a reading in the place of what is held for its source; return what it says after review."""
    touched = Touched()
    _remove(tx, held(tx, reading.source), touched)
    shown = reviews.outcome(tx, reading)
    tx.run(ADD_SOURCE, row=source_properties(reading)).consume()
    if shown.reading is not reading:
        reviews.keep(tx, reading)
    _insert(tx, shown.reading)
    touched.records |= {r.id for r in shown.reading.records}
    touched.sources.add(reading.source.id)
    _append(tx, shown.carried, touched)
    refresh(tx, touched)
    tx.run(BUMP).consume()
    return shown.reading


def retract(tx: ManagedTransaction, source_id: str) -> set[str]:
    """Take a source out with all that was read from it; return the ids of its claims."""
    touched = Touched()
    before = _remove(tx, [source_id], touched)
    refresh(tx, touched)
    tx.run(BUMP).consume()
    return before


def judge(tx: ManagedTransaction, judgements: Iterable[Judgement]) -> int:
    """Append the judgements that are not there yet; return their number."""
    touched = Touched()
    new = _append(tx, judgements, touched)
    if new:
        refresh(tx, touched)
        tx.run(BUMP).consume()
    return new


def review(tx: ManagedTransaction, given: Iterable[Review], judgements: Iterable[Judgement]) -> int:
    """Append reviews and the judgements that follow from them; return how many reviews were new."""
    touched = Touched()
    new, judged = reviews.append(tx, given), _append(tx, judgements, touched)
    for source_id in reviews.concerned(tx, (r for r in new if not r.regroups)):
        raw = reviews.as_read(tx, source_id)
        shown, before = reviews.outcome(tx, raw), reviews.held(tx, raw.source)
        if shown.reading != before:
            reviews.keep(tx, raw)
            _insert(tx, reviews.take_out(tx, before, shown.reading, touched))
        _append(tx, shown.carried, touched)
    if new or judged:
        refresh(tx, touched)
        tx.run(BUMP).consume()
    return len(new)


def _append(tx: ManagedTransaction, judgements: Iterable[Judgement], touched: Touched) -> int:
    given = {row["id"]: row for row in map(judgement_properties, judgements)}
    known = set(rows(tx, KNOWN, ids=list(given))) if given else set()
    new = [row for id_, row in given.items() if id_ not in known]
    if not new:
        return 0
    last = int(str(column(tx, COUNTED, n=len(new))[0]))
    for seq, row in enumerate(new, last - len(new)):
        row["seq"] = seq
    for batch in batches(new):
        tx.run(ADD_JUDGEMENTS, rows=batch).consume()
    reached = component(tx, {row[end] for row in new for end in ("left", "right")})
    touched.records |= reached
    touched.sources |= reached
    return len(new)


def _remove(tx: ManagedTransaction, sources: Collection[str], touched: Touched) -> set[str]:
    ids = list(sources)
    if not ids:
        return set()
    claims: Any = rows(tx, LOST_CLAIMS, ids=ids)
    touched.links |= {link: type_ for _, link, type_ in claims if link}
    touched.entities |= {str(id_) for id_ in rows(tx, LOST_ENTITIES, ids=ids)}
    tx.run(REMOVE, ids=ids).consume()
    tx.run(REMOVE_SOURCE, ids=ids).consume()
    return {id_ for id_, _, _ in claims}


def _insert(tx: ManagedTransaction, reading: Reading) -> None:
    source = reading.source.id
    for records in batches([record_properties(r) for r in reading.records]):
        tx.run(ADD_RECORDS, source=source, rows=records).consume()
    for claims in batches([claim_properties(c) for c in reading.claims]):
        tx.run(ADD_CLAIMS, source=source, rows=claims).consume()
    for flags in batches([flag_properties(f, place) for place, f in enumerate(reading.flags)]):
        tx.run(ADD_FLAGS, source=source, rows=flags).consume()
