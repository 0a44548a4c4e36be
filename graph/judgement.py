"""判断 Which records are one entity: judgements, and the linker that canonical ids follow from.

Invariant: judgements are append-only. Of two judgements on one pair a person's outweighs a rule's, else
the later one holds; a person's `withdrawn` leaves the pair to the rules. `same` is transitive, but never
joins two groups that a `different` keeps apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """结论 The same entity, different ones, or not to be decided from what is known; or nothing is said any more."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Judgement:
    """判断 A verdict on two records: by whom (`person:…`, `rule:…`), when (ISO, UTC), why, how sure (0–1)."""

    left: str
    right: str
    verdict: Verdict
    by: str
    at: str
    why: str = ""
    score: float = 1.0

    @property
    def rank(self) -> tuple[bool, str]:
        """What decides between two judgements on one pair: a person's word, then the later one."""
        return self.by.startswith("person:"), self.at

    @property
    def pair(self) -> tuple[str, str]:
        """The two record ids in order, the key of the pair."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)


class Linker:
    """归并 Groups records by judgements.

    Persons' verdicts are applied before rules', surer ones before less sure ones, so that where a chain
    of `same` meets a `different`, the weakest `same` gives way. The outcome depends on the set of
    judgements alone, not on the order in which they are given.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}
        # A record is itself, whatever was said; a verdict on it and itself says nothing.
        standing = [j for j in latest(judgements).values() if j.left != j.right]
        for judgement in standing:
            if judgement.verdict is Verdict.DIFFERENT:
                self._keep_apart(*judgement.pair)
        same = (j for j in standing if j.verdict is Verdict.SAME)
        for judgement in sorted(same, key=lambda j: (not j.rank[0], -j.score, j.pair)):
            self._join(*judgement.pair)

    def canonical(self, record: str) -> str:
        """Return the id of the record's entity: the smallest record id of its group."""
        root = record
        while (up := self._parent.get(root, root)) != root:
            root = up
        while self._parent.get(record, record) != root:
            self._parent[record], record = root, self._parent[record]
        return root

    def _keep_apart(self, left: str, right: str) -> None:
        self._apart.setdefault(left, set()).add(right)
        self._apart.setdefault(right, set()).add(left)

    def _join(self, left: str, right: str) -> None:
        keep, give = sorted((self.canonical(left), self.canonical(right)))
        if keep == give or give in self._apart.get(keep, ()):
            return
        self._parent[give] = keep
        for other in self._apart.pop(give, ()):
            self._apart[other].discard(give)
            self._keep_apart(keep, other)


def latest(judgements: Iterable[Judgement]) -> Mapping[tuple[str, str], Judgement]:
    """Return the judgement that holds for each pair: by `Judgement.rank`, then by the order given.

    Where a person's last word is `withdrawn`, the rules' last word holds; a pair left without any is left out.
    """
    last: dict[bool, dict[tuple[str, str], Judgement]] = {True: {}, False: {}}
    for judgement in judgements:
        by_person, at = judgement.rank
        if (known := last[by_person].get(judgement.pair)) is None or at >= known.at:
            last[by_person][judgement.pair] = judgement
    said = ({p: j for p, j in last[who].items() if j.verdict is not Verdict.WITHDRAWN} for who in (False, True))
    rules, persons = said
    return rules | persons
