"""名称边界 Where the name that ends in a suffix begins, or that it is no name: a log-linear choice of places.

Each candidate start has a score: the sum of the weights of its features; so has the suffix. “No name” scores 0. The
weights are learned (`bench/train_mentions.py`) by maximum likelihood with an L2 penalty (a conditional logit model).

Invariant: features see the text and the word lists only; the same function makes them for training and for reading.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.relative import RELATIVE
from ingest.extract.mentions.scan import OPEN, SOFT, WALL, Scan, Suffix

LONGEST = 44
_BUCKETS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 10, 10, 12, 12, 12, 15, 15, 15, 18, 18, 18, 22, 22, 22, 22)


class Here(NamedTuple):
    """此处 What is seen of a place alone: the mark before it, the region and the relative word that begin there."""

    wall: str
    region: str
    relative: str
    word: str


@dataclass(frozen=True)
class Places:
    """位置特征 What the features need to know of a text, computed once per text."""

    scan: Scan
    starts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    heres: dict[int, Here] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The clean text."""
        return self.scan.text

    @cached_property
    def title_starts(self) -> frozenset[int]:
        """Where titles of office begin."""
        return frozenset(start for start, _, _ in lexicon().titles.find(self.text))

    @cached_property
    def title_ends(self) -> frozenset[int]:
        """Where titles of office end."""
        return frozenset(end for _, end, _ in lexicon().titles.find(self.text))

    @cached_property
    def region_ends(self) -> frozenset[int]:
        """Where region names end."""
        return frozenset(self.scan.regions.values())

    @cached_property
    def _counts(self) -> dict[str, int]:
        return {}

    def count(self, form: str) -> int:
        """Return how often `form` occurs in the text."""
        known = self._counts.get(form)
        if known is None:
            known = self._counts[form] = self.text.count(form)
        return known

    @cached_property
    def _region_cover(self) -> dict[int, int]:
        return {at: end for start, end in self.scan.regions.items() for at in range(start, end)}

    def region_of(self, at: int) -> int:
        """Return the end of the region name that covers `at`; 0 if none does."""
        return self._region_cover.get(at, 0)

    @cached_property
    def ending(self) -> dict[int, Suffix]:
        """Suffix by end."""
        return {s.end: s for s in self.scan.suffixes}

    @cached_property
    def following(self) -> dict[int, Suffix]:
        """For each suffix (by end): the next one, if a name may run on to it."""
        walls, suffixes = self.scan.walls, self.scan.suffixes
        pairs = pairwise(suffixes)
        return {a.end: b for a, b in pairs if a.end <= b.start <= a.end + 14 and WALL not in walls[a.end : b.start]}

    @cached_property
    def shared(self) -> dict[int, dict[int, int]]:
        """For each suffix (by end): length of shared text before it → how many like suffixes share just that."""
        return _shared(self.scan)

    def candidates(self, suffix: Suffix) -> range:
        """Return the places where a name with this suffix may begin, nearest first."""
        low = max(0, suffix.end - LONGEST)
        start = suffix.start
        while start > low and (self.scan.walls[start - 1] != WALL or _passable(self.text[start - 1])):
            start -= 1
        return range(suffix.start, start - 1, -1)

    @cached_property
    def _ends(self) -> list[int]:
        return sorted(self.ending)

    def inner(self, start: int, end: int) -> list[Suffix]:
        """Return the suffixes that lie in [start, end), by end; none of a single character at the start."""
        ends = self._ends[bisect_left(self._ends, start + 2) : bisect_right(self._ends, end)]
        return [s for e in ends if (s := self.ending[e]).start >= start]

    @cached_property
    def _region_starts(self) -> list[int]:
        return sorted(self.scan.regions)

    def regions(self, start: int, end: int) -> list[int]:
        """Return where region names begin in [start, end)."""
        starts = self._region_starts
        return starts[bisect_left(starts, start) : bisect_left(starts, end)]

    def here(self, at: int) -> Here:
        """Return what is seen of a place, whatever name begins there."""
        known = self.heres.get(at)
        if known is None:
            known = self.heres[at] = _here(self, at)
        return known

    def at_start(self, at: int) -> tuple[str, ...]:
        """Return the features of `at` as the start of a name."""
        known = self.starts.get(at)
        if known is None:
            known = self.starts[at] = tuple(_start_features(self, at))
        return known


def _passable(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character in "“”"


def _shared(scan: Scan) -> dict[int, dict[int, int]]:
    alike: dict[str, list[Suffix]] = defaultdict(list)
    for suffix in scan.suffixes:
        alike[scan.text[suffix.start : suffix.end]].append(suffix)
    shared: dict[int, dict[int, int]] = {}
    for group in alike.values():
        for suffix in group:
            lengths: dict[int, int] = defaultdict(int)
            for other in group[:24]:
                if other is not suffix:
                    lengths[_common(scan.text, suffix.start, other.start)] += 1
            shared[suffix.end] = lengths
    return shared


def _common(text: str, a: int, b: int) -> int:
    length = 0
    while length < LONGEST and a - length > 0 and b - length > 0 and text[a - length - 1] == text[b - length - 1]:
        length += 1
    return length


def _wall(places: Places, at: int) -> str:
    if at == 0 or places.text[at - 1] == "\n":
        return "line"
    mark = places.scan.walls[at - 1]
    if mark == OPEN:
        return "open"
    character = places.text[at - 1]
    return character if mark == SOFT or not "\u4e00" <= character <= "\u9fff" else "stop"


def _here(places: Places, at: int) -> Here:
    region = places.scan.regions.get(at)
    kind = "" if region is None else "long" if region - at > 2 else "short"
    relative = RELATIVE.match(places.text, at)
    return Here(_wall(places, at), kind, relative[0] if relative else "", word_before(places.text, at))


def _start_features(places: Places, at: int) -> Iterator[str]:
    text = places.text
    before, before2, before3 = text[max(0, at - 1) : at], text[max(0, at - 2) : at], text[max(0, at - 3) : at]
    here, here2 = text[at : at + 1], text[at : at + 2]
    wall, kind, relative, ends = places.here(at)
    yield from (f"b:{before}", f"bb:{before2}", f"bbb:{before3}", f"h:{here}", f"hh:{here2}", f"bh:{before}{here}")
    yield from (f"w:{wall}", f"r:{kind}", f"wr:{wall}|{kind}", f"br:{before2}|{kind}")
    begins = word_at(text, at)
    yield from (f"v:{ends}", f"vw:{ends}|{begins}", f"vx:{begins}", f"vr:{ends}|{kind}", f"cut:{cut(text, at)}|{kind}")
    if relative:
        yield from (f"rel:{relative}", f"relw:{wall}")
    if at in places.region_ends:
        yield f"after-region:{kind}"
    if (ended := places.ending.get(at)) is not None:
        yield f"after-suffix:{ended.tag}|{kind}"
    if at in places.title_ends:
        yield "after-title"
    if text[at - 1 : at] in "“（《" and at:
        yield f"quoted:{text[at - 1]}"


def word_before(text: str, at: int) -> str:
    # the longest common word that ends here: its part of speech and length
    for size in (4, 3, 2, 1):
        if (speech := lexicon().words.get(text[at - size : at])) and at >= size:
            return f"{speech}{min(size, 3)}"
    return "?"


def word_at(text: str, at: int) -> str:
    for size in (4, 3, 2, 1):
        if speech := lexicon().words.get(text[at : at + size]):
            return f"{speech}{min(size, 3)}"
    return "?"


def cut(text: str, at: int) -> bool:
    # whether a common word runs across this place
    words = lexicon().words
    return any(text[at - n : at + m] in words for n, m in ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1)) if at >= n)


def inside_features(places: Places, suffix: Suffix, at: int) -> Iterator[str]:
    """Yield the features of the name from `at` to the suffix, other than those of its start."""
    text, walls, type_ = places.text, places.scan.walls, suffix.tag
    size = suffix.start - at
    bucket = _BUCKETS[size] if size < len(_BUCKETS) else 25
    wall, kind, relative, ends = places.here(at)
    yield from (f"vt:{ends}|{type_}", f"vwt:{ends}|{wall == 'open'}|{kind}|{type_}")
    yield from (f"n:{bucket}|{type_}", f"wt:{wall}|{type_}", f"rt:{kind}|{type_}", f"wrt:{wall}|{kind}|{type_}")
    if relative:
        yield from (f"relt:{relative}|{type_}", f"relwt:{relative}|{wall}|{type_}")
    if text[at - 1 : at] == "“" and text[suffix.end : suffix.end + 1] == "”":
        yield from ("enclosed", f"enclosed:{type_}")
    stops, softs = walls.count(WALL, at, suffix.start), walls.count(SOFT, at, suffix.start)
    if "“" in (name := text[at : suffix.start]) or "”" in name:
        stops -= name.count("“") + name.count("”")
        yield f"quotes:{name.count('“')}{name.count('”')}|{name[0] == '“'}|{type_}"
    if stops:
        yield f"stops:{min(stops, 4)}"
    if softs:
        yield f"softs:{min(softs, 3)}"
        yield f"softs:{min(softs, 3)}|{type_}"
    inner = places.inner(at, suffix.start)
    yield "inner:" + ">".join(s.tag for s in inner[-3:])
    if inner:
        rest = suffix.start - inner[-1].end
        yield f"rest:{min(rest, 9)}|{inner[-1].tag}>{type_}"
        yield f"inner-at:{inner[0].tag}|{min(inner[0].start - at, 3)}"
    regions = places.regions(at, suffix.start)
    yield f"regions:{len(regions[:3])}|{bool(regions) and regions[0] == at}"
    if regions and regions[0] != at:
        yield f"late-region:{min(regions[0] - at, 8)}"
    yield from _repeats(places, suffix, size)
    if (name := text[at : suffix.end]) in lexicon().not_names:
        yield "generic"
    elif size <= 4:
        yield f"name:{name}"


def _repeats(places: Places, suffix: Suffix, size: int) -> Iterator[str]:
    lengths = places.shared[suffix.end]
    if not lengths:
        return
    longer = sum(n for length, n in lengths.items() if length >= size)
    if longer:
        yield f"again:{min(longer, 3)}"
    if lengths.get(size):
        yield "parts-here"
        yield f"parts-here:{min(size, 3)}"


def suffix_features(places: Places, suffix: Suffix) -> Iterator[str]:
    """Yield the features of a suffix as the end of a name, wherever that begins."""
    text = places.text
    word, after, after2 = (
        text[suffix.start : suffix.end],
        text[suffix.end : suffix.end + 1],
        text[suffix.end : suffix.end + 2],
    )
    before, before2 = text[max(0, suffix.start - 1) : suffix.start], text[max(0, suffix.start - 2) : suffix.start]
    title = "title" if suffix.end in places.title_starts else ""
    yield from ("bias", f"t:{suffix.tag}", f"s:{word}", f"a:{after}", f"aa:{after2}", f"p:{before}", f"pp:{before2}")
    yield from (
        f"ps:{before}{word}",
        f"pps:{before2}{word}",
        f"ta:{suffix.tag}|{after}",
        f"tt:{suffix.tag}|{title}",
        f"st:{word}|{title}",
    )
    if (following := places.following.get(suffix.end)) is not None:
        gap, next_word = following.start - suffix.end, text[following.start : following.end]
        yield from (f"next:{next_word}|{min(gap, 3)}", f"next-t:{suffix.tag}>{following.tag}|{min(gap, 6)}")
        yield f"next-s:{word}>{next_word}"
    else:
        yield f"last:{suffix.tag}"
    if suffix.weak:
        yield f"unit:{word}|{any(text.endswith(w, 0, suffix.start) for w in lexicon().unit_words)}"
    if title:
        others = places.shared[suffix.end]
        yield f"title-again:{bool(others)}"
    line = text.rfind("\n", 0, suffix.start) + 1
    yield f"line:{min((suffix.start - line) // 40, 4)}"
