"""审核记录 Everything that persons decided, as it was recorded: by time, person, subject.

Invariant: nothing is left out or rewritten; what was undone stays in the list and says by what.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.model import Record
from graph.names import fold
from graph.ontology import ontology
from graph.review.fact import PERSON, Action, Review, Said
from graph.review.undo import undone_by
from graph.stores import Store


@dataclass(frozen=True, slots=True)
class Entry:
    """审核记录 A decision, whether it stands, and what it was about in words."""

    review: Review
    undone_by: str | None
    confirmed_by: str | None
    about: str

    @property
    def standing(self) -> bool:
        """True unless it was undone, or waits for a second person."""
        return self.undone_by is None and not (self.review.pending and self.confirmed_by is None)


@dataclass(frozen=True, slots=True)
class Asked:
    """审核记录条件 Which decisions to list: person, time (ISO prefixes, both included), subject, action."""

    by: str | None = None
    since: str | None = None
    until: str | None = None
    subject: str | None = None
    action: str | None = None


def audit(store: Store, asked: Asked | None = None) -> list[Entry]:
    """Return the decisions that are asked for, newest first."""
    asked, reviews = asked or Asked(), store.reviews()
    undone = undone_by(reviews)
    confirmed = {r.subject: r.id for r in reviews if r.action is Action.CONFIRM and r.id not in undone}
    by_id = {r.id: r for r in reviews}
    entries = (Entry(r, undone.get(r.id), confirmed.get(r.id), _about(r, by_id)) for r in reversed(reviews))
    return [e for e in entries if _wanted(e, asked)]


def _wanted(entry: Entry, asked: Asked) -> bool:
    r = entry.review
    return (
        (asked.by is None or r.by == PERSON + asked.by.removeprefix(PERSON))
        and (asked.since is None or r.at >= asked.since)
        and (asked.until is None or r.at[: len(asked.until)] <= asked.until)
        and (asked.action is None or r.action == asked.action)
        and (asked.subject is None or asked.subject in _keys(r) or fold(asked.subject) in fold(entry.about))
    )


def _keys(review: Review) -> set[str]:
    ends = {end for pair in review.pairs for end in pair[:2]}
    claims = {s.claim.id for s in (review.said, review.corrected) if s}
    records = {s.id for said in (review.said, review.corrected) if said for s in (said.head, said.tail)}
    known = {k.record.id for k in review.records}
    places = {name for p in review.places for name in (p.source_id, p.uri)}
    return {review.id, review.subject, *ends, *claims, *records, *known, *places}


def _about(review: Review, by_id: dict[str, Review]) -> str:
    if review.action in (Action.UNDO, Action.CONFIRM) and review.subject in by_id:
        return f"{review.subject}（{_about(by_id[review.subject], by_id)}）"
    if review.said:
        return _said(review.said) + (f" ⇒ {_said(review.corrected)}" if review.corrected else "")
    if review.renamed:
        return f"{_record(review.records[0].record)} ⇒ {_record(review.renamed)}"
    if review.records:
        return _sides([k.record for k in review.records])
    return review.flag.reason if review.flag else review.subject


def _said(said: Said) -> str:
    when = "–".join(filter(None, (said.claim.date, said.claim.until)))
    return f"{said.head.name} —{ontology().zh(said.claim.type)}→ {said.tail.name}" + (f" {when}" if when else "")


def _record(record: Record) -> str:
    return f"{record.name}（{ontology().zh(record.type)}）"


def _sides(records: Sequence[Record]) -> str:
    names = list(dict.fromkeys(r.name for r in records))
    return " ～ ".join(names[:4]) + (f" 等 {len(records)} 条记录" if len(records) > 4 else "")
