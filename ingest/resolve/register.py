"""名录归并 A whole register of organizations at once: which of its records are one body.

Names are parsed and pairs scored in several processes; blocks are columns of hashes (`register_pairs`). Invariant: a
pair is judged by the score, as anywhere; groups follow from a `Linker` over the judgements, in which a pair that a hard
rule forbids is `different`, so that no chain joins what the rules keep apart. The outcome depends on the records alone,
not on the number of processes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from multiprocessing import get_context
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from graph.judgement import Judgement, Linker, Verdict
from graph.names import fold
from ingest.resolve import known as knowledge
from ingest.resolve.by_score import BY
from ingest.resolve.candidates import LIMIT, WHOLE, in_order, keys, plausible
from ingest.resolve.features import compare
from ingest.resolve.parse import Parsed, Subject, parse
from ingest.resolve.register_pairs import Flags, Longs, Names, columns, pairs_of_blocks, unlike
from ingest.resolve.score import forbids, restrained, shipped

CHUNK = 10_000
LEAST = 0.3
"""名录阈值 Least probability of `same` to join two records of a register.

Nobody reviews the pairs of a register one by one, so that F1 counts, and not precision alone as with documents.
"""

MOST_LOOKED_INTO = 24
"""细看上限 A group of more names than this is not looked through pair by pair for what a hard rule keeps apart."""

_MOST_PLACES = 4
_NOT_SCORED = 2.0

Given = TypeVar("Given")
Map = Callable[[Callable[[Any], Any], Any], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """名录归并结果 For each record the position of the first of its group, and how many pairs were scored."""

    group: Longs
    scored: int


@dataclass(frozen=True, slots=True)
class Shape:
    """名称列 One chunk of names as columns; see `register_pairs.Names`."""

    full: list[str]
    place: Longs
    tail: Longs
    numbers: Longs
    whole: Flags
    loose: Flags
    hashes: Longs
    rows: Longs


@dataclass(frozen=True, slots=True)
class Judged:
    """对子判断 Pairs, the probability of `same`, whether the score says so, and whether a hard rule forbids it."""

    pairs: Longs
    probability: npt.NDArray[np.float64]
    same: Flags
    vetoed: Flags

    def __add__(self, other: "Judged") -> "Judged":
        """Return both together."""
        columns_ = zip(self._columns, other._columns, strict=True)
        return Judged(*(np.concatenate(both) for both in columns_))

    @property
    def _columns(self) -> tuple[Any, ...]:
        return self.pairs, self.probability, self.same, self.vetoed


def resolve(subjects: Sequence[Subject], processes: int = 2) -> Resolved:
    """Return the groups of a register's records; names that say nothing alone (市教育局) stay by themselves."""
    if not subjects:
        return Resolved(np.zeros(0, np.int64), 0)
    distinct, node = _distinct(subjects)
    with _mapping(processes if len(distinct) > CHUNK else 1) as apply:
        shapes = list(apply(shape, _chunks(distinct)))
        names = _names(distinct, shapes)
        pairs, known = pairs_of_blocks(names, LIMIT)
        worth = known | ~unlike(names.shown, pairs)
        judged = _scored(apply, distinct, pairs[worth], known[worth])
        linker = _linked(judged)
        inside = _unseen(linker, judged)
        if len(inside):
            judged += _scored(apply, distinct, inside, np.ones(len(inside), np.bool_))
            linker = _linked(judged)
    loose = np.concatenate([s.loose for s in shapes]) if shapes else np.zeros(0, np.bool_)
    return Resolved(_groups(linker, node, loose), len(judged.pairs))


def _distinct(subjects: Sequence[Subject]) -> tuple[list[Subject], Longs]:
    # What is said twice in the same words is compared once.
    places: dict[Subject, int] = {}
    node = np.fromiter((places.setdefault(s, len(places)) for s in subjects), np.int64, len(subjects))
    return list(places), node


@contextmanager
def _mapping(processes: int) -> Iterator[Map]:
    if processes < 2:
        yield map
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield pool.map


def _chunks(given: Sequence[Given]) -> Iterator[Sequence[Given]]:
    return (given[at : at + CHUNK] for at in range(0, len(given), CHUNK))


def shape(subjects: Sequence[Subject]) -> Shape:
    """Return a chunk of names as columns."""
    parsed = [parse(subject) for subject in subjects]
    hashed = [list(_hashes(p)) for p in parsed]
    return Shape(
        [p.full for p in parsed],
        np.array([len(p.full) - len(p.stem) for p in parsed], np.int64),
        np.array([len(p.stem) - len(p.core) for p in parsed], np.int64),
        np.array([_hash(repr(p.numbers)) if p.numbers else 0 for p in parsed], np.int64),
        np.array([p.full.endswith(WHOLE) for p in parsed], np.bool_),
        np.array([p.relative and not p.home for p in parsed], np.bool_),
        np.array([one for found in hashed for one in found], np.int64),
        np.repeat(np.arange(len(parsed)), [len(found) for found in hashed]),
    )


def _hashes(parsed: Parsed) -> Iterator[int]:
    type_ = parsed.subject.type
    names = {fold(parsed.plain), *knowledge.shipped().other_names(parsed.plain)}
    yield from (_hash(f"{type_}={name}") | 1 for name in names)
    yield from (_hash(f"{type_} {key}") & ~1 for key in keys(parsed) | set(_more_keys(parsed)))


def _more_keys(parsed: Parsed) -> Iterator[str]:
    # A register has too many names of one beginning: longer pieces, and those of one seat.
    stem = parsed.stem
    yield from (f"{n}{stem[:n]}" for n in (4, 5, 6) if len(stem) >= n)
    yield f".{parsed.core}"
    for code in sorted(parsed.where)[:_MOST_PLACES]:
        city = f"{code[:4]}"
        yield from (f"@{city}{stem[:n]}" for n in (2, 3, 4) if len(stem) >= n)
        yield f"@{city}.{stem}"


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def _names(distinct: Sequence[Subject], shapes: Sequence[Shape]) -> Names:
    types = {name: n for n, name in enumerate(sorted({s.type for s in distinct}))}
    chars, starts = columns([text for s in shapes for text in s.full])
    firsts = np.cumsum([0, *(len(s.full) for s in shapes)])
    return Names(
        chars=chars,
        starts=starts,
        place=np.concatenate([s.place for s in shapes]),
        tail=np.concatenate([s.tail for s in shapes]),
        numbers=np.concatenate([s.numbers for s in shapes]),
        whole=np.concatenate([s.whole for s in shapes]),
        kind=np.array([types[s.type] for s in distinct], np.int64),
        hashes=np.concatenate([s.hashes for s in shapes]),
        rows=np.concatenate([s.rows + first for s, first in zip(shapes, firsts, strict=False)]),
    )


def _scored(apply: Map, distinct: Sequence[Subject], pairs: Longs, known: Flags) -> Judged:
    tasks = (_task(distinct, pairs[at : at + CHUNK], known[at : at + CHUNK]) for at in range(0, len(pairs), CHUNK))
    rated = np.concatenate([np.zeros((0, 3)), *apply(rate, tasks)])
    kept = rated[:, 0] != _NOT_SCORED
    rated = rated[kept]
    return Judged(pairs[kept], rated[:, 0], rated[:, 1] > 0, rated[:, 2] > 0)


def _task(distinct: Sequence[Subject], pairs: Longs, known: Flags) -> tuple[list[Subject], Longs, Flags]:
    used, at = np.unique(pairs, return_inverse=True)
    return [distinct[i] for i in used], at.reshape(pairs.shape), known


def rate(task: tuple[list[Subject], Longs, Flags]) -> npt.NDArray[np.float64]:
    """Return, for each pair of a chunk, its probability of `same`, whether the score says so, whether it is vetoed."""
    subjects, pairs, known = task
    parsed = [parse(subject) for subject in subjects]
    found = (_rated(parsed[i], parsed[j], sure) for (i, j), sure in zip(pairs.tolist(), known.tolist(), strict=True))
    return np.array(list(found), np.float64).reshape(-1, 3)


def _rated(a: Parsed, b: Parsed, known: bool) -> tuple[float, bool, bool]:
    if not known and not (plausible(a, b) or within(a, b)):
        return _NOT_SCORED, False, False
    model = shipped()
    features = compare(a.subject, b.subject)
    probabilities = restrained(model.probabilities(features), features)
    vetoed = any(map(forbids, features))
    return probabilities[0], probabilities[0] >= LEAST and not vetoed, vetoed


def within(a: Parsed, b: Parsed) -> bool:
    """Tell whether one firm's name without place and form is in the other's, in order."""
    if a.numbers and b.numbers and a.numbers != b.numbers:
        return False
    return in_order(*sorted((a.core, b.core), key=len))


def _linked(judged: Judged) -> Linker:
    # Ids in the order of positions, so that the smallest of a group is the first.
    wanted = judged.same | judged.vetoed
    columns_ = (judged.pairs[wanted].tolist(), judged.probability[wanted].tolist(), judged.same[wanted].tolist())
    return Linker(
        Judgement(_id(i), _id(j), Verdict.SAME if same else Verdict.DIFFERENT, BY, "", "", probability)
        for (i, j), probability, same in zip(*columns_, strict=True)
    )


def _id(position: int) -> str:
    return f"{position:09}"


def _unseen(linker: Linker, judged: Judged) -> Longs:
    # The pairs within groups that no block brought together: a hard rule may keep them apart.
    groups: dict[str, list[int]] = defaultdict(list)
    for i in np.unique(judged.pairs[judged.same]).tolist():
        groups[linker.canonical(_id(i))].append(i)
    seen = set((judged.pairs[:, 0] << 32 | judged.pairs[:, 1]).tolist())
    found = [
        (i, j)
        for members in groups.values()
        if 2 < len(members) <= MOST_LOOKED_INTO
        for n, j in enumerate(members)
        for i in members[:n]
        if (i << 32 | j) not in seen
    ]
    return np.array(found, np.int64).reshape(-1, 2)


def _groups(linker: Linker, node: Longs, loose: Flags) -> Longs:
    root = np.array([int(linker.canonical(_id(i))) for i in range(len(loose))], np.int64)[node]
    # A name that means nothing without its place is another body's in every record.
    alone = loose[node]
    root[alone] = len(loose) + np.flatnonzero(alone)
    _, first, inverse = np.unique(root, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int64)
