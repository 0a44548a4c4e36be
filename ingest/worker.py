"""读取进程 One process that reads what it is given, and the seat from which it is watched.

Invariant: a process that ends before its time is replaced, and the replacement is given all that was left. Nothing
outlives the process that asked: without it a reader ends at once, or when its document's time is over.
"""

import faulthandler
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from graph.errors import WrongUsage
from ingest.reading import Request, Unread, documents, outcome

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.ledger import Mapping
    from ingest.reading import Held

START_TRIES = 3
CHARS_A_SECOND = 1_000
"""No document is slower than this by its nature: its time grows with its length."""
SECONDS_TO_LEAVE = 5

_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Task:
    """任务 What all processes read with: a mapping for ledgers, and the seconds that a document may take.

    `worded`: readings come with their clean texts, for a stage after the rules.
    """

    mapping: "Mapping | None" = None
    seconds: float = 60.0
    worded: bool = False


class _Kind(IntEnum):
    OPENED = 0  # nothing: it has taken up the next file
    NAMED = 1  # the name of the document that it is at
    READ = 2  # its outcome, packed
    ENDED = 3  # nothing: the file is done
    BROKEN = 4  # the error that ends the process


class Given(Protocol):
    """所给 A file as a seat is given it."""

    request: Request
    ended: bool

    def add(self, name: str, packed: bytes) -> None:
        """Take the outcome of the file's next document."""

    def fail(self, name: str, why: Unread) -> bool:
        """Take note that the document at hand cost its process; tell whether others of the file remain."""


G = TypeVar("G", bound=Given)


class Seat(Generic[G]):
    """席位 A place for one process after another; `given` are the files it has yet to finish, in order."""

    def __init__(self, task: Task) -> None:
        self.given: deque[G] = deque()
        self._task, self._tries = task, 0
        self._start()

    def give(self, file: G) -> None:
        """Let the process read this file after those it has."""
        self.given.append(file)
        self._send(file.request)

    def hear(self) -> None:
        """Take the next message of the process, or note its end and put another in its place."""
        try:
            kind, body = pickle.loads(self.inbox.recv_bytes())  # noqa: S301 - from our own process
        except (EOFError, OSError):
            self._replace()
            return
        self._take(kind, body)

    def stop(self) -> None:
        """Let the process end, whatever it is doing."""
        self.inbox.close()
        self._outbox.close()
        self._process.terminate()

    def leave(self) -> None:
        """Wait until the process has ended."""
        self._process.join(SECONDS_TO_LEAVE)
        self._process.kill()
        self._process.join()

    def _take(self, kind: _Kind, body: object) -> None:
        self._began = time.monotonic()
        match kind:
            case _Kind.OPENED:
                self._tries, self._opened = 0, True
            case _Kind.NAMED:
                self._name = str(body)
            case _Kind.READ if isinstance(body, bytes):
                self.given[0].add(self._name, body)
                self._name = ""
            case _Kind.ENDED:
                self.given.popleft().ended = True
                self._opened = False
            case _:
                self._broken = str(body)

    def _start(self) -> None:
        self._opened, self._name, self._broken = False, "", ""
        self._tries += 1
        there, self._outbox = _CONTEXT.Pipe(duplex=False)
        self.inbox, back = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=work, args=(there, back, self._task), daemon=True)
        with _not_interrupted():
            self._process.start()
        # The process alone holds its ends, so that its end is heard.
        there.close()
        back.close()

    def _replace(self) -> None:
        self._process.join()
        if self._tries >= START_TRIES:
            raise WrongUsage("jobs", "读取进程无法启动，请改用 --jobs 1 / no process can be started: use --jobs 1")
        if self._opened and not self.given[0].fail(self._name, self._why()):
            self.given.popleft()
        self.stop()
        self._start()
        for file in self.given:
            self._send(file.request)

    def _send(self, request: Request) -> None:
        # A process that has ended is heard of by `hear`; what it was given then goes to the next.
        with suppress(OSError):
            self._outbox.send_bytes(pickle.dumps(request))

    def _why(self) -> Unread:
        if self._broken:
            return Unread(f"程序出错 program error: {self._broken}", "请报告此文件 please report it")
        seconds = time.monotonic() - self._began
        if self._process.exitcode == 1 and seconds >= self._task.seconds:
            return Unread(f"{seconds:.0f} 秒内未读完 not read within that many seconds", "请拆分后重试 / split it")
        code = self._process.exitcode
        return Unread(
            f"读取进程意外终止 its process was ended ({code})",
            "内存可能不足：减少 --jobs 或拆分文件 / memory may be short: use fewer --jobs or split it",
        )


@contextmanager
def _not_interrupted() -> Iterator[None]:
    # Ctrl-C reaches all processes of a terminal; those that read leave it to the one that writes, from their very
    # start. Windows has no such mask: there a process may say that it was interrupted before it reads.
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def work(inbox: Connection, outbox: Connection, task: Task) -> None:
    """Read what comes in until nothing more can come; the main function of a reading process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import ingest.extract  # noqa: F401 - so that the time of the first document is its own

    requests: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_receive, args=(inbox, requests), daemon=True).start()
    with _Voice(outbox) as voice, _Clock(task.seconds) as clock:
        while True:
            request = requests.get()
            clock.start()
            voice.say(_Kind.OPENED)
            for name, document in documents(request):
                voice.say(_Kind.NAMED, name)
                clock.start(_chars(document))
                packed = pickle.dumps(outcome(document, task.mapping, task.worded))
                clock.stop()
                voice.say(_Kind.READ, packed)
                clock.start()
            clock.stop()
            voice.say(_Kind.ENDED)


def _receive(inbox: Connection, requests: "SimpleQueue[Request]") -> None:
    # A thread of its own: the one that gives never has to wait, and when it is gone this process ends.
    with suppress(EOFError, OSError):
        while True:
            requests.put(pickle.loads(inbox.recv_bytes()))  # noqa: S301 - from our own process
    os._exit(0)


def _chars(document: "Document | Held | Unread") -> int:
    source = getattr(document, "source", None)
    return len(source.text) if source else 0


class _Voice:
    # Says what happens, and what broke before the process ends of it.
    def __init__(self, outbox: Connection) -> None:
        self._outbox = outbox

    def say(self, kind: _Kind, body: object = None) -> None:
        try:
            self._outbox.send_bytes(pickle.dumps((kind, body)))
        except OSError:
            os._exit(0)  # no one listens any more

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind and error:
            self.say(_Kind.BROKEN, f"{kind.__name__}: {error}"[:500])


class _Clock:
    # Ends the process (exit code 1) when a document takes too long, even inside a search that holds the
    # interpreter: the watch is kept by a thread of the C runtime.
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def start(self, chars: int = 0) -> None:
        faulthandler.dump_traceback_later(self._seconds + chars / CHARS_A_SECOND, exit=True, file=self._nowhere)

    def stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()

    def __enter__(self) -> Self:
        self._nowhere = open(os.devnull, "w")  # noqa: PTH123 - closed below
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()
        self._nowhere.close()
        sys.stderr.flush()
