"""已知名称 What is known of names beforehand: renamings with dates, aliases, short forms that several bodies share.

Invariant: data only (`renamings.yaml`, `aliases.yaml` and files of the user in the same forms); nothing here guesses.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from graph.names import fold
from ingest.resolve import schools
from ingest.resolve.divisions import NOWHERE, Place
from ingest.resolve.words import load_yaml

SHIPPED = ("renamings.yaml", "aliases.yaml")
_STEPS = 4
_RULED = ("委员会", "局", "厅", "总公司", "集团公司", "职业学院", "职业技术学院")


@dataclass(frozen=True, slots=True)
class Renaming:
    """更名 `old` has been called `new` since `date`; `merged`: it became part of `new`, with others."""

    old: str
    new: str
    date: str
    source: str
    merged: bool = False


@dataclass(frozen=True, slots=True)
class DatedName:
    """曾用名 A name that a body bore from `since` (None: from the beginning) to `until` (None: to this day)."""

    name: str
    since: str | None
    until: str | None
    source: str


@dataclass(frozen=True)
class Known:
    """已知名称 Renamings and aliases by folded name."""

    renamings: tuple[Renaming, ...]
    patterns: tuple[tuple[re.Pattern[str], str, str, str], ...]
    aliases: Mapping[str, frozenset[str]]

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], Renaming]:
        return {(fold(r.old), fold(r.new)): r for r in self.renamings}

    @cached_property
    def _after(self) -> dict[str, list[Renaming]]:
        after: dict[str, list[Renaming]] = defaultdict(list)
        for renaming in self.renamings:
            after[fold(renaming.old)].append(renaming)
        return after

    def renaming(self, a: str, b: str) -> Renaming | None:
        """Return the renaming between two names, in either direction, over several steps too."""
        return self._chain(fold(a), fold(b)) or self._chain(fold(b), fold(a)) or self._pattern(a, b)

    def alias(self, short: str, full: str, home: Place = NOWHERE) -> str:
        """Tell what is known of `short`: listed or sole (it means `full`), shared, elsewhere (another's), or "".

        "sole" says only that no other school on the list would be called so. A short name whose record lies in
        `home` means only schools that may lie there.
        """
        listed = {fold(self.now(name)) for name in self.aliases.get(fold(short), ())}
        meant = listed or {fold(self.now(name)) for name in schools.bearers(short, home)}
        bearers = {name for name in meant if schools.lies_in(name, home)}
        if fold(self.now(full)) not in bearers:
            return "elsewhere" if listed else ""
        return "shared" if len(bearers) > 1 else "listed" if listed else "sole"

    def other_names(self, name: str) -> frozenset[str]:
        """Return the folded names that a body of this name is known to have or have had, or that `name` stands for."""
        found = self._others.get(fold(name), frozenset())
        if not name.endswith(_RULED):
            return found
        hits = ((pattern.fullmatch(name), into) for pattern, into, _, _ in self.patterns)
        return found.union(fold(one) for hit, into in hits if hit for one in _expanded(hit, into))

    @cached_property
    def _others(self) -> dict[str, frozenset[str]]:
        near: dict[str, set[str]] = defaultdict(set)
        pairs = [(fold(r.old), fold(r.new)) for r in self.renamings if not r.merged]
        pairs += [(short, full) for short, fulls in self.aliases.items() for full in fulls]
        for a, b in pairs:
            near[a].add(b)
            near[b].add(a)
        # Two steps: a short form of the old name, or a name before the old one.
        return {
            name: frozenset(far for at in found for far in (at, *near[at])) - {name} for name, found in near.items()
        }

    def official(self, name: str) -> bool:
        """Tell whether this is the full name of a body on the lists: schools, and whose short names are known."""
        return fold(self.now(name)) in self._official

    @cached_property
    def _official(self) -> frozenset[str]:
        listed = {full for fulls in self.aliases.values() for full in fulls}
        renamed = {fold(n) for r in self.renamings for n in (r.old, r.new)}
        return frozenset(listed | renamed | {fold(name) for name in schools.seats()})

    def all_names(self) -> frozenset[str]:
        """Return every name that something is known of, folded."""
        return frozenset(self._others)

    def history(self, name: str) -> tuple[DatedName, ...]:
        """Return the names that this body has borne, with dates, oldest first; empty if no other is known."""
        chain = [r for r in self.renamings if not r.merged and fold(r.old) in self._line(name)]
        chain.sort(key=lambda r: r.date)
        dated = [
            DatedName(r.old, before.date if before else None, r.date, r.source) for before, r in _after_each(chain)
        ]
        return (*dated, DatedName(chain[-1].new, chain[-1].date, None, chain[-1].source)) if chain else ()

    def _line(self, name: str) -> set[str]:
        # The names before this one and after it, of one body.
        before = {fold(r.new): fold(r.old) for r in self.renamings if not r.merged}
        line, at = {fold(name)}, fold(name)
        while (at := before.get(at, "")) and at not in line:
            line.add(at)
        later = fold(self.now(name))
        at = fold(name)
        while at != later and (step := next((r for r in self._after.get(at, ()) if not r.merged), None)):
            at = fold(step.new)
            line.add(at)
        return line

    def now(self, name: str) -> str:
        """Return what a body of this name is called now."""
        for _ in range(_STEPS):
            later = [r.new for r in self._after.get(fold(name), ()) if not r.merged]
            if not later:
                break
            name = later[0]
        return name

    def _chain(self, start: str, end: str, steps: int = _STEPS) -> Renaming | None:
        for renaming in self._after.get(start, ()) if steps else ():
            if fold(renaming.new) == end or self._chain(fold(renaming.new), end, steps - 1):
                return renaming
        return None

    def _pattern(self, a: str, b: str) -> Renaming | None:
        for old, new in ((a, b), (b, a)):
            for pattern, into, date, source in self.patterns:
                if (hit := pattern.fullmatch(old)) and new in _expanded(hit, into):
                    return Renaming(old, new, date, source)
        return None


def load(documents: Iterable[Mapping[str, Any]]) -> Known:
    """Return what YAML documents in the form of `renamings.yaml` and `aliases.yaml` say, one after the other."""
    renamings: list[Renaming] = []
    patterns = []
    aliases: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        renamings += [_renaming(row, document) for row in document.get("renamings") or ()]
        renamings += [_renaming(row, document, merged=True) for row in document.get("mergers") or ()]
        for row in document.get("patterns") or ():
            patterns.append((re.compile(row["old"]), row["new"], str(row["date"]), row["source"]))
        for full, short in (document.get("aliases") or {}).items():
            for name in short:
                aliases[fold(name)].add(fold(full))
        for wrong, right in (document.get("corrections") or {}).items():
            aliases[fold(wrong)] = {fold(right)}
    return Known(tuple(renamings), tuple(patterns), {k: frozenset(v) for k, v in aliases.items()})


@lru_cache(maxsize=1)
def shipped() -> Known:
    """Return what this installation knows."""
    return load(load_yaml(name) for name in SHIPPED)


def _after_each(chain: Sequence[Renaming]) -> Iterator[tuple[Renaming | None, Renaming]]:
    return ((chain[i - 1] if i else None, renaming) for i, renaming in enumerate(chain))


def _renaming(row: Mapping[str, Any], document: Mapping[str, Any], merged: bool = False) -> Renaming:
    source = str(row.get("source") or "")
    return Renaming(row["old"], row["new"], str(row["date"]), document.get("sources", {}).get(source, source), merged)


def _expanded(hit: re.Match[str], into: str) -> list[str]:
    return [hit.expand(one) for one in into.split("|")]
