"""草稿 What the extraction stages know of a document so far; each stage returns a fuller draft.

Offsets here are clean offsets (`ingest.document.CleanText`). Invariant: a draft is never edited in place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from graph.model import Attributes, Flag, State
from ingest.document import CleanText, Document

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """提及 A stretch of text that names something: clean span, entity type, who or what it refers to.

    `referent` is the key of a `Referent` once that is decided, else "". `method` names stage and rule.
    """

    start: int
    end: int
    type: str
    referent: str = ""
    method: str = ""

    @property
    def span(self) -> Span:
        """The clean span."""
        return self.start, self.end


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that lie in no other, by start; of those that overlap, the one that begins first."""
    kept: list[Mention] = []
    for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or m.start >= kept[-1].end:
            kept.append(m)
    return kept


@dataclass(frozen=True, slots=True)
class Referent:
    """指称对象 One entity of the document: what all mentions of it refer to.

    `key` is unique in the document; `name` its fullest name, parents' names included; `relative` as in
    `graph.model.Record`; `parent` the key of the body that it belongs to, if any.
    """

    key: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str = ""
    relative: bool = False
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """发现 A link found between two referents (keys), the clean spans that show it, and by which rule."""

    type: str
    head: str
    tail: str
    spans: tuple[Span, ...]
    method: str
    confidence: float = 0.9
    date: str | None = None
    until: str | None = None
    state: State = State.HELD
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """草稿 The document, its clean text, and all that was found in it so far."""

    document: Document
    clean: CleanText
    sentences: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    referents: tuple[Referent, ...] = ()
    findings: tuple[Finding, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def text(self) -> str:
        """The clean text."""
        return self.clean.text

    def with_(self, **changes: object) -> "Draft":
        """Return this draft with some of its parts replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


Stage = Callable[[Draft], Draft]
