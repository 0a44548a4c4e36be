"""类型判断 What kind of body a name means: a 学院 may be a school, a unit of one, or a base.

Invariant: decides from the name, its suffix's type and its parent only.
"""

import re

from ingest.extract.mentions.cast import Actor
from ingest.extract.mentions.lexicon import lexicon

_SCHOOL_ENDINGS = (
    "大学",
    "学校",
    "中学",
    "小学",
    "职高",
    "中专",
    "党校",
    "高中",
    "幼儿园",
    "职教中心",
    "职业教育中心",
    "电大",
)
_SCHOOL_WORDS = re.compile(r"职业|技师|高等|技工|进修|研修|师范学院|交通大学|农业大学")
_BARE_BRANCH = re.compile(
    r"(?:[^区县镇乡村社街]{0,14})(?:党总支部|党总支|党支部|支部|分党委|党委|总支|支部委员会|总支部委员会|党组织)$"
)


def kind(name: str, suffix_type: str, parent: Actor | None = None) -> str:
    """Return the entity type of a name whose suffix has `suffix_type`, standing alone or inside `parent`."""
    if suffix_type == "school" and not name.endswith(_SCHOOL_ENDINGS):
        return _college(name, parent)
    if parent is None or suffix_type == "party_org":
        return suffix_type
    if parent.type in ("school", "school_unit") and suffix_type in ("government", "enterprise", "other_org"):
        return "school_unit"
    if parent.type == "enterprise" and suffix_type in ("school_unit", "government"):
        return "enterprise"
    if parent.type in ("government", "association") and suffix_type in ("school_unit", "enterprise"):
        return parent.type
    return suffix_type


def _college(name: str, parent: Actor | None) -> str:
    if parent is not None:
        return "school_unit" if parent.type in ("school", "school_unit") else "base"
    return "school" if begins_with_region(name) or _SCHOOL_WORDS.search(name) or len(name) >= 8 else "school_unit"


def begins_with_region(name: str) -> bool:
    """Return whether a name begins with the name of a province, city or county."""
    return any(name[:n] in lexicon().region_names for n in range(2, min(len(name), 12)))


def is_bare_branch(name: str) -> bool:
    """Return whether a party organization's name does not say whose it is: 第二党支部, 教工党支部."""
    return bool(_BARE_BRANCH.fullmatch(name)) and not begins_with_region(name) and not name.startswith("中共")
