"""转载 Which sources are reprints of one another: near copies of one text count as one independent source.

Invariant: a judgement `same` between the ids of two sources, by `rule:reprint`, says that their texts come from one;
it rests on the texts alone, except that two texts of one pattern which tell of different acts (another year's, other
parties') are no copies. Candidates share fingerprints that the store keeps (`Source.marks`); no two texts are compared
without. A person's word stands above it, as everywhere.

Method: shingles of Chinese characters and a bottom-k sketch of their hashes (Broder, “On the resemblance and
containment of documents”, 1997); the sketch finds, the whole sets of shingles decide.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from graph.judgement import Judgement, Verdict
from graph.model import Reading, Source
from graph.stores import Store
from ingest.clean import clean
from ingest.document import CleanText, Document
from ingest.resolve.tellings import Telling, acts_in, agree, pairs_in

BY = "rule:reprint"
SHINGLE = 6
MARKS = 24
"""指纹数 How many of a text's smallest hashes the store keeps."""

LEAST_SHINGLES, SHORT = 30, 100
"""最短 Shorter texts are not compared; up to SHORT, names alone make up half of a text, and all of it must be alike."""

WHOLE, PART = 0.55, 0.75
"""相似下限 Least share of the shorter text that stands in the longer one: of two of like length, of an abridged one."""

LIKE_LENGTH, LEAST_LENGTH = 0.6, 0.15
"""长度比 From what ratio on two texts are of like length; below the other, one is a mere passage of the other."""

MOST_COMPARED, ENOUGH = 8, 2
"""比较上限 With how many candidates a text is compared at most, and after how many copies found no more are sought."""

MOST_KEPT = 2000
"""暂存 Of how many texts the shingles are kept in memory (some 5 KB each)."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_SENTENCE = re.compile("[，。；！？]")
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_LEAST_LINE = 12
_BITS = np.uint64(64 - 48)
_BASE, _MIX = np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)

Hashes = NDArray[np.uint64]


def shingles(text: str) -> Hashes:
    """Return the sorted hashes (48 bits) of all runs of `SHINGLE` Chinese characters in the sentences of a clean text.

    Lines that are no sentences (headline, byline, menus) do not count, nor do figures, letters and punctuation.
    """
    lines = [line for line in text.splitlines() if len(line) >= _LEAST_LINE and _SENTENCE.search(line)]
    han = "".join(_HAN.findall("".join(lines or [text])))
    codes = np.frombuffer(han.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < SHINGLE:
        return np.empty(0, np.uint64)
    rolled = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for k in range(SHINGLE):
        rolled = rolled * _BASE + codes[k : len(codes) - SHINGLE + 1 + k]
    rolled = (rolled ^ (rolled >> np.uint64(29))) * _MIX
    return np.unique((rolled ^ (rolled >> np.uint64(32))) * _MIX >> _BITS)


def marks_of(clean_text: str) -> tuple[int, ...]:
    """Return the fingerprints of a clean text: the smallest hashes of its shingles, none for a very short one."""
    found = shingles(clean_text)
    return tuple(found[:MARKS].tolist()) if len(found) >= LEAST_SHINGLES else ()


def with_marks(reading: Reading, text: CleanText) -> Reading:
    """Return a reading whose source carries the fingerprints of its clean text."""
    return replace(reading, source=replace(reading.source, marks=marks_of(text.text)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """相似度 How much of the shorter text stands in the longer one, the ratio of lengths (0–1), the shorter length."""

    contained: float
    ratio: float
    size: int = SHORT

    @property
    def copied(self) -> bool:
        """True if one is a copy of the other, whole or abridged."""
        whole = self.ratio >= LIKE_LENGTH and self.contained >= WHOLE and self.size >= SHORT
        return whole or (self.ratio >= LEAST_LENGTH and self.contained >= PART)


def likeness(one: Hashes, other: Hashes) -> Likeness:
    """Compare two texts by their shingles."""
    short, long = sorted((len(one), len(other)))
    if short < LEAST_SHINGLES:
        return Likeness(0.0, 0.0)
    common = len(np.intersect1d(one, other, assume_unique=True))
    return Likeness(common / short, short / long, short)


class Reprints:
    """转载辨认 Proposes judgements between the sources of new readings and those that they are near copies of."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Hashes] = {}

    def resolve_all(self, readings: Sequence[Reading], replaced: Sequence[str] = ()) -> Mapping[str, set[str]]:
        """Judge the sources of `readings`, before the store takes them; return the copies found of each of them.

        `replaced` names the sources whose place they take.
        """
        gone = {*replaced, *(r.source.id for r in readings)}
        found: dict[str, set[str]] = defaultdict(set)
        said: list[Judgement] = []
        earlier = _Earlier()
        for reading in readings:
            said += self._judged(reading, earlier, gone, found)
            earlier.take(reading)
        self._store.judge(self._news(said))
        return found

    def _judged(
        self, reading: Reading, earlier: "_Earlier", gone: Collection[str], found: dict[str, set[str]]
    ) -> Iterable[Judgement]:
        marks = reading.source.marks
        if not marks:
            return
        shared = [*earlier.alike(marks), *(row for row in self._store.alike(marks) if row[0] not in gone)]
        told: list[Telling] | None = None
        for id_, _ in sorted(shared, key=lambda row: (-row[1], row[0]))[:MOST_COMPARED]:
            like = likeness(self._shingles(reading.source.id, earlier, reading), self._shingles(id_, earlier))
            if not like.copied:
                continue
            other = earlier.reading(id_) or self._store.reading(id_)
            told = self._told(reading) if told is None else told
            if _told_alike(told, self._told(other)):
                found[reading.source.id].add(id_)
                yield _same(reading.source, other.source, like)
                if len(found[reading.source.id]) == ENOUGH:
                    return

    def _shingles(self, id_: str, earlier: "_Earlier", reading: Reading | None = None) -> Hashes:
        if id_ not in self._known:
            reading = reading or earlier.reading(id_)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[id_] = shingles_of(reading.source if reading else self._store.source(id_))
        return self._known[id_]

    def _told(self, reading: Reading) -> list[Telling]:
        told = [*acts_in([reading], self._store), *pairs_in(reading, self._store)]
        return [t for t in told if len(t.parties) > 1]

    def _news(self, said: Sequence[Judgement]) -> Sequence[Judgement]:
        # Each copy is tied to those of another group once: thirty reprints are no 435 judgements.
        known = self._store.judgements_on({end for j in said for end in j.pair})
        spoken, group = {j.pair for j in known}, dict(self._store.canonical({end for j in said for end in j.pair}))
        news = []
        for judgement in said:
            left, right = (group[end] for end in judgement.pair)
            if left != right and judgement.pair not in spoken:
                news.append(judgement)
                group = {id_: left if at == right else at for id_, at in group.items()}
        return news


class _Earlier:
    # The readings of one batch that came before; the store does not have them yet.
    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}
        self._bearing: dict[int, list[str]] = defaultdict(list)

    def take(self, reading: Reading) -> None:
        self._readings[reading.source.id] = reading
        for mark in reading.source.marks:
            self._bearing[mark].append(reading.source.id)

    def reading(self, id_: str) -> Reading | None:
        return self._readings.get(id_)

    def alike(self, marks: Iterable[int], least: int = 2) -> list[tuple[str, int]]:
        shared: dict[str, int] = defaultdict(int)
        for mark in marks:
            for id_ in self._bearing.get(mark, ()):
                shared[id_] += 1
        return [row for row in shared.items() if row[1] >= least]


def _told_alike(one: Sequence[Telling], other: Sequence[Telling]) -> bool:
    # Texts after one pattern tell of acts that have nothing in common; a text without acts contradicts nothing.
    if not one or not other:
        return True
    common = sum(any(agree(a, b) for b in other) for a in one)
    return 2 * common >= min(len(one), len(other))


def shingles_of(source: Source) -> Hashes:
    """Return the hashes of a source's text, cleaned as for reading."""
    plain = _TAGS.sub("\n", source.text) if source.format == "html" else source.text
    return shingles(clean(Document(Source("", "", "", plain, "text"))).text)


def _same(one: Source, other: Source, like: Likeness) -> Judgement:
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    share = f"{like.contained:.0%}"
    why = (
        f"文字相同 {share}，视为一个来源 {share} of the shorter text stands in the other：{one.title} ～ {other.title}"
    )
    return Judgement(one.id, other.id, Verdict.SAME, BY, now, why, round(like.contained, 3))
