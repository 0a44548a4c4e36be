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
    "renamed": ("已知更名", "known renaming"),
    "merged": ("已知并入，非同一机构", "known merger: not one body"),
    "alias": ("已知别名", "known alias"),
    "equal-plain": ("名称相同（去除标注与字形差异后）", "names equal but for marks and variant characters"),
    "equal-full": ("缩写、公文格式还原后相同", "names equal with contractions and party forms written out"),
    "equal-stem": ("去除地名后相同", "names equal but for the place"),
    "equal-parent": ("补上所属单位后相同", "names equal with the parent put before"),
    "core": ("字号与行业相同，形式或地名不同", "brand and trade equal, legal form or place not"),
    "damaged-broken": ("疑为误字：一方用字不成词", "a slip: one side is no word"),
    "damaged-rare": ("疑为误字：形近或音近的生僻字", "a slip: a rare character alike in look or sound"),
    "damaged-common": ("一两字形近或音近，均为常用字", "one or two common characters alike in look or sound"),
    "slip": ("多一字或少一字", "one character more or less"),
    "part": ("一方是另一方的下属", "one is a body inside the other"),
    "extended": ("全称之间多一个词", "two full names, one with a word more"),
    "short": ("一方是另一方的缩写", "one is a short form of the other"),
    "weak-short": ("勉强可作缩写", "hardly a short form"),
    "other": ("名称不同", "names differ"),
}
"""名称关系 How two names relate, in words (`name:…`, `backed:…`, `firm:…`)."""

WORDS = {
    "open:equal": ("名称须靠上级或地区才有所指，而未给全", "equal names that need a parent or place that is not given"),
    "open:core": ("名称须靠上级或地区才有所指", "a name that needs its parent or place"),
    "open:short": ("缩写或全称须靠上级或地区才有所指", "a short form or full name that needs its parent or place"),
    "open:weak-short": ("名称须靠上级或地区才有所指", "a name that needs its parent or place"),
    "open:other": ("不同的名称，须靠上级或地区才有所指", "different names that need their parent or place"),
    "blank": ("一方只说是哪一类机构，未说是哪一个", "one name says what kind of body, not which"),
    "short:trade": ("全称另有行业，简称未及", "the full name has a trade that the short one does not speak of"),
    "core:alone": ("字号相同而无旁证，且非股份公司", "brand equal with nothing to back it, not a listed company"),
    "alias:elsewhere": ("简称另有所指", "the short name is another's"),
    "open:both": ("双方名称都须靠上级或地区才有所指", "both names mean nothing without parent or place"),
    "short:fit": ("缩写与全称的吻合程度", "how well the short form fits"),
    "short:sole": ("学校名录中只有一家可如此简称", "no other school on the list would be called so"),
    "short:tiny": ("缩写只有两三字", "a short form of two or three characters"),
    "short:lone": ("缩写没有旁证", "a short form with nothing to back it"),
    "both:whole": ("双方都是全称而不相同", "both are full names, and differ"),
    "likeness": ("去除地名后的字面相似度", "likeness of the names without places"),
    "likeness:full": ("字面相似度", "likeness of the names"),
    "document:same": ("同一文献中", "in one document"),
    "document:apart": ("同一文献中两个不同的名称", "two different names in one document"),
    "places:equal": ("名称中地区相同", "one place in both names"),
    "places:nested": ("名称中地区一大一小", "one name's place lies in the other's"),
    "places:conflict": ("名称中地区冲突", "the places in the names exclude each other"),
    "places:one": ("只有一方名称带地区", "only one name has a place"),
    "places:none": ("名称都不带地区", "no place in either name"),
    "seats:equal": ("所在地相同", "same seat"),
    "seats:agree": ("所在地相容", "seats agree"),
    "seats:conflict": ("所在地冲突", "seats exclude each other"),
    "seats:open": ("所在地不全知", "seats not both known"),
    "parents:same": ("上级相同", "same parent"),
    "parents:embedded": ("一方名称含另一方的上级", "one name holds the other's parent"),
    "parents:conflict": ("上级不同", "different parents"),
    "parents:one": ("只有一方有上级", "only one has a parent"),
    "parents:none": ("都没有上级", "neither has a parent"),
    "level:differs": ("机关级别不同", "bodies of different levels"),
    "alias:shared": ("简称为多家共用", "a short name that several share"),
    "context:for": ("上下文示为简称、误写或改名", "the context speaks of a short form or a slip"),
    "context:against": ("上下文示为两个机构", "the context speaks of two bodies"),
    "type:differs": ("类型不同", "types differ"),
    "grade:differs": ("级别不同（国家级、省级）", "grades differ"),
    "number:differs": ("序号不同", "numbers differ"),
    "number:missing": ("一方没有序号", "one has no number"),
    "role:differs": ("党组织级别或部门不同", "different kinds of party body"),
    "role:missing": ("只有一方是党组织级别或部门", "only one is a party body"),
    "rank:differs": ("学校层次不同", "levels of school differ"),
    "kind:differs": ("学校类别用词不同", "kinds of school differ"),
    "group:differs": ("集团与成员公司", "a group and a company"),
    "group:one": ("一方名为集团", "one is named a group"),
    "form:differs": ("公司形式不同", "legal forms differ"),
    "form:missing": ("一方没有公司形式", "one has no legal form"),
    "form:listed": ("股份有限公司", "a joint-stock company"),
    "brand:equal": ("字号相同", "brands equal"),
    "brand:differs": ("字号不同", "brands differ"),
    "brand:missing": ("一方没有字号", "one has no brand"),
    "inner:differs": ("名称之内的地区不同", "places inside the names differ"),
    "swapped": ("同一位置用词不同", "different words in one place"),
    "upgrade": ("同一校名升格", "one school's name on a higher level"),
    "longer": ("长短相差", "difference in length"),
}

_BY_HOW = {
    "name": ("", ""),
    "backed": ("，有地区、上级或同文旁证", ", backed by place, parent or document"),
    "firm": ("（企业）", " (firm)"),
}


def explain(features: Mapping[str, float], shares: Mapping[str, float]) -> tuple[Reason, ...]:
    """Return the weightiest reasons of a score, the first the weightiest."""
    order = sorted(shares, key=lambda name: (-abs(shares[name]), name))
    told = [name for name in order if abs(shares[name]) >= LEAST_SHARE][:MOST]
    how = [name for name in features if name.startswith("name:") and name not in told]
    return tuple(Reason(name, round(shares.get(name, 0.0), 2), *in_words(name)) for name in [*told, *how])


def in_words(feature: str) -> tuple[str, str]:
    """Return a feature in Chinese and in English.

    >>> in_words("number:differs")
    ('序号不同', 'numbers differ')
    """
    group, _, kind = feature.partition(":")
    if group in _BY_HOW and kind in HOW:
        (zh, en), (zh_more, en_more) = HOW[kind], _BY_HOW[group]
        return zh + zh_more, en + en_more
    return WORDS.get(feature, (feature, feature))
