"""Neo4j 会话 Units of work against a server: managed transactions with retry, and failures in words.

Invariant: work runs whole or not at all, and may run again; a read sees one state of the store, although
the server itself isolates no better than "read committed".
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import LiteralString, TypeVar, cast

from neo4j import Driver, GraphDatabase, ManagedTransaction, NotificationMinimumSeverity, Session
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DatabaseError,
    Forbidden,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import StoreUnavailable
from graph.stores.neo4j_address import PASSWORD, PASSWORD_FILE, Address

T = TypeVar("T")
Work = Callable[[ManagedTransaction], T]

CONNECT_SECONDS = 5.0
RETRY_SECONDS = 30.0
READ_TRIES = 4

LOCK: LiteralString = "MATCH (s:GongjianStore {id: 'store'}) SET s.locked = true"
VERSION: LiteralString = "MATCH (s:GongjianStore {id: 'store'}) RETURN s.version"
BUMP: LiteralString = "MATCH (s:GongjianStore {id: 'store'}) SET s.version = s.version + 1"


class Connection:
    """连接 A driver, safe to share between threads, and how work is run on it."""

    def __init__(self, address: Address, secret: str) -> None:
        self.address = address
        self._bookmarks = GraphDatabase.bookmark_manager()
        with self._reported():
            self._driver = _driver(address, secret)

    def verify(self) -> None:
        """Raise StoreUnavailable, after seconds, unless server, user and database are right."""
        # A session of its own accord does not try again, as managed transactions do for half a minute.
        self.run("RETURN 1")

    def read(self, work: Work[T]) -> T:
        """Return what `work` reads; it sees one state of the store, between two writes."""
        with self._session() as session:
            for _ in range(READ_TRIES):
                before, value, after = session.execute_read(_watched, work)
                if before == after:
                    return value
            # Writers that never pause: wait for a turn among them.
            return session.execute_write(_locked, work)

    def write(self, work: Work[T]) -> T:
        """Return what `work` writes, alone among writers, in one transaction."""
        with self._session() as session:
            return session.execute_write(_locked, work)

    def run(self, query: str, **parameters: object) -> list[list[object]]:
        """Run a statement that cannot share a transaction (of the schema, or in batches); return its rows."""
        with self._session() as session:
            return session.run(spliced(query), parameters).values()

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with (
            self._reported(),
            self._driver.session(database=self.address.database, bookmark_manager=self._bookmarks) as session,
        ):
            yield session

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except (Neo4jError, ServiceUnavailable, SessionExpired, ConfigurationError) as error:
            reason, advice = _explained(error)
            if not reason:
                raise
            raise StoreUnavailable(self.address.shown, reason, advice) from error


def _driver(address: Address, secret: str) -> Driver:
    return GraphDatabase.driver(
        address.uri,
        auth=(address.user, secret),
        connection_timeout=CONNECT_SECONDS,
        connection_acquisition_timeout=CONNECT_SECONDS * 4,
        max_transaction_retry_time=RETRY_SECONDS,
        # A young store lacks labels that queries name; the server would warn of each of them.
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        user_agent="gongjian",
    )


def _watched(tx: ManagedTransaction, work: Work[T]) -> tuple[object, T, object]:
    return column(tx, VERSION), work(tx), column(tx, VERSION)


def _locked(tx: ManagedTransaction, work: Work[T]) -> T:
    tx.run(LOCK).consume()
    return work(tx)


def column(tx: ManagedTransaction, query: str, **parameters: object) -> list[object]:
    """Return the first column of a query's rows."""
    return tx.run(spliced(query), parameters).value()


def rows(tx: ManagedTransaction, query: str, **parameters: object) -> list[list[object]]:
    """Return the rows of a query that collects them into one list, which travels many times faster than rows."""
    return cast(list[list[object]], tx.run(spliced(query), parameters).single(strict=True)[0])


def spliced(query: str) -> LiteralString:
    """Return a query whose text holds labels and types of the checked ontology, and no other value."""
    return query


def _explained(error: Exception) -> tuple[str, str]:
    """What went wrong and what to do; empty for an error of our own making, which has to crash."""
    code = (getattr(error, "code", None) or "").rpartition(".")[2]
    if code in _BY_CODE:
        return _BY_CODE[code]
    reason, advice = next((said for kind, said in _BY_KIND if isinstance(error, kind)), ("", ""))
    return (f"{reason}：{_short(error)}" if reason else ""), advice


_REFUSED = (
    "登录被拒绝 the server refuses user or password",
    f"检查用户名与密码 check the user and {PASSWORD} / {PASSWORD_FILE}",
)
_NO_DATABASE = (
    "没有此数据库，或它已停止 no such database, or it is stopped",
    "检查地址末尾的数据库名 check the name at the end of the address",
)
_SERVER_LOG = "查看服务器日志 see the server's log"
_BY_CODE = {
    "Unauthorized": _REFUSED,
    "CredentialsExpired": _REFUSED,
    "AuthenticationRateLimit": (
        "多次登录失败，服务器暂停应答 too many failed logins",
        "数秒后再试 try again in some seconds",
    ),
    "MemoryPoolOutOfMemoryError": (
        "一次写入的内容过大 one write is larger than the server's memory for transactions",
        "加大 raise server.memory.heap.max_size、dbms.memory.transaction.total.max，或拆分文件 or split the file",
    ),
    "DatabaseNotFound": _NO_DATABASE,
    "DatabaseUnavailable": _NO_DATABASE,
}
_BY_KIND: tuple[tuple[type[Exception], tuple[str, str]], ...] = (
    (AuthError, _REFUSED),
    (Forbidden, ("此用户无权进行此操作 this user may not do this", "换一个用户 use another user")),
    (IncompleteCommit, ("提交时断线，不知是否写入 connection lost at commit", "再执行一次，不会重复 run it again")),
    (ServiceUnavailable, ("连接不上服务器 cannot reach the server", "检查主机、端口、服务 check host, port, service")),
    (SessionExpired, ("与服务器断开 lost the server", "再试 try again")),
    (ConfigurationError, ("连接设置有误 wrong connection settings", "检查地址 check the address")),
    (TransientError, ("服务器忙 the server is busy", "稍后再试 try again later")),
    (DatabaseError, ("服务器出错 the server failed", _SERVER_LOG)),
)


def _short(error: Exception) -> str:
    return str(getattr(error, "message", None) or error).splitlines()[0][:200]
