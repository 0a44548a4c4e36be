"""Neo4j 读取 Queries: rows collected on the server, values made of them here.

Invariant: answers are those of the memory store, in content and in order.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from neo4j import ManagedTransaction

from graph.model import Entity, Filter, Flag, Link, Network, Source
from graph.names import fold
from graph.ontology import ontology
from graph.stores.base import Cited, Statistics
from graph.stores.neo4j_derive import origins
from graph.stores.neo4j_rows import (
    CLAIM,
    ENTITY,
    FLAG,
    JUDGEMENT,
    LINK,
    RECORD,
    SOURCE,
    STATED,
    claim_of,
    entity_of,
    flag_of,
    judgement_of,
    link_of,
    name_key,
    record_of,
    source_of,
    stated_of,
)
from graph.stores.neo4j_schema import FACTS, NAMES
from graph.stores.neo4j_session import rows
from graph.view import build_links

PAGE = 50_000

_HAN = re.compile(r"[一-鿿]{2,}")
_BY_INDEX = f"CALL db.index.fulltext.queryNodes('{NAMES}', $phrases) YIELD node AS e WITH e"
_BY_SCAN = "MATCH (e:Entity)"
_FOUND = f"""
WHERE e.folded CONTAINS $text AND ($types = [] OR e.type IN $types)
WITH e, e.folded CONTAINS '\\n' + $text + '\\n' AS exact, e.folded CONTAINS '\\n' + $text AS begins
ORDER BY exact DESC, begins DESC, size(e.name), e.name, e.id LIMIT $limit
RETURN collect({ENTITY})
"""


def sources(tx: ManagedTransaction) -> list[Source]:
    """Return all sources without their texts, by uri."""
    found = map(source_of, rows(tx, f"MATCH (d:Document) RETURN collect({SOURCE})"))
    return sorted(found, key=lambda s: (s.uri, s.id))


def source(tx: ManagedTransaction, id_: str) -> Source | None:
    """Return a source with its text."""
    with_text = SOURCE.replace("''", "d.text", 1)
    query = f"MATCH (d:Document {{id: $id}}) RETURN collect({with_text})"
    return next(map(source_of, rows(tx, query, id=id_)), None)


def flags(tx: ManagedTransaction, source_id: str | None) -> list[Flag]:
    """Return the flags of one source or of all, by source and reason."""
    query = (
        "MATCH (f:Flag)-[:READ_FROM]->(d:Document) WHERE $id IS NULL OR d.id = $id"
        f" WITH f, d ORDER BY d.id, f.place RETURN collect({FLAG})"
    )
    return sorted(map(flag_of, rows(tx, query, id=source_id)), key=lambda f: (f.source_id, f.reason))


def records(tx: ManagedTransaction, names: Collection[str]) -> list[Any]:
    """Return the records of these folded names, by id."""
    query = f"MATCH (r:Record) WHERE r.key IN $keys RETURN collect({RECORD})"
    return sorted(map(record_of, rows(tx, query, keys=list({name_key(n) for n in names}))), key=lambda r: r.id)


def judgements(tx: ManagedTransaction) -> list[Any]:
    """Return all judgements in the order in which they were recorded."""
    query = f"MATCH (j:Judgement) WITH j ORDER BY j.seq RETURN collect({JUDGEMENT})"
    return [judgement_of(row) for row in rows(tx, query)]


def claims(tx: ManagedTransaction, ids: Collection[str]) -> list[Cited]:
    """Return these claims with their sources, by id."""
    query = f"MATCH (c:Claim)-[:READ_FROM]->(d:Document) WHERE c.id IN $ids RETURN collect([{CLAIM}, {SOURCE}])"
    return _cited(rows(tx, query, ids=list(ids)))


def claims_of(tx: ManagedTransaction, source_id: str) -> list[Cited]:
    """Return the claims of a source, by id."""
    query = f"MATCH (c:Claim)-[:READ_FROM]->(d:Document {{id: $id}}) RETURN collect([{CLAIM}, {SOURCE}])"
    return _cited(rows(tx, query, id=source_id))


def _cited(found: Iterable[Any]) -> list[Cited]:
    return sorted((Cited(claim_of(c), source_of(s)) for c, s in found), key=lambda row: row.claim.id)


def state(tx: ManagedTransaction) -> list[Any]:
    """Return what tells this state of the store from all others, also from those of a store that was cleared."""
    return rows(
        tx,
        "MATCH (s:GongjianStore {id: 'store'}) RETURN [s.version,"
        " COUNT { (:Claim) }, COUNT { (:Record) }, COUNT { (:Entity) },"
        " COLLECT { MATCH (c:Claim) RETURN c.id ORDER BY c.id DESC LIMIT 1 },"
        " COLLECT { MATCH (r:Record) RETURN r.id ORDER BY r.id DESC LIMIT 1 }]",
    )


def network(tx: ManagedTransaction, filter_: Filter | None) -> Network:
    """Return the whole network under a filter."""
    filter_ = filter_ or Filter()
    links = sorted(_links(tx, filter_), key=lambda k: k.id)
    entities = map(entity_of, pages(tx, "MATCH (e:Entity)", "e", ENTITY))
    if filter_ != Filter():
        ends = {end for k in links for end in (k.head, k.tail)}
        entities = (e for e in entities if e.id in ends)  # type: ignore[assignment]
    return Network(tuple(entities), tuple(links))


def _links(tx: ManagedTransaction, filter_: Filter) -> Iterable[Link]:
    found = (link_of(row) for name in _types(filter_) for row in pages(tx, f"MATCH ()-[k:{name}]->()", "k", LINK))
    if filter_.on is None:
        return (k for k in found if k.confidence >= filter_.min_confidence)
    ends = {k.id: (k.head, k.tail) for k in found}
    stated = pages(tx, "MATCH (c:Claim)", "c", STATED.format(head="c.link", tail="null"))
    placed = (row[:3] + list(ends[row[3]]) + row[5:] for row in stated if row[3] in ends)
    return _built(tx, placed, filter_)


def pages(tx: ManagedTransaction, match: str, what: str, row: str) -> Iterator[list[Any]]:
    """Yield rows page by page in the order of ids; a page is one list, a whole graph would be too long for one."""
    after = ""
    query = f"{match} WHERE {what}.id > $after WITH {what} ORDER BY {what}.id LIMIT {PAGE} RETURN collect({row})"
    while page := rows(tx, query, after=after):
        yield from page
        after = str(page[-1][0])
        if len(page) < PAGE:
            return


def links_of(tx: ManagedTransaction, ids: Collection[str], filter_: Filter | None, weak: bool = True) -> list[Link]:
    """Return the links at these entities under a filter; `weak` False leaves the weak types out."""
    filter_ = filter_ or Filter()
    types = [name for name in _types(filter_) if weak or not ontology().links[name].weak]
    if not types:
        return []
    query = (
        f"MATCH (e:Entity)-[k:{'|'.join(types)}]-(:Entity) WHERE e.id IN $ids WITH DISTINCT k RETURN collect({LINK})"
    )
    found = [link_of(row) for row in rows(tx, query, ids=list(ids))]
    if filter_.on is not None:
        found = list(_rebuilt(tx, found, filter_))
    return [k for k in found if k.confidence >= filter_.min_confidence]


def _rebuilt(tx: ManagedTransaction, found: Collection[Link], filter_: Filter) -> Iterable[Link]:
    query = f"MATCH (c:Claim) WHERE c.id IN $ids RETURN collect({STATED.format(head='c.link', tail='null')})"
    ends = {k.id: (k.head, k.tail) for k in found}
    stated: list[Any] = rows(tx, query, ids=[c for k in found for c in k.claims])
    return _built(tx, (row[:3] + list(ends[row[3]]) + row[5:] for row in stated), filter_)


def _built(tx: ManagedTransaction, placed: Iterable[Any], filter_: Filter) -> Iterable[Link]:
    stated = [stated_of(row) for row in placed]
    return build_links(stated, origins(tx, (row.source_id for row in stated)), filter_)


def _types(filter_: Filter) -> list[str]:
    # Types become part of the query's text: only those of the ontology, which holds identifiers alone.
    return [name for name in ontology().links if not filter_.types or name in filter_.types]


def entities(tx: ManagedTransaction, ids: Collection[str]) -> list[Entity]:
    """Return these entities, without those that are not there."""
    query = f"MATCH (e:Entity) WHERE e.id IN $ids RETURN collect({ENTITY})"
    return [entity_of(row) for row in rows(tx, query, ids=list(ids))]


def entity(tx: ManagedTransaction, id_: str, canonical: Callable[[str], str]) -> Entity | None:
    """Return the entity with this id or that a record with this id belongs to."""
    return next(iter(entities(tx, [canonical(id_)])), None)


def search(tx: ManagedTransaction, text: str, types: Collection[str], limit: int) -> list[Entity]:
    """Return the entities whose names contain a text, best first.

    The index knows pairs of Chinese characters: it proposes entities that hold all pairs of the text, the
    folded names decide. A single character, or a text without Chinese, is looked for in all names.
    """
    wanted = fold(text)
    if not wanted:
        return []
    phrases = " AND ".join(f'folded:"{run}"' for run in _HAN.findall(wanted))
    query = (_BY_INDEX if phrases else _BY_SCAN) + _FOUND
    given = {"text": wanted, "types": sorted(types), "limit": max(limit, 0), "phrases": phrases}
    return [entity_of(row) for row in rows(tx, query, **given)]


def statistics(tx: ManagedTransaction) -> Statistics:
    """Return counts; the server keeps those of labels and types, so that none is slow."""
    patterns = {kind: f"(x:{kind})" for kind in FACTS}
    patterns |= {name: f"(x:{e.label})" for name, e in ontology().entities.items()}
    patterns |= {name: f"()-[x:{name}]->()" for name in ontology().links}
    counting = " UNION ALL ".join(
        f"MATCH {p} WITH count(x) AS n RETURN ['{name}', n] AS row" for name, p in patterns.items()
    )
    found: list[Any] = rows(tx, f"CALL () {{ {counting} }} RETURN collect(row)")
    counts: dict[str, int] = dict(found)
    origins_: Any = rows(tx, "MATCH (d:Document) RETURN collect(DISTINCT d.origin)")
    schema, version = rows(tx, "MATCH (s:GongjianStore {id: 'store'}) RETURN [s.schema, s.version]")
    return Statistics(
        sources=counts["Document"],
        records=counts["Record"],
        claims=counts["Claim"],
        judgements=counts["Judgement"],
        flags=counts["Flag"],
        entities=tuple(sorted((name, n) for name in ontology().entities if (n := counts[name]))),
        links=tuple(sorted((name, n) for name in ontology().links if (n := counts[name]))),
        version=int(str(version)),
        schema=int(str(schema)),
        reprints=counts["Document"] - len(origins_),
        reviews=counts["Review"],
    )
