"""A real Neo4j Community server for tests, from Maven's jars, without Docker: started, waited for, stopped.

Invariant: everything the server writes lies in one temporary home; authentication is on; no port is fixed.
`python tests/neo4j_server.py` fetches the jars alone (about 127 MB, once) into `.cache/neo4j/`.
"""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

VERSION = "5.26.0"
ROOT = Path(__file__).resolve().parents[1]
POM = Path(__file__).parent / "neo4j" / "pom.xml"
JARS = ROOT / ".cache" / "neo4j" / VERSION
START_SECONDS = 180
STOP_SECONDS = 60

_CONF = """\
server.directories.data=data
server.directories.logs=logs
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.pagecache.size=64m
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
db.shutdown_transaction_end_timeout=1s
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""
_OPEN = ("java.base/java.nio=ALL-UNNAMED", "java.base/java.io=ALL-UNNAMED", "java.base/sun.nio.ch=ALL-UNNAMED")


class ServerUnavailable(Exception):
    """No server can be had on this machine; the message names what is missing."""


def fetch_jars() -> Path:
    """Return the folder of the server's jars, fetched with Maven on first use."""
    JARS.parent.mkdir(parents=True, exist_ok=True)
    with (JARS.parent / "lock").open("w") as lock:
        # Two test runs side by side must not fetch into one folder; a folder that exists is whole.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not JARS.is_dir():
            _copy_dependencies()
    return JARS


def _copy_dependencies() -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerUnavailable("no Maven (mvn) to fetch the Neo4j jars: apt-get install maven")
    part = JARS.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    if done.returncode:
        raise ServerUnavailable(f"Maven could not fetch the Neo4j jars: {done.stdout[-500:]}{done.stderr[-500:]}")
    part.rename(JARS)


class Neo4jServer:
    """One server process with its own home, port and password; it can be stopped and started again."""

    def __init__(self, home: Path, jars: Path) -> None:
        self.home, self.jars = home, jars
        self.port = _free_port()
        self.password = secrets.token_urlsafe(12)
        self._process: subprocess.Popen[bytes] | None = None
        (home / "conf").mkdir()
        (home / "conf" / "neo4j.conf").write_text(_CONF.format(port=self.port), "utf-8")

    @property
    def url(self) -> str:
        """The address as a user of Gongjian writes it: with the user, without the password."""
        return f"neo4j://neo4j@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers queries; ServerUnavailable if it does not."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start the server's process; from the main thread, as the process ends with the thread it came from."""
        with (self.home / "console.log").open("ab") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=subprocess.STDOUT, cwd=self.home)

    def wait(self) -> None:
        """Wait until the server answers queries; ServerUnavailable if it does not."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                tail = (self.home / "console.log").read_text("utf-8", "replace")[-1500:]
                raise ServerUnavailable(f"Neo4j did not start:\n{tail}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server as an operator would, and wait until it is gone."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _command(self) -> list[str]:
        # Where there is `setpriv`, the server ends with the test run even if that is killed.
        leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        opened = [f"--add-opens={package}" for package in _OPEN]
        where = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        java = ["java", "-Xms256m", "-Xmx768m", "-XX:+UseSerialGC", *opened, "-cp", f"{self.jars}/*"]
        return [*leash, *java, "org.neo4j.server.CommunityEntryPoint", *where]

    def _answers(self) -> bool:
        try:
            self._run(self.password, "neo4j", "RETURN 1")
            return True
        except AuthError:
            # The first start: the server still has the password that every new one has.
            with suppress(DriverError, Neo4jError):
                self._run("neo4j", "system", "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new")
            return False
        except (DriverError, Neo4jError):
            return False

    def _run(self, password: str, database: str, query: LiteralString) -> None:
        # Not `execute_query`: it would wait and try again on its own.
        address = f"bolt://127.0.0.1:{self.port}"
        with (
            GraphDatabase.driver(address, auth=("neo4j", password)) as driver,
            driver.session(database=database) as session,
        ):
            session.run(query, new=self.password).consume()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_server() -> Iterator[Neo4jServer]:
    """Give a running server and stop it afterwards; ServerUnavailable names what is missing."""
    if shutil.which("java") is None:
        raise ServerUnavailable("no Java (17 or newer) to run Neo4j: apt-get install openjdk-17-jre-headless")
    jars = fetch_jars()
    with tempfile.TemporaryDirectory(prefix="gongjian-neo4j-", ignore_cleanup_errors=True) as home:
        server = Neo4jServer(Path(home), jars)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


if __name__ == "__main__":
    print(fetch_jars())
