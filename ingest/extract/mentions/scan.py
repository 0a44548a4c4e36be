"""扫描 One pass over the clean text: where names may end (suffixes), and what they do not cross (walls).

Invariant: finds marks only and decides nothing; every later stage reads the same `Scan`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.extract.mentions.lexicon import lexicon

OPEN, SOFT, WALL = 0, 1, 2
_NAME_CHARACTER = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbfA-Za-z0-9·—\-]")
_SOFT = frozenset("与和及、暨")
_DATE = re.compile(
    r"\d+(年|月份|月|日|时|点|分|周年|号)|[本同次上下去今]年|[本上下]周|[一二三四五六七八九十]+月|\d{3,}"
)
_BRACKET = re.compile(r"(?<=[\u4e00-\u9fff])[（(]([\u4e00-\u9fff]{1,8})[）)](?=(.{0,8}))")


@dataclass(frozen=True, slots=True)
class Suffix:
    """后缀 An occurrence of a word that ends names of one type; a weak one needs support before it."""

    start: int
    end: int
    type: str
    weak: bool = False
    brand: bool = False

    @property
    def tag(self) -> str:
        """The type, marked where the suffix is weak or a brand: its kind for the features of a model."""
        return f"{self.type}{'~' * self.weak}{'!' * self.brand}"


@dataclass(frozen=True)
class Scan:
    """扫描结果 Suffixes by end, one wall mark per character, regions by start."""

    text: str
    walls: bytearray
    suffixes: tuple[Suffix, ...]
    regions: dict[int, int]


@lru_cache(maxsize=2)
def scan(text: str) -> Scan:
    """Return the marks of `text`; several stages ask for those of the same text one after the other."""
    suffixes = _suffixes(text)
    regions = _regions(text)
    walls = _walls(text, suffixes, regions)
    return Scan(text, walls, suffixes, regions)


def _suffixes(text: str) -> tuple[Suffix, ...]:
    best: dict[int, Suffix] = {}
    for words, weak in ((lexicon().suffixes, False), (lexicon().weak, True)):
        for start, end, type_ in words.find(text):
            if end not in best or end - start > best[end].end - best[end].start:
                best[end] = Suffix(start, end, type_.removeprefix("brand "), weak, type_.startswith("brand "))
    longest: list[Suffix] = []
    for suffix in sorted(best.values(), key=lambda s: s.end):
        # a suffix inside a longer one is part of it: 集团 in 集团有限公司 is none of its own
        while longest and suffix.start <= longest[-1].start:
            longest.pop()
        longest.append(suffix)
    return tuple(s for s in longest if s.type != "look_alikes")


def _regions(text: str) -> dict[int, int]:
    found: dict[int, int] = {}
    last = 0
    for start, end, _ in sorted(lexicon().regions.find(text), key=lambda r: (r[0], -r[1])):
        if start >= last:
            found[start] = last = end
    return found


def _walls(text: str, suffixes: tuple[Suffix, ...], regions: dict[int, int]) -> bytearray:
    walls = bytearray(OPEN if _NAME_CHARACTER.match(c) else WALL for c in text)
    kept = bytearray(len(text))
    for start, end in [*regions.items(), *((s.start, s.end) for s in suffixes if not s.weak)]:
        kept[start:end] = b"\1" * (end - start)
    for start, end, _ in lexicon().protected.find(text):
        kept[start:end] = b"\1" * (end - start)
    for match in _BRACKET.finditer(text):
        if _belongs(match, regions):
            walls[match.start()], walls[match.end() - 1] = OPEN, OPEN
    for start, end, _ in lexicon().stops.find(text):
        if not all(kept[start:end]):
            walls[start:end] = bytes([WALL]) * (end - start)
    for match in _DATE.finditer(text):
        walls[match.start() : match.end()] = bytes([WALL]) * (match.end() - match.start())
    for at, character in enumerate(text):
        if character in _SOFT and not kept[at]:
            walls[at] = SOFT
    return walls


def _belongs(match: re.Match[str], regions: dict[int, int]) -> bool:
    # （武汉） in 中国地质大学（武汉）, （济南） in 软件技术（济南）有限公司, （集团） in （集团）有限公司
    inside, after = match[1], match[2]
    return match.start() + 1 in regions or inside in ("集团", "中国", "国家") or after.startswith(("有限", "股份"))
