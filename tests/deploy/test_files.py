"""The deployment files say what their readers understand, and what we promise of them; no Docker needed."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
TOOLS = Path(sys.executable).parent


def tool(name: str) -> str:
    """Return the path of a checker of the development environment."""
    found = shutil.which(name, path=f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def checked(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


def test_compose_keeps_to_the_specifications_schema() -> None:
    assert checked(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(COMPOSE)) == ""


def test_the_schema_check_can_fail(tmp_path: Path) -> None:
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(COMPOSE.read_text("utf-8").replace("restart: unless-stopped", "restarts: unless-stopped"), "utf-8")
    assert "restarts" in checked(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(wrong))


def test_the_dockerfile_has_no_lint() -> None:
    assert checked(tool("hadolint"), str(DOCKERFILE)) == ""


@pytest.mark.parametrize("script", sorted((ROOT / "deploy").glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_have_no_lint_and_may_run(script: Path) -> None:
    assert checked(tool("shellcheck"), "--shell=sh", str(script)) == ""
    assert script.stat().st_mode & stat.S_IXUSR


def test_neo4j_is_the_official_image_and_open_to_this_machine_alone(services: dict[str, Any]) -> None:
    assert services["neo4j"]["image"] == "neo4j:5.26-community"
    assert all(port.startswith("127.0.0.1:") for port in services["neo4j"]["ports"])


def test_every_service_is_checked_bounded_and_restarted(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service["healthcheck"]["test"] and service["restart"] == "unless-stopped"
        assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys()
        assert "no-new-privileges:true" in service["security_opt"]
    assert services["api"]["read_only"] and services["api"]["cap_drop"] == ["ALL"]
    assert services["api"]["depends_on"]["neo4j"]["condition"] == "service_healthy"


def test_passwords_come_from_files_alone(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, value in service["environment"].items():
            if any(word in name.upper() for word in ("AUTH", "PASSWORD")):
                assert name.endswith("_FILE") and value.startswith("/run/secrets/")
    declared = yaml.safe_load(COMPOSE.read_text("utf-8"))["secrets"].values()
    assert all(secret["file"].startswith("./deploy/secrets/") for secret in declared)


def test_the_image_runs_as_nobody_special_and_knows_its_health() -> None:
    last = DOCKERFILE.read_text("utf-8").rpartition("\nFROM ")[2]
    assert "\nUSER 10001:10001\n" in last and "\nHEALTHCHECK " in last
    assert "--require-hashes" in DOCKERFILE.read_text("utf-8")


def test_secrets_are_made_once_and_agree(tmp_path: Path) -> None:
    script = ROOT / "deploy" / "make-secrets.sh"
    (tmp_path / "secrets").mkdir()
    copy = shutil.copy(script, tmp_path)
    first = subprocess.run(["sh", copy], capture_output=True, text=True, check=True).stdout
    password = (tmp_path / "secrets" / "neo4j_password").read_text()
    assert len(password) == 32 and password not in first
    assert (tmp_path / "secrets" / "neo4j_auth").read_text() == f"neo4j/{password}"
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    subprocess.run(["sh", copy], capture_output=True, check=True)
    assert (tmp_path / "secrets" / "neo4j_password").read_text() == password


def test_secrets_never_reach_git_or_the_image() -> None:
    ignored = (ROOT / "deploy" / "secrets" / ".gitignore").read_text().split()
    assert ignored == ["*", "!.gitignore"]
    sent = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert not any("secrets" in path or path in ("deploy", "*", ".") for path in sent)
    copied = [word for line in DOCKERFILE.read_text().splitlines() if line.startswith("COPY ") for word in line.split()]
    assert json.dumps(copied).count("secrets") == 0
