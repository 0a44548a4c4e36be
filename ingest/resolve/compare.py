"""比较 Two records side by side: everything that can be said for and against their being one, as named features.

Invariant: pure, and symmetric in its two sides; a feature is a number whose name `reasons.py` puts in words.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from ingest.resolve import known as knowledge
from ingest.resolve.align import damage, likeness, short_fit, slip, swapped
from ingest.resolve.divisions import level, meet
from ingest.resolve.known import Known, Renaming
from ingest.resolve.parse import Parsed, Subject, parse
from ingest.resolve.words import words

_FOR = re.compile("简称|全称|以下|扫描|识别|残留|误写|误把|落款|两处写法|前后|后称|说明文字|表头|两块牌子|品牌")
_AGAINST = re.compile("不同|分列|分别|分设|同时存续|吸收|并入|组建|下设|两家|另一")
GOOD_SHORT = 0.75


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
    def alias(self) -> bool | None:
        """Whether one is a known alias of the other; None where neither is listed."""
        return self.known.same_alias(self.a.plain, self.b.plain)

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
        for x in {short.full, short.stem}:
            if len(x) >= 3 and x in long.full and (tail := long.full[long.full.index(x) + len(x) :]):
                ends = words().parts if short.whole else words().branches
                return tail not in words().forms and tail.endswith(ends)
        return False

    @cached_property
    def extended(self) -> bool:
        """Both names are whole, and one is the other with a word put in: 某某职业技术学院, 某某信息职业技术学院."""
        a, b = self.a, self.b
        if not (a.whole and b.whole) or self.equal or a.subject.type != b.subject.type:
            return False
        if a.ending != b.ending or a.subject.type not in ("school", "enterprise", "government", "association"):
            return False
        x, y = sorted((a.stem, b.stem), key=len)
        codes = swapped(x, y)
        return len(codes) == 1 and not codes[0][0]

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
        if a and b:
            same = a.full == b.full or a.stem == b.stem or short_fit(*sorted((a.plain, b.plain), key=len)) >= GOOD_SHORT
            apart = bool(a.where and b.where) and not meet(a.where, b.where)
            return "same" if same and not apart else "conflict"
        if not a and not b:
            return "none"
        parent, other = (a, self.b) if a else (b, self.a)
        if parent and (parent.full in other.full or parent.stem in other.stem):
            return "embedded"
        return "one"


def compare(a: Subject, b: Subject, context: str | None = None, known: Known | None = None) -> dict[str, float]:
    """Return the features of two records that are not zero."""
    pair = Pair(parse(a), parse(b), known or knowledge.shipped(), context or "")
    found = {**relation(pair), **surroundings(pair), **differences(pair)}
    return {name: round(float(value), 4) for name, value in found.items() if value}


def relation(pair: Pair) -> dict[str, float]:
    """Return how the two names relate: exactly one `name:` feature, and how sure it is."""
    kind = how(pair)
    firm = pair.a.subject.type == "enterprise"
    backed = pair.same_document or pair.seats in ("equal", "agree") or pair.parents in ("same", "embedded")
    open_ends = (pair.a.relative and not pair.a.parent) + (pair.b.relative and not pair.b.parent)
    return {
        f"name:{kind}": 1,
        f"backed:{kind}": backed,
        f"firm:{kind}": firm,
        "open:one": open_ends == 1 and pair.parents != "embedded",
        "open:both": open_ends == 2,
        "short:fit": pair.short if kind == "short" else 0,
        "short:tiny": kind == "short" and len(pair.ends[0].plain) <= 3,
        "short:lone": kind == "short" and not backed,
        "both:whole": pair.a.whole and pair.b.whole and not pair.equal,
        "document:apart": pair.same_document and kind in ("other", "extended", "part", "slip"),
        "likeness": likeness(pair.a.stem, pair.b.stem),
        "likeness:full": likeness(pair.a.full, pair.b.full),
    }


def how(pair: Pair) -> str:
    """Return the one word for how two names relate."""
    checks = (
        ("renamed", pair.renaming is not None and not pair.renaming.merged),
        ("merged", pair.renaming is not None),
        ("alias", pair.alias is True),
        (f"equal-{pair.equal}", bool(pair.equal)),
        ("core", pair.cores_equal),
        (f"damaged-{pair.damaged}", bool(pair.damaged)),
        ("part", pair.part),
        ("extended", pair.extended),
        ("short", pair.short >= GOOD_SHORT),
        ("slip", pair.slipped),
        ("weak-short", pair.short > 0),
    )
    return next((word for word, holds in checks if holds), "other")


def surroundings(pair: Pair) -> dict[str, float]:
    """Return what document, place and parent say."""
    a, b = pair.a, pair.b
    return {
        "document:same": pair.same_document,
        f"places:{pair.places}": 1,
        f"seats:{pair.seats}": 1,
        f"parents:{pair.parents}": 1,
        "open:place": not a.settled or not b.settled,
        "level:differs": bool(a.place and b.place) and level(a.place) != level(b.place) and _public(pair),
        "alias:shared": pair.alias is False,
        "context:for": bool(_FOR.search(pair.context)),
        "context:against": bool(_AGAINST.search(pair.context)),
    }


def differences(pair: Pair) -> dict[str, float]:
    """Return what tells the two apart: kinds, numbers, roles, brands, trades, legal forms."""
    a, b = pair.a, pair.b
    short, long = pair.ends
    always: dict[str, float] = {
        "type:differs": a.subject.type != b.subject.type,
        "number:differs": bool(a.numbers and b.numbers) and a.numbers != b.numbers and not pair.renaming,
    }
    if pair.equal or pair.damaged or pair.renaming or pair.alias:
        return always
    return always | {
        "number:missing": bool(a.numbers) != bool(b.numbers),
        "role:differs": bool(a.role and b.role) and a.role != b.role,
        "role:missing": bool(a.role) != bool(b.role),
        "rank:differs": bool(a.rank and b.rank) and a.rank != b.rank,
        "kind:differs": bool(a.kind and b.kind) and a.kind != b.kind,
        "group:differs": a.group != b.group and bool(a.form and b.form),
        "form:differs": bool(a.form and b.form) and a.form != b.form,
        "form:missing": bool(a.form) != bool(b.form),
        "form:listed": "股份" in long.form,
        "brand:equal": bool(a.brand) and a.brand == b.brand,
        "brand:differs": bool(a.brand and b.brand) and not _within(a.brand, b.brand),
        "brand:missing": bool(a.brand) != bool(b.brand),
        "inner:differs": bool(a.inner ^ b.inner) and not pair.equal,
        "swapped": _swaps(a.stem, b.stem),
        "upgrade": _upgrade(a, b),
        "longer": min(len(long.stem) - len(short.stem), 10) / 10,
    }


def variants(p: Parsed) -> tuple[str, ...]:
    """Return the forms of a name with and without its place and its parent."""
    if not p.parent:
        return p.texts
    return (*p.texts, p.parent.full + p.stem, p.parent.stem + p.stem)


def _public(pair: Pair) -> bool:
    return pair.a.subject.type in ("government", "party_org", "association")


def _within(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    at = -1
    return all((at := long.find(char, at + 1)) >= 0 for char in short)


def _swaps(a: str, b: str) -> float:
    # Stretches of which both sides have something of their own: 机械/机电, 电子/电气.
    return float(sum(bool(x and y) for x, y in swapped(a, b)))


def _upgrade(a: Parsed, b: Parsed) -> bool:
    # 某某职业技术学院 → 某某职业技术大学: one stem, another level.
    if not (a.rank and b.rank) or a.rank == b.rank:
        return False
    return a.stem.removesuffix(a.kind) == b.stem.removesuffix(b.kind) and bool(meet(a.where, b.where))
