"""SQLite 连接 Connections to one file, lent to one piece of work at a time, each in a transaction of its own.

Invariant: a connection is never used by two threads at once; work either commits whole or leaves no trace;
what the medium refuses comes out as StoreUnavailable, a bug in our SQL as itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

import apsw

from graph.errors import StoreUnavailable

BUSY_MS = 60_000
CACHE_KIB = 16_384
WAL_LIMIT = 64 * 2**20
BROKEN_FILE = (apsw.NotADBError, apsw.CorruptError)
REFUSED = (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError, apsw.AuthError)
MEDIUM = (*BROKEN_FILE, *REFUSED, apsw.FullError, apsw.IOError, apsw.BusyError, apsw.LockedError)


class Connections:
    """连接池 Idle connections to a file; more are opened when more threads ask at once."""

    def __init__(self, path: Path, url: str) -> None:
        self._path, self._url = path, url
        self._idle: list[apsw.Connection] = []
        self._closed = False
        # Writers of this process queue here, which is fairer and quicker than SQLite's polling.
        self._writer = Lock()

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """Lend a connection that sees one state of the file throughout."""
        with self.lent() as db, transaction(db, "deferred"):
            yield db

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Lend a connection that alone may write, now and until the block ends."""
        with self._writer, self.lent() as db, transaction(db, "immediate"):
            yield db

    @contextmanager
    def lent(self) -> Iterator[apsw.Connection]:
        """Lend a connection outside of any transaction."""
        with medium(self._url):
            db = self._take()
            try:
                yield db
            finally:
                self._give_back(db)

    def close(self) -> None:
        """Close what is idle; what is lent is closed when it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> apsw.Connection:
        if self._closed:
            raise StoreUnavailable(self._url, "已关闭 closed")
        try:
            return self._idle.pop()
        except IndexError:
            return _connect(self._path)

    def _give_back(self, db: apsw.Connection) -> None:
        if self._closed:
            db.close()
        else:
            self._idle.append(db)


def _connect(path: Path) -> apsw.Connection:
    db = apsw.Connection(str(path))
    db.set_busy_timeout(BUSY_MS)
    db.pragma("foreign_keys", True)
    db.pragma("synchronous", "full")
    db.pragma("cache_size", -CACHE_KIB)
    db.pragma("temp_store", "memory")
    db.pragma("journal_size_limit", WAL_LIMIT)
    return db


def use_wal(db: apsw.Connection) -> None:
    """Let readers go on while one writes; kept in the file, so that it is set once."""
    if db.pragma("journal_mode") == "wal":
        return
    # Refused while another process is at the file: that one, or the next to open it, will set it.
    with suppress(apsw.BusyError, apsw.LockedError):
        db.pragma("journal_mode", "wal")


@contextmanager
def transaction(db: apsw.Connection, mode: str) -> Iterator[None]:
    """Run a block in a transaction, `deferred` for reading, `immediate` for writing."""
    db.execute("begin immediate" if mode == "immediate" else "begin deferred")
    try:
        yield
        db.execute("commit")
    finally:
        # Some failures (a full disk) have rolled back already.
        if db.in_transaction:
            db.execute("rollback")


@contextmanager
def medium(url: str) -> Iterator[None]:
    """Turn what the file or its folder refuses into StoreUnavailable, with what to do."""
    try:
        yield
    except MEDIUM as error:
        raise StoreUnavailable(url, f"{error}", _advice(error)) from error


def _advice(error: apsw.Error) -> str:
    if isinstance(error, BROKEN_FILE):
        return "换一个文件，或从备份恢复 name another file, or restore it from a backup"
    if isinstance(error, REFUSED):
        return "检查文件夹是否存在、可写 check that the folder exists and may be written"
    if isinstance(error, (apsw.FullError, apsw.IOError)):
        return "检查磁盘空间与状态 check the disk and the room on it"
    return "另一程序正在写入，稍后再试 another program is writing: try again later"
