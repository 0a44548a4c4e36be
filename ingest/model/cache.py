"""答复缓存 Answers on disk under the hash of their question, so that a re-run is free and the same.

Invariant: a file is written whole or not at all; a file that cannot be used is as good as none.
"""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

VERSION = "1"


def question_hash(*parts: Any) -> str:
    """Return a hash that depends on JSON-ready `parts` alone."""
    return hashlib.sha256(json.dumps([VERSION, *parts], sort_keys=True).encode()).hexdigest()


class AnswerCache:
    """答复缓存 A folder of answers, or nothing at all where no folder is set."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> str | None:
        """Return the answer kept under a key, None if there is none."""
        if self._folder is None:
            return None
        try:
            kept = json.loads(self._path(self._folder, key).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        answer = kept.get("answer") if isinstance(kept, dict) else None
        return answer if isinstance(answer, str) else None

    def put(self, key: str, model: str, answer: str) -> None:
        """Keep an answer; a folder that cannot be written to costs the saving, not the run."""
        if self._folder is None:
            return
        path = self._path(self._folder, key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump({"model": model, "answer": answer}, file)
            Path(name).replace(path)

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / key[:2] / f"{key}.json"
