"""Fixtures for tests of pictures: a sample store, its server, a browser."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import uvicorn

from graph.stores.memory import MemoryStore
from tests.browser import chromium, open_page
from tests.viz.sample import sample_store

__all__ = ["chromium", "open_page"]


@pytest.fixture(scope="session")
def store() -> MemoryStore:
    """The sample store; tests only read it."""
    return sample_store()


class _Server:
    def __init__(self, store: MemoryStore) -> None:
        from api.app import create_app

        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(create_app(store), log_level="error"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return self.url

    def __exit__(self, *exc: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[MemoryStore], str]]:
    """Return a function that serves a store until the session ends and returns the address."""
    with ExitStack() as stack:
        yield lambda store: stack.enter_context(_Server(store))


@pytest.fixture(scope="session")
def address(serve: Callable[[MemoryStore], str], store: MemoryStore) -> str:
    """Address of a real service over the sample store."""
    return serve(store)
