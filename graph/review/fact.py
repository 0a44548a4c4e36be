"""审核事实 One decision of a person, in full: what was decided about what, as it stood then, by whom, when and why.

Invariant: frozen; a review holds all that is needed to apply it again to another reading of the same source.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.model import Claim, Evidence, Flag, Record, content_id

PERSON = "person:"
Pair = tuple[str, str, str]
"""判断对 Two record ids and the verdict on them."""


class Action(StrEnum):
    """审核动作 What a person may decide."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    MERGE = "merge"
    SPLIT = "split"
    DIFFERENT = "different"
    UNSURE = "unsure"
    DISMISS = "dismiss"
    CONFIRM = "confirm"
    UNDO = "undo"


CLAIM_ACTIONS = frozenset({Action.ACCEPT, Action.REJECT, Action.EDIT})
PAIR_ACTIONS = frozenset({Action.MERGE, Action.SPLIT, Action.DIFFERENT, Action.UNSURE})


@dataclass(frozen=True, slots=True)
class Place:
    """所在 A source by its content (`source_id`) and by where it lay (`uri`)."""

    source_id: str
    uri: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """所记实体记录 A record as it was when judged, and quotes of claims at it, by which it is known again."""

    record: Record
    uri: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """所审主张 A claim as it was when judged, with the records at its ends.

    `siblings` are other claims of its source that said the same but for their date or state, so that a
    decision about one of them is not taken for one about the others.
    """

    claim: Claim
    head: Record
    tail: Record
    siblings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """审核 A decision: `by` is `person:NAME`, `at` an ISO time in UTC; `subject` is the key of what was decided on.

    Claims: `said` as read and `corrected` if edited. Records: `records` (one, if it is corrected to `renamed`; else
    those at the ends of `pairs`, the pairs that were judged, each with its verdict). `flag`: the flag that was
    dismissed. `places` are the sources whose reading the decision concerns; `pending`: it waits for another person.
    """

    id: str
    action: Action
    by: str
    at: str
    why: str
    subject: str
    places: tuple[Place, ...] = ()
    said: Said | None = None
    corrected: Said | None = None
    records: tuple[Remembered, ...] = ()
    renamed: Record | None = None
    pairs: tuple[Pair, ...] = ()
    flag: Flag | None = None
    pending: bool = False

    @property
    def regroups(self) -> bool:
        """True for a decision about which records are one, or about such a decision: no reading changes with it."""
        return bool(self.pairs)

    @classmethod
    def of(cls, action: Action, by: str, at: str, subject: str, **rest: object) -> "Review":
        """Make a review with its id, a hash of what was decided, by whom and when."""
        why, corrected, renamed = str(rest.pop("why", "")), rest.get("corrected"), rest.get("renamed")
        id_ = content_id("v", action, by, at, why, subject, repr(corrected), repr(renamed))
        return cls(id_, action, by, at, why, subject, **rest)  # type: ignore[arg-type]


def placed(reviews: Iterable[Review]) -> Callable[[str, str], list[Review]]:
    """Return the function from a source's id and uri to the reviews that concern it, in the order recorded."""
    index: dict[str, dict[int, Review]] = {}
    for number, review in enumerate(reviews):
        for key in {key for p in review.places for key in (p.source_id, p.uri)}:
            index.setdefault(key, {})[number] = review

    def concerning(source_id: str, uri: str) -> list[Review]:
        found = index.get(source_id, {}) | index.get(uri, {})
        return [found[number] for number in sorted(found)]

    return concerning


def standing(reviews: Iterable[Review]) -> list[Review]:
    """Return the decisions that were not undone, in the order recorded; an undoing may be undone itself."""
    given, undone = list(reviews), set[str]()
    for review in reversed(given):
        if review.action is Action.UNDO and review.id not in undone:
            undone.add(review.subject)
    return [r for r in given if r.id not in undone and r.action is not Action.UNDO]


def holding(reviews: Iterable[Review]) -> Sequence[Review]:
    """Return the decision that holds on each subject: of those that stand, the last recorded."""
    last = {(r.subject, r.action in PAIR_ACTIONS): r for r in standing(reviews)}
    return list(last.values())
