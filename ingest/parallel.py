"""并行读取 Several processes read files at once; what they read comes out in the order of the files.

Invariant: every file gives its outcomes once, in order, whatever becomes of the process that reads it: one that
dies or hangs costs the document it was at, as an `Unread`, and nothing else. Processes are started afresh
("spawn"), so that it is the same on every system, and end with the one that started them.
"""

import os
import pickle
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from pathlib import Path

from ingest.reading import Outcome, Raw, Request, documents, outcome
from ingest.worker import Seat, Task

WINDOW = 128
"""How many files a process may be ahead of the one whose turn it is."""
AHEAD = 8
"""How many files a process is given at once, so that it need not wait for the one that writes."""
BUFFERED = 64 << 20
"""How many bytes of readings may wait for their turn."""
SMALL = 300_000
"""Files of so many bytes together are read sooner than a second process is started."""

Found = tuple[Request, str, Raw]


def processes(files: Iterable[Path], asked: int = 0) -> int:
    """Return how many processes to read with: as many as asked for, else one a core, one for a few small files."""
    if asked:
        return asked
    size = count = 0
    for path in files:
        count += 1
        size += _size(path)
        if size > SMALL and count >= cores():
            return cores()
    return 1 if size <= SMALL else min(count, cores())


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_files(requests: Iterable[Request], task: Task, jobs: int = 1) -> Generator[Found, None, None]:
    """Yield what the files hold, in their order, read by `jobs` processes (1: by this one).

    To be closed (`contextlib.closing`) where it may be left before its end. WrongUsage if no process can be started.
    """
    if jobs > 1:
        with closing(_Crew(task, jobs)) as crew:
            yield from crew.read(iter(requests))
        return
    for request in requests:
        for name, document in documents(request):
            yield request, name, outcome(document, task.mapping, task.worded)


@dataclass(slots=True, eq=False)
class Place:
    """队列位置 A file in the line: what came of it and waits for its turn, and whether more will come."""

    request: Request
    waiting: deque[tuple[str, bytes]] = field(default_factory=deque)
    seen: int = 0
    ended: bool = False

    def add(self, name: str, packed: bytes) -> None:
        """Take the outcome of the file's next document."""
        self.waiting.append((name, packed))
        self.seen += 1

    def fail(self, name: str, why: Outcome) -> bool:
        """Take note that the document at hand cost its process; tell whether others of the file remain."""
        self.add(name or str(self.request.path), pickle.dumps(why))
        # Without a name it was not opened yet: the archive itself would cost one process after the other.
        self.ended = not (name and self.request.is_archive)
        self.request = replace(self.request, skip=self.seen)
        return not self.ended


class _Crew:
    # The processes, and the line of files given to them.
    def __init__(self, task: Task, jobs: int) -> None:
        self._task, self._jobs = task, jobs
        self._seats: list[Seat[Place]] = []
        self._line: deque[Place] = deque()

    def read(self, requests: Iterator[Request]) -> Generator[Found, None, None]:
        while True:
            self._hand_out(requests)
            if not self._line:
                return
            first = self._line[0]
            while first.waiting:
                name, packed = first.waiting.popleft()
                yield first.request, name, pickle.loads(packed)  # noqa: S301 - from our own process
            if first.ended:
                self._line.popleft()
            else:
                self._listen(first)

    def close(self) -> None:
        for seat in self._seats:
            seat.stop()
        for seat in self._seats:
            seat.leave()

    def _hand_out(self, requests: Iterator[Request]) -> None:
        while len(self._line) < WINDOW * self._jobs:
            free = [seat for seat in self._seats if len(seat.given) < AHEAD]
            idle = any(not seat.given for seat in free)
            may_grow = len(self._seats) < self._jobs and not idle
            if not (free or may_grow) or (request := next(requests, None)) is None:
                return
            if may_grow:
                self._seats.append(Seat(self._task))
                free = self._seats[-1:]
            place = Place(request)
            self._line.append(place)
            min(free, key=lambda seat: len(seat.given)).give(place)

    def _listen(self, first: Place) -> None:
        # A seat's places are in the order of the line, so that the first of all is the first of its seat, and
        # listening to that seat alone, when too much waits, always brings its turn nearer.
        full = sum(len(packed) for place in self._line for _, packed in place.waiting) > BUFFERED
        heard = {s.inbox: s for s in self._seats if s.given and (not full or s.given[0] is first)}
        # Waiting without an end could not be interrupted on Windows.
        for inbox in wait(list(heard), timeout=1):
            heard[inbox].hear()  # type: ignore[index]
