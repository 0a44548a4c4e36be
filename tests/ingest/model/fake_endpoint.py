"""A small OpenAI-compatible endpoint in a thread: real HTTP, answers written by the test."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the endpoint does with one request: after a while, a status, headers and a body."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    drip: float = 0.0  # seconds between single bytes


def says(content: Any, tokens: tuple[int, int] | None = (1000, 100)) -> Reply:
    """Return a regular completion whose message is `content` (anything but a text is turned into JSON)."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    answer: dict[str, Any] = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
    if tokens:
        answer["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    return Reply(json.dumps(answer).encode())


def fails(status: int, message: str = "", **headers: str) -> Reply:
    """Return an error as such endpoints give it."""
    named = {k.replace("_", "-"): v for k, v in headers.items()}
    return Reply(json.dumps({"error": {"message": message}}).encode(), status, named)


@dataclass
class Asked:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    question: dict[str, Any]


class FakeEndpoint:
    """Gives its replies in turn, the last one again and again, and remembers what it was asked."""

    def __init__(self, replies: list[Reply]) -> None:
        self.replies, self.asked = replies, []  # type: list[Reply], list[Asked]
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def take(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            return self.replies[min(len(self.asked), len(self.replies)) - 1]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                reply = endpoint.take(Asked(self.path, dict(self.headers), question))
                time.sleep(reply.after)
                with suppress(OSError):  # the asker may have hung up: that is what the slow replies are for
                    self._answer(reply)

            def do_GET(self) -> None:
                endpoint.take(Asked(self.path, dict(self.headers), {}))
                self.send_error(405)

            def _answer(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                step = 1 if reply.drip else max(1, len(reply.body))
                for at in range(0, len(reply.body), step):
                    self.wfile.write(reply.body[at : at + step])
                    self.wfile.flush()
                    time.sleep(reply.drip)

            def log_message(self, *args: object) -> None:
                pass

        return Handler


@contextmanager
def endpoint(*replies: Reply) -> Iterator[FakeEndpoint]:
    """Run a fake endpoint for the length of a block."""
    fake = FakeEndpoint(list(replies))
    thread = threading.Thread(target=fake.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.server.shutdown()
        fake.server.server_close()
        thread.join(timeout=5)
