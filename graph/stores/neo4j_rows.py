"""Neo4j 行 How values of the model become properties of nodes and relationships, and values again.

Invariant: each pair of functions is inverse to the other; a property is a text, number, truth value or a
list of one kind, never null, as Neo4j demands.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from graph.judgement import Judgement, Verdict
from graph.model import Attributes, Claim, Entity, Evidence, Flag, Link, Reading, Record, Source, State, content_id
from graph.names import fold
from graph.view import Stated

Properties = dict[str, Any]

SOURCE = "[d.id, d.uri, d.title, '', d.format, d.published, d.reader]"
RECORD = "[r.id, r.source_id, r.type, r.name, r.aliases, r.attributes, r.relative]"
CLAIM = (
    "[c.id, c.source_id, c.type, c.head, c.tail, c.quotes, c.starts, c.ends, c.cells, c.method, c.confidence,"
    " c.date, c.until, c.state, c.attributes]"
)
FLAG = "[d.id, f.reason, f.quotes, f.starts, f.ends, f.cells]"
JUDGEMENT = "[j.left, j.right, j.verdict, j.by, j.at, j.why, j.score]"
ENTITY = "[e.id, e.type, e.name, e.aliases, e.sources, e.attributes, e.reprints]"
LINK = (
    "[k.id, type(k), startNode(k).id, endNode(k).id, k.first, k.last, k.until, k.state, k.sources, k.confidence,"
    " k.claims, k.attributes, k.reprints]"
)
STATED = "[c.id, c.source_id, c.type, {head}, {tail}, c.confidence, c.date, c.until, c.state, c.attributes]"

_NONE = -1
_NO_CELL = "\0"


def name_key(name: str) -> str:
    """Return the key under which records of one folded name are found; names may be too long for an index."""
    return content_id("n", fold(name))


def place_key(uri: str) -> str:
    """Return the key under which the source at an address is found."""
    return content_id("u", uri)


def digest(reading: Reading) -> str:
    """Return a hash of all that a reading holds, in its order."""
    return sha256(repr(reading).encode("utf-8", "surrogatepass")).hexdigest()


def source_properties(reading: Reading) -> Properties:
    """Return the properties of a (:Document)."""
    s = reading.source
    held = {"id": s.id, "uri": s.uri, "title": s.title, "text": s.text, "format": s.format, "published": s.published}
    found_by = {"marks": marks_text(s.marks), "place": place_key(s.uri), "digest": digest(reading)}
    return held | {"reader": s.reader, "origin": s.id} | found_by


def marks_text(marks: Iterable[int]) -> list[str]:
    """Return the marks of a source as the words under which a full-text index finds them."""
    return [f"{mark:x}" for mark in sorted({*marks})]


def record_properties(record: Record) -> Properties:
    """Return the properties of a (:Record)."""
    return {
        "id": record.id,
        "source_id": record.source_id,
        "type": record.type,
        "name": record.name,
        "aliases": list(record.aliases),
        "attributes": written(record.attributes),
        "relative": record.relative,
        "key": name_key(record.name),
    }


def claim_properties(claim: Claim) -> Properties:
    """Return the properties of a (:Claim)."""
    return {
        "id": claim.id,
        "source_id": claim.source_id,
        "type": claim.type,
        "head": claim.head,
        "tail": claim.tail,
        "method": claim.method,
        "confidence": float(claim.confidence),
        "date": claim.date,
        "until": claim.until,
        "state": str(claim.state),
        "attributes": written(claim.attributes),
        **_places(claim.evidence),
    }


def flag_properties(flag: Flag, place: int) -> Properties:
    """Return the properties of a (:Flag); `place` keeps the order of a source's flags."""
    evidence = (flag.evidence,) if flag.evidence else ()
    return {"source_id": flag.source_id, "place": place, "reason": flag.reason, **_places(evidence)}


def judgement_properties(judgement: Judgement) -> Properties:
    """Return the properties of a (:Judgement); its id is a function of its content."""
    j = judgement
    said = {"left": j.left, "right": j.right, "verdict": str(j.verdict), "by": j.by, "at": j.at, "why": j.why}
    return said | {"score": float(j.score), "id": content_id("j", *said.values(), repr(float(j.score)))}


def entity_properties(entity: Entity) -> Properties:
    """Return the properties of an (:Entity); `folded` holds each folded name on a line, for search."""
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "sources": entity.sources,
        "reprints": entity.reprints,
        "attributes": written(entity.attributes),
        "folded": "\n".join(("", *map(fold, (entity.name, *entity.aliases)), "")),
    }


def link_properties(link: Link) -> Properties:
    """Return the properties of a relationship between two entities."""
    return {
        "id": link.id,
        "first": link.first,
        "last": link.last,
        "until": link.until,
        "state": str(link.state),
        "sources": link.sources,
        "reprints": link.reprints,
        "confidence": link.confidence,
        "claims": list(link.claims),
        "attributes": written(link.attributes),
    }


def source_of(row: Sequence[Any]) -> Source:
    """Return the source in a row of `SOURCE`."""
    return Source(*row)


def record_of(row: Sequence[Any]) -> Record:
    """Return the record in a row of `RECORD`."""
    id_, source_id, type_, name, aliases, attributes, relative = row
    return Record(id_, source_id, type_, name, tuple(aliases), read(attributes), relative)


def claim_of(row: Sequence[Any]) -> Claim:
    """Return the claim in a row of `CLAIM`."""
    evidence, (method, confidence, date, until, state, attributes) = _evidence(*row[5:9]), row[9:]
    said = (evidence, method, confidence, date, until, State(state), read(attributes))
    return Claim(row[0], row[1], row[2], row[3], row[4], *said)


def flag_of(row: Sequence[Any]) -> Flag:
    """Return the flag in a row of `FLAG`."""
    source_id, reason, *places = row
    return Flag(source_id, reason, next(iter(_evidence(*places)), None))


def judgement_of(row: Sequence[Any]) -> Judgement:
    """Return the judgement in a row of `JUDGEMENT`."""
    left, right, verdict, *rest = row
    return Judgement(left, right, Verdict(verdict), *rest)


def entity_of(row: Sequence[Any]) -> Entity:
    """Return the entity in a row of `ENTITY`."""
    id_, type_, name, aliases, sources, attributes, reprints = row
    return Entity(id_, type_, name, tuple(aliases), sources, read(attributes), reprints)


def link_of(row: Sequence[Any]) -> Link:
    """Return the link in a row of `LINK`."""
    id_, type_, head, tail, first, last, until, state, sources, confidence, claims, attributes, reprints = row
    said = (State(state), sources, confidence, tuple(claims), read(attributes), reprints)
    return Link(id_, type_, head, tail, first, last, until, *said)


def stated_of(row: Sequence[Any]) -> Stated:
    """Return the statement in a row of `STATED`."""
    *said, state, attributes = row
    return Stated._make((*said, State(state), read(attributes)))


def written(attributes: Attributes) -> list[str]:
    """Return attributes as texts that read well in a query, `name=value`; a `=` in a name is escaped.

    >>> written((("title", "书记"),))
    ['title=书记']
    """
    return [f"{name.replace('%', '%25').replace('=', '%3D')}={value}" for name, value in attributes]


def read(texts: Sequence[str]) -> Attributes:
    """Return the attributes that `written` wrote.

    >>> read(written((("a=b%3D", "c=d"),)))
    (('a=b%3D', 'c=d'),)
    """
    pairs = (text.partition("=") for text in texts)
    return tuple((name.replace("%3D", "=").replace("%25", "%"), value) for name, _, value in pairs)


def _places(evidence: Sequence[Evidence]) -> Properties:
    # Lists of one length stand side by side, as a node can hold no list of maps.
    return {
        "quotes": [e.quote for e in evidence],
        "starts": [_NONE if e.start is None else e.start for e in evidence],
        "ends": [_NONE if e.end is None else e.end for e in evidence],
        "cells": [_NO_CELL if e.cell is None else e.cell for e in evidence],
    }


def _evidence(
    quotes: Sequence[str], starts: Sequence[int], stops: Sequence[int], cells: Sequence[str]
) -> tuple[Evidence, ...]:
    places = zip(quotes, starts, stops, cells, strict=True)
    return tuple(
        Evidence(q, None if s == _NONE else s, None if e == _NONE else e, None if c == _NO_CELL else c)
        for q, s, e, c in places
    )
