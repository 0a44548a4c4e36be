"""名称块 The pairs of a register's names worth scoring, found in columns: blocks of equal hashes, and a cheap check.

Invariant: `unlike` says so only of pairs that `candidates.plausible`, or `within` of `register`, would refuse: it saves
time and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_MOST_APART = 2
_SLIP = 6


@dataclass(frozen=True, slots=True)
class Names:
    """名称列 Names as columns: characters end to end with the start of each name (n + 1), and what tells them apart.

    `place`: how many characters are the place, `tail`: how many are the legal form; `numbers`: a hash of the numbers
    in the name, 0 for none; `whole`: the name ends as a full name does; `kind`: a number for the type; `hashes` of
    pieces with the `rows` that have them, odd for a piece that is a whole name, known to be one's.
    """

    chars: npt.NDArray[np.int32]
    starts: Longs
    place: Longs
    tail: Longs
    numbers: Longs
    whole: Flags
    kind: Longs
    hashes: Longs
    rows: Longs

    @property
    def shown(self) -> tuple[Any, ...]:
        """The columns that `unlike` looks at."""
        return self.chars, self.starts, self.place, self.tail, self.numbers, self.whole


def columns(texts: Sequence[str]) -> tuple[npt.NDArray[np.int32], Longs]:
    """Return texts as characters end to end, and where each starts."""
    chars = np.frombuffer("".join(texts).encode("utf-32-le"), np.int32)
    starts = np.concatenate(([0], np.cumsum([len(t) for t in texts]))).astype(np.int64)
    return chars, starts


def pairs_of_blocks(names: Names, limit: int) -> tuple[Longs, Flags]:
    """Return the pairs (m × 2, lower first, each once) with a piece in common that at most `limit` names have.

    Beside them, whether the piece is a whole name.
    """
    lacking, owners = _lacking(names.chars, names.starts, names.kind)
    hashes = np.concatenate((names.hashes, lacking.view(np.int64) & ~np.int64(1)))
    rows = np.concatenate((names.rows, owners))
    order = np.argsort(hashes, kind="stable")
    hashes, rows = hashes[order], rows[order]
    edges = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1], [True]))).astype(np.int64)
    sizes = np.diff(edges)
    keep = (sizes > 1) & (sizes <= limit)
    coded = _unique(_pairs(edges[:-1][keep], sizes[keep], rows, hashes, np.int64(len(names.starts))))
    left, right, known = coded >> 33, (coded >> 2) & 0x7FFFFFFF, (coded & 1).astype(np.bool_)
    # A pair that comes as known and as not comes twice, one after the other: known stands last.
    last = np.concatenate(((coded[1:] >> 2) != (coded[:-1] >> 2), [True])) if len(coded) else np.zeros(0, np.bool_)
    return np.stack((left, right), axis=1)[last], known[last]


def _unique(coded: Longs) -> Longs:
    coded.sort()
    return coded[np.concatenate(([True], coded[1:] != coded[:-1]))] if len(coded) else coded


@njit(cache=True)
def _lacking(chars: Any, starts: Any, kind: Any) -> Any:
    # For each name of five characters and more its hash, whole and with each one character left out: a slip, a
    # misread or doubled character and two turned round give two names such a hash in common.
    n = len(starts) - 1
    total = 0
    for i in range(n):
        size = starts[i + 1] - starts[i]
        total += size + 1 if size > 4 else 0
    found, owners = np.empty(total, np.uint64), np.empty(total, np.int64)
    at = 0
    for i in range(n):
        size = starts[i + 1] - starts[i]
        if size <= 4:
            continue
        for gone in range(-1, size):
            mixed = np.uint64(kind[i] + 1)
            for k in range(size):
                if k != gone:
                    mixed = (mixed ^ np.uint64(chars[starts[i] + k])) * _PRIME
                    mixed ^= mixed >> np.uint64(29)
            found[at], owners[at] = mixed, i
            at += 1
    return found, owners


@njit(cache=True)
def _pairs(edges: Any, sizes: Any, rows: Any, hashes: Any, n: Any) -> Any:
    total = 0
    for size in sizes:
        total += size * (size - 1) // 2
    found = np.empty(total, np.int64)
    at = 0
    for block in range(len(edges)):
        first, size = edges[block], sizes[block]
        known = hashes[first] & 1
        for i in range(first, first + size):
            for j in range(first, i):
                a, b = min(rows[i], rows[j]), max(rows[i], rows[j])
                if a != b:
                    found[at] = (a << 33) | (b << 2) | known
                    at += 1
    return found[:at].copy()


@njit(cache=True)
def unlike(shown: Any, pairs: Any) -> Any:
    """Tell of each pair whether it cannot be plausible, nor one's name without place and form be in the other's."""
    chars, starts, place, tail, numbers, whole = shown
    found = np.zeros(len(pairs), np.bool_)
    for n in range(len(pairs)):
        a, b = pairs[n, 0], pairs[n, 1]
        if starts[a + 1] - starts[a] > starts[b + 1] - starts[b]:
            a, b = b, a
        x, y = chars[starts[a] : starts[a + 1]], chars[starts[b] : starts[b + 1]]
        apart = numbers[a] and numbers[b] and numbers[a] != numbers[b]
        if apart or _odd(x, y) > min(_MOST_APART, len(x) // 4):
            found[n] = True
        elif len(y) - len(x) > 1:
            inside = whole[a] and np.all(y[: len(x)] == x)
            s, t = x[place[a] :], y[place[b] :]
            core = _nested(s[: len(s) - tail[a]], t[: len(t) - tail[b]])
            ordered = core or _nested(s, t) or _in_order(x, y) or _unequal(x, y[len(y) - len(x) :]) <= _MOST_APART
            found[n] = (inside and not core) or not ordered
    return found


@njit(cache=True)
def _odd(x: Any, y: Any) -> Any:
    # How many characters of one the other lacks.
    odd = 0
    for i in range(len(x)):
        if not np.any(x[:i] == x[i]) and not np.any(y == x[i]):
            odd += 1
    return odd


@njit(cache=True)
def _unequal(x: Any, y: Any) -> Any:
    return np.sum(x != y)


@njit(cache=True)
def _nested(x: Any, y: Any) -> Any:
    return _in_order(x, y) if len(x) <= len(y) else _in_order(y, x)


@njit(cache=True)
def _in_order(x: Any, y: Any) -> Any:
    at = 0
    for char in x:
        while at < len(y) and y[at] != char:
            at += 1
        if at == len(y):
            return False
        at += 1
    return True
