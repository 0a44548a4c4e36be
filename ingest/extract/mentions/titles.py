"""职务词 What is a title of office, and at what kind of body one may hold it.

Invariant: pure functions of the words.
"""

import re

from ingest.extract.mentions.lexicon import lexicon

_PARTS = re.compile(r"[、，,兼]|以及|和(?=副|党)")
_LONGEST = 24
_NOT_IN_TITLE = frozenset("。，了的在是与对由")
_ANY = frozenset(
    {"school", "school_unit", "enterprise", "government", "association", "party_org", "other_org", "research"}
)
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("校长", frozenset({"school"})),
    ("校领导", frozenset({"school"})),
    ("院长", frozenset({"school", "school_unit", "research", "other_org"})),
    ("董事", frozenset({"enterprise"})),
    ("经理", frozenset({"enterprise"})),
    ("总裁", frozenset({"enterprise"})),
    ("总监", frozenset({"enterprise"})),
    ("总工", frozenset({"enterprise"})),
    ("行长", frozenset({"enterprise"})),
    ("市长", frozenset({"government"})),
    ("县长", frozenset({"government"})),
    ("区长", frozenset({"government"})),
    ("镇长", frozenset({"government"})),
    ("局长", frozenset({"government"})),
    ("厅长", frozenset({"government"})),
    ("理事长", frozenset({"alliance", "association"})),
    ("会长", frozenset({"association"})),
    ("秘书长", frozenset({"alliance", "association", "government"})),
    ("所长", frozenset({"research", "government"})),
    ("教师", frozenset({"school", "school_unit"})),
    ("老师", frozenset({"school", "school_unit"})),
    ("辅导员", frozenset({"school", "school_unit"})),
)


def titles_in(written: str) -> tuple[list[str], bool]:
    """Return the titles that `written` ends in, and whether it holds nothing else.

    >>> titles_in("党委委员、副校长"), titles_in("校长张三、副院长"), titles_in("表示")
    ((['党委委员', '副校长'], True), (['副院长'], False), ([], False))
    """
    parts = _PARTS.split(written)
    kept: list[str] = []
    while parts and is_title(parts[-1]):
        kept.insert(0, parts.pop())
    return kept, bool(kept) and not any(parts)


def is_title(part: str) -> bool:
    """Return whether `part` is a title: its last word is one for an office."""
    if not 2 <= len(part) <= _LONGEST or part in lexicon().generic_titles or _NOT_IN_TITLE & set(part):
        return False
    return any(end == len(part) for _, end, _ in lexicon().titles.find(part))


def is_party_title(title: str) -> bool:
    """Return whether a title is one that a party organization itself gives."""
    return title.endswith(("书记", "委员", "党员", "常委", "组织员")) or title in ("主席", "副主席", "干事")


def kind_of(title: str) -> frozenset[str]:
    """Return the types of body at which this title is held when none is named beside it."""
    return next((types for word, types in _KINDS if word in title), _ANY)
