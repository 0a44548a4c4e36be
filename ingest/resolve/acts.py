"""事件归并 Which tellings of different sources are of one act: one signing, one opening, however many report it.

Invariant: what is joined follows from the tellings alone, not from the order in which they came; two tellings of one
source are never joined, nor two whose dates, terms or titles tell them apart (a renewal is another act). Where a
telling would suit several acts, nothing is joined and a person is asked. Judgements are appended, by `rule:act`; one
that no longer holds, because organizations were merged or parted since, is taken back by a later one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from graph.judgement import Judgement, Linker, Verdict, latest
from graph.model import Reading
from graph.stores import Store
from ingest.resolve.tellings import (
    ACTS,
    Telling,
    abbreviates,
    acts_in,
    acts_told,
    days_between,
    matched,
    named_alike,
    near,
    same_party,
)

BY = "rule:act"
REPORTED_DAYS = 60
"""报道期 An undated act was told of at most so many days after it happened."""

COPIED_DAYS = 15
"""转载差 Reprints that say “日前” date the act by their own day."""

LEAST_PARTIES = 2
MOST_UNSURE = 3
_VAGUE = frozenset(("", "cooperation", "other"))
_DAY = len("2024-10-24")

Origin = Callable[[str], str]
Affinity = tuple[bool, bool, int, bool, bool]
"""相合 How well two tellings suit: copies, parties equal, how exact the common date, equal kind, equal title."""


def affinity(one: Telling, other: Telling, origin: Origin) -> Affinity | None:
    """Return how well two tellings suit each other as one act; None if not at all."""
    copies = origin(one.source) == origin(other.source)
    dated = _dated(one, other, copies)
    if contradict(one, other, origin) or dated is None:
        return None
    whole, title = one.ids == other.ids, one.title == other.title
    if copies:
        fewer, most = sorted((len(one.parties), len(other.parties)))
        if matched(one.parties, other.parties, same_party) < fewer:
            return None
        whole = matched(one.parties, other.parties, named_alike) == most
    elif not _same_parties(one.ids, other.ids, exact_day=dated == _DAY):
        return None
    return copies, whole, dated, one.kind == other.kind, title


def _same_parties(one: frozenset[str], other: frozenset[str], exact_day: bool) -> bool:
    # Some reports leave parties out; then only an act of that very day is taken for the same.
    if len(one & other) < LEAST_PARTIES:
        return False
    return one == other or (exact_day and (one < other or other < one))


def contradict(one: Telling, other: Telling, origin: Origin) -> bool:
    """Tell whether two tellings cannot be of one act, whatever others say."""
    if one.type != other.type or one.source == other.source:
        return True
    if _apart(one.until, other.until):
        return True
    if origin(one.source) == origin(other.source):
        return not near(one.date, other.date, COPIED_DAYS)
    if _apart(one.date, other.date):
        return True
    named = one.title and other.title and not abbreviates(one.title, other.title)
    return bool(named) or (one.kind != other.kind and not {one.kind, other.kind} & _VAGUE)


def _apart(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and not (one.startswith(other) or other.startswith(one))


def _dated(one: Telling, other: Telling, copies: bool) -> int | None:
    # How much of a date both have; None if one's date does not fit the time at which the other was told.
    if one.date and other.date:
        return min(len(one.date), len(other.date))
    if copies:
        return 0
    if not one.date and not other.date:
        near = one.published and other.published and abs(days_between(_day(one), _day(other))) <= REPORTED_DAYS
        return 0 if near or (one.title and one.title == other.title) else None
    dated, undated = (one, other) if one.date else (other, one)
    return 0 if undated.published is None or _reported(str(dated.date), _day(undated)) else None


def _day(telling: Telling) -> str:
    return f"{telling.published}-01-01"[:_DAY] if telling.published else ""


def _reported(act: str, told: str) -> bool:
    first = act + "-01-01"[len(act) - 4 :]
    last = act + "-12-31"[len(act) - 4 :] if len(act) != len("2024-10") else act + "-28"
    return days_between(first, told) >= -1 and days_between(last, told) <= REPORTED_DAYS


@dataclass(slots=True)
class Act:
    """事件 The tellings that are of one act, each kind of telling once for comparison."""

    tellings: list[Telling] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    kinds: dict[object, Telling] = field(default_factory=dict)

    def take(self, telling: Telling, origin: Origin) -> None:
        """Add a telling."""
        self.tellings.append(telling)
        self.sources.add(telling.source)
        self.kinds.setdefault(_kind(telling, origin), telling)

    def suits(self, telling: Telling, origin: Origin) -> Affinity | None:
        """Return how well a telling suits this act; None if not, or if any of its tellings contradicts."""
        if telling.source in self.sources:
            return None
        if any(contradict(telling, own, origin) for own in self.kinds.values()):
            return None
        rated = (affinity(telling, own, origin) for own in self.kinds.values())
        return max((r for r in rated if r is not None), default=None)


def _kind(telling: Telling, origin: Origin) -> object:
    told = None if telling.date else telling.published
    said = (telling.parties, telling.date, telling.until, telling.kind, telling.title, told)
    return telling.type, origin(telling.source), *said


@dataclass(frozen=True, slots=True)
class Decision:
    """裁定 The acts that tellings are of, and the tellings that would suit several of them."""

    acts: Sequence[Act]
    unsure: Sequence[tuple[Telling, Sequence[Act]]] = ()


def decide(tellings: Iterable[Telling], origin: Origin) -> Decision:
    """Group tellings into acts: those with the most exact dates first, each to the one act that it suits best."""
    acts: list[Act] = []
    unsure: list[tuple[Telling, Sequence[Act]]] = []
    for telling in sorted(tellings, key=lambda t: (-len(t.date or ""), -len(t.parties), t.record)):
        rated = [(how, act) for act in acts if (how := act.suits(telling, origin)) is not None]
        best = [act for how, act in rated if how == max(h for h, _ in rated)]
        if len(best) > 1 and max(rated, key=lambda r: r[0])[0][:2] == (True, True):
            best = best[:1]  # one text tells of several acts in the same words: any of them is as good
        if len(best) > 1:
            unsure.append((telling, best))
        home = best[0] if len(best) == 1 else Act()
        home.take(telling, origin)
        if home not in best:
            acts.append(home)
    return Decision(acts, unsure)


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
    return Judgement(judgement.left, judgement.right, Verdict.UNSURE, BY, _now(), why, 0.3)


def _now() -> str:
    # To the microsecond: of two judgements on one pair the later one holds.
    return datetime.now(UTC).isoformat(timespec="microseconds")
