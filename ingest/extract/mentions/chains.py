"""机构链 Names with the names that they contain: 某大学 > 某学院 > 党支部, all beginning at the same place.

Invariant: a chain's links share its start and grow; the last is the longest name.
"""

import re
from dataclasses import dataclass

from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import OPEN, SOFT, WALL, Scan, Suffix

RELATIVE = re.compile(
    r"(?:我|该|本|此|两|双方|各|贵)?(?:校|院|系|省|市|区|县|州|镇|乡|街道|村|社区|公司|集团|学校|学院|企业|医院|支行|分公司|系部)"
)
_LONGEST = 46
_JOINABLE = frozenset({"school_unit", "government", "school", "party_org", "base", "research"})


@dataclass(frozen=True, slots=True)
class Link:
    """链节 One name of a chain: where it ends, where its suffix begins, and its type by suffix."""

    end: int
    suffix: int
    type: str


@dataclass(frozen=True, slots=True)
class Chain:
    """机构链 Nested names with a common start."""

    start: int
    links: tuple[Link, ...]

    @property
    def end(self) -> int:
        """End of the longest name."""
        return self.links[-1].end


def chains(scan: Scan) -> list[Chain]:
    """Return the chains of a text from left to right; they do not overlap."""
    found: list[Chain] = []
    for suffix in scan.suffixes:
        last = found[-1] if found else None
        if last and suffix.end <= last.end:
            continue
        if last and suffix.start >= last.end and _joined(scan, last, suffix):
            found[-1] = Chain(last.start, _extended(last.links, suffix))
        elif last and suffix.start < last.end:
            if suffix.start > last.links[-1].suffix or len(last.links) > 1:
                found[-1] = Chain(last.start, _extended(last.links, suffix))
        elif start := _start(scan, suffix, last.end if last else 0):
            found.append(Chain(start - 1, (Link(suffix.end, suffix.start, suffix.type),)))
    return [c for c in found if _is_name(scan, c)]


def _extended(links: tuple[Link, ...], suffix: Suffix) -> tuple[Link, ...]:
    return (*links, Link(suffix.end, suffix.start, suffix.type))


def _joined(scan: Scan, chain: Chain, suffix: Suffix) -> bool:
    gap = scan.walls[chain.end : suffix.start]
    if WALL in gap or suffix.end - chain.start > _LONGEST:
        return False
    if SOFT in gap:
        between = scan.text[chain.end : suffix.start]
        at = gap.index(SOFT)
        right = between[at + 1 :]
        return at > 0 and _may_join(scan, chain.end + at, right, suffix) and "、" not in between
    return suffix.start > chain.end or not suffix.weak


def _may_join(scan: Scan, at: int, right: str, suffix: Suffix) -> bool:
    # 与 inside a name: a unit's name goes on behind it, and no new name begins there
    return (
        suffix.type in _JOINABLE and 0 < len(right) <= 10 and at + 1 not in scan.regions and not RELATIVE.match(right)
    )


def _start(scan: Scan, suffix: Suffix, floor: int) -> int:
    """Return the start of the name that ends in `suffix`, plus one; 0 if there is none."""
    start = suffix.start
    low = max(floor, suffix.end - _LONGEST)
    while start > low and scan.walls[start - 1] != WALL:
        if scan.walls[start - 1] == SOFT and not _soft_inside(scan, start - 1, low, suffix):
            break
        start -= 1
    start = _from_region(scan, start, suffix)
    return start + 1


def _soft_inside(scan: Scan, at: int, low: int, suffix: Suffix) -> bool:
    if scan.text[at] == "、" or not _may_join(scan, at, scan.text[at + 1 : suffix.start], suffix):
        return False
    left = at
    while left > low and scan.walls[left - 1] == OPEN:
        left -= 1
    head = scan.text[left:at]
    return 1 < len(head) <= 14 and not RELATIVE.fullmatch(head) and head not in lexicon().not_names


def _from_region(scan: Scan, start: int, suffix: Suffix) -> int:
    # a name rather begins with its region than with what stands before it
    for at in range(start + 2, suffix.start):
        if at in scan.regions and scan.regions[at] <= suffix.start and scan.text[start] not in "中国省市区县":
            before = scan.text[start:at]
            if start not in scan.regions and not before.endswith(("省", "市", "区", "县")) and len(before) > 4:
                return at
            break
    return start


def _is_name(scan: Scan, chain: Chain) -> bool:
    name = scan.text[chain.start : chain.end]
    core = scan.text[chain.start : chain.links[0].suffix]
    if len(chain.links) == 1 and (name in lexicon().not_names or not core):
        return False
    return len(name) >= 3
