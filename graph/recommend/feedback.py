"""反馈 What people did with recommendations: accepted, rejected, already contacted. One JSON object a line.

Invariant: append-only, a row is never changed or removed; of several rows on one pair the latest counts.
A row is on the disk when `add` returns.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock

from graph.errors import UnreadableDocument, WrongUsage


class Verdict(StrEnum):
    """处理结果 What became of a recommendation."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CONTACTED = "contacted"


@dataclass(frozen=True, slots=True)
class Feedback:
    """反馈 What became of recommending `other` to `entity` (ids); `at` is an ISO date and time, `by` who says so."""

    entity: str
    other: str
    verdict: Verdict
    at: str
    by: str = ""
    note: str = ""


class FeedbackLog:
    """反馈记录 The rows in a file; without a file they last as long as the process."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept: list[Feedback] = []
        self._lock = Lock()

    def add(self, row: Feedback) -> None:
        """Append a row. WrongUsage if both ends are one."""
        if row.entity == row.other:
            raise WrongUsage("other", "与本机构相同 is the organization itself")
        with self._lock:
            if self._path is None:
                self._kept.append(row)
                return
            line = json.dumps(asdict(row), ensure_ascii=False)
            with self._path.open("ab+") as file:
                # A line cut off by a crash stays alone, and ours begins anew.
                if file.tell() and _last_byte(self._path) != b"\n":
                    file.write(b"\n")
                file.write(line.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())

    def rows(self) -> Sequence[Feedback]:
        """Return all rows in the order in which they came; UnreadableDocument for a line that is none."""
        if self._path is None:
            return tuple(self._kept)
        if not self._path.exists():
            return ()
        lines = self._path.read_bytes().splitlines(keepends=True)
        return tuple(row for i, line in enumerate(lines, 1) if (row := self._read(i, line)))

    def _read(self, number: int, line: bytes) -> Feedback | None:
        try:
            fields = json.loads(line)
            return Feedback(**{**fields, "verdict": Verdict(fields["verdict"])})
        except (ValueError, TypeError, KeyError) as error:
            if not line.endswith(b"\n"):
                return None  # cut off while it was written: nobody was told that it is kept
            raise UnreadableDocument(
                str(self._path), f"第 {number} 行不是反馈 line {number} is no feedback", "删去或改正该行 fix the line"
            ) from error


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def latest(rows: Iterable[Feedback]) -> dict[tuple[str, str], Feedback]:
    """Return the latest row on each pair, by (entity, other)."""
    return {(row.entity, row.other): row for row in rows}
