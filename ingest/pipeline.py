"""流水线 One way through: read → clean → extract → store → resolve, a row of the report for each file.

Invariant: a file goes in whole or not at all; a bad file is a row with what, where and what to do, and
never stops the run. Stopping (Ctrl-C) loses nothing: the same command goes on where it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from graph.errors import BadReading, UnreadableDocument
from graph.model import Reading, Source
from graph.stores import Store
from ingest.clean import clean
from ingest.document import Document
from ingest.extract import extract
from ingest.readers import SUFFIXES, read_all
from ingest.resolve import Resolver

if TYPE_CHECKING:
    from ingest.ledger import Mapping


class Status(StrEnum):
    """处理结果 What became of one file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Row:
    """报告行 One file of a run: what became of it, how much was read, and why it failed if it did."""

    path: str
    status: Status
    records: int = 0
    claims: int = 0
    added: int = 0
    removed: int = 0
    flags: int = 0
    reason: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """报告 All rows of a run, and whether it was stopped before the end."""

    rows: tuple[Row, ...]
    stopped: bool = False

    @property
    def counts(self) -> Counter[str]:
        """How many files came to each status."""
        return Counter(str(row.status) for row in self.rows)

    @property
    def failed(self) -> bool:
        """True if some file could not be read."""
        return any(row.status is Status.FAILED for row in self.rows)


Progress = Callable[[Row], None]


def read_file(path: Path, mapping: "Mapping | None" = None) -> Iterator[tuple[str, Reading | UnreadableDocument]]:
    """Yield what a file holds, with its name: one reading, or one for each file of an archive, or why not."""
    for item in read_all(path):
        if isinstance(item, UnreadableDocument):
            yield item.path, item
        else:
            yield _shown(item.source.uri), read_document(item, mapping)


def read_document(document: Document, mapping: "Mapping | None" = None) -> Reading:
    """Return all that is read from a document: from its sentences, or from its tables if it is a ledger."""
    if document.is_ledger:
        from ingest.ledger import read_ledger

        return read_ledger(document, mapping)
    return extract(document, clean(document))


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files named by `paths`, folders searched in depth and in order of names, hidden ones left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = (
            p for p in path.rglob("*") if not any(part.startswith((".", "~$")) for part in p.relative_to(path).parts)
        )
        yield from sorted(p for p in inside if p.is_file())


def run(
    paths: Sequence[Path], store: Store, mapping: "Mapping | None" = None, progress: Progress = lambda row: None
) -> Report:
    """Read `paths` (files or folders) into `store` and return the report, a row for each file."""
    named = {p.resolve() for p in paths}
    loader = Loader(store, mapping)
    rows: list[Row] = []
    try:
        for path in find_files(paths):
            for row in loader.load(path, explicit=path.resolve() in named):
                rows.append(row)
                progress(row)
    except KeyboardInterrupt:
        return Report(tuple(rows), stopped=True)
    return Report(tuple(rows))


class Loader:
    """装载器 Takes files into a store one by one, and knows which contents the store holds already."""

    def __init__(self, store: Store, mapping: "Mapping | None" = None) -> None:
        self._store, self._mapping = store, mapping
        self._resolver = Resolver(store)
        self._uri_of = {s.id: s.uri for s in store.sources()}
        self._id_at = {uri: id_ for id_, uri in self._uri_of.items()}

    def load(self, path: Path, explicit: bool = True) -> Iterator[Row]:
        """Take one file, and yield a row for it, or one for each file of an archive.

        `explicit` tells that the file was named, so that an unknown format is an error.
        """
        if not explicit and path.suffix.lower() not in SUFFIXES:
            yield Row(str(path), Status.SKIPPED, reason=f"不支持的格式 unsupported format {path.suffix or '(无)'}")
            return
        for name, found in read_file(path, self._mapping):
            try:
                yield self._take(name, found)
            except UnreadableDocument as error:
                yield Row(name, Status.FAILED, reason=error.reason, advice=error.advice)
            except BadReading as error:
                yield Row(name, Status.FAILED, reason="；".join(error.problems), advice="请报告此文件 please report it")

    def _take(self, name: str, found: Reading | UnreadableDocument) -> Row:
        if isinstance(found, UnreadableDocument):
            raise found
        source = found.source
        twin, before = self._uri_of.get(source.id), self._id_at.get(source.uri)
        if twin and twin != source.uri and _exists(twin):
            if before:
                self._store.retract(before)
                self._forget(before)
            return Row(name, Status.DUPLICATE, reason=f"内容与此文件相同 same content as {_shown(twin)}")
        version = self._store.version()
        change = self._store.add(found)
        unchanged = self._store.version() == version
        self._remember(source)
        # Also where nothing changed: a run that was stopped between the two steps is made whole here.
        self._resolver.resolve(found)
        status = Status.UNCHANGED if unchanged else Status.CHANGED if before or twin else Status.ADDED
        counts = (len(found.records), len(found.claims), change.added, change.removed, len(found.flags))
        return Row(name, status, *counts)

    def _remember(self, source: Source) -> None:
        for known in (source.id, self._id_at.get(source.uri, "")):
            self._forget(known)
        self._uri_of[source.id], self._id_at[source.uri] = source.uri, source.id

    def _forget(self, source_id: str) -> None:
        if uri := self._uri_of.pop(source_id, None):
            del self._id_at[uri]


def _exists(uri: str) -> bool:
    # A file inside an archive is there while the archive is.
    path = Path(unquote(urlparse(uri).path))
    return any(place.is_file() for place in (path, *path.parents))


def _shown(uri: str) -> str:
    return unquote(urlparse(uri).path) or uri
