"""审核台 From what a person decides to the facts that say so: reviews, and the judgements that follow.

Invariant: planning writes nothing, so that its effect can be shown first; `commit` writes a plan whole or not at
all. A decision made anew on the same subject takes the place of the one before; nothing is ever changed or erased.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.errors import BadReading, UnknownName, WrongUsage
from graph.judgement import Judgement, Verdict
from graph.model import Evidence, Flag, Reading, Record, content_id
from graph.review import edit, undo
from graph.review.apply import Outcome, apply
from graph.review.fact import PERSON, Action, Pair, Place, Remembered, Review, Said, placed, standing
from graph.review.groups import bonds, crossing, kept_apart
from graph.review.match import statement
from graph.stores import Store
from graph.stores.check import check_reading

LONGEST_NAME, LONGEST_WHY = 80, 2000
REMEMBERED_QUOTES = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """审核计划 Facts that wait to be written."""

    reviews: tuple[Review, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    def __add__(self, other: "Plan") -> "Plan":
        """Return both plans as one."""
        return Plan(self.reviews + other.reviews, self.judgements + other.judgements)


@dataclass(slots=True)
class _Shown:
    raw: Reading
    outcome: Outcome
    place: Place
    records: dict[str, Record]
    quotes: dict[str, list[Evidence]]


class Desk:
    """审核台 Where one person decides; `second`: merges wait for another person's word."""

    def __init__(self, store: Store, by: str, why: str = "", *, second: bool = False) -> None:
        name = by.removeprefix(PERSON).strip()
        if not name or len(name) > LONGEST_NAME:
            raise WrongUsage("by", f"请写明审核人，至多 {LONGEST_NAME} 字 say who decides")
        if len(why) > LONGEST_WHY:
            raise WrongUsage("why", f"理由至多 {LONGEST_WHY} 字 too long")
        self._store, self._by, self._why, self._second = store, PERSON + name, why.strip(), second
        self._at = ""
        self._reviews: Sequence[Review] | None = None
        self._concerning: Callable[[str, str], list[Review]] | None = None
        self._sources: dict[str, _Shown] = {}

    def commit(self, plan: Plan) -> int:
        """Write a plan; return how many reviews are new."""
        self._reviews = None
        self._concerning = None
        self._sources.clear()
        return self._store.review(plan.reviews, plan.judgements)

    def accept(self, claims: Iterable[str]) -> Plan:
        """Accept claims as they stand."""
        return self._decided(Action.ACCEPT, claims)

    def reject(self, claims: Iterable[str]) -> Plan:
        """Reject claims."""
        return self._decided(Action.REJECT, claims)

    def edit(self, claim: str, changes: Mapping[str, str | None]) -> Plan:
        """Correct a claim; see `graph.review.edit.CLAIM_FIELDS`."""
        now, original = self._said(claim)
        records = self._source(now.claim.source_id).outcome.reading.records
        return Plan((self._on_claim(Action.EDIT, original, edit.corrected(now, records, changes)),))

    def correct(self, entity: str, changes: Mapping[str, str | None]) -> Plan:
        """Correct the records of an entity that are as it is shown; see `graph.review.edit.RECORD_FIELDS`."""
        shown = self._store.entity(entity)
        alike = [r for r in self._store.described_by(entity) if r.name == shown.name and r.type == shown.type]
        plan = Plan(tuple(self._on_record(r, edit.corrected_record(r, changes)) for r in alike))
        for review in plan.reviews:
            self._check(review)
        return plan

    def _check(self, review: Review) -> None:
        # A record of another type may not stand where the source's claims put it.
        raw = self._source(review.places[0].source_id).raw
        try:
            check_reading(apply(raw, [review]).reading)
        except BadReading as error:
            raise WrongUsage("type", "；".join(error.problems)) from error

    def merge(self, left: str, right: str) -> Plan:
        """Say that two entities (or records) are one; pending if a second person has to say so too."""
        a, b = self._sides(left, right)
        pairs = dict.fromkeys([_pair(left, right, a, b), *kept_apart(self._store, a, b)])
        said = [(x, y, str(Verdict.SAME)) for x, y in pairs]
        waiting = self._waiting(said[0])
        if waiting:
            return self.confirm(waiting.id)
        return self._judged(Action.MERGE, said, [*a, *b], pending=self._second)

    def different(self, left: str, right: str) -> Plan:
        """Say that two entities (or records) are two, now and when more is read about them."""
        a, b = self._sides(left, right)
        first = _pair(left, right, a, b)
        pairs = dict.fromkeys([first, *crossing(a, b)])
        return self._judged(Action.DIFFERENT, [(x, y, str(Verdict.DIFFERENT)) for x, y in pairs], [*a, *b])

    def unsure(self, left: str, right: str) -> Plan:
        """Say that it cannot be told whether two are one, so that nobody is asked again."""
        a, b = self._sides(left, right)
        pair = _pair(left, right, a, b)
        return self._judged(Action.UNSURE, [(*pair, str(Verdict.UNSURE))], [*a, *b])

    def split(self, entity: str, records: Collection[str]) -> Plan:
        """Take these records out of an entity, as one entity of their own."""
        whole = self._store.described_by(entity)
        out, rest = [r for r in whole if r.id in records], [r for r in whole if r.id not in records]
        if len(out) != len(set(records)) or not out or not rest:
            raise WrongUsage("records", "须是该实体的一部分记录 must be some, not all, of the entity's records")
        pairs: list[Pair] = [(x, y, str(Verdict.DIFFERENT)) for x, y in crossing(out, rest)]
        apart = [self._judgement(pair) for pair in pairs]
        pairs += [(x, y, str(Verdict.SAME)) for x, y in bonds(self._store, (out, rest), apart)]
        return self._judged(Action.SPLIT, pairs, whole)

    def confirm(self, review_id: str) -> Plan:
        """Confirm another person's merge."""
        asked = self._standing(review_id)
        if not asked.pending or self._confirmed(asked):
            raise WrongUsage("review", f"不是待确认的合并 not a merge that waits: {review_id}")
        if asked.by.casefold() == self._by.casefold():
            raise WrongUsage("by", "须由另一人确认 another person has to confirm it")
        rest = {"places": asked.places, "records": asked.records, "pairs": asked.pairs}
        review = self._review(Action.CONFIRM, asked.id, **rest)
        return Plan((review,), tuple(self._judgement(pair) for pair in asked.pairs))

    def dismiss(self, subject: str, flag: Flag | None = None) -> Plan:
        """Take an item of the queue off it for good: a flag, a contradiction, a claim that may stay as it is."""
        places = (self._place(flag.source_id),) if flag else ()
        return Plan((self._review(Action.DISMISS, subject, flag=flag, places=places),))

    def undo(self, review_id: str) -> Plan:
        """Undo a decision, or an undoing; what held before it holds again, for what it touched alone."""
        undone = next((r for r in self._history() if r.id == review_id), None)
        if undone is None:
            raise UnknownName(review_id)
        if review_id in undo.undone_by(self._history()):
            raise WrongUsage("review", f"已撤销 undone already: {review_id}")
        review = self._review(Action.UNDO, review_id, places=undone.places, pairs=undone.pairs)
        words = undo.judgements(self._store, undone, self._history())
        said = tuple(self._judgement(pair, f"撤销 undo of {review_id}") for pair in words)
        return Plan((review,), said)

    def _decided(self, action: Action, claims: Iterable[str]) -> Plan:
        reviews = []
        for now, original in map(self._said, dict.fromkeys(claims)):
            # A claim that was edited before is accepted as edited.
            edited = action is Action.ACCEPT and now.claim.id != original.claim.id
            reviews.append(self._on_claim(action, original, now if edited else None))
        return Plan(tuple(reviews))

    def _on_claim(self, action: Action, original: Said, corrected: Said | None = None) -> Review:
        places = (self._place(original.claim.source_id),)
        return self._review(action, original.claim.id, said=original, corrected=corrected, places=places)

    def _on_record(self, record: Record, right: Record) -> Review:
        place = self._place(record.source_id)
        known = (self._remembered(record),)
        return self._review(Action.EDIT, record.id, records=known, renamed=right, places=(place,))

    def _judged(self, action: Action, pairs: Sequence[Pair], among: Sequence[Record], pending: bool = False) -> Plan:
        ends = {end for x, y, _ in pairs for end in (x, y)}
        known = tuple(self._remembered(r) for r in among if r.id in ends)
        places = tuple(dict.fromkeys(self._place(k.record.source_id) for k in known))
        subject = pair_id(*pairs[0][:2]) if action is not Action.SPLIT else content_id("p", *sorted(ends))
        review = self._review(action, subject, places=places, records=known, pairs=tuple(pairs), pending=pending)
        return Plan((review,), () if pending else tuple(self._judgement(pair) for pair in pairs))

    def _review(self, action: Action, subject: str, **rest: object) -> Review:
        self._at = datetime.now(UTC).isoformat(timespec="microseconds")
        return Review.of(action, self._by, self._at, subject, why=self._why, **rest)

    def _judgement(self, pair: Pair, why: str = "") -> Judgement:
        left, right, verdict = pair
        return Judgement(left, right, Verdict(verdict), self._by, self._at, why or self._why)

    def _sides(self, left: str, right: str) -> tuple[Sequence[Record], Sequence[Record]]:
        a, b = self._store.described_by(left), self._store.described_by(right)
        if {r.id for r in a} & {r.id for r in b}:
            raise WrongUsage("records", "两者已是同一实体，分开请用 split they are one entity: use split")
        return a, b

    def _waiting(self, pair: Pair) -> Review | None:
        subject = pair_id(*pair[:2])
        if not self._second:
            return None
        found = (r for r in standing(self._history()) if r.pending and r.subject == subject)
        return next((r for r in found if not self._confirmed(r)), None)

    def _confirmed(self, review: Review) -> bool:
        return any(r.action is Action.CONFIRM and r.subject == review.id for r in standing(self._history()))

    def _standing(self, review_id: str) -> Review:
        found = next((r for r in standing(self._history()) if r.id == review_id), None)
        if found is None:
            raise UnknownName(review_id)
        return found

    def _history(self) -> Sequence[Review]:
        if self._reviews is None:
            self._reviews = self._store.reviews()
        return self._reviews

    def _source(self, source_id: str) -> _Shown:
        if source_id not in self._sources:
            raw = self._store.reading(source_id)
            place = Place(source_id, raw.source.uri)
            if self._concerning is None:
                self._concerning = placed(self._history())
            outcome = apply(raw, self._concerning(source_id, place.uri))
            records = {r.id: r for r in (*outcome.reading.records, *raw.records)}
            quotes: dict[str, list[Evidence]] = defaultdict(list)
            for claim in outcome.reading.claims:
                quotes[claim.head] += claim.evidence
                quotes[claim.tail] += claim.evidence
            self._sources[source_id] = _Shown(raw, outcome, place, records, quotes)
        return self._sources[source_id]

    def _place(self, source_id: str) -> Place:
        return self._source(source_id).place

    def _said(self, claim_id: str) -> tuple[Said, Said]:
        """Return a claim as it stands, and as it was read when it was first decided on."""
        decided = [r for r in standing(self._history()) if r.said and r.said.claim.id == claim_id]
        cited = self._store.claims([claim_id])
        if not cited:
            if not decided or decided[-1].said is None:
                raise UnknownName(claim_id)
            return decided[-1].said, decided[-1].said
        source = self._source(cited[0].claim.source_id)
        claim = cited[0].claim
        alike = statement(claim.type, claim.head, claim.tail)
        siblings = (c.id for c in source.raw.claims if statement(c.type, c.head, c.tail) == alike)
        ends = (source.records[claim.head], source.records[claim.tail])
        now = Said(claim, *ends, tuple(sorted(id_ for id_ in siblings if id_ != claim.id)))
        made = source.outcome.made.get(claim_id)
        return now, made.said if made and made.said else now

    def _remembered(self, record: Record) -> Remembered:
        source = self._source(record.source_id)
        quotes = tuple(dict.fromkeys(source.quotes.get(record.id, ())))[:REMEMBERED_QUOTES]
        return Remembered(source.records[record.id], source.place.uri, quotes)


def pair_id(left: str, right: str) -> str:
    """Return the id of a pair of records, whatever their order."""
    return content_id("p", *sorted((left, right)))


def _pair(left: str, right: str, a: Sequence[Record], b: Sequence[Record]) -> tuple[str, str]:
    # The records that were named, or the first of each entity.
    one, other = ({r.id for r in side} for side in (a, b))
    x, y = left if left in one else min(one), right if right in other else min(other)
    return (x, y) if x <= y else (y, x)
