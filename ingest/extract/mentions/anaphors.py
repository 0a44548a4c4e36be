"""回指 Words that mean a body spoken of before: 我校, 该公司, 学院; and 校 or 院 in front of an office.

Invariant: finds words only, outside names; `identify` says whom they mean, and leaves out those that mean nobody.
"""

import re
from collections.abc import Iterator

from ingest.extract.draft import Draft, Mention
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import WALL, scan

_KINDS = {
    "学校": "school", "校": "school", "学院": "school", "院": "school", "公司": "enterprise", "集团": "enterprise",
    "企业": "enterprise", "医院": "other_org", "协会": "association", "会": "association", "联盟": "alliance",
    "联合体": "alliance", "共同体": "alliance", "所": "research", "研究院": "research",
    "研究所": "research", "支行": "enterprise",
    "社区": "other_org", "村": "other_org", "街道": "government", "管委会": "government", "系": "school_unit",
    "省": "government", "市": "government", "县": "government", "区": "government", "州": "government",
}  # fmt: skip
_OWN = re.compile(
    r"(?:我|该|本|此)"
    r"(学校|学院|公司|集团|企业|医院|协会|联盟|联合体|共同体|研究院|研究所|支行|社区|街道|校|院|会|所|系|村)"
)
_PLAIN = re.compile(r"学校|学院|公司|集团|医院|协会|联盟|联合体|共同体|研究院|研究所|管委会|街道|支行")
_AREA_OFFICE = re.compile(r"[省市县区州](?=领导|长[\u4e00-\u9fff])")
_BEFORE_OFFICE = re.compile(r"[校院系]")


def find_anaphors(draft: Draft) -> Draft:
    """Add the words that stand for a body named elsewhere; `method` begins with `anaphor:`."""
    text, walls = draft.text, scan(draft.text).walls
    taken = bytearray(len(text))
    for m in draft.mentions:
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    found = []
    for start, end, kind, rule in _words(text, walls):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Mention(start, end, _KINDS[kind], method=f"anaphor:{rule}"))
    return draft.with_(mentions=tuple(sorted((*draft.mentions, *found), key=lambda m: m.span)))


def _words(text: str, walls: bytearray) -> Iterator[tuple[int, int, str, str]]:
    for match in _OWN.finditer(text):
        yield match.start(), match.end(), match[1], "own"
    for match in _PLAIN.finditer(text):
        if _is_free(text, walls, match.start()):
            yield match.start(), match.end(), match[0], "plain"
    for match in _AREA_OFFICE.finditer(text):
        if _is_free(text, walls, match.start() - text.startswith("副", match.start() - 1)):
            yield match.start(), match.end(), match[0], "area"
    offices = {start for start, _, _ in lexicon().titles.find(text)}
    for match in _BEFORE_OFFICE.finditer(text):
        if _is_free(text, walls, match.start()) and _office_follows(text, offices, match.end()):
            yield match.start(), match.end(), match[0], "office"


def _is_free(text: str, walls: bytearray, at: int) -> bool:
    return at == 0 or walls[at - 1] == WALL or text[at - 1] in "与和及、"


def _office_follows(text: str, offices: set[int], at: int) -> bool:
    return text.startswith(("党委", "纪委", "党总支", "工会", "领导"), at) and any(at + n in offices for n in range(6))
