"""对照 Two records side by side: the questions that a registrar would ask of them, each answered once.

Invariant: pure, and symmetric in its two sides.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from ingest.resolve.align import damage, short_fit, skips, slip, swapped
from ingest.resolve.divisions import meet
from ingest.resolve.known import Known, Renaming
from ingest.resolve.parse import Parsed, pieces
from ingest.resolve.words import words

_FOR = re.compile("简称|全称|以下|扫描|识别|残留|误写|误把|落款|两处写法|前后|后称|说明文字|表头|两块牌子|品牌")
_AGAINST = re.compile("不同|分列|分别|分设|同时存续|吸收|并入|组建|下设|两家|另一")
GOOD_SHORT = 0.75
_PLAIN_TRADES = frozenset("技术 科技 集团 公司 股份".split())
_FILLERS = frozenset("第 工程 技术 科学 行业 产教融合 职业 市域 市 省".split())
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
        sides = ((self.a, self.b), (self.b, self.a))
        found = {self.known.alias(x.plain, y.plain, x.home) for x, y in sides if x.plain != y.plain}
        return next((word for word in ("listed", "sole", "shared", "elsewhere") if word in found), "")

    @cached_property
    def equal(self) -> str:
        """How the names are equal: plain, full (contractions written out), stem (but for the place), parent, or not."""
        a, b = self.a, self.b
        if a.plain == b.plain:
            return "plain"
        if a.full == b.full:
            return "full"
        if a.stem == b.stem:
            return "stem"
        return "parent" if set(variants(a)) & set(variants(b)) else ""

    @cached_property
    def copies(self) -> set[tuple[str, str]]:
        """The texts that may be copies of one another, heads cut off to one length too."""
        short, long = self.ends
        texts = {(x, y) for x in short.texts for y in long.texts}
        cut = {(x, y[-len(x) :]) for x in (short.full, short.plain) for y in (long.full, long.plain)}
        return texts | cut

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
        for x, y in (self.ends, self.ends[::-1]):
            if x.loose and not self.equal and (y.full.endswith(x.tail) or short_fit(x.stem, y.stem) >= GOOD_SHORT):
                return True
        return self.nameless

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
            same = a.full == b.full or a.stem == b.stem or short_fit(*sorted((a.plain, b.plain), key=len)) >= GOOD_SHORT
            apart = bool(a.where and b.where) and not meet(a.where, b.where)
            return "same" if same and not apart else "conflict"
        return "one" if a or b else "none"

    @cached_property
    def numbers_differ(self) -> bool:
        """Both have numbers, and not the same ones (第一党支部, 第二党支部)."""
        return bool(self.a.numbers and self.b.numbers) and self.a.numbers != self.b.numbers and not self.renaming

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
