"""评分归并 The second rule of resolution: a name not seen before is compared with the names like it.

Invariant: `same` only above the score's threshold of precision and where no other name of the group is kept apart by
a hard rule; `unsure` for a few that are worth a person's look. Never on a pair about which anything was said, itself
or through what is joined to it.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from graph.judgement import Judgement, Verdict
from graph.model import Record
from graph.stores import Store
from ingest.resolve.candidates import Candidates, Named, named
from ingest.resolve.groups import Groups
from ingest.resolve.known import Known
from ingest.resolve.parse import Subject
from ingest.resolve.score import Score, forbidden, score

BY = "model:score"
MOST_UNSURE = 3
"""待定上限 How many unsure pairs a name may put into the queue of review."""

LEAST_UNSURE = 0.15
"""待定下限 Least probability of `same` at which a pair is worth a person's look."""


class ByScore:
    """评分归并 Proposes judgements between a record whose name is new and entities with names like it."""

    def __init__(self, store: Store, types: Iterable[str], judgements: Iterable[Judgement], known: Known) -> None:
        self._types, self._known = frozenset(types), known
        self._candidates = Candidates(store, known)
        self._groups = Groups(judgements)
        self._names: dict[str, set[str]] = {}

    def take(self, judgements: Iterable[Judgement]) -> None:
        """Remember what other rules have said."""
        for judgement in judgements:
            self._groups.take(judgement)

    def propose(self, record: Record) -> list[Judgement]:
        """Return the judgements on a record, and hold it for those that come later."""
        if record.type not in self._types:
            return []
        side = named(record)
        said = list(self._judged(side))
        self._candidates.add(side)
        return said

    def _judged(self, record: Named) -> Iterator[Judgement]:
        rated = [(self._score(record, other), other) for other in self._candidates.of(record)]
        unsure = 0
        for found, other in sorted(rated, key=lambda pair: (-pair[0].probability, pair[1].id)):
            if self._groups.settled(record.id, other.id) or not _worth_a_word(found):
                continue
            barred = found.verdict is Verdict.SAME and self._barred(record, other, rated)
            verdict = Verdict.UNSURE if barred else found.verdict
            unsure += verdict is Verdict.UNSURE
            if verdict is Verdict.SAME or unsure <= MOST_UNSURE:
                yield self._say(record, other, found, verdict)

    def _barred(self, record: Named, other: Named, rated: list[tuple[Score, Named]]) -> bool:
        # A hard rule keeps the record apart from another name of the entity that it would join.
        joined = (found for found, third in rated if third.id != other.id and self._groups.joined(third.id, other.id))
        if any(found.vetoed for found in joined):
            return True
        subject = record.parsed.subject
        names = {*other.others, *self._names.get(self._groups.root(other.id), ())} - {other.parsed.subject.name}
        return any(forbidden(subject, Subject(name, subject.type), self._known) for name in names)

    def _score(self, record: Named, other: Named) -> Score:
        return score(record.parsed.subject, other.parsed.subject, known=self._known)

    def _say(self, record: Named, other: Named, found: Score, verdict: Verdict) -> Judgement:
        reasons = "；".join(f"{r.zh} {r.en}（{r.share:+.1f}）" for r in found.reasons[:4])
        why = f"{record.parsed.subject.name} ～ {other.parsed.subject.name}：{reasons}"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        judgement = Judgement(record.id, other.id, verdict, BY, now, why, found.probability)
        names = {record.parsed.subject.name, other.parsed.subject.name} if verdict is Verdict.SAME else set()
        for id_ in (record.id, other.id) if names else ():
            names |= self._names.pop(self._groups.root(id_), set())
        self._groups.take(judgement)
        if names:
            self._names[self._groups.root(record.id)] = names
        return judgement


def _worth_a_word(found: Score) -> bool:
    return found.verdict is Verdict.SAME or (found.verdict is Verdict.UNSURE and found.probability >= LEAST_UNSURE)
