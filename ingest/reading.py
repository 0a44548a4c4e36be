"""读入一个文件 What one file gives: readings, why it cannot be read, or that nothing is left to do.

Invariant: pure but for the file itself: the same bytes at the same place, the same program and the same mapping
give the same outcomes, in whatever process. `reader_mark` names the program, the mapping and the model asked after.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from graph.errors import UnreadableDocument
from graph.model import Reading, Source, content_id

if TYPE_CHECKING:
    from ingest.document import CleanText, Document
    from ingest.ledger import Mapping
    from ingest.model import ModelSettings

# What is read follows from these, beside the whole of this package.
_DOMAIN = ("model.py", "names.py", "ontology.py", "ontology.yaml")


@dataclass(frozen=True, slots=True)
class Held:
    """已在库中 A document that a store holds as this very program reads it: nothing is left to do."""

    source_id: str


@dataclass(frozen=True, slots=True)
class Unread:
    """未读成 Why a document could not be read, and what to do."""

    reason: str
    advice: str = ""


Outcome = Reading | Held | Unread


@dataclass(frozen=True, slots=True)
class Worded:
    """读出与正文 What the rules read, with the clean text that they read it from, for a stage after them."""

    reading: Reading
    clean: "CleanText"


Raw = Outcome | Worded
"""所得 What a reading process gives: an outcome, or one to which a stage may still add."""


@dataclass(frozen=True, slots=True)
class Request:
    """读取请求 A file to read; `known` are the (uri, source id) of what was read there before by this program.

    `skip` is the number of an archive's documents that were dealt with already.
    """

    path: Path
    known: frozenset[tuple[str, str]] = frozenset()
    skip: int = 0

    @property
    def is_archive(self) -> bool:
        """True if the file may hold several documents."""
        from ingest.readers import ARCHIVES

        return self.path.suffix.lower() in ARCHIVES


def read_file(path: Path, mapping: "Mapping | None" = None) -> Iterator[tuple[str, Reading | UnreadableDocument]]:
    """Yield what a file holds, with its name: one reading, or one for each file of an archive, or why not."""
    from ingest.readers import read_all

    for item in read_all(path):
        if isinstance(item, UnreadableDocument):
            yield item.path, item
        else:
            yield shown(item.source.uri), read_document(item, mapping)


def read_document(document: "Document", mapping: "Mapping | None" = None) -> Reading:
    """Return all that is read from a document: from its sentences, or from its tables if it is a ledger."""
    found = _read(document, mapping)
    return found.reading if isinstance(found, Worded) else found


def _read(document: "Document", mapping: "Mapping | None") -> Reading | Worded:
    if document.is_ledger:
        from ingest.ledger import read_ledger

        return read_ledger(document, mapping)
    from ingest.clean import clean
    from ingest.extract import extract
    from ingest.resolve.reprints import with_marks

    text = clean(document)
    return Worded(with_marks(extract(document, text), text), text)


def documents(request: Request) -> Iterator[tuple[str, "Document | Held | Unread"]]:
    """Yield the documents of a file with their names, before anything is read from their texts."""
    from ingest.readers import read_all

    if not request.is_archive and (held := _held(request)):
        yield str(request.path), held
        return
    for place, item in enumerate(read_all(request.path)):
        if place < request.skip:
            continue
        if isinstance(item, UnreadableDocument):
            yield item.path, Unread(item.reason, item.advice)
        elif (item.source.uri, item.source.id) in request.known:
            yield shown(item.source.uri), Held(item.source.id)
        else:
            yield shown(item.source.uri), item


def outcome(document: "Document | Held | Unread", mapping: "Mapping | None" = None, worded: bool = False) -> Raw:
    """Return what one of the `documents` gives, `worded`: with its clean text where it has one."""
    if isinstance(document, Held | Unread):
        return document
    return _read(document, mapping) if worded else read_document(document, mapping)


def _held(request: Request) -> Held | None:
    # A glance at the bytes: cheaper by far than to read them.
    from ingest.readers.limits import LIMITS

    try:
        if not request.known or request.path.stat().st_size > LIMITS.file_bytes:
            return None
        found = request.path.resolve().as_uri(), Source.id_of(request.path.read_bytes())
    except OSError:
        return None  # read_all says what is wrong
    return Held(found[1]) if found in request.known else None


def shown(uri: str) -> str:
    """Return the path that a source's uri names, for people."""
    return unquote(urlparse(uri).path) or uri


def reader_mark(mapping: "Mapping | None" = None, model: "ModelSettings | None" = None) -> str:
    """Return the mark of the program that reads, of its data, of the mapping and of the model it was given."""
    parts = [_program()]
    if mapping is not None:
        from ingest.ledger import dump_mapping

        parts.append(dump_mapping(mapping))
    return content_id("v", *parts, *(model.mark if model else ()))


@cache
def _program() -> str:
    contents = sha256()
    for name, place in (*_contents(files("ingest")), *((n, files("graph").joinpath(n)) for n in _DOMAIN)):
        contents.update(f"{name}\0".encode())
        contents.update(sha256(place.read_bytes()).digest())
    return contents.hexdigest()


def _contents(folder: Traversable, within: str = "") -> Iterator[tuple[str, Traversable]]:
    for place in sorted(folder.iterdir(), key=lambda p: p.name):
        if place.is_dir() and place.name != "__pycache__":
            yield from _contents(place, f"{within}{place.name}/")
        elif place.is_file():
            yield within + place.name, place
