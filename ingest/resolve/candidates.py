"""候选 Which records are worth comparing with one another: those that share a telling piece of the name.

Contract: `keys` gives the pieces of one parsed name, equal pieces make a block; `blocked` yields the pairs of a whole
list (register against register); `Candidates` finds, one record after the other, what a store and this run hold.
Invariant: never all pairs. A piece that more than `LIMIT` names share tells nothing and is passed over; both
sides must have the piece, so that it does not matter which of two is read first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.model import Entity, Record
from graph.names import fold
from graph.stores import Store
from ingest.resolve.align import alike, slip
from ingest.resolve.divisions import begins_with
from ingest.resolve.known import Known
from ingest.resolve.parse import Parsed, Subject, parse

LIMIT = 20
FEW_ODD = 2
"""相异字数 How many characters of the shorter name the longer one may lack."""

WHOLE = ("有限公司", "学院", "大学", "学校", "局", "厅", "委员会", "党委", "街道", "医院")
"""全称之尾 What follows such an ending is a body inside, which no score may join to the whole."""

_BRIEF = 5
_MOST_HELD = 1 << 19
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Named:
    """候选记录 A record, with its blocking keys, or the entity of a store, with its other names; name parsed.

    `source` is the document that a record is from, "" for an entity.
    """

    id: str
    parsed: Parsed
    others: tuple[str, ...] = ()
    source: str = ""
    keys: frozenset[str] = frozenset()


class Candidates:
    """候选 Finds what a store and the records of this run hold under the pieces of a name."""

    def __init__(self, store: Store, known: Known) -> None:
        self._store, self._filled = store, store.version() > 0
        self._known = known
        self._index: dict[tuple[str, str], list[Named] | None] = {}
        self._asked: dict[tuple[str, str], tuple[Named, ...]] = {}
        self._held = 0
        self._last: tuple[str, frozenset[str]] = ("", frozenset())

    def of(self, record: Named) -> Sequence[Named]:
        """Return what may be the record's own, each once, in the order of ids."""
        near = {c.id: c for c in self._of_store(record)} if self._filled else {}
        near |= {c.id: c for c in self._of_run(record)}
        found = {id_: c for id_, c in near.items() if plausible(record.parsed, c.parsed)}
        found |= {c.id: c for c in self._by_other_name(record)}
        found.pop(record.id, None)
        return [found[id_] for id_ in sorted(found)]

    def add(self, record: Named) -> None:
        """Hold a record of this run, that the store may not have yet."""
        type_ = record.parsed.subject.type
        for key in (*record.keys, *self._names(record.parsed)):
            block = self._index.setdefault((type_, key), [])
            if block is not None:
                block.append(record)
                if len(block) > LIMIT:
                    self._index[type_, key] = None
        self._held += 1
        if self._held > _MOST_HELD:
            # By now the store has all but the last of them.
            self._index, self._held, self._filled = {}, 0, True
            self._asked.clear()

    def _of_run(self, record: Named) -> Iterator[Named]:
        type_ = record.parsed.subject.type
        for key in record.keys:
            yield from self._index.get((type_, key)) or ()

    def _by_other_name(self, record: Named) -> Iterator[Named]:
        type_ = record.parsed.subject.type
        for key in self._names(record.parsed):
            yield from self._index.get((type_, key)) or ()
        others = self._others(record.parsed.plain)
        if others and self._filled:
            yield from (named(r) for r in self._store.records(others) if r.type == type_ and not r.relative)

    def _names(self, parsed: Parsed) -> Iterator[str]:
        # The name itself and every other that is known of it.
        return (f"={name}" for name in (fold(parsed.plain), *self._others(parsed.plain)))

    def _others(self, plain: str) -> frozenset[str]:
        # Asked of each name three times, one after the other.
        if plain != self._last[0]:
            self._last = plain, self._known.other_names(plain)
        return self._last[1]

    def _of_store(self, record: Named) -> Iterator[Named]:
        for text in pieces_to_search(record.parsed):
            key = record.parsed.subject.type, text
            if key not in self._asked:
                hits = self._store.search(text, (key[0],), LIMIT + 1)
                self._asked[key] = tuple(map(named, hits)) if len(hits) <= LIMIT else ()
            yield from self._asked[key]


def named(side: Record | Entity) -> Named:
    """Return a record or entity as a candidate."""
    if isinstance(side, Entity):
        return Named(side.id, parse(Subject(side.name, side.type)), side.aliases)
    parsed = parse(Subject(side.name, side.type, doc=side.source_id))
    return Named(side.id, parsed, (), side.source_id, keys(parsed))


def blocked(subjects: Sequence[Parsed], known: Known | None = None) -> Iterator[tuple[int, int]]:
    """Yield the pairs of positions (lower first, each once) worth scoring, of one type and with a piece in common."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, parsed in enumerate(subjects):
        others = known.other_names(parsed.plain) if known else ()
        for key in (*keys(parsed), *(f"={name}" for name in (fold(parsed.plain), *others))):
            blocks[parsed.subject.type, key].append(i)
    seen: set[tuple[int, int]] = set()
    for (_, key), members in blocks.items():
        for n, j in enumerate(members if len(members) <= LIMIT else ()):
            for i in members[:n]:
                if (i, j) not in seen and (key[0] == "=" or plausible(subjects[i], subjects[j])):
                    seen.add((i, j))
                    yield i, j


def keys(parsed: Parsed) -> frozenset[str]:
    """Return the pieces by which a name is blocked.

    The head of what follows the place, alone and with the place; the first characters of both, as a short form has
    them; four characters further on, for a name whose head is damaged.

    >>> sorted(keys(parse(Subject("江苏建筑职业技术学院", "school"))))
    ['320000建筑', '~筑职业技', '建筑', '建筑职', '江建']
    """
    full, stem = parsed.full, parsed.stem
    found = {stem[:3], full[0] + stem[0] if len(stem) < len(full) else full[:2]}
    if parsed.place and len(parsed.place) <= _MOST_PLACES:
        found |= {f"{code}{stem[:2]}" for code in parsed.place}
    if len(full) <= _BRIEF:
        found.add(stem[:2])
    elif len(stem) > 3:
        found |= {stem[:2], f"~{full[3:7]}"}
    return frozenset(key for key in found if len(key) > 1)


def pieces_to_search(parsed: Parsed) -> frozenset[str]:
    """Return texts that the names worth comparing contain, for a store that finds names by what they contain."""
    plain, place = parsed.plain, len(parsed.full) - len(parsed.stem)
    rest = plain[place:] if plain[:place] == parsed.full[:place] else plain
    found = {rest[: 3 if len(rest) > 3 else 2]}
    if place:
        found |= {plain[max(0, place - 3) : place + 1]}
    if len(plain) > 8:
        found |= {plain[3:8]}
    if len(plain) <= _BRIEF and parsed.subject.type == "school":
        found |= set(_guesses(plain[:2]))
    return frozenset(text for text in found if len(text) > 1)


@lru_cache(maxsize=4096)
def _guesses(head: str) -> tuple[str, ...]:
    # 南信 may be 南京信…, 南通信…, 南昌信….
    return (head, *(f"{place}{head[1:]}" for place in begins_with(head[0])))


def plausible(a: Parsed, b: Parsed) -> bool:
    """Tell at little cost whether two names may be one body's: one inside the other, in order, or a damaged copy of it.

    Names numbered apart are not; nor are a body and one inside it, nor names that differ in characters unlike in
    look and sound.
    """
    x, y = (a.full, b.full) if len(a.full) <= len(b.full) else (b.full, a.full)
    odd = len({*x}.difference(y))
    if odd > min(FEW_ODD, len(x) // 4) or (x != y and y.startswith(x) and x.endswith(WHOLE)):
        return False
    within = not odd and (in_order(x, y) or sorted(x) == sorted(y))
    if not (within or in_order(*sorted((a.stem, b.stem), key=len)) or _copied(x, y)):
        return False
    return not (a.numbers and b.numbers and a.numbers != b.numbers)


def _copied(x: str, y: str) -> bool:
    wrong = [(c, d) for c, d in zip(x, y[-len(x) :], strict=True) if c != d]
    return (len(wrong) <= FEW_ODD and all(alike(c, d) for c, d in wrong)) or slip(x, y)


def in_order(short: str, long: str) -> bool:
    """Tell whether the characters of one text stand in another in the same order."""
    at = 0
    for char in short:
        at = long.find(char, at) + 1
        if not at:
            return False
    return True


def subjects_of(records: Iterable[Record]) -> list[Parsed]:
    """Return the parsed names of records, for `blocked`."""
    return [named(record).parsed for record in records]
