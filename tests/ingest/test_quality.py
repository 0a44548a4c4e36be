"""The reader as shipped does not get worse: its scores on the annotated documents against those last accepted.

The shipped models have seen most of these documents, so the figures are a guard against mishaps and no measure
of quality; docs/quality.md has the cross-validated ones.
"""

import json
from pathlib import Path

import pytest

from bench.gold import GOLD
from bench.quality import score

FLOORS = Path(__file__).resolve().parents[2] / "bench" / "floors.json"
SLACK = 0.01


def test_no_score_falls_by_more_than_a_hundredth() -> None:
    if not (GOLD / "dev").is_dir():
        pytest.skip("the annotated documents are not beside the project")
    figures = score("all")
    assert isinstance(figures, dict)
    for name, floor in json.loads(FLOORS.read_text("utf-8")).items():
        found = figures[name]["f1"] if isinstance(figures[name], dict) else figures[name]
        assert found >= floor - SLACK, (name, found, floor)
