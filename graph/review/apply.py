"""审核生效 From what was read and what was decided to what the network rests on: a pure computation.

Invariant: a rejected claim is not in the outcome, however it came out this time; an accepted or edited one is,
with its old evidence where this reading has none, as long as the source is the same. Of an edited source
only what it still says is kept. Equal readings and equal reviews give equal outcomes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.judgement import Judgement, Verdict
from graph.model import Claim, Evidence, Flag, Reading, Record
from graph.names import fold
from graph.ontology import ontology
from graph.review.fact import PAIR_ACTIONS, Action, Remembered, Review, Said, holding
from graph.review.match import Finder

CARRIED = "rule:same-record"
"""承接 Who says that a record is one that was judged before and has come out differently this time."""

REVIEWED = "; review:"
"""审核标记 What the method of a claim ends with, and the action, once a person has accepted or edited it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """审核结果 A reading as reviewed; judgements that carry persons' verdicts over to its records; who made what.

    `made`: claim id → the review that accepted or edited it.
    """

    reading: Reading
    carried: tuple[Judgement, ...] = ()
    made: Mapping[str, Review] = field(default_factory=dict)


def apply(raw: Reading, reviews: Iterable[Review]) -> Outcome:
    """Return what a source says after review."""
    live = holding(r for r in reviews if concerns(r, raw))
    if not live:
        return Outcome(raw)
    desk = _Desk(raw)
    desk.rename([r for r in live if r.renamed])
    desk.decide([r for r in live if r.said])
    dismissed = [r for r in live if r.action is Action.DISMISS and r.flag]
    flags = tuple(f for f in raw.flags if not any(same_flag(f, r.flag) for r in dismissed if r.flag))
    reading = Reading(raw.source, tuple(desk.records.values()), tuple(desk.claims.values()), flags)
    carried = desk.carried([r for r in live if r.action in PAIR_ACTIONS])
    return Outcome(reading if reading != raw else raw, carried, desk.made)


def concerns(review: Review, reading: Reading) -> bool:
    """Tell whether a review is about this source, by its content or by its place."""
    source = reading.source
    return any(source.id == p.source_id or source.uri == p.uri for p in review.places)


def same_flag(flag: Flag, other: Flag) -> bool:
    """Tell whether two flags point at one thing: one reason at one quote, or one place under a reason reworded."""
    if flag.evidence is None or other.evidence is None:
        return flag.reason == other.reason and flag.evidence == other.evidence
    if flag.reason == other.reason:
        return flag.evidence.quote == other.evidence.quote
    return flag.source_id == other.source_id and flag.evidence == other.evidence and _kind(flag) == _kind(other)


def _kind(flag: Flag) -> str:
    # Reasons name what they are about after a colon, and figures in brackets, which a better reader may change.
    return flag.reason.partition("：")[0].partition("（")[0]


class _Desk:
    def __init__(self, raw: Reading) -> None:
        self._source, self._finder = raw.source, Finder(raw)
        self.records = {r.id: r for r in raw.records}
        self.claims = {c.id: c for c in raw.claims}
        self.made: dict[str, Review] = {}
        self._right: dict[str, Record] = {}

    def rename(self, reviews: Sequence[Review]) -> None:
        for review in reviews:
            known, right = review.records[0], review.renamed
            if right is None:
                continue
            self._right[known.record.id] = corrected_record(known.record, known.record, right)
            if id_ := self._finder.record(known, right.name):
                self._finder.recognized[known.record.id] = id_
                self.records[id_] = corrected_record(self.records[id_], known.record, right)

    def decide(self, reviews: Sequence[Review]) -> None:
        found = {r.id: self._replaced(r) for r in reviews}
        for claim in (c for claims in found.values() for c in claims):
            self.claims.pop(claim.id, None)
        for review in reviews:
            if review.action is not Action.REJECT:
                self._put(review, found[review.id])

    def carried(self, reviews: Iterable[Review]) -> tuple[Judgement, ...]:
        given = {k.record.id: (k, r) for r in reviews for k in r.records if self._of_this_source(k)}
        found = {id_: (self._finder.record(k), r) for id_, (k, r) in given.items() if id_ not in self.records}
        return tuple(
            Judgement(id_, now, Verdict.SAME, CARRIED, review.at, f"重读后的同一记录 the same record read anew: {id_}")
            for id_, (now, review) in found.items()
            if now is not None
        )

    def _of_this_source(self, known: Remembered) -> bool:
        return known.record.source_id == self._source.id or known.uri == self._source.uri

    def _replaced(self, review: Review) -> list[Claim]:
        found, said = self._finder.claims(review), review.said
        if said is None or review.action is Action.REJECT or _restated(review):
            return found
        # What else says the same of another day stays: it is another act, or a further quote.
        return [c for c in found if c.id == said.claim.id or self._same_act(c, said)]

    def _same_act(self, claim: Claim, said: Said) -> bool:
        dated = claim.date == said.claim.date and claim.state is said.claim.state
        return dated or self._finder.meets(claim.evidence, said.claim.evidence, said.claim.source_id)

    def _put(self, review: Review, found: Sequence[Claim]) -> None:
        said = review.corrected or review.said
        same_source = bool(said and said.claim.source_id == self._source.id)
        if said is None or not (same_source or found):
            return
        claim = self._restored(said, review, found)
        if (twin := self.claims.get(claim.id)) is not None:
            claim = replace(claim, evidence=tuple(dict.fromkeys((*claim.evidence, *twin.evidence))))
        self.claims[claim.id] = claim
        self.made[claim.id] = review

    def _restored(self, said: Said, review: Review, found: Sequence[Claim]) -> Claim:
        c, evidence = said.claim, self._evidence(said, found)
        head, tail = self._ends(said)
        edited = review.corrected is not None
        date = c.date if edited else _finer(c.date, [f.date for f in found])
        until = c.until if edited else _finer(c.until, [f.until for f in found])
        method = next((f.method for f in found), c.method).partition(REVIEWED)[0] + f"{REVIEWED}{review.action}"
        rest = {"state": c.state, "attributes": c.attributes, "date": date, "until": until}
        return Claim.of(self._source.id, c.type, head, tail, evidence=evidence, method=method, confidence=1.0, **rest)

    def _evidence(self, said: Said, found: Sequence[Claim]) -> tuple[Evidence, ...]:
        if found:
            return tuple(dict.fromkeys(e for c in found for e in c.evidence))
        return tuple(self._placed(e) for e in said.claim.evidence)

    def _placed(self, e: Evidence) -> Evidence:
        # Another program may take another text from the same bytes.
        text = self._source.text
        if e.cell is not None or e.start is None or text[e.start : e.end] == e.quote:
            return e
        at = text.find(e.quote)
        return Evidence(e.quote, at, at + len(e.quote)) if at >= 0 else Evidence(e.quote, cell=f"{e.start}–{e.end}")

    def _ends(self, said: Said) -> tuple[str, str]:
        head, tail = (self._end(r, said.claim.evidence) for r in (said.head, said.tail))
        link = ontology().links[said.claim.type]
        if link.allows(self.records[head].type, self.records[tail].type) and head != tail:
            return head, tail
        # Read as something else that cannot stand there: the end is as it was when it was accepted.
        return self._keep(said.head), self._keep(said.tail)

    def _end(self, record: Record, evidence: tuple[Evidence, ...]) -> str:
        known = record.id if record.id in self.records else self._finder.record(Remembered(record, evidence=evidence))
        return known or self._keep(record)

    def _keep(self, record: Record) -> str:
        record = self._right.get(record.id, record)
        held = self.records.get(record.id)
        if held is not None and held.type == record.type:
            return held.id
        if held is not None or record.source_id != self._source.id:
            said = {"aliases": record.aliases, "attributes": record.attributes, "relative": record.relative}
            key = f"review:{record.id}"
            record = Record.of(self._source.id, record.type, record.name, key=key, **said)
        self.records[record.id] = record
        return record.id


def corrected_record(now: Record, before: Record, right: Record) -> Record:
    """Return a record with what a person corrected in it, as it came out this time in all else."""
    fields = ("type", "name", "aliases", "attributes", "relative")
    changed = {f: getattr(right, f) for f in fields if getattr(right, f) != getattr(before, f)}
    return replace(now, **changed)


def _restated(review: Review) -> bool:
    # An edit that says something else, not the same with another date: what it was made from is wrong.
    a, b = review.said, review.corrected
    if a is None or b is None:
        return False
    names = [(s.claim.type, fold(s.head.name), fold(s.tail.name)) for s in (a, b)]
    return names[0] != names[1]


def _finer(known: str | None, read: Iterable[str | None]) -> str | None:
    finer = [day for day in read if day and day.startswith(known or "")]
    return max(finer, key=lambda day: (len(day), day), default=None) or known
