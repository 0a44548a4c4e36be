"""理由 Each feature in words, Chinese and English, and the reasons of a score.

Invariant: every feature that `compare.py` can give has words here (a test holds this).
"""

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 6
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Reason:
    """理由 One feature's share in a score: positive speaks for `same`, negative for `different` (log-odds)."""

    feature: str
    share: float
    zh: str
    en: str


HOW = {
    "known": ("已知更名或别名", "known renaming or alias"),
    "renamed": ("已知更名", "known renaming"),
    "merged": ("已知并入，非同一机构", "known merger: not one body"),
    "alias": ("已知别名", "known alias"),
    "shared": ("简称为多家共用", "a short name that several share"),
    "elsewhere": ("简称另有所指", "the short name is another's"),
    "equal": ("名称相同（还原缩写、字形与上级之后）", "names equal, with contractions, variants and parent put right"),
    "core": ("字号与行业相同，公司形式或地名不全同", "brand and trade equal, legal form or place not"),
    "damaged": ("疑为误字", "a slip of the pen or of the scanner"),
    "broken": ("疑为误字：一方用字不成词", "a slip: one side is no word"),
    "rare": ("疑为误字：形近的生僻字", "a slip: a rare character that looks alike"),
    "common": ("一两字形近或音近，均为常用字", "one or two common characters alike in look or sound"),
    "slip": ("多一字或少一字", "one character more or less"),
    "part": ("一方是另一方的下属", "one is a body inside the other"),
    "extended": ("全称之间多一个词", "two full names, one with a word more"),
    "short": ("一方是另一方的缩写", "one is a short form of the other"),
    "weak": ("勉强可作缩写", "hardly a short form"),
    "other": ("名称不同", "names differ"),
}
"""名称关系 How two names relate (`name:…`, and before a ground: `short:backed`)."""

GROUND = {
    "none": ("无旁证", "with nothing to back it"),
    "backed": ("有旁证", "backed by document, place or parent"),
    "named": ("地区只见于名称", "the place only in the names"),
    "document": ("见于同一文献", "in one document"),
    "parent": ("上级一致", "the parents agree"),
    "seat": ("所在地相同", "same seat"),
    "near": ("所在地相容", "the seats agree"),
    "open": ("须靠上级或地区才有所指", "means nothing without its parent or place"),
    "blank": ("一方只说是哪一类机构", "one says only what kind of body it is"),
    "conflict": ("有冲突", "with a conflict"),
    "level": ("级别不同", "of different levels"),
}
"""旁证 What the relation stands on (`ground:…`, and after a family)."""

WORDS = {
    "short:fit": ("缩写与全称的吻合程度", "how well the short form fits"),
    "short:sole": ("学校名录中只有一家可如此简称", "no other school on the list would be called so"),
    "short:tiny": ("简称只有两三字", "a short form of two or three characters"),
    "short:trade": ("全称另有行业，简称未及", "the full name has a trade that the short one does not speak of"),
    "short:whole": ("双方都有全称的结尾", "both end as full names do"),
    "inside:more": ("长名多出的词可能指另一内设机构", "the word more may name another body inside"),
    "short:skips": ("缩写略过的词", "words that the short form passes over"),
    "core:limited": ("有限公司只冠地名，别处可有同名", "a limited company: other cities may have one of the name"),
    "listed": ("股份公司", "a joint-stock company"),
    "placed:one": ("只有一方名称带地区", "only one name has a place"),
    "likeness": ("字面相似度", "likeness of the names"),
    "swapped": ("同一位置用词不同", "different words in one place"),
    "both:whole": ("双方都是全称", "both are full names"),
    "context:for": ("上下文示为简称、误写或改名", "the context speaks of a short form or a slip"),
    "context:against": ("上下文示为两个机构", "the context speaks of two bodies"),
    "official:both": ("双方都是名录中的全称，并非一家", "both are full names on the lists, of two bodies"),
    "brand:common": ("字号常见，别处可有同名", "a common brand: others may have it"),
    "brand:long": ("简称即三字以上的字号", "the short form is a brand of three characters or more"),
    "firm:national": ("全称不冠地名，全国仅此一家", "a full name without a place: one in the country"),
    "type:differs": ("类型不同", "types differ"),
    "grade:differs": ("级别不同（国家级、省级）", "grades differ"),
    "number:differs": ("序号不同", "numbers differ"),
    "number:missing": ("一方没有序号", "one has no number"),
    "role:differs": ("党组织级别或部门不同", "different kinds of party body"),
    "role:missing": ("只有一方是党组织级别或部门", "only one is a party body"),
    "group:differs": ("集团与成员公司", "a group and a company"),
    "group:one": ("一方名为集团", "one is named a group"),
    "form:differs": ("有限公司与股份有限公司", "a limited and a joint-stock company"),
    "places:conflict": ("名称中地区冲突", "the places in the names exclude each other"),
    "seats:conflict": ("所在地冲突", "the seats exclude each other"),
    "parents:conflict": ("上级不同", "different parents"),
    "parents:one": ("只有一方有上级", "only one has a parent"),
    "inner:differs": ("名称之内的地区不同", "places inside the names differ"),
    "rank:differs": ("学校层次不同", "levels of school differ"),
    "upgrade": ("同一校名升格", "one school's name on a higher level"),
    "brand:differs": ("字号不同", "brands differ"),
}


def explain(features: Mapping[str, float], shares: Mapping[str, float]) -> tuple[Reason, ...]:
    """Return the weightiest reasons of a score, the first the weightiest."""
    order = sorted(shares, key=lambda name: (-abs(shares[name]), name))
    told = [name for name in order if abs(shares[name]) >= LEAST_SHARE][:MOST]
    how = [name for name in features if name.startswith("name:") and name not in told][-1:]
    return tuple(Reason(name, round(shares.get(name, 0.0), 2), *in_words(name)) for name in [*told, *how])


def in_words(feature: str) -> tuple[str, str]:
    """Return a feature in Chinese and in English.

    >>> in_words("number:differs")
    ('序号不同', 'numbers differ')
    """
    if feature in WORDS:
        return WORDS[feature]
    group, _, kind = feature.partition(":")
    if group in ("name", "ground"):
        return (HOW if group == "name" else GROUND).get(kind, (feature, feature))
    if group in HOW and kind in GROUND:
        return f"{HOW[group][0]}，{GROUND[kind][0]}", f"{HOW[group][1]}, {GROUND[kind][1]}"
    return feature, feature
