"""字面对齐 How two names lie over each other: as short form and full form, or as a name and a damaged copy.

Invariant: pure and general; knows characters, generic words and where words begin, but no single organization.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from ingest.resolve.divisions import leading
from ingest.resolve.parse import pieces
from ingest.resolve.words import shapes, sounds, words

INSIDE_WORD = 0.4
"""词中字 What a character of a short form counts if it comes from the middle of a word (from its head: 1)."""

_MOST_DAMAGED = 2
_FREE = frozenset(
    "职业 技术 职业技术 高等 专科 中等 专业 学院 大学 学校 科技 有限 责任 股份 公司 集团 委员会 省 市".split()
)
"""可省的词 Words that a short form leaves out without saying anything by it."""


@lru_cache(maxsize=65536)
def short_fit(short: str, full: str) -> float:
    """Return how well `short` is a short form of `full`: 0 not at all, 1 every character heads a word.

    The characters of a short form stand in the full name in order, the first at its head or after its
    place, and its last one agrees with the kind of body that the full name ends in.
    """
    if not 2 <= len(short) < len(full) or not head_agrees(short, full):
        return 0.0
    starts = word_starts(full)
    best: dict[int, float] = {}
    for i, char in enumerate(full):
        if char == short[0] and i in starts:
            best[i] = 1.0 if i == 0 or i == _after_place(full) else 0.7
    for char in short[1:]:
        best = dict(_next(char, full, best, starts))
    return max(best.values(), default=0.0) / len(short)


@lru_cache(maxsize=65536)
def skips(short: str, full: str) -> int:
    """Return how many words of `full` the short form passes over, its place, levels and legal forms aside.

    >>> skips("济职院", "济南职业学院"), skips("济职院", "济南护理职业学院")
    (0, 1)
    """
    after, wanted, missed = _after_place(full), short, 0
    if after and short[0] in full[:after]:
        wanted = short[1:]
    for piece, _ in pieces(full[after:]):
        taken = sum(1 for char in piece if char in wanted)
        wanted = "".join(c for c in wanted if c not in piece) if taken else wanted
        missed += not taken and piece not in _FREE
    return missed


def _next(char: str, full: str, before: dict[int, float], starts: frozenset[int]) -> Iterator[tuple[int, float]]:
    for i, other in enumerate(full):
        if other == char and (earlier := [(at, score) for at, score in before.items() if at < i]):
            gains = (score + (1.0 if at == i - 1 or i in starts else INSIDE_WORD) for at, score in earlier)
            yield i, max(gains)


def head_agrees(short: str, full: str) -> bool:
    """Tell whether the last character of a short form may stand for the last word of the full name.

    >>> head_agrees("江苏建院", "江苏建筑职业技术学院"), head_agrees("南信大", "南京信息职业技术学院")
    (True, False)
    """
    heads = words().short_heads
    mark = next((h for h in heads if short.endswith(h)), "")
    form = next((f for f in words().forms if full.endswith(f)), "")
    ends = {full, full.removesuffix(form), full.removesuffix(form).removesuffix("集团")}
    return not mark or any(end.endswith((mark, *heads[mark])) for end in ends)


@lru_cache(maxsize=65536)
def word_starts(text: str) -> frozenset[int]:
    """Return the positions at which a word of `text` begins."""
    after = _after_place(text)
    found, at = {0, after}, after
    for piece, _ in pieces(text[after:]):
        found |= {at + n for n in range(0, len(piece), 2)}
        at += len(piece)
    return frozenset(found)


def _after_place(text: str) -> int:
    return len(text) - len(leading(text)[1])


def damage(a: str, b: str) -> str:
    """Tell whether one text may be the other, misread or mistyped: "", "broken", "rare", "common".

    "broken": one text lacks a word that the other has there (党总支, 党总之); "rare": each wrong character is one
    that names hardly use, and looks like the right one; "common": characters alike in look or sound in what may
    as well be two names.
    """
    if min(len(a), len(b)) < 4 or a == b:
        return ""
    if _transposed(a, b) or slip(a, b):
        return "broken" if _breaks(a, b) else ""
    wrong = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    if len(a) != len(b) or len(wrong) > _MOST_DAMAGED or not all(alike(x, y) for x, y in wrong):
        return ""
    if _breaks(a, b):
        return "broken"
    return "rare" if all((rare(x) or rare(y)) and look_alike(x, y) for x, y in wrong) else "common"


def _breaks(a: str, b: str) -> bool:
    # One text has characters that belong to no word where the other has a word; two places are two places.
    lost = abs((len(a) - _understood(a)) - (len(b) - _understood(b)))
    return lost > 0 and not (_place(a) and _place(b) and a[:2] != b[:2])


def _transposed(a: str, b: str) -> bool:
    wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    return len(a) == len(b) and len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(a) == sorted(b)


def _understood(text: str) -> int:
    # How many characters belong to a place or a generic word of two characters or more.
    after = _after_place(text)
    return after + sum(len(piece) for piece, generic in pieces(text[after:]) if generic and len(piece) > 1)


def _place(text: str) -> bool:
    return _after_place(text) > 0


def alike(a: str, b: str) -> bool:
    """Tell whether two characters look or sound alike."""
    return look_alike(a, b) or bool(sounds().get(a, frozenset()) & sounds().get(b, frozenset()))


def look_alike(a: str, b: str) -> bool:
    """Tell whether two characters look alike."""
    return (min(a, b), max(a, b)) in shapes()


def rare(char: str) -> bool:
    """Tell whether a character is outside the 3,755 everyday ones (level 1 of GB 2312)."""
    try:
        return not 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return True


def slip(a: str, b: str) -> bool:
    """Tell whether one text is the other with one character left out or doubled."""
    short, long = sorted((a, b), key=len)
    return len(long) == len(short) + 1 >= 6 and any(long[:i] + long[i + 1 :] == short for i in range(1, len(long) - 1))


def likeness(a: str, b: str) -> float:
    """Return the share of characters that two texts have in common, in order (0–1)."""
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def swapped(a: str, b: str) -> list[tuple[str, str]]:
    """Return the stretches in which two texts differ, as (of a, of b)."""
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(a[i:j], b[k:m]) for tag, i, j, k, m in codes if tag != "equal"]
