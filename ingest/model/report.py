"""模型报告 What became of a model's proposals for one document, and what they cost.

Invariant: every proposal is counted once: as accepted (each claim that it made) or rejected, with its reason.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from graph.errors import GongjianError
from ingest.model.budget import NOTHING, Usage


class Reason(StrEnum):
    """拒绝理由 Why a proposal was not taken."""

    MALFORMED = "malformed"  # does not fit the schema, or is one too many
    UNKNOWN_TYPE = "unknown_type"  # no such entity or link type
    ILLEGAL_ENDS = "illegal_ends"  # the ontology does not allow these ends
    QUOTE_MISSING = "quote_missing"  # the quote is not in the text
    QUOTE_LENGTH = "quote_length"  # too short or too long to prove anything
    INSTRUCTION = "instruction"  # the quote stands in words that address the model
    NAME_MISSING = "name_missing"  # an end's name is not in the text
    NAME_GENERIC = "name_generic"  # 双方, 学校: names nobody
    NAME_AMBIGUOUS = "name_ambiguous"  # several entities of the text answer to it
    NAME_FRAGMENT = "name_fragment"  # only ever a piece of a longer name
    FAR = "far"  # an end is named nowhere near the quote
    DATE = "date"  # not an ISO date, or not one that the text gives
    TITLE = "title"  # a role whose title the text does not give
    SELF = "self"  # both ends are one entity
    ONE_PARTY = "one_party"  # an agreement with fewer than two parties
    KNOWN = "known"  # the rules, or an earlier proposal, say it already
    WEAKER = "weaker"  # cooperation of two that are linked more closely already
    CONFLICT = "conflict"  # says otherwise than the rules; flagged
    CHECK = "check"  # fails the checks that every store makes


class Refused(GongjianError):
    """不予采纳 A proposal is not taken; carries the reason."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}：{detail}" if detail else str(reason))


@dataclass(frozen=True, slots=True)
class Rejection:
    """拒绝 A proposal that was not taken: why, what it said, and the quote it gave (both shortened)."""

    reason: Reason
    what: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """模型报告 One document's questions to the model, or a whole run's (`ModelReport.total`).

    `windows` pieces of text, of which `unread` were not answered, `silent` of these because the endpoint gave no
    answer or was asked no more: another run may fare better; `asked` requests sent (repairs and
    retries included), `cached` answers taken from disk; `stopped` says why the model is asked no more.
    """

    model: str
    windows: int = 0
    unread: int = 0
    silent: int = 0
    asked: int = 0
    cached: int = 0
    accepted: int = 0
    rejected: tuple[Rejection, ...] = field(default=(), repr=False)
    usage: Usage = NOTHING
    cost: float = 0.0
    stopped: str = ""

    @property
    def proposed(self) -> int:
        """How many links were proposed; a rejected agreement counts once."""
        return self.accepted + len(self.rejected)

    @property
    def reasons(self) -> Counter[str]:
        """How many proposals were rejected for each reason."""
        return Counter(str(r.reason) for r in self.rejected)

    @classmethod
    def total(cls, model: str, reports: Iterable["ModelReport"]) -> "ModelReport":
        """Return the sum of reports; `stopped` is the last reason given."""
        rows = list(reports)
        return cls(
            model,
            windows=sum(r.windows for r in rows),
            unread=sum(r.unread for r in rows),
            silent=sum(r.silent for r in rows),
            asked=sum(r.asked for r in rows),
            cached=sum(r.cached for r in rows),
            accepted=sum(r.accepted for r in rows),
            rejected=tuple(rejection for r in rows for rejection in r.rejected),
            usage=sum((r.usage for r in rows), NOTHING),
            cost=sum(r.cost for r in rows),
            stopped=next((r.stopped for r in reversed(rows) if r.stopped), ""),
        )
