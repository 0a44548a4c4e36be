"""领域模型 The values that everything else speaks of: sources, records, claims, entities, the network.

Invariant: frozen, typed, standard library only. An id is a function of content, so making the same
value twice gives the same id, and nothing here knows how it is stored, drawn or served.
"""

import hashlib
import json
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Attributes = tuple[tuple[str, str], ...]
"""属性 Sorted (name, value) pairs, e.g. (("kind", "party_building"), ("title", "书记"))."""

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def content_id(prefix: str, *parts: str | None) -> str:
    """Return a short id that depends on `parts` alone (80 bits of SHA-256).

    >>> content_id("c", "a", "b") == content_id("c", "a", "b") != content_id("c", "ab")
    True
    """
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return f"{prefix}_{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def attributes(**values: str | None) -> Attributes:
    """Return the given attributes sorted by name, without the empty ones."""
    return tuple(sorted((k, v) for k, v in values.items() if v))


class State(StrEnum):
    """关系状态 Whether a source says that a link holds, has ended, or is denied."""

    HELD = "held"
    ENDED = "ended"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Evidence:
    """证据 A quote and its place: raw character offsets in the source's text, or the address of a cell.

    `quote` equals `source.text[start:end]` to the letter; for a ledger it is the cell's text and `cell`
    is `Sheet!B7` (top-left cell of a merge) or a JSON pointer.
    """

    quote: str
    start: int | None = None
    end: int | None = None
    cell: str | None = None

    def __post_init__(self) -> None:
        if self.cell is None and (self.start is None or self.end is None):
            raise ValueError("evidence needs offsets or a cell")
        if self.start is not None and self.end is not None and not 0 <= self.start < self.end:
            raise ValueError(f"evidence offsets out of order: {self.start}–{self.end}")


@dataclass(frozen=True, slots=True)
class Source:
    """来源 One document or ledger as it was read; `text` is the raw text that offsets point into.

    `id` is a function of the content alone; `uri` says where it lay. An edited file has a new id under
    its old uri, and takes the old one's place. `reader` marks the program that read it, "" if unknown; `marks`
    are the fingerprints by which near copies of its text are found (`graph.reprints`), not given back by a store.
    Both are no part of what the source says, and sources that differ in them alone are equal.
    """

    id: str
    uri: str
    title: str
    text: str
    format: str
    published: str | None = None
    reader: str = field(default="", compare=False, repr=False)
    marks: tuple[int, ...] = field(default=(), compare=False, repr=False)

    @staticmethod
    def id_of(content: bytes) -> str:
        """Return the id of a source with these raw bytes."""
        return content_id("s", hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Record:
    """实体记录 One entity as one source describes it; judgements say which records are one entity.

    `relative` marks a name that means something only inside its source (“党支部”, “市教育局”): it is never
    taken for another record of the same name without a judgement of its own.
    """

    id: str
    source_id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    attributes: Attributes = ()
    relative: bool = False

    @classmethod
    def of(cls, source_id: str, type: str, name: str, *, key: str | None = None, **rest: object) -> "Record":
        """Make a record with its id; `key` tells apart records of one name in one source (two agreements)."""
        return cls(content_id("r", source_id, type, key or name), source_id, type, name, **rest)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Claim:
    """主张 One statement read from one source: `head` —type→ `tail` (record ids), with its quotes.

    `date` and `until` are ISO dates of the act and of the end of its term, to the precision known
    (`2024`, `2024-10`, `2024-10-24`). `confidence` is in (0, 1]; `method` names stage and rule. A link
    stated twice in a source is one claim with two pieces of evidence.
    """

    id: str
    source_id: str
    type: str
    head: str
    tail: str
    evidence: tuple[Evidence, ...]
    method: str
    confidence: float = 1.0
    date: str | None = None
    until: str | None = None
    state: State = State.HELD
    attributes: Attributes = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim needs evidence")
        if not 0 < self.confidence <= 1:
            raise ValueError(f"confidence out of (0, 1]: {self.confidence}")
        for value in (self.date, self.until):
            if value is not None and not _DATE.fullmatch(value):
                raise ValueError(f"not an ISO date: {value!r}")

    @classmethod
    def of(cls, source_id: str, type: str, head: str, tail: str, **rest: object) -> "Claim":
        """Make a claim with its id: a hash of what it says and of the source that says it.

        Quote, confidence and method are not part of the id: a reader that improves them does not make
        another claim of it.
        """
        said = [str(rest.get("state", State.HELD)), *(str(rest.get(k) or "") for k in ("date", "until"))]
        attrs = json.dumps(rest.get("attributes", ()), ensure_ascii=False)
        return cls(content_id("c", source_id, type, head, tail, *said, attrs), source_id, type, head, tail, **rest)  # type: ignore[arg-type]

    @property
    def statement(self) -> str:
        """What is said, whatever its date or wording: the key under which a review is remembered."""
        return content_id("t", self.type, self.head, self.tail)


@dataclass(frozen=True, slots=True)
class Flag:
    """存疑 Something a person should look at: a contradiction, a name that could not be placed."""

    source_id: str
    reason: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """读取结果 All that was read from one source; the unit that a store takes in one transaction."""

    source: Source
    records: tuple[Record, ...] = ()
    claims: tuple[Claim, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """实体 What one or more records describe, after all judgements; `id` is its smallest record id.

    `sources` counts the independent sources that name it, `reprints` the further ones, near copies of those.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    sources: int = 1
    attributes: Attributes = ()
    reprints: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """联系 All claims that say the same of the same two entities, seen as one dated link.

    `first` and `last` are the dates of its earliest and latest act, `until` the end of its term or the
    date it ended; `sources` counts independent sources, `reprints` the further ones, near copies of those;
    `confidence` is 1 − ∏(1 − c) over independent sources (noisy or).
    """

    id: str
    type: str
    head: str
    tail: str
    first: str | None
    last: str | None
    until: str | None
    state: State
    sources: int
    confidence: float
    claims: tuple[str, ...]
    attributes: Attributes = ()
    reprints: int = 0


@dataclass(frozen=True)
class Network:
    """网络 Entities and the links between them, the links as columns that arrays can be made of.

    `heads[i]` and `tails[i]` are positions in `entities`; `links[i]` is the same link in full. Both
    sequences are sorted by id, so that equal facts give equal networks, whatever the store.
    """

    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()

    @cached_property
    def position(self) -> dict[str, int]:
        """Entity id → its position."""
        return {e.id: i for i, e in enumerate(self.entities)}

    @cached_property
    def heads(self) -> "array[int]":
        """Position of each link's head, 64-bit integers."""
        return array("q", (self.position[link.head] for link in self.links))

    @cached_property
    def tails(self) -> "array[int]":
        """Position of each link's tail, 64-bit integers."""
        return array("q", (self.position[link.tail] for link in self.links))

    def entity(self, id_: str) -> Entity:
        """Return the entity with this id; KeyError if it is not in the network."""
        return self.entities[self.position[id_]]

    def links_of(self, id_: str) -> Iterator[Link]:
        """Yield the links that have this entity at an end."""
        return (link for link in self.links if id_ in (link.head, link.tail))


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """邻域 The network around an entity, and how many entities the limit cut off."""

    center: str
    network: Network
    cut: int


@dataclass(frozen=True, slots=True)
class Paths:
    """路径 Shortest paths between two entities: each a sequence of entity ids; `network` holds their links."""

    paths: tuple[tuple[str, ...], ...]
    network: Network = field(default_factory=Network)


@dataclass(frozen=True, slots=True)
class Filter:
    """视图条件 Which claims a view rests on.

    `on`: only what held on that ISO date (undated claims hold always); `min_confidence` in [0, 1]: links
    below it are left out; `types`: link types, empty for all.
    """

    on: str | None = None
    min_confidence: float = 0.0
    types: frozenset[str] = frozenset()


def ordered(ids: Sequence[str]) -> tuple[str, str]:
    """Return the two ends of a symmetric link in the order in which they are kept."""
    a, b = sorted(ids)
    return a, b
