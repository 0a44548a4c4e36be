"""事件归并 Which tellings of different sources are of one act: one signing, one opening, however many report it.

Invariant: what is joined follows from the tellings alone, not from the order in which they came; two tellings of one
source are never joined, nor two whose dates, terms or titles tell them apart (a renewal is another act). Where a
telling would suit several acts, nothing is joined and a person is asked. Judgements are appended, by `rule:act`; one
that no longer holds, because organizations were merged or parted since, is taken back by a later one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from graph.judgement import Judgement, Linker, Verdict, latest
from graph.model import Reading
from graph.review.desk import Plan
from graph.review.fact import Action
from graph.stores import Store
from ingest.resolve.same_act import Decision, decide
from ingest.resolve.tellings import ACTS, Telling, acts_in, acts_told

BY = "rule:act"
MOST_UNSURE = 3


class Acts:
    """事件归并器 Judges the acts of readings that are about to be stored, with those that are there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def resolve_all(
        self, readings: Sequence[Reading], replaced: Sequence[str] = (), copies: Mapping[str, Collection[str]] = {}
    ) -> int:
        """Judge the acts of `readings`, after their organizations and before the store takes them.

        `replaced` names the sources whose place they take, `copies` the sources that each is a near copy of.
        Returns how many judgements were new.
        """
        new = acts_in(readings, self._store)
        bridged = self._bridged(readings)
        if not new and not bridged:
            return 0
        gone = {*replaced, *(r.source.id for r in readings)}
        told = {t.record: t for t in self._told({id_ for t in new for id_ in t.ids}, 2)}
        told |= {t.record: t for t in self._told(bridged, 1)}
        copied = {id_ for ids in copies.values() for id_ in ids} - gone
        told |= {t.record: t for t in acts_in(self._shown(copied), self._store)}
        kept = [t for t in told.values() if t.source not in gone]
        return judge(self._store, [*new, *kept])

    def _bridged(self, readings: Iterable[Reading]) -> set[str]:
        # Records by which two entities of the store have just become one.
        records = {r.id for reading in readings for r in reading.records}
        joined: dict[str, set[str]] = defaultdict(set)
        for judgement in self._store.judgements_on(records):
            if judgement.left in records and judgement.verdict is Verdict.SAME:
                joined[judgement.left].add(judgement.right)
        return {id_ for others in joined.values() if len(others) > 1 for id_ in others}

    def _told(self, ids: Collection[str], least: int) -> list[Telling]:
        return acts_told(self._store.shared(ids, ACTS, least)) if ids else []

    def _shown(self, sources: Iterable[str]) -> Iterator[Reading]:
        # What the store shows of these sources, without what a person rejected.
        for id_ in sources:
            shown = {c.claim.id for c in self._store.claims_of(id_)}
            reading = self._store.reading(id_)
            yield replace(reading, claims=tuple(c for c in reading.claims if c.id in shown))


def judge_acts(store: Store, ids: Collection[str]) -> int:
    """Judge anew the acts of these organizations (entities or records), after they were merged or parted.

    Returns how many judgements were new.
    """
    return judge(store, acts_told(store.shared(ids, ACTS, 1))) if ids else 0


def judge_reviewed(store: Store, plan: Plan) -> int:
    """Judge anew the acts that a person's decisions touch, once written; return how many judgements were new."""
    ids = {end for r in plan.reviews for pair in r.pairs for end in pair[:2]}
    ids |= {said.claim.head for r in plan.reviews for said in (r.said, r.corrected) if said}
    undone = {p.source_id for r in plan.reviews if r.action is Action.UNDO and not r.pairs for p in r.places}
    held = {s.id for s in store.sources()} & undone if undone else set()
    ids |= {c.claim.head for id_ in held for c in store.claims_of(id_) if c.claim.type in ACTS}
    return judge_acts(store, ids)


def judge(store: Store, tellings: Sequence[Telling]) -> int:
    """Record what follows from all tellings that could be of the same acts; return how many judgements were new."""
    first = store.canonical({t.source for t in tellings})
    decided = decide(tellings, lambda source: first.get(source, source))
    known = store.judgements_on([t.record for t in tellings])
    news = list(_news(decided, known))
    return store.judge(news) if news else 0


def _news(decided: Decision, known: Sequence[Judgement]) -> Iterator[Judgement]:
    home = {t.record: n for n, act in enumerate(decided.acts) for t in act.tellings}
    standing = latest(known)
    back = [_taken_back(j) for j in standing.values() if j.by == BY and j.verdict is Verdict.SAME and _parted(j, home)]
    yield from back
    linker = Linker([*known, *back])
    for act in decided.acts:
        center = act.tellings[0]
        for telling in act.tellings[1:]:
            pair = _pair(center, telling)
            said = standing.get(pair)
            joined = linker.canonical(center.record) == linker.canonical(telling.record)
            if not joined and not (said and (said.verdict is Verdict.SAME or said.by != BY)):
                yield _same(center, telling)
    for telling, acts in decided.unsure:
        for act in acts[:MOST_UNSURE]:
            if _pair(telling, act.tellings[0]) not in standing:
                yield _unsure(telling, act.tellings[0], len(acts))


def _pair(one: Telling, other: Telling) -> tuple[str, str]:
    return (one.record, other.record) if one.record <= other.record else (other.record, one.record)


def _parted(judgement: Judgement, home: Mapping[str, int]) -> bool:
    left, right = (home.get(end) for end in judgement.pair)
    return left is not None and right is not None and left != right


def _same(one: Telling, other: Telling) -> Judgement:
    when = f"日期相符 {min(filter(None, (one.date, other.date)), key=len)}" if one.date and other.date else "日期不相抵"
    who = "、".join(min(p.names, key=lambda n: (-len(n), n)) for p in one.parties[:4] if p.names)
    why = f"各方一致、{when}、类别相容 one act: same parties, dates and kinds that agree：{who}"
    return Judgement(other.record, one.record, Verdict.SAME, BY, _now(), why, 0.97 if one.date and other.date else 0.9)


def _unsure(one: Telling, other: Telling, several: int) -> Judgement:
    when = one.date or "日期不详 undated"
    why = f"各方相同，可指 {several} 次事件之一 same parties; may be any of {several} acts：{when}"
    return Judgement(one.record, other.record, Verdict.UNSURE, BY, _now(), why, 0.5)


def _taken_back(judgement: Judgement) -> Judgement:
    why = "各方、日期或条款不再相符 parties, dates or terms agree no longer"
    return Judgement(judgement.left, judgement.right, Verdict.WITHDRAWN, BY, _now(), why)


def _now() -> str:
    # To the microsecond: of two judgements on one pair the later one holds.
    return datetime.now(UTC).isoformat(timespec="microseconds")
