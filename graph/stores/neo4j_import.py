"""Neo4j 离线导入 A store written as the files of `neo4j-admin database import full`: facts and the graph made of them.

Invariant: the database that the import makes is a store as `Neo4jStore` writes it: same answers, same ids, ready for
further writes. Two things the files cannot say: an empty list (the import leaves it out; it is put in when the store is
first opened, see `neo4j_schema`), and the fingerprints of sources, which no store gives back.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from graph.errors import BadReading
from graph.model import Claim, Flag, Link, Reading
from graph.ontology import ontology
from graph.review.apply import apply
from graph.review.codec import encode, encode_reading
from graph.review.fact import Review
from graph.stores.base import Store
from graph.stores.neo4j_rows import (
    Properties,
    claim_properties,
    entity_properties,
    flag_properties,
    judgement_properties,
    link_properties,
    place_key,
    record_properties,
    source_properties,
)
from graph.stores.neo4j_schema import FIRST_SCHEMA, STEPS, program

DELIMITERS = "\x1f\x1e\x1d\x1c\ue000\ue001\ue002"
"""分隔符 Between the items of a list; the first that occurs in no text is taken."""
_PLACES = "quotes:string[] starts:long[] ends:long[] cells:string[]"
NODES = {
    "Document": "id:ID(Document) uri title text format published marks:string[] place digest reader origin raw",
    "Record": "id:ID(Record) source_id type name aliases:string[] attributes:string[] relative:boolean key",
    "Claim": "id:ID(Claim) source_id type head tail method confidence:double date until state attributes:string[] "
    f"{_PLACES} link",
    "Flag": f":ID(Flag) source_id place:long reason {_PLACES}",
    "Judgement": "id:ID(Judgement) left right verdict by at why score:double seq:long",
    "Review": "id:ID(Review) body seq:long by at action",
    "Reviewed": "id:ID(Reviewed)",
    "GongjianStore": "id:ID(Store) schema:long version:long judgements:long reviews:long derived_by imported:boolean",
    "Entity": "id:ID(Entity) type name aliases:string[] sources:long reprints:long attributes:string[] folded :LABEL",
}
"""节点 The nodes of each label and the columns of their file."""
LINKS = (
    ":START_ID(Entity) :END_ID(Entity) :TYPE id first last until state sources:long reprints:long confidence:double "
    "claims:string[] attributes:string[]"
)
ARROWS = {
    "RECORD_READ_FROM": ("Record", "READ_FROM", "Document"),
    "CLAIM_READ_FROM": ("Claim", "READ_FROM", "Document"),
    "FLAG_READ_FROM": ("Flag", "READ_FROM", "Document"),
    "HEAD": ("Claim", "HEAD", "Record"),
    "TAIL": ("Claim", "TAIL", "Record"),
    "DESCRIBES": ("Record", "DESCRIBES", "Entity"),
    "CONCERNS": ("Review", "CONCERNS", "Reviewed"),
}
"""关系 The relationships without properties: file, label at the start, type, label at the end."""
ARGUMENTS = "arguments.txt"
LEAST_BUFFER = 4 << 20


class _Clash(Exception):
    # A text holds the character that was to stand between the items of lists.
    pass


@dataclass(slots=True)
class Written:
    """写出 How many nodes and relationships went into the files, and the command that imports them."""

    nodes: int = 0
    relationships: int = 0
    widest: int = 0
    command: str = f"neo4j-admin database import full @{ARGUMENTS} neo4j"


def write_import(store: Store, folder: Path) -> Written:
    """Write the files into an empty folder, with the tool's arguments; BadReading for a list that holds an empty text.

    The whole view and one source at a time are held in memory.
    """
    for delimiter in DELIMITERS:
        try:
            with _Files(folder, delimiter) as files:
                _Export(store, files).run()
        except _Clash:
            continue
        _write_arguments(folder, delimiter, files.written.widest)
        return files.written
    raise BadReading("neo4j-import", ["文本用尽了全部分隔符 the texts hold every character that could divide a list"])


class _Files:
    # The open files, one a label or type; a row is a mapping from column names.
    def __init__(self, folder: Path, delimiter: str) -> None:
        self._folder, self._delimiter = folder, delimiter
        self._open: dict[str, TextIO] = {}
        self.written = Written()

    def __enter__(self) -> "_Files":
        for name, columns in (*NODES.items(), ("LINKS", LINKS)):
            self._start(name, columns)
        for name, (start, _, end) in ARROWS.items():
            self._start(name, f":START_ID({start}) :END_ID({end})")
        return self

    def __exit__(self, *exc: object) -> None:
        for file in self._open.values():
            file.close()

    def _start(self, name: str, columns: str) -> None:
        (self._folder / f"{name}-header.csv").write_text(",".join(columns.split()) + "\n", "utf-8")
        self._open[name] = (self._folder / f"{name}.csv").open("w", encoding="utf-8", newline="\n")

    def nodes(self, label: str, rows: Iterable[Properties]) -> None:
        columns = [_key(column) for column in NODES[label].split()]
        for row in rows:
            self._write(label, (row.get(column) for column in columns))
            self.written.nodes += 1

    def links(self, links: Iterable[Link]) -> None:
        columns = [_key(column) for column in LINKS.split()][3:]
        for link in links:
            said = link_properties(link)
            self._write("LINKS", (link.head, link.tail, link.type, *(said[column] for column in columns)))
            self.written.relationships += 1

    def arrows(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        for pair in pairs:
            self._write(name, pair)
            self.written.relationships += 1

    def _write(self, name: str, values: Iterable[Any]) -> None:
        line = ",".join(map(self._text, values)) + "\n"
        self.written.widest = max(self.written.widest, len(line.encode()))
        self._open[name].write(line)

    def _text(self, value: Any) -> str:
        # Nothing between two commas is no property at all; "" is an empty text.
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str):
            return _quoted(value)
        return self._list(value) if isinstance(value, list) else repr(value)

    def _list(self, items: Collection[Any]) -> str:
        texts = [item if isinstance(item, str) else repr(item) for item in items]
        if any(self._delimiter in text for text in texts):
            raise _Clash
        if "" in texts:
            raise BadReading("neo4j-import", ["列表中有空文本，导入会丢失它 a list holds an empty text, which is lost"])
        return _quoted(self._delimiter.join(texts)) if texts else ""


def _key(column: str) -> str:
    return column if column.startswith(":") else column.partition(":")[0]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@dataclass
class _Export:
    store: Store
    files: _Files
    flags: int = 0
    link_of: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> None:
        network, types = self.store.view(), ontology()
        self.link_of = {claim: link.id for link in network.links for claim in link.claims}
        labels = {name: kind.label for name, kind in types.entities.items()}
        self.files.nodes("Entity", (entity_properties(e) | {":LABEL": labels[e.type]} for e in network.entities))
        self.files.links(network.links)
        reviews = list(self.store.reviews())
        sources = self.store.sources()
        origins = self.store.canonical([s.id for s in sources])
        for source in sources:
            self._source(self.store.reading(source.id), reviews, origins[source.id])
        self._decisions(reviews)

    def _source(self, raw: Reading, reviews: Collection[Review], origin: str) -> None:
        shown = apply(raw, reviews).reading
        own = {"origin": origin, "raw": None if shown is raw else encode_reading(raw)}
        self.files.nodes("Document", [source_properties(raw) | own])
        self.files.nodes("Record", map(record_properties, shown.records))
        self.files.nodes("Claim", map(self._claim, shown.claims))
        self.files.nodes("Flag", self._flags(shown.flags))
        id_ = raw.source.id
        self.files.arrows("RECORD_READ_FROM", ((r.id, id_) for r in shown.records))
        self.files.arrows("CLAIM_READ_FROM", ((c.id, id_) for c in shown.claims))
        self.files.arrows("FLAG_READ_FROM", ((f"f{self.flags - n}", id_) for n in range(len(shown.flags))))
        self.files.arrows("HEAD", ((c.id, c.head) for c in shown.claims))
        self.files.arrows("TAIL", ((c.id, c.tail) for c in shown.claims))
        self.files.arrows("DESCRIBES", self.store.canonical([r.id for r in shown.records]).items())

    def _claim(self, claim: Claim) -> Properties:
        return claim_properties(claim) | {"link": self.link_of.get(claim.id)}

    def _flags(self, flags: Iterable[Flag]) -> Iterator[Properties]:
        for place, flag in enumerate(flags):
            self.flags += 1
            yield flag_properties(flag, place) | {":ID(Flag)": f"f{self.flags}"}

    def _decisions(self, reviews: Collection[Review]) -> None:
        judgements = self.store.judgements()
        self.files.nodes("Judgement", (judgement_properties(j) | {"seq": n} for n, j in enumerate(judgements)))
        self.files.nodes("Review", (_review(review, seq) for seq, review in enumerate(reviews)))
        places = {r.id: sorted({k for p in r.places for k in (p.source_id, place_key(p.uri))}) for r in reviews}
        self.files.nodes("Reviewed", ({"id": key} for key in sorted({k for keys in places.values() for k in keys})))
        self.files.arrows("CONCERNS", ((id_, key) for id_, keys in places.items() for key in keys))
        own = {"id": "store", "schema": FIRST_SCHEMA + len(STEPS), "version": self.store.version(), "imported": True}
        counts = {"judgements": len(judgements), "reviews": len(reviews), "derived_by": program()}
        self.files.nodes("GongjianStore", [own | counts])


def _review(review: Review, seq: int) -> Properties:
    said = {"id": review.id, "by": review.by, "at": review.at, "action": str(review.action)}
    return said | {"body": encode(review), "seq": seq}


def _write_arguments(folder: Path, delimiter: str, widest: int) -> None:
    # One argument a line, in a file, so that one command serves every shell; a field must fit into the buffer.
    buffer = max(LEAST_BUFFER, 2 * widest)
    files: Callable[[str], str] = "{0}-header.csv,{0}.csv".format
    lines = [
        *(f"--nodes={label}={files(label)}" for label in NODES),
        f"--relationships={files('LINKS')}",
        *(f"--relationships={type_}={files(name)}" for name, (_, type_, _) in ARROWS.items()),
        "--id-type=string",
        f"--array-delimiter=U+{ord(delimiter):04X}",
        "--multiline-fields=true",
        "--ignore-empty-strings=false",
        "--legacy-style-quoting=false",
        "--trim-strings=false",
        "--skip-bad-relationships=false",
        "--skip-duplicate-nodes=false",
        f"--read-buffer-size={buffer}",
    ]
    (folder / ARGUMENTS).write_text("\n".join(lines) + "\n", "utf-8")
