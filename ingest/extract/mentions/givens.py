"""人名判断 Whether a surname begins a person's name here, and how long the name is: a log-linear choice.

Choices are the lengths that the surname allows; “no name” scores 0. Weights are learned by `bench/train_mentions.py`.

Invariant: features see the text and the word lists only; the same function makes them for training and for reading.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.extract.mentions.boundary import Places, cut, word_at, word_before
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import OPEN, SOFT

_BYLINE = re.compile(
    r"记者|通讯员|摄影|编辑|文字|撰稿|供稿|初审|复审|终审|审核|责编|校对|来源|作者|图片|图文|策划|监制|编审|素材|排版|讯[（(]|[图文摄][：:/]|电[（(]"
)


@dataclass(frozen=True)
class Given:
    """人名 A person's name in the text, and how likely it is one."""

    start: int
    end: int
    probability: float


def surname_places(places: Places) -> Iterator[int]:
    """Yield the places where a surname stands before a character that may be of a given name."""
    text, surnames = places.text, lexicon().surnames
    for at in range(len(text) - 1):
        single = text[at] in surnames and "\u4e00" <= text[at + 1] <= "\u9fff"
        double = text[at : at + 2] in lexicon().double_surnames and "\u4e00" <= text[at + 2 : at + 3] <= "\u9fff"
        if single or double:
            yield at


def lengths(places: Places, at: int) -> list[int]:
    """Return the possible ends of a name that begins at `at`."""
    text = places.text
    ends = [at + 2, at + 3] if text[at] in lexicon().surnames else []
    if text[at : at + 2] in lexicon().double_surnames:
        ends = [at + 3, at + 4]
    return [e for e in ends if e <= len(text) and all("\u4e00" <= c <= "\u9fff" for c in text[at + 1 : e])]


def name_features(places: Places, start: int, end: int) -> Iterator[str]:
    """Yield the features of [start, end) as a person's name."""
    text = places.text
    left, right = _left(places, start), _right(places, end)
    size = end - start
    yield from (
        "bias",
        f"n:{size}",
        f"l:{left}",
        f"r:{right}",
        f"lr:{left}|{right}",
        f"nr:{size}|{right}",
        f"nl:{size}|{left}",
    )
    yield from (
        f"b:{text[max(0, start - 1) : start]}",
        f"bb:{text[max(0, start - 2) : start]}",
        f"bbb:{text[max(0, start - 3) : start]}",
    )
    yield from (f"a:{text[end : end + 1]}", f"aa:{text[end : end + 2]}", f"na:{size}|{text[end : end + 2]}")
    ends, begins = word_before(text, start), word_at(text, end)
    yield from (f"v:{ends}", f"va:{begins}", f"vv:{ends}|{begins}", f"va-r:{begins}|{right}", f"nva:{size}|{begins}")
    if name_word := lexicon().words.get(text[start:end]):
        yield f"word:{name_word}"
    yield f"cuts:{cut(text, start)}|{cut(text, end)}"
    yield from _inside(places, start, end)
    count = places.count(text[start:end])
    longer = places.count(text[start : end + 1]) if end < len(text) else 0
    yield f"count:{min(count, 4)}"
    yield f"count-longer:{min(count, 4)}|{count == longer}"
    if size > 2:
        yield f"count-shorter:{places.count(text[start : end - 1]) > count}"
    if _BYLINE.search(text, max(text.rfind("\n", 0, start), text.rfind("。", 0, start), start - 40, 0), start):
        yield from ("byline", f"byline:{left}")


def _inside(places: Places, start: int, end: int) -> Iterator[str]:
    text, given = places.text, lexicon().given
    double = text[start : start + 2] in lexicon().double_surnames and end - start > 2
    first = start + (2 if double else 1)
    surname = text[start:first]
    yield f"s:{surname}"
    yield f"sc:{'double' if double else surname in lexicon().common_surnames}"
    for n, at in enumerate(range(first, end)):
        yield f"g{n}:{text[at]}"
        yield f"gg{n}:{text[at] in given}"
        yield f"gw{n}:{places.scan.walls[at]}"
    yield f"given:{text[first:end]}" if end - first == 2 else f"given1:{text[first:end]}"
    yield f"all-given:{all(c in given for c in text[first:end])}"
    region = places.region_of(start)
    if region:
        yield f"region:{region - start}"
    if any(e in places.ending for e in range(start + 1, end + 1)):
        yield "suffix-inside"


def _left(places: Places, at: int) -> str:
    if at == 0 or places.text[at - 1] == "\n":
        return "line"
    if at in places.title_ends:
        return "title"
    if at in places.ending:
        return "suffix"
    mark = places.scan.walls[at - 1]
    character = places.text[at - 1]
    if mark == SOFT or not "\u4e00" <= character <= "\u9fff":
        return character
    return "open" if mark == OPEN else "stop"


def _right(places: Places, at: int) -> str:
    if at >= len(places.text) or places.text[at] == "\n":
        return "line"
    if at in places.title_starts:
        return "title"
    character = places.text[at]
    mark = places.scan.walls[at]
    if mark == SOFT or not "\u4e00" <= character <= "\u9fff":
        return character
    if places.text.startswith(lexicon().honorifics, at):
        return "verb"
    return "open" if mark == OPEN else "stop"


def choose_name(places: Places, at: int, weights: Mapping[str, float]) -> Given | None:
    """Return the likeliest name that begins at `at`; None where no name is likelier."""
    get = weights.get
    ends = lengths(places, at)
    scores = [0.0, *(sum(get(f, 0.0) for f in name_features(places, at, end)) for end in ends)]
    best = max(range(len(scores)), key=scores.__getitem__)
    if best == 0:
        return None
    return Given(at, ends[best - 1], 1 / sum(math.exp(s - scores[best]) for s in scores))
