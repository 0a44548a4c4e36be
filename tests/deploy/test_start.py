"""The image's steps without Docker: what the Dockerfile runs to build, and the entrypoint as it is written."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENTRYPOINT = ROOT / "deploy" / "entrypoint.sh"
HEALTHCHECK = ROOT / "deploy" / "healthcheck.py"
START_SECONDS = 120


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(bin_: Path, data: Path, port: int, **more: str) -> dict[str, str]:
    # Nothing of this checkout: as little as a container has.
    return {
        "PATH": f"{bin_}:/usr/bin:/bin", "HOME": str(data), "GONGJIAN_PORT": str(port),
        "GONGJIAN_STORE": f"sqlite:///{data / 'gongjian.db'}", "PYTHONDONTWRITEBYTECODE": "1", **more,
    }  # fmt: skip


@pytest.fixture
def service(image: Path, tmp_path: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    started = subprocess.Popen(
        [ENTRYPOINT], env=environment(image, tmp_path, port), cwd=tmp_path, text=True, stderr=subprocess.PIPE
    )
    yield started
    started.kill()
    started.wait()


def healthy(image: Path, data: Path, port: int) -> bool:
    command = [image / "python", HEALTHCHECK]
    return subprocess.run(command, env=environment(image, data, port), capture_output=True, check=False).returncode == 0


@pytest.mark.timeout(900)
def test_the_image_starts_answers_and_stops(
    image: Path, service: "subprocess.Popen[str]", tmp_path: Path, port: int
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not healthy(image, tmp_path, port):
        assert service.poll() is None and time.monotonic() < deadline, service.communicate()[1]
        time.sleep(0.5)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health", timeout=10) as answer:
        assert answer.status == 200
    service.send_signal(signal.SIGTERM)
    assert service.wait(30) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert not healthy(image, tmp_path, port)


def test_arguments_are_a_command_of_gongjian(image: Path, tmp_path: Path, port: int) -> None:
    done = subprocess.run(
        [ENTRYPOINT, "--version"], env=environment(image, tmp_path, port), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.split()[0]) == (0, "gongjian")


def test_the_entrypoint_waits_for_a_store_and_gives_up_with_its_reason(image: Path, tmp_path: Path, port: int) -> None:
    away = {"GONGJIAN_STORE": f"bolt://neo4j@127.0.0.1:{port}", "GONGJIAN_NEO4J_PASSWORD": "pa55word"}
    env = environment(image, tmp_path, port, GONGJIAN_WAIT="1", **away)
    done = subprocess.run([ENTRYPOINT], env=env, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 1
    assert "连接不上服务器" in done.stderr and "pa55word" not in done.stderr


def test_a_wrong_address_is_not_waited_for(image: Path, tmp_path: Path, port: int) -> None:
    env = environment(image, tmp_path, port, GONGJIAN_STORE="mysql://somewhere")
    done = subprocess.run([ENTRYPOINT], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2 and "mysql" in done.stderr


def test_stopping_while_waiting_ends_at_once(image: Path, tmp_path: Path, port: int) -> None:
    env = environment(image, tmp_path, port, GONGJIAN_STORE=f"bolt://neo4j@127.0.0.1:{port}", PATH=os.environ["PATH"])
    env |= {"PATH": f"{image}:/usr/bin:/bin", "GONGJIAN_NEO4J_PASSWORD": "pa55word"}
    with subprocess.Popen([ENTRYPOINT], env=env, stderr=subprocess.PIPE, text=True) as waiting:
        assert waiting.stderr is not None and "连接不上" in waiting.stderr.readline()
        waiting.terminate()
        assert waiting.wait(20) == 143
