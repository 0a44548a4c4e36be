"""What is read from every sample: names are words of the text, never marks that the stages use among themselves."""

import unicodedata
from pathlib import Path

import pytest

from graph.errors import UnreadableDocument
from graph.model import Reading
from ingest.pipeline import read_file

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def readings(path: Path) -> list[Reading]:
    """Return what is read from a file."""
    found = [item for _, item in read_file(path)]
    assert not [item for item in found if isinstance(item, UnreadableDocument)]
    return [item for item in found if isinstance(item, Reading)]


@pytest.mark.parametrize("path", sorted(p for p in SAMPLES.rglob("*") if p.is_file()), ids=lambda p: p.name)
def test_names_are_printable(path: Path) -> None:
    for reading in readings(path):
        for name in (n for r in reading.records for n in (r.name, *r.aliases)):
            assert name.strip() and not any(unicodedata.category(c) in ("Co", "Cn", "Cc") for c in name), name


def test_a_title_that_names_a_body_is_given_in_full() -> None:
    (reading,) = readings(SAMPLES / "news" / "11-新能源学院.txt")
    titles = {r.name for r in reading.records if r.type == "agreement"}
    assert "共建瀚川新能源产业学院协议书" in titles
