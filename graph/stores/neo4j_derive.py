"""Neo4j 导出图 The graph that an analyst sees, entities and their links, kept in step with the facts.

Invariant: after each write, entities and links are those that `graph.view.build_network` makes of all the
facts; only what a write touches is computed again, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from neo4j import ManagedTransaction

from graph.judgement import Linker, Verdict
from graph.model import Entity, Link, Record, content_id, ordered
from graph.ontology import ontology
from graph.stores.neo4j_rows import (
    JUDGEMENT,
    STATED,
    Properties,
    entity_properties,
    judgement_of,
    link_properties,
    read,
    stated_of,
)
from graph.stores.neo4j_session import rows, spliced
from graph.view import build_links, merge_records

BATCH = 2000
T = TypeVar("T")

SAME = """
UNWIND $ids AS id
CALL (id) {
  MATCH (j:Judgement) WHERE j.left = id AND j.verdict = $same RETURN j.right AS other
  UNION MATCH (j:Judgement) WHERE j.right = id AND j.verdict = $same RETURN j.left AS other
}
RETURN collect(DISTINCT other)
"""
AMONG = f"""
MATCH (j:Judgement) WHERE j.left IN $ids AND j.right IN $ids
WITH j ORDER BY j.seq RETURN collect({JUDGEMENT})
"""
DESCRIBED = """
MATCH (r:Record) WHERE r.id IN $ids OPTIONAL MATCH (r)-[:DESCRIBES]->(e:Entity)
RETURN collect([r.id, e.id])
"""
MOVE = """
UNWIND $rows AS row
MATCH (r:Record {id: row[0]})
OPTIONAL MATCH (r)-[old:DESCRIBES]->(:Entity)
DELETE old
MERGE (e:Entity {id: row[1]})
CREATE (r)-[:DESCRIBES]->(e)
"""
ENDS = """
MATCH (r:Record)<-[:HEAD|TAIL]-(c:Claim) WHERE r.id IN $ids AND c.state <> 'denied'
WITH DISTINCT c
MATCH (h:Entity)<-[:DESCRIBES]-(:Record)<-[:HEAD]-(c)-[:TAIL]->(:Record)-[:DESCRIBES]->(t:Entity)
RETURN collect([c.id, c.type, h.id, t.id, c.link])
"""
OF_SOURCE = "MATCH (:Document {id: $id})<-[:READ_FROM]-(r:Record) RETURN collect(r.id)"
FORGET = "MATCH (r:Record)-[d:DESCRIBES]->(e:Entity) WHERE r.id IN $ids DELETE d RETURN collect(DISTINCT e.id)"
LINKED = "UNWIND $rows AS row MATCH (c:Claim {id: row[0]}) SET c.link = row[1]"
GROUPS = """
MATCH (e:Entity)<-[:DESCRIBES]-(r:Record) WHERE e.id IN $ids
WITH e.id AS id, r.type AS type, r.name AS name, r.aliases AS aliases, r.attributes AS attributes,
     count(*) AS n
RETURN collect([id, type, name, aliases, attributes, n])
"""
SOURCES = """
MATCH (e:Entity)<-[:DESCRIBES]-(:Record)-[:READ_FROM]->(d:Document) WHERE e.id IN $ids
WITH e.id AS id, count(DISTINCT d.origin) AS sources, count(DISTINCT d.id) AS told
RETURN collect([id, sources, told - sources])
"""
ORIGINS = "MATCH (d:Document) WHERE d.id IN $ids RETURN collect([d.id, d.origin])"
REPRINTS = "MATCH (d:Document) WHERE d.id IN $ids AND d.origin <> d.id RETURN collect([d.id, d.origin])"
SET_ORIGIN = "UNWIND $rows AS row MATCH (d:Document {id: row[0]}) SET d.origin = row[1]"
TELLS = """
MATCH (d:Document)<-[:READ_FROM]-(:Record)-[:DESCRIBES]->(e:Entity) WHERE d.id IN $ids
RETURN collect(DISTINCT e.id)
"""
STATES = """
MATCH (d:Document)<-[:READ_FROM]-(c:Claim) WHERE d.id IN $ids AND c.link IS NOT NULL
RETURN collect(DISTINCT [c.link, c.type])
"""
EMPTY = "MATCH (e:Entity) WHERE e.id IN $ids AND NOT (e)<-[:DESCRIBES]-() DETACH DELETE e"
CLAIMS = f"""
MATCH (h:Entity)<-[:DESCRIBES]-(:Record)<-[:HEAD]-(c:Claim)-[:TAIL]->(:Record)-[:DESCRIBES]->(t:Entity)
WHERE c.link IN $ids RETURN collect({STATED.format(head="h.id", tail="t.id")})
"""


@dataclass(slots=True)
class Touched:
    """所涉 What a write touched: records and sources put in or judged, entities, links by id with their type;
    `stated`: records that stay as they are while claims at them come in.
    """

    records: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    stated: set[str] = field(default_factory=set)


def refresh(tx: ManagedTransaction, touched: Touched) -> None:
    """Bring entities and links up to date with the facts that a write touched."""
    moved = _regroup(tx, touched)
    _relink(tx, moved | touched.stated, touched)
    _reorigin(tx, touched)
    _write_entities(tx, touched.entities)
    _write_links(tx, touched.links)
    tx.run(EMPTY, ids=list(touched.entities)).consume()


def canonical_of(tx: ManagedTransaction, ids: Collection[str]) -> Callable[[str], str]:
    """Return the function from these records to their entities, as a `Linker` over all judgements has it.

    Records that no chain of `same` reaches can neither join nor be parted, whatever was said of them; so
    the judgements among those within reach decide.
    """
    reached = component(tx, ids)
    return Linker(judgement_of(row) for row in rows(tx, AMONG, ids=list(reached))).canonical


def rederive(tx: ManagedTransaction, source_id: str) -> None:
    """Make anew what follows from one source, whatever was made of it before."""
    ids: Any = rows(tx, OF_SOURCE, id=source_id)
    entities: Any = rows(tx, FORGET, ids=ids)
    refresh(tx, Touched(set(ids), {source_id}, set(entities)))


def sweep(tx: ManagedTransaction) -> None:
    """Take out what an earlier program made of no record that is still there."""
    tx.run("MATCH (e:Entity) WHERE NOT (e)<-[:DESCRIBES]-() DETACH DELETE e").consume()


def component(tx: ManagedTransaction, ids: Collection[str]) -> set[str]:
    """Return the records that chains of `same` judgements reach from these."""
    reached, frontier = set(ids), set(ids)
    while frontier:
        others = rows(tx, SAME, ids=list(frontier), same=str(Verdict.SAME))
        frontier = {str(other) for other in others} - reached
        reached |= frontier
    return reached


def _regroup(tx: ManagedTransaction, touched: Touched) -> set[str]:
    canonical = canonical_of(tx, touched.records)
    before: dict[str, str | None] = dict(rows(tx, DESCRIBED, ids=list(touched.records)))  # type: ignore[arg-type]
    moves = {id_: canonical(id_) for id_, entity in before.items() if canonical(id_) != entity}
    for batch in batches(list(moves.items())):
        tx.run(MOVE, rows=[list(move) for move in batch]).consume()
    touched.entities |= {entity for id_ in moves if (entity := before[id_])} | set(moves.values())
    return set(moves)


def _relink(tx: ManagedTransaction, moved: Collection[str], touched: Touched) -> None:
    changed: list[tuple[str, str | None]] = []
    for id_, type_, head, tail, old in rows(tx, ENDS, ids=list(moved)):
        new = _link_id(str(type_), str(head), str(tail))
        touched.links |= {str(link): str(type_) for link in (old, new) if link}
        if new != old:
            changed.append((str(id_), new))
    for batch in batches(changed):
        tx.run(LINKED, rows=[list(row) for row in batch]).consume()


def _reorigin(tx: ManagedTransaction, touched: Touched) -> None:
    canonical = canonical_of(tx, touched.sources)
    held: Any = rows(tx, ORIGINS, ids=list(touched.sources))
    changed = [[id_, canonical(id_)] for id_, origin in held if canonical(id_) != origin]
    if changed:
        tx.run(SET_ORIGIN, rows=changed).consume()
        ids = [id_ for id_, _ in changed]
        touched.entities |= {str(id_) for id_ in rows(tx, TELLS, ids=ids)}
        stated: Any = rows(tx, STATES, ids=ids)
        touched.links |= dict(stated)


def origins(tx: ManagedTransaction, sources: Iterable[str]) -> Callable[[str], str]:
    """Return the function from these sources to the first of their reprints; other ids stay as they are."""
    found: Any = rows(tx, REPRINTS, ids=list(set(sources)))
    first: dict[str, str] = dict(found)
    return lambda id_: first.get(id_, id_)


def _link_id(type_: str, head: str, tail: str) -> str | None:
    if head == tail:
        return None
    ends = ordered((head, tail)) if ontology().links[type_].symmetric else (head, tail)
    return content_id("l", type_, *ends)


def _write_entities(tx: ManagedTransaction, ids: Collection[str]) -> None:
    by_type: dict[str, list[Properties]] = defaultdict(list)
    for entity in _entities(tx, ids):
        by_type[entity.type].append(entity_properties(entity))
    labels = ":".join(e.label for e in ontology().entities.values())
    for type_, found in by_type.items():
        label = ontology().entities[type_].label
        query = f"UNWIND $rows AS row MERGE (e:Entity {{id: row.id}}) REMOVE e:{labels} SET e:{label}, e = row"
        for batch in batches(found):
            tx.run(spliced(query), rows=batch).consume()


def _entities(tx: ManagedTransaction, ids: Collection[str]) -> Iterator[Entity]:
    # Records that say the same are counted on the server: an entity may be described by thousands.
    records: dict[str, list[Record]] = defaultdict(list)
    found: list[Any] = rows(tx, GROUPS, ids=list(ids))
    for id_, type_, name, aliases, attributes, n in found:
        records[id_] += [Record("", "", type_, name, tuple(aliases), read(attributes))] * n
    counted: Any = rows(tx, SOURCES, ids=list(ids))
    counts = {id_: {"sources": sources, "reprints": reprints} for id_, sources, reprints in counted}
    for id_, alike in records.items():
        yield replace(merge_records(id_, alike), **counts[id_])


def _write_links(tx: ManagedTransaction, touched: Mapping[str, str]) -> None:
    by_type: dict[str, list[Link]] = defaultdict(list)
    stated = [stated_of(row) for row in rows(tx, CLAIMS, ids=list(touched))]
    for link in build_links(stated, origins(tx, (row.source_id for row in stated))):
        by_type[link.type].append(link)
    kept = {link.id for links in by_type.values() for link in links}
    gone: dict[str, list[str]] = defaultdict(list)
    for id_, type_ in touched.items():
        if id_ not in kept:
            gone[type_].append(id_)
    for type_, ids in gone.items():
        tx.run(spliced(f"MATCH ()-[k:{_checked(type_)}]->() WHERE k.id IN $ids DELETE k"), ids=ids).consume()
    for type_, links in by_type.items():
        query = (
            "UNWIND $rows AS row MATCH (h:Entity {id: row.head}) MATCH (t:Entity {id: row.tail})"
            f" MERGE (h)-[k:{_checked(type_)} {{id: row.link.id}}]->(t) SET k = row.link"
        )
        for batch in batches(links):
            tx.run(spliced(query), rows=[_ends(link) for link in batch]).consume()


def _checked(type_: str) -> str:
    # Types become part of the query's text: only those of the ontology, which holds identifiers alone.
    return ontology().links[type_].name


def _ends(link: Link) -> Properties:
    return {"head": link.head, "tail": link.tail, "link": link_properties(link)}


def batches(items: Sequence[T]) -> Iterable[Sequence[T]]:
    """Yield the items in batches of a size that one statement takes well."""
    return (items[i : i + BATCH] for i in range(0, len(items), BATCH))
