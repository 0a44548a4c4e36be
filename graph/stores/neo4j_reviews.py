"""Neo4j 审核 Reviews as nodes, and what was read from the sources that they concern.

    (:Review {body})-[:CONCERNS]->(:Reviewed {id})        id: a source's id, or the key of its place

Invariant: a (:Document) keeps what was read from it as `raw` where a review made a difference; of every other
source the nodes hold that already.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from neo4j import ManagedTransaction

from graph.errors import UnknownName
from graph.judgement import Verdict
from graph.model import Reading, Source
from graph.review.apply import Outcome, apply
from graph.review.codec import decode, decode_reading, encode, encode_reading
from graph.review.fact import Review
from graph.stores import neo4j_read as query
from graph.stores.neo4j_derive import Touched
from graph.stores.neo4j_rows import JUDGEMENT, RECORD, STATED, judgement_of, place_key, record_of, stated_of
from graph.stores.neo4j_session import column, rows
from graph.view import Stated

COUNTED = "MATCH (s:GongjianStore {id: 'store'}) SET s.reviews = coalesce(s.reviews, 0) + $n RETURN s.reviews"
KNOWN = "MATCH (v:Review) WHERE v.id IN $ids RETURN collect(v.id)"
ADD = """
UNWIND $rows AS row
MERGE (v:Review {id: row.id}) SET v.body = row.body, v.seq = row.seq, v.by = row.by, v.at = row.at,
    v.action = row.action
WITH v, row UNWIND row.places AS place
MERGE (p:Reviewed {id: place}) MERGE (v)-[:CONCERNS]->(p)
"""
OF_PLACES = "UNWIND $places AS id MATCH (:Reviewed {id: id})<-[:CONCERNS]-(v:Review) WITH DISTINCT v ORDER BY v.seq"
CONCERNED = "MATCH (d:Document) WHERE d.id IN $places OR d.place IN $places WITH d ORDER BY d.id"
RECORDS = f"MATCH (r:Record)-[:READ_FROM]->(:Document {{id: $id}}) WITH r ORDER BY r.id RETURN collect({RECORD})"
DESCRIBING = "MATCH (r:Record)-[:DESCRIBES]->(:Entity {id: $id}) WITH r ORDER BY r.id"
ENDS = """
MATCH (h:Entity)<-[:DESCRIBES]-(:Record)<-[:HEAD]-(c:Claim)-[:TAIL]->(:Record)-[:DESCRIBES]->(t:Entity)
WHERE c.id IN $ids
"""
GONE_CLAIMS = """
MATCH (c:Claim) WHERE c.id IN $ids
WITH c, c.link AS link, c.type AS type DETACH DELETE c RETURN collect([link, type])
"""
GONE_RECORDS = """
MATCH (r:Record) WHERE r.id IN $ids OPTIONAL MATCH (r)-[:DESCRIBES]->(e:Entity)
WITH r, e.id AS id DETACH DELETE r RETURN collect(DISTINCT id)
"""
GONE_FLAGS = "MATCH (:Document {id: $id})<-[:READ_FROM]-(f:Flag) DETACH DELETE f"
DESCRIBED = "MATCH (r:Record)-[:DESCRIBES]->(e:Entity) WHERE r.id IN $ids RETURN collect(DISTINCT e.id)"
KEEP = "MATCH (d:Document {id: $id}) SET d.raw = $raw"
PAGE = 20_000


def append(tx: ManagedTransaction, reviews: Iterable[Review]) -> list[Review]:
    """Append the reviews that are not there yet, and return them."""
    given = {r.id: r for r in reviews}
    known: set[Any] = set(rows(tx, KNOWN, ids=list(given)))
    new = [r for id_, r in given.items() if id_ not in known]
    if new:
        last = int(str(column(tx, COUNTED, n=len(new))[0]))
        tx.run(ADD, rows=[_row(r, seq) for seq, r in enumerate(new, last - len(new))]).consume()
    return new


def _row(review: Review, seq: int) -> dict[str, Any]:
    said = {"id": review.id, "by": review.by, "at": review.at, "action": str(review.action)}
    # A review that concerns no source hangs on nothing; the list may not be empty for the statement above.
    return {**said, "body": encode(review), "seq": seq, "places": _places([review]) or [""]}


def _places(reviews: Iterable[Review]) -> list[str]:
    return sorted({key for r in reviews for p in r.places for key in (p.source_id, place_key(p.uri))})


def all_reviews(tx: ManagedTransaction) -> list[Review]:
    """Return all reviews in the order in which they were recorded."""
    found: Any = rows(tx, "MATCH (v:Review) WITH v ORDER BY v.seq RETURN collect(v.body)")
    return [decode(body) for body in found]


def concerned(tx: ManagedTransaction, reviews: Iterable[Review]) -> list[str]:
    """Return the ids of the stored sources that reviews concern."""
    places = _places(reviews)
    return [str(id_) for id_ in rows(tx, f"{CONCERNED} RETURN collect(d.id)", places=places)]


def outcome(tx: ManagedTransaction, reading: Reading) -> Outcome:
    """Return what a source says after the reviews that concern it."""
    places = [reading.source.id, place_key(reading.source.uri)]
    found: Any = rows(tx, f"{OF_PLACES} RETURN collect(v.body)", places=places)
    return apply(reading, [decode(body) for body in found])


def held(tx: ManagedTransaction, source: Source) -> Reading:
    """Return what the store shows of a source."""
    records = tuple(map(record_of, rows(tx, RECORDS, id=source.id)))
    claims = tuple(c.claim for c in query.claims_of(tx, source.id))
    return Reading(source, records, claims, tuple(query.flags(tx, source.id)))


def as_read(tx: ManagedTransaction, source_id: str) -> Reading:
    """Return what was read from a source, before any review; UnknownName if it is not there."""
    source = query.source(tx, source_id)
    if source is None:
        raise UnknownName(source_id)
    raw = column(tx, "MATCH (d:Document {id: $id}) RETURN d.raw", id=source_id)[0]
    return held(tx, source) if raw is None else decode_reading(source, str(raw))


def keep(tx: ManagedTransaction, reading: Reading) -> None:
    """Keep what was read from a source that a review concerns."""
    tx.run(KEEP, id=reading.source.id, raw=encode_reading(reading)).consume()


def take_out(tx: ManagedTransaction, old: Reading, new: Reading, touched: Touched) -> Reading:
    """Remove what `new` has no more or otherwise, noting what that touched; return what is to be put in."""
    was, now = {c.id: c for c in old.claims}, {c.id: c for c in new.claims}
    links: Any = rows(tx, GONE_CLAIMS, ids=[id_ for id_, c in was.items() if now.get(id_) != c])
    touched.links |= {link: type_ for link, type_ in links if link}
    before, after = {r.id: r for r in old.records}, {r.id: r for r in new.records}
    lost: Any = rows(tx, GONE_RECORDS, ids=[id_ for id_ in before if id_ not in after])
    changed = [r for id_, r in after.items() if before.get(id_) != r]
    described: Any = rows(tx, DESCRIBED, ids=[r.id for r in changed])
    touched.entities |= {id_ for id_ in (*lost, *described) if id_}
    fresh = tuple(c for id_, c in now.items() if was.get(id_) != c)
    touched.records |= {r.id for r in changed}
    touched.stated |= {end for c in fresh for end in (c.head, c.tail)}
    tx.run(GONE_FLAGS, id=new.source.id).consume()
    return Reading(new.source, tuple(changed), fresh, new.flags)


def described_by(tx: ManagedTransaction, entity: str) -> Sequence[Any]:
    """Return the records that describe an entity, by id."""
    return [record_of(row) for row in rows(tx, f"{DESCRIBING} RETURN collect({RECORD})", id=entity)]


def judgements(tx: ManagedTransaction, verdict: Verdict) -> list[Any]:
    """Return the judgements of one verdict in the order in which they were recorded."""
    text = f"MATCH (j:Judgement {{verdict: $verdict}}) WITH j ORDER BY j.seq RETURN collect({JUDGEMENT})"
    return [judgement_of(row) for row in rows(tx, text, verdict=str(verdict))]


def statements(tx: ManagedTransaction, after: str) -> list[Stated]:
    """Return the next page of statements, by id: each claim with the entities at its ends."""
    ids: Any = rows(
        tx, f"MATCH (c:Claim) WHERE c.id > $after WITH c ORDER BY c.id LIMIT {PAGE} RETURN collect(c.id)", after=after
    )
    said = f"{ENDS} WITH c, h, t ORDER BY c.id RETURN collect({STATED.format(head='h.id', tail='t.id')})"
    return [stated_of(row) for row in rows(tx, said, ids=ids)]
