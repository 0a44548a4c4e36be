"""The service as a process: it says where it is, answers, and stops in order."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_its_address_and_stops_cleanly(tmp_path: Path, stop: signal.Signals) -> None:
    path = os.pathsep.join(p for p in sys.path if p)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "GONGJIAN_LANG": "en"}
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        address = re.search(r"http://[\d.:]+/", served.stderr.readline())
        assert address
        with urllib.request.urlopen(address[0] + "api/v1/ready", timeout=20) as answer:  # noqa: S310 - our own address
            assert answer.status == 200
        served.send_signal(stop)
        assert served.wait(20) in (0, -signal.SIGTERM)
        assert "Traceback" not in served.stderr.read()


def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        command = [sys.executable, "-m", "api.cli", "serve", "--port", port]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode != 0
        assert port in done.stderr and "Traceback" not in done.stderr
