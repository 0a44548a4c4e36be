"""The annotated documents that quality is measured on, and the parts they are split into.

A third of them (`held`) is never looked into while rules are made: only its figures are read.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
DATA = ROOT / "data"
SCORER = DATA / "score.py"


def part_of(name: str) -> str:
    """Return the part that the document `name` belongs to: `open` (errors may be studied) or `held`."""
    return "held" if zlib.crc32(name.encode()) % 3 == 0 else "open"


def documents(part: str = "all", folder: Path = GOLD / "dev") -> Iterator[dict[str, Any]]:
    """Yield the annotated documents of a part (`open`, `held`, `all`), ordered by name."""
    for path in sorted(folder.glob("*.json")):
        if part in ("all", part_of(path.stem)):
            yield json.loads(path.read_text("utf-8"))


def project() -> list[dict[str, Any]]:
    """Return the annotated documents that belong to the project, which all that is learned is learned from."""
    return [document for folder in ("gold", "own") for document in documents("all", DATA / folder)]
