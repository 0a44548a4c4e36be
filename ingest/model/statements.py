"""已有陈述 What is known of a document already: whether a proposal says something new, the same, or otherwise.

Invariant: a statement is its link type and its two ends (in no order where the link is symmetric).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.model import Claim, Reading, State
from graph.ontology import Ontology
from ingest.model.report import Reason, Refused

_AGREEMENT = "SIGNED"
_WEAK = "COOPERATES_WITH"
_SAME_DEED = 2


@dataclass(frozen=True, slots=True)
class Signing:
    """签署 An agreement that is known (or a new one, `agreement` ""), and the parties it does not have yet."""

    agreement: str
    parties: tuple[str, ...]


def compatible(a: str | None, b: str | None) -> bool:
    """Tell whether two ISO dates can be the same one, known to different precision.

    >>> compatible("2024-10", "2024-10-24"), compatible(None, "2024"), compatible("2023", "2024")
    (True, True, False)
    """
    return not a or not b or a.startswith(b) or b.startswith(a)


class Statements:
    """已有陈述 The claims of one document by what they state; grows by those that are admitted."""

    def __init__(self, reading: Reading, types: Ontology) -> None:
        self._symmetric = frozenset(link.name for link in types.links.values() if link.symmetric)
        self._direct = types.tying("direct") - {_WEAK}
        self._claims: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
        self._signed: dict[str, list[Claim]] = defaultdict(list)
        for claim in reading.claims:
            self.add(claim)

    def add(self, claim: Claim) -> None:
        """Take a claim in."""
        self._claims[self._key(claim.type, claim.head, claim.tail)].append(claim)
        if claim.type == _AGREEMENT:
            self._signed[claim.tail].append(claim)

    def require_new(self, claim: Claim) -> None:
        """Return if a claim says something new; Refused if it is known, outdone, or contradicts what is known."""
        for known in self._claims[self._key(claim.type, claim.head, claim.tail)]:
            if known.state != claim.state:
                raise Refused(Reason.CONFLICT, f"{known.state} / {claim.state}")
            if _repeats(claim, known):
                raise Refused(Reason.KNOWN)
        if claim.type == _WEAK and self._tied(claim.head, claim.tail):
            raise Refused(Reason.WEAKER)

    def signing(self, parties: Sequence[str], date: str | None, state: State) -> Signing:
        """Return to which agreement a proposed signing adds which parties; Refused if it says nothing new.

        A signing that shares two parties with a known one of no other date is the same; if neither has all the
        parties of the other, or two known ones would be joined, that is for a person to decide.
        """
        known = {a: {c.head for c in claims} for a, claims in self._signed.items() if compatible(claims[0].date, date)}
        twins = {a: heads for a, heads in known.items() if len(heads & set(parties)) >= _SAME_DEED}
        if any(self._signed[a][0].state != state for a in twins):
            raise Refused(Reason.CONFLICT, str(state))
        if any(heads >= set(parties) for heads in twins.values()):
            raise Refused(Reason.KNOWN)
        if not twins:
            return Signing("", tuple(parties))
        (agreement, heads), *others = twins.items()
        if others or not heads <= set(parties):
            raise Refused(Reason.CONFLICT, "签署方不同 other parties")
        return Signing(agreement, tuple(p for p in parties if p not in heads))

    def _key(self, type_: str, head: str, tail: str) -> tuple[object, ...]:
        return (type_, frozenset((head, tail))) if type_ in self._symmetric else (type_, head, tail)

    def _tied(self, a: str, b: str) -> bool:
        if any(self._key(t, *ends) in self._claims for t in self._direct for ends in ((a, b), (b, a))):
            return True
        return any({a, b} <= {c.head for c in claims} for claims in self._signed.values())


def _repeats(claim: Claim, known: Claim) -> bool:
    new, old = dict(claim.attributes).get("title", ""), dict(known.attributes).get("title", "")
    if new and old:
        return new in old or old in new
    if compatible(claim.date, known.date):
        return True
    # Another date for the same words is a misreading; for other words it may be another act.
    return any(_overlap(a.start, a.end, b.start, b.end) for a in claim.evidence for b in known.evidence)


def _overlap(a: int | None, b: int | None, c: int | None, d: int | None) -> bool:
    return a is not None and b is not None and c is not None and d is not None and a < d and c < b
