"""A merge in a filled store is undone at once, and everything is as it was."""

from pathlib import Path

from bench.undo import measure


def test_merges_in_a_filled_store_are_undone_within_a_second(tmp_path: Path) -> None:
    found = measure(tmp_path, records=3_000, rounds=3)
    assert len(found["undo"]) == 3
    assert sorted(found["undo"])[1] <= 1.0
