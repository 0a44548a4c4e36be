"""docs/model.md names every setting with its default, and every reason for a refusal."""

from pathlib import Path

import pytest

from ingest.model import ModelSettings, Reason
from ingest.model.settings import PREFIX

PAGE = (Path(__file__).parents[3] / "docs" / "model.md").read_text("utf-8")


@pytest.mark.parametrize("name", ModelSettings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{PREFIX}{name.upper()}` |")]
    default = ModelSettings.model_fields[name].get_default()
    if isinstance(default, int | float | str):
        assert row.split("|")[2].strip(" `") == str(default)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_documented(reason: Reason) -> None:
    assert f"\n| `{reason}` |" in PAGE
