"""用词 The words and character tables that the comparison of names goes by, loaded once.

Invariant: words are data (`words.yaml`, `tables/`); a new contraction or suffix touches no Python.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml

_PACKAGE = "ingest.resolve"


@dataclass(frozen=True)
class Words:
    """机构名用词 Contractions, legal forms, kinds of schools, generic words; see `words.yaml`."""

    contractions: dict[str, str]
    notes: tuple[str, ...]
    school_kinds: tuple[tuple[str, str], ...]
    short_heads: dict[str, tuple[str, ...]]
    forms: tuple[str, ...]
    parts: tuple[str, ...]
    branches: tuple[str, ...]
    roles: tuple[str, ...]
    offices: tuple[str, ...]
    generic: frozenset[str]

    @cached_property
    def contraction(self) -> re.Pattern[str]:
        """Matches a contraction, longest first; its full form, where it stands already, before it."""
        words = {*self.contractions, *self.contractions.values()}
        return re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))))

    def expand(self, name: str) -> str:
        """Return `name` with usual contractions written out.

        >>> words().expand("徐州市人社局")
        '徐州市人力资源和社会保障局'
        """
        return self.contraction.sub(lambda m: self.contractions.get(m[0], m[0]), name)


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words of this installation."""
    loaded = load_yaml("words.yaml")
    return Words(
        contractions=loaded["contractions"],
        notes=_longest_first(loaded["notes"]),
        school_kinds=tuple((w, kind) for kind, line in loaded["school_kinds"].items() for w in line.split()),
        short_heads={head: tuple(line.split()) for head, line in loaded["short_heads"].items()},
        forms=tuple(loaded["forms"].split()),
        parts=_longest_first(loaded["parts"]),
        branches=_longest_first(loaded["branches"]),
        offices=_longest_first(loaded["offices"]),
        roles=_longest_first(loaded["roles"]),
        generic=frozenset(loaded["generic"].split()),
    )


@lru_cache(maxsize=1)
def sounds() -> dict[str, frozenset[str]]:
    """Return the sounds (without tones) of each character."""
    table: dict[str, set[str]] = defaultdict(set)
    for line in table_lines("sounds.txt"):
        sound, chars = line.split()
        for char in chars:
            table[char].add(sound)
    return {char: frozenset(found) for char, found in table.items()}


@lru_cache(maxsize=1)
def shapes() -> frozenset[tuple[str, str]]:
    """Return the pairs of characters that look alike, each pair in order."""
    return frozenset((line[0], char) for line in table_lines("shapes.txt") for char in line[1:])


def load_yaml(name: str) -> Any:
    """Return the content of a YAML file of this package."""
    # The loader in C, where it is there, takes a tenth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((files(_PACKAGE) / name).read_text("utf-8"), loader)  # noqa: S506 - a safe loader


def table_lines(name: str) -> list[str]:
    """Return the lines of a table of this package, without comments."""
    text = (files(_PACKAGE) / "tables" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _longest_first(line: str) -> tuple[str, ...]:
    return tuple(sorted(line.split(), key=lambda w: (-len(w), w)))
