"""Neo4j 结构 Constraints, indexes, the version of the stored form, and how an older store becomes a current one.

Invariant: `(:GongjianStore)` carries the version of the schema, the counters, and the mark of the program
that made the derived graph; labels and relationship types come from the checked ontology alone.
"""

from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

from graph.errors import StoreUnavailable
from graph.ontology import Ontology, ontology
from graph.stores.neo4j_session import Connection

FIRST_SCHEMA = 1
STEPS: tuple[tuple[str, ...], ...] = (
    ("MATCH (d:Document) WHERE d.reader IS NULL SET d.reader = ''",),  # which program read a source
    ("MATCH (d:Document) WHERE d.origin IS NULL SET d.origin = d.id, d.marks = []",),  # which sources are reprints
    (),  # reviews: new nodes alone
)
"""STEPS[i] are the statements that take a store from schema i + 1 to i + 2; each may be run twice."""

FACTS = ("Document", "Record", "Claim", "Flag", "Judgement", "Review", "Reviewed")
NAMES = "entity_names"
MARKS = "document_marks"

_UNIQUE = ("GongjianStore", "Entity", "Document", "Record", "Claim", "Judgement", "Review", "Reviewed")
_INDEXED = (
    ("Document", "place"),
    ("Record", "key"),
    ("Claim", "link"),
    ("Judgement", "left"),
    ("Judgement", "right"),
    ("Judgement", "seq"),
    ("Judgement", "verdict"),
)
# What the derived graph follows from, beside the facts: when one of these changes, it is made anew.
_DERIVING = ("view.py", "names.py", "ontology.yaml", "stores/neo4j_derive.py", "stores/neo4j_rows.py")


# The offline import leaves empty lists out (see `neo4j_import`); here they are put in, once.
_LISTS = {
    "Document": ("marks",),
    "Record": ("aliases", "attributes"),
    "Claim": ("attributes",),
    "Flag": ("quotes", "starts", "ends", "cells"),
    "Entity": ("aliases", "attributes"),
}


def statements(types: Ontology | None = None) -> dict[str, str]:
    """Return the statements that create constraints and indexes, by the name of what they create."""
    types = types or ontology()
    unique = {f"{label.lower()}_id": f"FOR (n:{label}) REQUIRE n.id IS UNIQUE" for label in _UNIQUE}
    unique |= {f"{name.lower()}_id": f"FOR ()-[k:{name}]-() REQUIRE k.id IS UNIQUE" for name in types.links}
    indexed = {f"{label.lower()}_{key}": f"FOR (n:{label}) ON (n.{key})" for label, key in _INDEXED}
    analyzer = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    return {
        **{name: f"CREATE CONSTRAINT {name} IF NOT EXISTS {rest}" for name, rest in unique.items()},
        **{name: f"CREATE INDEX {name} IF NOT EXISTS {rest}" for name, rest in indexed.items()},
        NAMES: f"CREATE FULLTEXT INDEX {NAMES} IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliases, n.folded] "
        + analyzer,
        MARKS: f"CREATE FULLTEXT INDEX {MARKS} IF NOT EXISTS FOR (n:Document) ON EACH [n.marks] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}",
    }


def prepare(connection: Connection, steps: Sequence[Sequence[str]] = STEPS) -> bool:
    """Make an empty database a store and an older store a current one; tell whether to derive the graph anew.

    StoreUnavailable if the database holds another program's nodes, or was written by a newer version.
    """
    schema = _schema(connection)
    current = FIRST_SCHEMA + len(steps)
    if schema > current:
        reason = f"由更新的版本写成 written by a newer version: schema {schema} > {current}"
        raise StoreUnavailable(connection.address.shown, reason, "请升级 gongjian please upgrade gongjian")
    present = {name for (name,) in connection.run("SHOW INDEXES YIELD name")}
    missing = [text for name, text in statements().items() if name not in present]
    for text in missing:
        connection.run(text)
    if missing:
        connection.run("CALL db.awaitIndexes(300)")
    connection.run(
        "MERGE (s:GongjianStore {id: 'store'}) ON CREATE SET s.schema = $schema, s.version = 0, s.judgements = 0",
        schema=current,
    )
    for version, step in enumerate(steps[max(schema, FIRST_SCHEMA) - FIRST_SCHEMA :], max(schema, FIRST_SCHEMA) + 1):
        for text in step if schema else ():
            connection.run(text)
        connection.run("MATCH (s:GongjianStore {id: 'store'}) SET s.schema = $version", version=version)
    _complete_import(connection)
    return _derived_by(connection) != program()


def _complete_import(connection: Connection) -> None:
    if not connection.run("MATCH (s:GongjianStore {id: 'store'}) WHERE s.imported RETURN 1"):
        return
    places = [(f"MATCH (x:{label})", key) for label, keys in _LISTS.items() for key in keys]
    places.append(("MATCH (:Entity)-[x]->(:Entity)", "attributes"))
    for match, key in places:
        batch = f"CALL (x) {{ SET x.{key} = [] }} IN TRANSACTIONS OF 10000 ROWS"
        connection.run(f"{match} WHERE x.{key} IS NULL {batch}")
    connection.run("MATCH (s:GongjianStore {id: 'store'}) REMOVE s.imported")


def _schema(connection: Connection) -> int:
    found = connection.run("MATCH (s:GongjianStore {id: 'store'}) RETURN s.schema")
    if found:
        return int(str(found[0][0]))
    for label in (*FACTS, "Entity"):
        if connection.run(f"MATCH (n:{label}) RETURN 1 LIMIT 1"):
            reason = f"库中有别的程序的节点 (:{label}) the database holds nodes of another program"
            raise StoreUnavailable(connection.address.shown, reason, "换一个空库 name an empty database")
    return 0


def program() -> str:
    """Return the mark of the program and ontology that derive the graph: a hash of their text."""
    parts = (files("graph").joinpath(name).read_bytes() for name in _DERIVING)
    return sha256(b"\0".join(parts)).hexdigest()[:20]


def _derived_by(connection: Connection) -> object:
    return connection.run("MATCH (s:GongjianStore {id: 'store'}) RETURN s.derived_by")[0][0]


def mark_derived(connection: Connection) -> None:
    """Note that the derived graph is this program's."""
    connection.run("MATCH (s:GongjianStore {id: 'store'}) SET s.derived_by = $program", program=program())
