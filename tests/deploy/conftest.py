"""An environment that is built as the image is, without Docker; one for all tests of this folder."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile's first stage: (word, rest)."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    stage = text.split("\nFROM ")[1]
    lines = [line for line in stage.splitlines()[1:] if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def built(where: Path) -> Path:
    """Do what the first stage does, in `where` in the place of the root folder; return the environment's commands."""
    source = where / "src"
    source.mkdir()
    for word, rest in instructions():
        if word == "COPY":
            *names, target = rest.split()
            for name in names:
                copy(ROOT / name, source / target / name if target == "./" else source / target)
        elif word == "RUN":
            command = rest.replace("/opt/", f"{where}/opt/").replace("/dist", f"{where}/dist")
            command = re.sub(r"(^|&& )python ", rf"\1{sys.executable} ", command)
            done = subprocess.run(["sh", "-c", command], cwd=source, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return where / "opt" / "gongjian" / "bin"


def copy(from_: Path, to: Path) -> None:
    """Copy a file or folder of the checkout."""
    if from_.is_dir():
        shutil.copytree(from_, to, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(from_, to)


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that was built as the image is."""
    return built(tmp_path_factory.mktemp("image"))
