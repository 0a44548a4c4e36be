"""The distribution: what the wheel holds, what it weighs, under which licences, and that it runs on its own."""

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"graph", "ingest", "api", "viz"}
MOST_MEGABYTES = 900
LICENCES = """
import json
from importlib.metadata import distributions

print(json.dumps({
    d.metadata["Name"]: [d.metadata.get("License-Expression") or "", (d.metadata.get("License") or "")[:100],
                         *(c for c in d.metadata.get_all("Classifier") or () if c.startswith("License"))]
    for d in distributions()
}))
"""


def command(image: Path, folder: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    """Run the installed command in a folder outside the checkout, with nothing of this process's environment."""
    environment = {"PATH": f"{image}:/usr/bin:/bin", "HOME": str(folder), "GONGJIAN_LANG": "en"}
    done = subprocess.run(
        [image / "gongjian", *args], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_the_wheel_holds_the_four_packages_and_their_data_only(image: Path) -> None:
    (wheel,) = (image.parents[2] / "dist").glob("gongjian-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert set(tracked.split()) <= set(names)


@pytest.mark.timeout(900)
def test_the_installed_command_ingests_ranks_and_exports_outside_the_checkout(image: Path, tmp_path: Path) -> None:
    (tmp_path / "新闻.txt").write_text("2024年5月6日，岚山职业技术学院与澄溪重工有限公司签署校企合作协议。", "utf-8")
    command(image, tmp_path, "ingest", "新闻.txt")
    ranked = json.loads(command(image, tmp_path, "rank", "--measure", "degree", "--json").stdout)
    assert {row["name"] for row in ranked} == {"岚山职业技术学院", "澄溪重工有限公司"}
    for format_ in ("graphml", "gexf", "csv", "jsonl", "html"):
        command(image, tmp_path, "export", "--format", format_, "--out", f"net.{format_}")
        assert (tmp_path / f"net.{format_}").stat().st_size > 200
    rows = list(csv.reader((tmp_path / "net.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 3


def test_the_default_install_is_light_and_free_of_copyleft(image: Path) -> None:
    files = (p for p in image.parent.rglob("*") if p.is_file() and not p.is_symlink())
    megabytes = sum(p.stat().st_size for p in files) / 2**20
    assert megabytes <= MOST_MEGABYTES, megabytes
    out = subprocess.run([image / "python", "-c", LICENCES], capture_output=True, text=True, check=True).stdout
    licences = {name: " ".join(words) for name, words in json.loads(out).items()}
    assert "networkx" in licences and len(licences) > 20
    # The GNU libraries inside wheels of NumPy and SciPy carry the runtime exception; theirs are BSD.
    copyleft = {n: w for n, w in licences.items() if "GPL" in w and "LGPL" not in w and "exception" not in w.lower()}
    assert not copyleft


def test_the_lock_names_no_host_and_holds_a_hash_for_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
    assert sys.version_info >= (3, 11)
