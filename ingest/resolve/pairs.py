"""名称对 Pairs of records as lines of JSON: read for scoring, and written with verdict and reasons.

Invariant: one line in, one line out, in order; a line that is not a pair is an error with its number.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.errors import UnreadableDocument
from ingest.resolve.known import Known
from ingest.resolve.parse import Subject
from ingest.resolve.score import Score, score

_FIELDS = ("region", "parent", "doc")


def read_pairs(lines: Iterable[str], path: str = "") -> Iterator[dict[str, Any]]:
    """Yield the pair on each line that is not empty; UnreadableDocument for one that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _pair(line, f"{path}:{number}")


def score_pair(row: Mapping[str, Any], known: Known | None = None) -> dict[str, Any]:
    """Return id, label, probability and reasons of a pair, ready for JSON."""
    found: Score = score(*subjects(row), row.get("context"), known)
    reasons = [{"feature": r.feature, "share": r.share, "zh": r.zh, "en": r.en} for r in found.reasons]
    return {
        "id": row.get("id"),
        "label": str(found.verdict),
        "probability": found.probability,
        "reasons": reasons,
    }


def subjects(row: Mapping[str, Any]) -> tuple[Subject, Subject]:
    """Return the two sides of a pair."""
    return _subject(row["a"]), _subject(row["b"])


def _subject(side: Mapping[str, Any]) -> Subject:
    rest = {name: side.get(name) or None for name in _FIELDS}
    return Subject(str(side["name"]), str(side.get("type") or "other_org"), **rest)


def _pair(line: str, place: str) -> dict[str, Any]:
    advice = "每行须是 {id, a: {name, type, …}, b: {…}, context} one such JSON object a line"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableDocument(place, f"不是 JSON not JSON: {error.msg}", advice) from error
    if not isinstance(row, dict) or not all(_named(row.get(side)) for side in "ab"):
        raise UnreadableDocument(place, "缺少 a 或 b 的名称 no name for a or b", advice)
    return row


def _named(side: object) -> bool:
    return isinstance(side, dict) and bool(str(side.get("name") or "").strip())
