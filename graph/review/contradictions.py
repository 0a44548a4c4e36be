"""来源矛盾 Where sources say of one thing what cannot all be so: two dates of one act, held and ended, two parents.

Invariant: sources that are reprints of one another cannot contradict each other, nor can a coarser date and a finer
one; what is said by one source alone is its reader's affair (a flag), not a contradiction between sources.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.model import State, content_id
from graph.ontology import ontology
from graph.review.match import statement
from graph.view import Canonical, Stated

ONE_DATE = frozenset({"SIGNED", "CO_BUILT", "PAIRED_WITH"})
"""一次之事 Links that begin with one act, on one day."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """矛盾 Claims of several sources that cannot all be so; `values` are what they say, `about` whom."""

    id: str
    kind: str
    about: tuple[str, ...]
    claims: tuple[str, ...]
    values: tuple[str, ...]


def contradictions(by_link: Mapping[Key, Sequence[Stated]], origin: Canonical) -> Iterator[Contradiction]:
    """Yield what contradicts itself among claims grouped by what they say (`graph.review.match.statement`)."""
    finders: tuple[Callable[[Mapping[Key, Sequence[Stated]], Canonical], Iterator[Contradiction]], ...]
    finders = (_dates, _states, _parents)
    for find in finders:
        yield from find(by_link, origin)


def _made(kind: str, about: Iterable[str], said: Mapping[str, Sequence[Stated]]) -> Contradiction:
    ends, values = tuple(dict.fromkeys(about)), tuple(sorted(said))
    claims = tuple(sorted({c.id for rows in said.values() for c in rows}))
    return Contradiction(content_id("x", kind, *ends, *values), kind, ends, claims, values)


def _apart(said: Mapping[str, Sequence[Stated]], origin: Canonical) -> bool:
    # Two values, each with a source of its own.
    sources = [frozenset(origin(c.source_id) for c in rows) for rows in said.values()]
    return any(a - b and b - a for i, a in enumerate(sources) for b in sources[i + 1 :])


def _dates(by_link: Mapping[Key, Sequence[Stated]], origin: Canonical) -> Iterator[Contradiction]:
    acts: dict[Key, list[Stated]] = defaultdict(list)
    for (type_, head, tail), rows in by_link.items():
        if type_ in ONE_DATE:
            # The parties of an agreement sign it on one day.
            acts[(type_, "", tail) if type_ == "SIGNED" else (type_, head, tail)] += rows
    for (_, head, tail), rows in acts.items():
        said = _dated(rows)
        if len(said) > 1 and _apart(said, origin):
            yield _made("dates", (head, tail) if head else (tail,), said)


def _dated(rows: Sequence[Stated]) -> dict[str, list[Stated]]:
    dated: dict[str, list[Stated]] = defaultdict(list)
    for row in rows:
        if row.date and row.state is State.HELD:
            dated[row.date].append(row)
    days = sorted(dated)
    finer = [day for i, day in enumerate(days) if i + 1 == len(days) or not days[i + 1].startswith(day)]
    return {day: [r for d, rows in dated.items() if day.startswith(d) for r in rows] for day in finer}


def _states(by_link: Mapping[Key, Sequence[Stated]], origin: Canonical) -> Iterator[Contradiction]:
    for (_, head, tail), rows in by_link.items():
        if len(rows) == 1:
            continue
        said: dict[str, list[Stated]] = defaultdict(list)
        for row in rows:
            said[str(row.state)].append(row)
        held, against = said.get("held", []), {s: r for s, r in said.items() if s != "held"}
        for state, others in against.items():
            clashing = [h for h in held if any(_clash(h, o) for o in others)]
            pair = {"held": clashing, state: others}
            if clashing and _apart(pair, origin):
                yield _made("state", (head, tail), pair)


def _clash(held: Stated, other: Stated) -> bool:
    if other.state is State.DENIED:
        return True
    # What held before it ended is history; what is said to hold after its end is not.
    end = other.until or other.date
    return (held.date is None and end is None) or bool(held.date and end and held.date >= end)


def _parents(by_link: Mapping[Key, Sequence[Stated]], origin: Canonical) -> Iterator[Contradiction]:
    parts = ontology().tying("part")
    parents: dict[str, dict[str, list[Stated]]] = defaultdict(dict)
    for (type_, head, tail), rows in by_link.items():
        if type_ in parts and head != tail and (held := [r for r in rows if r.state is State.HELD]):
            parents[head][tail] = held
    for child, said in parents.items():
        tops = {p: rows for p, rows in said.items() if not any(_above(p, q, parents) for q in said if q != p)}
        if len(tops) > 1 and _apart(tops, origin):
            yield _made("parents", (child, *sorted(tops)), tops)


def _above(upper: str, lower: str, parents: Mapping[str, Mapping[str, Sequence[Stated]]]) -> bool:
    seen, frontier = {lower}, {lower}
    while frontier:
        frontier = {p for e in frontier for p in parents.get(e, ())} - seen
        seen |= frontier
    return upper in seen


def grouped(statements: Iterable[Stated]) -> dict[Key, list[Stated]]:
    """Return claims grouped by what they say, whatever their date."""
    together: dict[Key, list[Stated]] = defaultdict(list)
    for row in statements:
        together[statement(row.type, row.head, row.tail)].append(row)
    return together
