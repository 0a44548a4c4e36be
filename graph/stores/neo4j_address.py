"""Neo4j 地址 Where a server is, who asks, and the password, which never stands in an address or a message.

Invariant: an `Address` holds no secret, so it may be shown, logged and put into an error.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit

from graph.errors import StoreUnavailable, WrongUsage

SCHEMES = tuple(f"{kind}{security}" for kind in ("neo4j", "bolt") for security in ("", "+s", "+ssc"))
DEFAULT_USER = "neo4j"
PASSWORD = "GONGJIAN_NEO4J_PASSWORD"  # noqa: S105 - the name of a variable
PASSWORD_FILE = "GONGJIAN_NEO4J_PASSWORD_FILE"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Address:
    """地址 The driver's URI, the user, and the database (None: the user's home database)."""

    uri: str
    user: str
    database: str | None = None

    @property
    def shown(self) -> str:
        """The address as a person writes it."""
        scheme, _, rest = self.uri.partition("://")
        return f"{scheme}://{quote(self.user)}@{rest}" + (f"/{self.database}" if self.database else "")


def parse(url: str) -> Address:
    """Return the address in `neo4j://user@host:port/database`; WrongUsage if it is none, or holds a password."""
    try:
        parts = urlsplit(url)
        place = _place(parts)
    except ValueError as error:
        raise WrongUsage("store", f"地址有误 not an address of a Neo4j server：{error}") from error
    if parts.password is not None:
        # The address itself is left out of the message: it holds the secret.
        advice = f"请写 neo4j://用户@主机，密码放入环境变量 put the password into {PASSWORD} 或 or {PASSWORD_FILE}"
        raise WrongUsage("store", f"地址中不可含密码 no password in the address；{advice}")
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise WrongUsage("store", f"地址有误 not an address of a Neo4j server {url!r}：neo4j://用户@主机:7687/数据库")
    database = unquote(parts.path.strip("/")) or None
    routing = f"?{parts.query}" if parts.query else ""
    user = unquote(parts.username) if parts.username else DEFAULT_USER
    return Address(f"{parts.scheme}://{place}{routing}", user, database)


def _place(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")


def password(address: Address) -> str:
    """Return the password from the environment or from the file it names; StoreUnavailable if there is none."""
    if value := os.environ.get(PASSWORD):
        return value
    path = os.environ.get(PASSWORD_FILE)
    if not path:
        advice = f"设置环境变量 set {PASSWORD} 或 or {PASSWORD_FILE}"
        raise StoreUnavailable(address.shown, "未给密码 no password given", advice)
    try:
        return Path(path).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"密码文件读不出 cannot read the password file {path}：{type(error).__name__}"
        raise StoreUnavailable(address.shown, reason, f"检查 check {PASSWORD_FILE}") from error
