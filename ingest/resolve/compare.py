"""对照 Two records side by side: the questions that a registrar would ask of them, each answered once.

Invariant: pure, and symmetric in its two sides.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from ingest.resolve.align import damage, short_fit, skips, slip, swapped
from ingest.resolve.divisions import leading, meet
from ingest.resolve.known import Known, Renaming
from ingest.resolve.parse import Parsed, pieces
from ingest.resolve.words import words

_FOR = re.compile(
    "简称|全称|以下|扫描|识别|残留|误写|误把|落款|两处写法|前后|后称|说明文字|表头|两块牌子|品牌|简写|省称|省略|曾用名|更名|改名|又称|笔误|别字|漏字|注音|旧称|现称|同一协议|同一合同|同一公文|同一份"
)
_AGAINST = re.compile(
    "不同|分列|分别|分设|同时存续|吸收|并入|组建|下设|两家|另一|同名|并非|不是|独立|分立|拆分|各自|并列|名单两行|名录两行|两地|两个|电话不一"
)
GOOD_SHORT = 0.75
_BRIEF = 5
_PLAIN_TRADES = frozenset("技术 科技 集团 公司 股份".split())
_FILLERS = frozenset("第 工程 技术 科学 行业 产教融合 职业 市域 市 省 全国 国家 经济".split())
_EVERYWHERE = frozenset(("association", "government", "party_org", "other_org", "research", "alliance"))
_NAMED_ONCE = frozenset(("alliance", "association", "base"))
"""同文只此一家 Of these a document seldom names two of one kind, so that a bare name in it means the named one."""

_COMMON = frozenset(
    "恒鑫泰华源成天金宏达盛隆丰瑞信通联创新中海东南星宇龙凯博力润和兴顺安永嘉德亿万百川明光远大正方元利福昌荣祥诚智飞腾鼎峰众合"
)
_LOOSE = frozenset(("公司", "总公司"))


@dataclass(frozen=True)
class Pair:
    """对照 Two parsed names with what relates them; each property answers one question."""

    a: Parsed
    b: Parsed
    known: Known
    context: str = ""

    @cached_property
    def same_document(self) -> bool:
        """Both are named in one document."""
        return self.a.subject.doc is not None and self.a.subject.doc == self.b.subject.doc

    @cached_property
    def ends(self) -> tuple[Parsed, Parsed]:
        """The two sides, the shorter name first."""
        return (self.a, self.b) if len(self.a.full) <= len(self.b.full) else (self.b, self.a)

    @cached_property
    def renaming(self) -> Renaming | None:
        """A known renaming between the two names."""
        for x, y in ((self.a.plain, self.b.plain), (self.a.full, self.b.full)):
            if found := self.known.renaming(x, y):
                return found
        return None

    @cached_property
    def alias(self) -> str:
        """What is known of a short name: listed (a known alias of the other), shared, elsewhere, or nothing."""
        if self.both_official:
            return ""
        sides = ((self.a, self.b), (self.b, self.a))
        found = {self._alias(x, y) for x, y in sides if x.plain != y.plain}
        return next((word for word in ("listed", "sole", "shared", "elsewhere") if word in found), "")

    def _alias(self, short: Parsed, full: Parsed) -> str:
        word = self.known.alias(short.plain, full.plain, short.home)
        # 苏工院 may be another school's too where nothing says which city is meant.
        bare = len(short.plain) <= 3 and short.plain.endswith("院") and not (short.home or self.same_document)
        return "sole" if bare and word == "listed" else word

    @cached_property
    def nondescript(self) -> bool:
        """Two firms of one common name without a place, a seat or a legal form: 恒源机械, 恒源机械."""
        a, b = self.a, self.b
        firms = a.subject.type == b.subject.type == "enterprise"
        bare = not (a.place or b.place or a.form or b.form) and not (a.home and b.home)
        return firms and bare and not self.same_document and self.brand_common and not self.known.official(a.plain)

    @cached_property
    def both_official(self) -> bool:
        """Both are names on the lists of known bodies, and not one body's."""
        a, b = self.a.plain, self.b.plain
        if a == b or self.a.subject.type != self.b.subject.type or self.renaming:
            return False
        return self.known.official(a) and self.known.official(b)

    @cached_property
    def equal(self) -> str:
        """How the names are equal: plain, full (contractions written out), stem (but for the place), parent, or not."""
        a, b = self.a, self.b
        if a.plain == b.plain:
            return "plain"
        if a.full == b.full or a.bare == b.bare:
            return "full"
        if self._firm_of_one_place:
            return ""
        if a.stem == b.stem:
            return "stem"
        return "parent" if set(variants(a)) & set(variants(b)) else ""

    @property
    def _firm_of_one_place(self) -> bool:
        # 恒通机械有限公司 may be another city's firm than 徐州恒通机械有限公司.
        a, b = self.a, self.b
        firms = a.subject.type == b.subject.type == "enterprise"
        return firms and bool(a.place) != bool(b.place) and not (a.home if b.place else b.home)

    @cached_property
    def copies(self) -> set[tuple[str, str]]:
        """The texts that may be copies of one another, heads cut off to one length too."""
        short, long = self.ends
        if len(short.plain) <= _BRIEF < len(long.plain):
            return {(short.plain, long.plain)}
        texts = {(x, y) for x in short.texts for y in long.texts}
        cut = {(x, y) for x in (short.full, short.plain) for y in (long.full, long.plain) if len(x) < len(y)}
        return texts | {(x, y[-len(x) :]) for x, y in cut if not leading(y[: -len(x)] + "。")[1].rstrip("。")}

    @cached_property
    def damaged(self) -> str:
        """Whether one may be a damaged copy of the other: broken (a word is broken), rare, common, or not."""
        found = {damage(x, y) for x, y in self.copies}
        return next((kind for kind in ("broken", "rare", "common") if kind in found), "")

    @cached_property
    def slipped(self) -> bool:
        """One is the other with one character left out or doubled."""
        return any(slip(x, y) for x, y in self.copies)

    @cached_property
    def short(self) -> float:
        """How well one name is a short form of the other (0–1)."""
        fits = [
            short_fit(x, y)
            for small, large in (self.ends, self.ends[::-1])
            for x in {small.plain, small.full, small.stem, small.core}
            for y in {large.plain, large.full, large.stem, *variants(large)}
        ]
        return max(fits)

    @cached_property
    def cores_equal(self) -> bool:
        """Two firms equal but for place and legal form."""
        return len(self.a.core) >= 2 and self.a.core == self.b.core

    @cached_property
    def part(self) -> bool:
        """One name is the other, whole, and something of a body inside it (分公司, 附属学校, 组织部)."""
        short, long = self.ends
        if short.role and short.role == long.role:
            upper, lower = short.host, long.host
            return upper.whole and lower.full != upper.full and lower.full.startswith(upper.full)
        for x in {short.full, short.stem}:
            if len(x) >= 3 and x in long.full and (tail := long.full[long.full.index(x) + len(x) :]):
                return tail not in words().forms and (short.whole or tail.endswith(words().branches))
        return False

    @cached_property
    def bodies(self) -> tuple[Parsed, Parsed]:
        """What the names are names of: of two party committees, the bodies that they lead; else themselves."""
        same = self.a.role == self.b.role and self.a.subject.type == self.b.subject.type == "party_org"
        return (self.a.host, self.b.host) if same else (self.a, self.b)

    @cached_property
    def extended(self) -> bool:
        """Both names are whole, and one is the other with a word put in: 某某职业技术学院, 某某信息职业技术学院."""
        a, b = self.bodies
        if not (a.whole and b.whole) or self.equal or a.subject.type != b.subject.type:
            return False
        if a.ending != b.ending or a.subject.type == "party_org":
            return False
        x, y = sorted((a.stem, b.stem), key=len)
        codes = swapped(x, y)
        return len(codes) == 1 and not codes[0][0] and codes[0][1] not in _FILLERS and not self.blank

    @cached_property
    def blank(self) -> bool:
        """One name only says what kind of body it is, and the other says which (街道办事处, 火花街道办事处)."""
        if self.same_document and self.ends[0].subject.type in _NAMED_ONCE and self.short >= GOOD_SHORT:
            return self.nameless
        if self.a.subject.type == self.b.subject.type == "base" and not self.same_document and self._unnamed:
            return True
        for x, y in (self.ends, self.ends[::-1]):
            if x.loose and not self.equal and (y.full.endswith(x.tail) or short_fit(x.stem, y.stem) >= GOOD_SHORT):
                return True
        return self.nameless

    @property
    def _unnamed(self) -> bool:
        # Of two plaques of one kind, one has a name and the other none (名师工作室, 李明名师工作室).
        short, long = self.ends
        named = long.full.removesuffix(short.full)
        return not short.brand and named not in ("", long.full) and not self.equal and bool(long.brand)

    @cached_property
    def nameless(self) -> bool:
        """One side is named on purpose by no name (某公司)."""
        return "某" in self.a.plain + self.b.plain

    @cached_property
    def skipped(self) -> int:
        """How many words of the full name the short one passes over, levels and legal forms aside."""
        short, long = self.ends
        return min(skips(short.plain, long.plain), skips(short.full, long.full))

    @cached_property
    def astray(self) -> bool:
        """A place inside one name that is not the other's: 某某西安科技有限公司, or a county for a city."""
        a, b = self.a, self.b
        if a.innermost and b.innermost:
            return not a.innermost & b.innermost
        sides = ((a, b), (b, a))
        return any(not y.where or not meet(x.inner, y.where) for x, y in sides if x.inner)

    @cached_property
    def places(self) -> str:
        """How the places in the names compare: equal, nested, conflict, one (only one has one), none."""
        a, b = self.a.place, self.b.place
        if not a or not b:
            return "one" if a or b else "none"
        return "equal" if a & b else "nested" if meet(a, b) else "conflict"

    @cached_property
    def seats(self) -> str:
        """How the places of the records compare, addresses included: equal, agree, conflict, open."""
        a, b = self.a.where, self.b.where
        if not a or not b:
            return "open"
        return "equal" if a & b else "agree" if meet(a, b) else "conflict"

    @cached_property
    def parents(self) -> str:
        """How the parents compare: same, embedded (one's parent in the other's name), conflict, one, none."""
        a, b = self.a.parent, self.b.parent
        if (a and _begins(self.b, a)) or (b and _begins(self.a, b)):
            return "embedded"
        if a and b:
            same = a.full == b.full or a.stem == b.stem or self._short_parent(a, b)
            apart = bool(a.where and b.where) and not meet(a.where, b.where)
            return "same" if same and not apart else "conflict"
        return "one" if a or b else "none"

    def _short_parent(self, a: Parsed, b: Parsed) -> bool:
        # 江苏大学 would pass for a short form of 江苏师范大学, but is a full name itself.
        short, long = sorted((a, b), key=lambda p: len(p.plain))
        if self.known.renaming(a.plain, b.plain) or self.known.alias(short.plain, long.plain) == "listed":
            return True
        full = (short.whole and long.whole) or (self.known.official(a.plain) and self.known.official(b.plain))
        return not full and short_fit(short.plain, long.plain) >= GOOD_SHORT

    @cached_property
    def numbers_differ(self) -> bool:
        """Both have numbers, and not the same ones (第一党支部, 第二党支部)."""
        x, y = sorted((self.a.numbers, self.b.numbers), key=len)
        # The number of a firm that the short name leaves out: 第二工程公司, 中铁四局第二工程公司.
        left_out = (self.ends[0].relative or self.ends[0].full[0] == "第") and x == y[len(y) - len(x) :]
        return bool(x) and x != y and not left_out and not self.renaming

    @cached_property
    def roles_differ(self) -> bool:
        """Two kinds of party body (党委, 纪委, 党支部)."""
        return bool(self.a.role and self.b.role) and self.a.role != self.b.role and not self.damaged

    @cached_property
    def group_and_member(self) -> bool:
        """A group, and a company under its name."""
        a, b = self.bodies
        if self.renaming or self.damaged or a.group == b.group:
            return False
        group, member = (a, b) if a.group else (b, a)
        listed = "股份" in member.form and "股份" not in group.form
        return listed or (a.whole and b.whole)

    @cached_property
    def forms_clash(self) -> bool:
        """A limited company and a joint-stock company, both in full."""
        a, b = (side.form for side in self.bodies)
        full = bool(a and b) and not {a, b} & _LOOSE
        return full and ("股份" in a) != ("股份" in b) and not (self.renaming or self.damaged)

    @cached_property
    def levels_differ(self) -> bool:
        """One name is of a province and the other of a city or county in it (市教育局, 某区教育局): two bodies."""
        if self.a.subject.type == self.b.subject.type == "enterprise" and self.same_document:
            return False
        if self.renaming or not (self.a.rungs and self.b.rungs):
            return False
        return not self.a.rungs & self.b.rungs

    @cached_property
    def conflict(self) -> bool:
        """Something that two records of one entity cannot have: other types, numbers, places, parents, forms."""
        if self.renaming or self.told_apart:
            return self.told_apart
        if self.damaged == "broken":
            return self.parents == "conflict" or self.a.subject.type != self.b.subject.type
        apart = self.places == "conflict" or self.seats == "conflict" or self.parents == "conflict"
        unlike = self.a.subject.type != self.b.subject.type or self.numbers_differ or self.roles_differ
        unlike = unlike or bool(self.a.grade and self.b.grade and self.a.grade != self.b.grade)
        return apart or unlike or self.group_and_member or self.forms_clash

    @cached_property
    def brands_differ(self) -> bool:
        """Both have a brand, and neither is a short form of the other."""
        short, long = sorted((self.a.brand, self.b.brand), key=len)
        at = -1
        return bool(short) and not all((at := long.find(char, at + 1)) >= 0 for char in short)

    @cached_property
    def brand_common(self) -> bool:
        """The brand of the shorter name is one that many firms may have: two characters that are in many names."""
        brand = self.ends[0].brand
        return len(brand) <= 2 and set(brand) <= _COMMON

    @cached_property
    def brand_long(self) -> bool:
        """The shorter name is the longer one's brand, three characters or more: hardly two firms have it."""
        short, long = self.ends
        return len(short.plain) >= 3 and long.brand.startswith(short.plain.removesuffix("公司"))

    @cached_property
    def national(self) -> bool:
        """The longer name is a firm's in full without a place, which only the state's register grants."""
        long = self.ends[1]
        return bool(long.form) and not long.place

    @cached_property
    def place_open(self) -> bool:
        """Equal but for a place that only one side has, of bodies that every place has (建筑业协会)."""
        a, b = self.a, self.b
        if self.equal != "stem" or bool(a.place) == bool(b.place) or self.same_document:
            return False
        return a.subject.type in _EVERYWHERE and not (b.home if a.place else a.home)

    @cached_property
    def swaps(self) -> int:
        """How many stretches there are of which both names have something of their own: 机械/机电."""
        return sum(bool(x and y) for x, y in swapped(self.a.stem, self.b.stem))

    @cached_property
    def upgrade(self) -> bool:
        """One school name on two levels: 某某职业技术学院, 某某职业技术大学."""
        a, b = self.a, self.b
        if not (a.rank and b.rank) or a.rank == b.rank:
            return False
        return a.stem.removesuffix(a.kind) == b.stem.removesuffix(b.kind) and bool(meet(a.where, b.where))

    @cached_property
    def other_trade(self) -> bool:
        """The full name has a trade that the short one does not speak of (海信, 海信视像科技股份有限公司)."""
        short, long = self.ends
        rest = long.core.removeprefix(short.core)
        if rest == long.core or long.subject.type != "enterprise":
            return False
        return any(not generic or piece not in _PLAIN_TRADES for piece, generic in pieces(rest))

    @cached_property
    def told_one(self) -> bool:
        """The context speaks of a short form, a slip or a plaque for two names."""
        return bool(_FOR.search(self.context))

    @cached_property
    def told_apart(self) -> bool:
        """The context speaks of two bodies."""
        return bool(_AGAINST.search(self.context))


def variants(p: Parsed) -> tuple[str, ...]:
    """Return the forms of a name with and without its place and its parent."""
    if not p.parent:
        return p.texts
    stems = {p.stem, p.within_parent}
    return (*p.texts, *(head + stem for head in (p.parent.full, p.parent.stem) for stem in stems))


def _begins(p: Parsed, parent: Parsed) -> bool:
    # The parent stands at the head of the name, with or without its place.
    apart = bool(p.where and parent.where) and not meet(p.where, parent.where)
    return not apart and (p.full.startswith(parent.full) or (len(parent.stem) > 3 and p.stem.startswith(parent.stem)))
