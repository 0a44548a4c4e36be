"""存储 The stores behind one contract, and the one function that opens them."""

from graph.errors import WrongUsage
from graph.stores.base import Change, Cited, Statistics, Store

__all__ = ["Change", "Cited", "Statistics", "Store", "open_store"]


def open_store(url: str) -> Store:
    """Open the store that `url` names: `memory:`, `sqlite:///path.db`, `neo4j://user@host`, `bolt://…`.

    The password of a Neo4j server comes from the environment (`GONGJIAN_NEO4J_PASSWORD`) or from the file
    named by `GONGJIAN_NEO4J_PASSWORD_FILE`, never from the URL. WrongUsage for an unknown scheme;
    StoreUnavailable when the store cannot be opened.
    """
    scheme = url.partition(":")[0]
    if scheme == "memory":
        from graph.stores.memory import MemoryStore

        return MemoryStore()
    if scheme == "sqlite":
        from graph.stores.sqlite import SqliteStore

        return SqliteStore.open(url)
    if scheme.partition("+")[0] in ("neo4j", "bolt"):
        from graph.stores.neo4j import Neo4jStore

        return Neo4jStore.open(url)
    raise WrongUsage("store", f"不识别的存储地址 unknown store URL {url!r}：sqlite:///文件.db 或 neo4j://用户@主机")
