"""行政区划 Where a name or an address says that something lies, as codes of administrative divisions.

Invariant: a place is the set of all divisions that the words may mean (鼓楼区 is in four cities); codes are
six digits, and a division lies in another if the other's code, without its zeros, begins its own.
Source and date of the data: `tables/divisions.tsv`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ingest.resolve.words import table_lines

Place = frozenset[str]
NOWHERE: Place = frozenset()

_NO_NAMES = re.compile("市辖区|县|.*直辖县级行政区划|市区|郊区|城区|.*海域")
_NATIONS = (
    "蒙古族|藏族|维吾尔|壮族|回族|朝鲜族|土家族|苗族|彝族|侗族|布依族|白族|傣族|景颇族|哈尼族|傈僳族|羌族|哈萨克|柯尔克孜|满族|瑶族|黎族|畲族|"
    "水族|仡佬族|仫佬族|毛南族|达斡尔族|鄂温克族|拉祜族|佤族|纳西族|普米族|怒族|独龙族|保安族|东乡族|撒拉族|裕固族|土族|锡伯|塔吉克|各族"
)
_SHORT = re.compile(rf"(.{{2,}}?)(?:{_NATIONS})*(?:省|特别行政区|自治区|自治州|自治县|地区|盟|市|县|自治旗)")
_OTHER_USE = re.compile("街道|社区|镇|村|路|大道|湖|山(?!区)|河|江(?!苏)")
_ENDS = "省市区县州旗盟"
_LONGEST = 15


@lru_cache(maxsize=1)
def names() -> dict[str, Place]:
    """Return the divisions by their full names, provinces and cities by their short names too."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in _rows():
        found[name].add(code)
        if (short := _SHORT.fullmatch(name)) and code.endswith("00"):
            found[short[1]].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


@lru_cache(maxsize=1)
def counties() -> dict[str, Place]:
    """Return the counties by their short names, which are often words of other use (东方, 太湖)."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in _rows():
        if (short := _SHORT.fullmatch(name)) and not code.endswith("00"):
            found[short[1]].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def leading(text: str, home: Place = NOWHERE, by_county: bool = False) -> tuple[Place, str]:
    """Return the place that `text` begins with, and the rest of the text.

    The short name of a county is taken for one only after its city, where it agrees with `home`, or
    (`by_county`) at the head of a name that is usually formed so.

    >>> leading("江苏省徐州市泉山区教育局") == (frozenset({"320311"}), "教育局")
    True
    """
    place, rest = NOWHERE, text
    while hit := _division(rest, place or home, by_county and not place):
        codes = names().get(hit) or counties()[hit]
        deeper = inside(codes, place)
        if not deeper or len(hit) >= len(rest) or (hit[-1] not in _ENDS and _OTHER_USE.match(rest[len(hit) :])):
            break
        place, rest = deeper, rest[len(hit) :]
    return place, rest


def mentioned(text: str) -> Iterator[tuple[str, Place]]:
    """Yield the divisions named anywhere in `text`, the longest first where they overlap."""
    at = 0
    while at < len(text):
        hit = _division(text[at:], NOWHERE, False)
        if hit:
            yield hit, names()[hit]
        at += len(hit) or 1


def inside(places: Place, outer: Place) -> Place:
    """Return those of `places` that lie in one of `outer` (all of them where `outer` is empty)."""
    return frozenset(p for p in places if within(p, outer)) if outer else places


def within(code: str, outer: Iterable[str]) -> bool:
    """Tell whether the division lies in one of `outer`, or is one."""
    return any(code.startswith(stem(o)) for o in outer)


def meet(a: Place, b: Place) -> Place:
    """Return what both places may mean, the narrower of each two; empty where they exclude each other."""
    return inside(a, b) | inside(b, a) if a and b else a | b


def level(place: Place) -> int:
    """Return how narrow a place is: 0 unknown, 1 province, 2 city, 3 county."""
    return max((len(stem(code)) // 2 for code in place), default=0)


def stem(code: str) -> str:
    """Return a code without the zeros that say “all of it”."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _division(text: str, around: Place, by_county: bool) -> str:
    if not text or text[0] not in _heads():
        return ""
    known, short = names(), counties()
    for n in range(min(_LONGEST, len(text)), 1, -1):
        head = text[:n]
        if head in known:
            return head
        if head in short and (inside(short[head], around) if around else by_county):
            return head
    return ""


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    # The characters that a division's name begins with.
    return frozenset(name[0] for name in (*names(), *counties()))


def names_of(code: str) -> str:
    """Return the full name of a division, "" for an unknown code."""
    return _by_code().get(code, "")


@lru_cache(maxsize=1)
def _by_code() -> dict[str, str]:
    return dict(_rows())


@lru_cache(maxsize=4096)
def begins_with(char: str) -> tuple[str, ...]:
    """Return the short names of provinces and cities that begin with a character."""
    return tuple(
        sorted(n for n, codes in names().items() if n[0] == char and len(n) <= 3 and n[-1] not in _ENDS and codes)
    )


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str], ...]:
    rows = (line.split("\t") for line in table_lines("divisions.tsv"))
    return tuple((code, name) for code, name in rows if not _NO_NAMES.fullmatch(name))
