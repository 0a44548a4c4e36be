"""同一事件 Whether tellings are of one act, and which acts many tellings are of: pure, and the same in every order.

Invariant: two tellings of one source are never of one act, nor two whose dates, terms or titles tell them apart (a
renewal is another act); a telling that would suit several acts is given to none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ingest.resolve.tellings import Telling, abbreviates, days_between, matched, named_alike, near, same_party

REPORTED_DAYS = 60
"""报道期 An undated act was told of at most so many days after it happened."""

COPIED_DAYS = 15
"""转载差 Reprints that say “日前” date the act by their own day."""

LEAST_PARTIES, MOST_PARTIES = 2, 40
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

    number: int
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
    shelf, unsure = _Shelf(origin), []
    for telling in sorted(tellings, key=lambda t: (-len(t.date or ""), -len(t.parties), t.record)):
        best = _best(telling, shelf.near(telling), origin)
        if len(best) > 1:
            unsure.append((telling, best))
        shelf.put(telling, best[0] if len(best) == 1 else None)
    return Decision(shelf.acts, unsure)


def _best(telling: Telling, acts: Iterable[Act], origin: Origin) -> Sequence[Act]:
    rated = [(how, act) for act in acts if (how := act.suits(telling, origin)) is not None]
    most = max((how for how, _ in rated), default=None)
    best = [act for how, act in rated if how == most]
    # One text may tell of several acts in the same words: then any of them is as good.
    return best[:1] if most and most[:2] == (True, True) else best


class _Shelf:
    # Acts in the order in which they were found, by two parties that they have and by the sources that tell of them.
    def __init__(self, origin: Origin) -> None:
        self.acts: list[Act] = []
        self._origin = origin
        self._numbers: dict[object, list[int]] = defaultdict(list)

    def put(self, telling: Telling, act: Act | None) -> None:
        if act is None:
            act = Act(len(self.acts))
            self.acts.append(act)
        act.take(telling, self._origin)
        for key in self._keys(telling):
            if act.number not in self._numbers[key][-1:]:
                self._numbers[key].append(act.number)

    def near(self, telling: Telling) -> list[Act]:
        numbers = {n for key in self._keys(telling) for n in self._numbers.get(key, ())}
        return [self.acts[n] for n in sorted(numbers)]

    def _keys(self, telling: Telling) -> list[object]:
        return [self._origin(telling.source), *combinations(sorted(telling.ids)[:MOST_PARTIES], LEAST_PARTIES)]
