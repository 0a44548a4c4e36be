"""再认 Which record and which claims of a reading are those that a decision was about.

Invariant: exact ids first; a name that came out differently is taken for the same only where one candidate alone
fits, and a name that is merely near only where the quotes meet as well. Numbers in names never differ.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from graph.model import Claim, Evidence, Reading, Record
from graph.names import fold
from graph.ontology import ontology
from graph.review.fact import Remembered, Review, Said

NEAR = 0.6
SHORTEST = 4
"""相近 A name lies near another if it is a piece of it, at least so much of its length and so many characters."""

_NUMBER = re.compile(r"[0-9一二三四五六七八九十]+")


class Finder:
    """再认器 Finds in one reading what was remembered from an earlier one of the same source.

    `recognized`: ids of remembered records that are known already to be others here.
    """

    def __init__(self, reading: Reading) -> None:
        self._source = reading.source.id
        self.recognized: dict[str, str] = {}
        self._records = {r.id: r for r in reading.records}
        self._claims = {c.id: c for c in reading.claims}
        self._named: dict[str, list[Record]] = defaultdict(list)
        for record in reading.records:
            for name in {fold(n) for n in (record.name, *record.aliases)}:
                self._named[name].append(record)
        self._stated: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
        self._at: dict[str, list[Evidence]] = defaultdict(list)
        for claim in reading.claims:
            self._stated[statement(claim.type, claim.head, claim.tail)].append(claim)
            for end in (claim.head, claim.tail):
                self._at[end] += claim.evidence

    def record(self, known: Remembered, also: str = "") -> str | None:
        """Return the id of the record that is the remembered one, None if none can be told; `also`: its right name."""
        if known.record.id in self._records:
            return known.record.id
        if (id_ := self.recognized.get(known.record.id)) is not None:
            return id_
        for found in self._candidates(known.record, also):
            chosen = found if len(found) == 1 else self._meeting(found, known)
            if len(chosen) == 1:
                return chosen[0].id
        near = self._meeting(list(self._near(known.record)), known)
        return near[0].id if len(near) == 1 else None

    def claims(self, review: Review) -> list[Claim]:
        """Return the claims that say what the review is about, whatever their date or wording; exact ones first."""
        said = review.said
        if said is None:
            return []
        exact = [self._claims[said.claim.id]] if said.claim.id in self._claims else []
        head, tail = (self.record(Remembered(r, evidence=said.claim.evidence)) for r in (said.head, said.tail))
        if head is None or tail is None:
            return exact
        alike = (c for c in self._stated[statement(said.claim.type, head, tail)] if c.id != said.claim.id)
        return exact + [c for c in alike if self._meant(c, said)]

    def meets(self, left: Iterable[Evidence], right: Sequence[Evidence], source: str) -> bool:
        """Tell whether two pieces of evidence lie upon each other; by their words where their texts differ."""
        by_place = source == self._source
        return any(overlap(a, b) if by_place else _alike(a, b) for a in left for b in right)

    def _meant(self, claim: Claim, said: Said) -> bool:
        if claim.id in said.siblings:
            return False
        return not said.siblings or self.meets(claim.evidence, said.claim.evidence, said.claim.source_id)

    def _candidates(self, known: Record, also: str) -> Iterator[list[Record]]:
        name = fold(known.name)
        own = [r for r in self._named[name] if fold(r.name) == name]
        yield [r for r in own if r.type == known.type]
        yield own
        if also:
            yield [r for r in self._named[fold(also)] if fold(r.name) == fold(also)]
        yield [r for r in self._named[name] if r.type == known.type]
        aliases = {r.id: r for alias in known.aliases for r in self._named[fold(alias)] if r.type == known.type}
        yield list(aliases.values())

    def _near(self, known: Record) -> Iterator[Record]:
        return (r for r in self._records.values() if r.type == known.type and near(r.name, known.name))

    def _meeting(self, found: Sequence[Record], known: Remembered) -> list[Record]:
        source = known.record.source_id
        return [r for r in found if self.meets(self._at[r.id], known.evidence, source)]


def statement(type_: str, head: str, tail: str) -> tuple[str, str, str]:
    """Return what is said, the ends of a symmetric link in order."""
    link = ontology().links.get(type_)
    ends = sorted((head, tail)) if link and link.symmetric else (head, tail)
    return type_, ends[0], ends[1]


def near(a: str, b: str) -> bool:
    """Tell whether one name is most of the other and both hold the same numbers.

    >>> near("岚山职业技术学院", "与岚山职业技术学院"), near("第一党支部委员会", "第一党支部委员会第二小组")
    (True, False)
    """
    short, long = sorted((fold(a), fold(b)), key=len)
    if len(short) < max(SHORTEST, NEAR * len(long)) or _NUMBER.findall(short) != _NUMBER.findall(long):
        return False
    return short in long


def overlap(a: Evidence, b: Evidence) -> bool:
    """Tell whether two quotes of one text lie upon each other."""
    if a.cell is not None or b.cell is not None:
        return a.cell == b.cell
    return _begins(a) < _ends(b) and _begins(b) < _ends(a)


def _begins(e: Evidence) -> int:
    return e.start or 0


def _ends(e: Evidence) -> int:
    return e.end or 0


def _alike(a: Evidence, b: Evidence) -> bool:
    return a.quote in b.quote or b.quote in a.quote
