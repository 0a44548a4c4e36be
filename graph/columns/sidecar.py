"""边车缓存 Arrays kept beside a store: what was computed from one state of it, found again until it changes.

Invariant: an entry is there in whole or not at all, and only under the state (`key`) that it was computed from; a
folder that cannot be written, or an entry that cannot be read, costs time and nothing else.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

Arrays = Mapping[str, Any]
FORM = 1
"""形式版本 Grows when what is kept changes in form or in meaning; entries of another form are not found."""


class Sidecar:
    """边车缓存 Entries by name, each a few arrays with a note of what they are; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None, key: str) -> None:
        self.folder, self.key = folder, f"{FORM}-{key}"

    def load(self, name: str) -> dict[str, Any] | None:
        """Return the arrays kept under a name, mapped from disk; None if there are none."""
        if self.folder is None:
            return None
        at = self.folder / self.key / name
        try:
            names = json.loads((at / "note.json").read_text("utf-8"))["arrays"]
            return {array: np.load(at / f"{array}.npy", mmap_mode="r") for array in names}
        except (OSError, ValueError, KeyError, EOFError):
            return None

    def save(self, name: str, arrays: Arrays, note: Mapping[str, Any] | None = None) -> None:
        """Keep arrays under a name, with a note for people; what was kept of other states of the store is dropped."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            made = Path(mkdtemp(prefix=".new-", dir=self.folder))
            try:
                for array, values in arrays.items():
                    np.save(made / f"{array}.npy", values, allow_pickle=False)
                about = {**(note or {}), "arrays": list(arrays)}
                (made / "note.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")
                (self.folder / self.key).mkdir(exist_ok=True)
                made.rename(self.folder / self.key / name)
            finally:
                # Left over where another process has kept the same in the meantime.
                shutil.rmtree(made, ignore_errors=True)
            self._drop_others()

    def _drop_others(self) -> None:
        for other in self.folder.iterdir() if self.folder else ():
            if other.name != self.key and not other.name.startswith("."):
                shutil.rmtree(other, ignore_errors=True)


def key_of(*parts: object) -> str:
    """Return a short name for a state of a store that these parts tell from all others."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:20]


def cache_folder() -> Path:
    """Return where stores that are no files keep their sidecars: `$GONGJIAN_CACHE`, else the user's cache."""
    if named := os.environ.get("GONGJIAN_CACHE"):
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "gongjian"
