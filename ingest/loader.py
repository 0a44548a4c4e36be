"""装载 What was read goes into the store, in order, several documents in one transaction.

Invariant: a document's judgements go in before it does, so that what is in is resolved; a run that is stopped in
between leaves judgements that wait for their records. How documents share transactions changes no outcome.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlparse

from graph.errors import BadReading
from graph.model import Reading, Source
from graph.stores import Change, Store
from graph.stores.check import check_reading
from ingest.reading import Held, Outcome, Unread, shown
from ingest.resolve import Resolver
from ingest.resolve.acts import Acts
from ingest.resolve.known import Known
from ingest.resolve.reprints import Reprints

BATCH = 64
BATCH_SECONDS = 0.5
BATCH_CHARS = 1 << 20
"""One transaction takes at most so many documents, of so many characters, or what was read in this time."""


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
    """报告行 One file of a run: what became of it, how much was read, and why it failed if it did.

    The counts are 0 where nothing was read because the store holds the same content, read by the same program.
    """

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
class _Taken:
    # A reading that waits for its transaction; `anew` if its source is not yet in the store in any form, `replaced`
    # the source whose place it takes.
    name: str
    reading: Reading
    anew: bool
    replaced: str = ""

    def row(self, change: Change) -> Row:
        status = Status.UNCHANGED if change.held else Status.ADDED if self.anew else Status.CHANGED
        found = self.reading
        counts = (len(found.records), len(found.claims), change.added, change.removed, len(found.flags))
        return Row(self.name, status, *counts)


class Loader:
    """装载器 Takes what was read into a store, and knows which contents the store holds already.

    `reader` is the mark of the program that reads (`ingest.reading.reader_mark`), `known` what is known of names
    (that of this installation if not given).
    """

    def __init__(self, store: Store, reader: str, known: Known | None = None) -> None:
        self._store, self._reader = store, reader
        self._resolver = Resolver(store, known=known)
        self._reprints, self._acts = Reprints(store), Acts(store)
        self._learn()
        self._queue: list[Row | _Taken] = []
        self._done, self._chars, self._flushed = 0, 0, time.monotonic()

    def known(self, path: Path) -> frozenset[tuple[str, str]]:
        """Return the (uri, source id) of what lies at `path`, or inside it, and was read by this program."""
        uri = path.resolve().as_uri()
        found = {uri: self._id_at.get(uri)} | self._inside.get(uri, {})
        return frozenset((at, id_) for at, id_ in found.items() if id_ in self._current)

    def take(self, name: str, outcome: Outcome | Row) -> Sequence[Row]:
        """Take the next outcome; return the rows of those that are now in the store."""
        if isinstance(outcome, Reading):
            return self._take(name, outcome)
        self._queue.append(_row(name, outcome))
        return self._flush_if_due()

    def flush(self) -> Sequence[Row]:
        """Store what was taken; return its rows."""
        queue, self._queue = self._queue, []
        changes = iter(self._store_all([item for item in queue if isinstance(item, _Taken)]))
        self._chars, self._flushed = 0, time.monotonic()
        self._done += len(queue)
        return [item if isinstance(item, Row) else _stored(item, next(changes)) for item in queue]

    def _take(self, name: str, found: Reading) -> Sequence[Row]:
        try:
            check_reading(found)
        except BadReading as error:
            self._queue.append(_bad(name, error))
            return self._flush_if_due()
        source = found.source
        twin, before = self._uri_of.get(source.id), self._id_at.get(source.uri)
        if twin and twin != source.uri and _exists(twin):
            return [*self.flush(), self._duplicate(name, twin, before)]
        # What is replaced must be in the store by then.
        rows = self.flush() if self._waits(before, source.id) else ()
        marked = replace(found, source=replace(source, reader=source.reader or self._reader))
        replaced = before if before and before != source.id else ""
        self._queue.append(_Taken(name, marked, not (before or twin), replaced))
        self._chars += len(source.text)
        self._remember(source)
        return [*rows, *self._flush_if_due()]

    def _waits(self, *sources: str | None) -> bool:
        return any(isinstance(item, _Taken) and item.reading.source.id in sources for item in self._queue)

    def _duplicate(self, name: str, twin: str, before: str | None) -> Row:
        if before:
            self._store.retract(before)
            self._forget(before)
        return Row(name, Status.DUPLICATE, reason=f"内容与此文件相同 same content as {shown(twin)}")

    def _flush_if_due(self) -> Sequence[Row]:
        # The first documents go in one by one, so that a run is seen to move.
        due = len(self._queue) >= min(BATCH, self._done + 1) or self._chars >= BATCH_CHARS
        return self.flush() if due or time.monotonic() - self._flushed >= BATCH_SECONDS else ()

    def _store_all(self, taken: Sequence[_Taken]) -> Sequence[Change | BadReading]:
        if not taken:
            return ()
        readings = [item.reading for item in taken]
        replaced = [item.replaced for item in taken]
        self._resolver.resolve_all(readings, replaced)
        self._acts.resolve_all(readings, replaced, self._reprints.resolve_all(readings, replaced))
        try:
            return self._store.add_all(readings)
        except BadReading:
            changes = [self._store_one(reading) for reading in readings]
            self._learn()
            return changes

    def _store_one(self, reading: Reading) -> Change | BadReading:
        try:
            return self._store.add(reading)
        except BadReading as error:
            return error

    def _learn(self) -> None:
        sources = self._store.sources()
        self._uri_of = {s.id: s.uri for s in sources}
        self._id_at = {uri: id_ for id_, uri in self._uri_of.items()}
        self._current = {s.id for s in sources if s.reader == self._reader}
        self._inside: dict[str, dict[str, str]] = {}
        for uri, id_ in self._id_at.items():
            for outer in _archives(uri):
                self._inside.setdefault(outer, {})[uri] = id_

    def _remember(self, source: Source) -> None:
        for known in (source.id, self._id_at.get(source.uri, "")):
            self._forget(known)
        self._uri_of[source.id], self._id_at[source.uri] = source.uri, source.id

    def _forget(self, source_id: str) -> None:
        if uri := self._uri_of.pop(source_id, None):
            del self._id_at[uri]


def _row(name: str, outcome: Held | Unread | Row) -> Row:
    if isinstance(outcome, Row):
        return outcome
    if isinstance(outcome, Held):
        return Row(name, Status.UNCHANGED)
    return Row(name, Status.FAILED, reason=outcome.reason, advice=outcome.advice)


def _stored(item: _Taken, change: Change | BadReading) -> Row:
    return item.row(change) if isinstance(change, Change) else _bad(item.name, change)


def _bad(name: str, error: BadReading) -> Row:
    return Row(name, Status.FAILED, reason="；".join(error.problems), advice="请报告此文件 please report it")


def _archives(uri: str) -> Iterator[str]:
    # The addresses of archives that this one may lie in.
    if ".zip/" not in uri.lower():
        return
    parts = uri.split("/")
    for end in range(len(parts) - 1, 0, -1):
        if parts[end - 1].lower().endswith(".zip"):
            yield "/".join(parts[:end])


def _exists(uri: str) -> bool:
    # A file inside an archive is there while the archive is.
    path = Path(unquote(urlparse(uri).path))
    return any(place.is_file() for place in (path, *path.parents))
