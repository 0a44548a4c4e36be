"""名称结构 The parts of an organization's name: place, stem, brand, legal form, role, numbers, parent.

Invariant: pure; parsing never fails, a part that a name does not have is empty.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.resolve.divisions import NOWHERE, Place, leading, level, meet, mentioned, names_of, within
from ingest.resolve.tidy import tidy
from ingest.resolve.words import words

_LEAGUE = re.compile("^(?:(?:中国共产主义青年团|共青团)(.+?)委(?:员会)?|团([省市区县])委)$")
_GRID = re.compile("(国家电网).{2,8}?电力(?:有限)?公司(.{2,}?)供电(?:分公司|公司)")
_CARRIER = re.compile(
    "(中国(?:移动通信|联合网络通信|电信))(?:集团)?(?:股份)?(?:有限公司)?[^公]{0,4}(?:有限公司)?(?=.{2}市?分公司)"
)
_INNER_FORM = re.compile(
    "(?:集团)?(?:股份有限公司|有限责任公司|有限公司)(?=.{2,}(?:分行|支行|分公司|支公司|营业部|项目部))"
)
_CITY_BRANCH = re.compile("市(?=分公司|分行|供电公司|(?:中心)?支公司)")
_OF_THE_STATE = re.compile("^中国(?=.{4})")
_PARTY = re.compile("^(?:中国共产党|中共)(?=.)")
_COMMITTEE = re.compile(r"(?<![社园校发])(?<=[省市区县州旗])(?:委员会|党委)(?=$|[^会])")
_BODYS_COMMITTEE = re.compile("(?<=[司局厅院校学])委员会$|(?<=委员会)委员会$")
_BODYS_BRANCH = re.compile("(?<![党团])支部$")
_GRADE = re.compile("^(?:国家级|省级|市级|县级)(?=.{4})")
_DIGITS = "零一二三四五六七八九"
_CN = "零一二三四五六七八九十"
_COUNTED = re.compile(
    rf"第([{_CN}]+|\d+)|([{_CN}]+|\d+)(?=局|中学|中$|中等|院$|校|公司|分公司|项目|支部|党支部|处|队|厂|冶|建|航局|工区|期|号|级|年|分部|车间|厅)"
)
_RELATIVE = re.compile(
    "^(?:省|市|区|县|州|镇|乡|局|厅|校|院|系|处|公司|集团|企业|二级学院|学院|学校|街道|社区|村|项目|机关|本|该|我|某)"
)
_NUMBERS = re.compile(rf"[{_CN}\d]+")
_WIDE = re.compile(
    "中国|国家|全国|中央|中共|长三角|珠三角|粤港澳|京津冀|长江|黄河|淮海|西部|东北|华东|华北|华中|华南|西南|西北"
)
_NAMED_BY_COUNTY = frozenset(("school", "government", "party_org", "association", ""))
_NUMBERED = re.compile(rf"(?:教工|教师|学生|职工)?第[{_CN}\d]+$")
_STANDS = re.compile("^(?:校|局|厅|公司|集团|企业|学校|本|该|我)(?=党|纪|团|工会|直属|机关|委)")
_LOCAL = re.compile("街道|社区|村|镇(?!海|江|平)|乡(?!村)")
_BRANCHES = frozenset("党总支 党支部 支部 总支".split())
_BODY = re.compile("公司|集团|大学|职业|专科|学校|中学|小学|医院|银行|协会|商会|研究院|委员会|局|厅|街道|社区|村")
_MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
_OF_LEVEL = {"省": 1, "市": 2, "州": 2, "区": 3, "县": 3}
_LEVEL = re.compile(r"^([省市州区县])(?!(?:立|直|属|级|域|际|政))(?=.)")


@dataclass(frozen=True, slots=True)
class Subject:
    """待比对象 One side of a comparison: a record's name, with what is known of it.

    `region` is an address in words, `parent` the name of the body it belongs to, `doc` any mark that is
    equal for two records of one document.
    """

    name: str
    type: str
    region: str | None = None
    parent: str | None = None
    doc: str | None = None


@dataclass(frozen=True)
class Parsed:
    """名称结构 A name taken apart: `plain` (tidied), `full` (contractions written out), and what follows from it."""

    subject: Subject
    plain: str
    full: str
    place: Place
    """Place that the name begins with."""
    home: Place
    """Place that the record is said to lie in."""
    stem: str
    """`full` without its place."""
    ladder: int
    """Level that a leading 省 市 区 县 asks for, 0 where there is none."""

    @cached_property
    def parent(self) -> "Parsed | None":
        """The body it is said to belong to."""
        name = self.subject.parent
        return parse(Subject(name, "")) if name else None

    @cached_property
    def where(self) -> Place:
        """The place of name and record together; that of the name where they exclude each other."""
        return meet(self.place, self.home) or self.place

    @cached_property
    def rungs(self) -> frozenset[int]:
        """The levels that the name's place may be of: what it says, or what its 省 市 区 县 stands for."""
        if self.place:
            return frozenset(level(frozenset({code})) for code in self.place)
        if not self.ladder:
            return frozenset()
        # 市 is a prefecture's city, a municipality, or a county's city where the record lies in one.
        if self.ladder != 2:
            return frozenset((self.ladder,))
        if not self.home:
            return frozenset((1, 2, 3))
        return frozenset((level(self.home) if _is_city(self.home) else 2,))

    @cached_property
    def settled(self) -> bool:
        """True unless the name leaves its place open (市教育局) and the record does not say it either."""
        return not self.ladder or level(self.where) >= self.ladder or level(self.where) in self.rungs

    @cached_property
    def form(self) -> str:
        """Legal form at the end: 有限公司, 股份有限公司 …; empty for none."""
        return next((f for f in words().forms if self.stem.endswith(f) and self.stem != f), "")

    @cached_property
    def core(self) -> str:
        """Stem without legal form and 集团 at its end."""
        bare = self.stem.removesuffix(self.form) if self.form else self.stem
        return bare.removesuffix("集团") if len(bare) > 3 else bare

    @cached_property
    def bare(self) -> str:
        """`full` without what a branch's name leaves out of its firm's: legal form, 集团, the company of the province.

        >>> parse(Subject("中国农业银行股份有限公司济南分行", "enterprise")).bare
        '农业银行济南分行'
        """
        short = _INNER_FORM.sub("", _CARRIER.sub(r"\1", _GRID.sub(r"\1\2供电公司", self.full)))
        return _OF_THE_STATE.sub("", _CITY_BRANCH.sub("", short))

    @cached_property
    def group(self) -> bool:
        """True if the name is that of a group."""
        return self.stem.removesuffix(self.form).endswith("集团") or "集团" in self.form

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Ordinals and counts in the name, in order: 第十三中学 → 13."""
        return tuple(number(a or b) for a, b in _COUNTED.findall(self.full))

    @cached_property
    def role(self) -> str:
        """Kind of party body or mass organization at the end of the name."""
        return next((r for r in words().roles if self.stem.endswith(r)), "")

    @cached_property
    def host(self) -> "Parsed":
        """The body whose committee this is (某某公司党委 → 某某公司); itself where there is none."""
        name = _NUMBERED.sub("", self.full.removesuffix(self.role))
        if not self.role or len(name) < 3:
            return self
        firm = "公司" in name[-4:] or name.endswith("集团")
        school = any(name.endswith(word) for word, _ in words().school_kinds)
        type_ = "enterprise" if firm else "school" if school else "government"
        return parse(Subject(name, type_, self.subject.region))

    @cached_property
    def loose(self) -> bool:
        """True for a relative name whose parent is not said, or only by a relative name."""
        return self.relative and (self.parent is None or self.parent.relative)

    @cached_property
    def kind(self) -> str:
        """Kind of school: the word at its end."""
        return next((w for w, _ in words().school_kinds if self.stem.endswith(w)), "")

    @cached_property
    def rank(self) -> str:
        """Level of school: university, college, secondary; empty for none."""
        return dict(words().school_kinds).get(self.kind, "")

    @cached_property
    def brand(self) -> str:
        """What is left of the stem without generic words: what tells this body from all others."""
        named = self.core.removesuffix(self.kind) if self.kind != self.core else ""
        left = "".join(piece for piece, generic in pieces(named) if not generic)
        return left if self.subject.type == "enterprise" else _NUMBERS.sub("", left)

    @cached_property
    def grade(self) -> str:
        """国家级, 省级 … at the head of the name."""
        found = _GRADE.match(tidy(self.subject.name))
        return found[0] if found else ""

    @cached_property
    def innermost(self) -> frozenset[str]:
        """The narrowest of the divisions named inside the stem."""
        return frozenset(c for c in self.inner if not any(o != c and within(o, (c,)) for o in self.inner))

    @cached_property
    def inner(self) -> frozenset[str]:
        """Divisions named inside the stem."""
        return frozenset(code for _, codes in mentioned(self.stem) for code in codes)

    @cached_property
    def ending(self) -> str:
        """The word at the end that makes a name whole: kind of school, legal form, kind of office."""
        if self.subject.type == "enterprise":
            return self.form
        return self.kind or self.form or self.role or next((o for o in words().offices if self.stem.endswith(o)), "")

    @cached_property
    def whole(self) -> bool:
        """True if the name has the ending that a full name of its type has."""
        return self.group or (bool(self.ending) and self.ending not in ("公司", "股份"))

    @cached_property
    def tail(self) -> str:
        """Stem without a leading word that stands for a body (公司党委 → 党委); the stem where there is none."""
        return _RELATIVE.sub("", self.stem) or self.stem

    @cached_property
    def within_parent(self) -> str:
        """The stem as it would follow its parent's name: 校党委 → 党委."""
        return _STANDS.sub("", self.stem)

    @cached_property
    def relative(self) -> bool:
        """True for a name that means something only beside its parent or place (机关党委, 第二党支部, 机电学院)."""
        central = self.subject.type == "government" and self.stem.endswith("部")
        if self.place or central or _WIDE.match(self.full):
            return False
        if self.ladder:
            return not self.settled
        inside = self.subject.type == "school_unit" or self.role in _BRANCHES
        if inside and not self.inner and not _BODY.search(self.stem.removesuffix(self.role)):
            return True
        if self.subject.type == "base" or (_LOCAL.search(self.stem) and not self.home):
            return True
        return bool(_RELATIVE.match(self.stem)) or not self.brand

    @property
    def texts(self) -> tuple[str, ...]:
        """The forms of the name that other names may equal, most telling first."""
        return tuple(dict.fromkeys((self.full, self.stem)))


@lru_cache(maxsize=65536)
def parse(subject: Subject) -> Parsed:
    """Return the parts of a record's name."""
    plain = _GRADE.sub("", tidy(subject.name))
    full = words().expand(_party(plain, subject.type))
    home = _address(subject.region) if subject.region else NOWHERE
    place, rest = leading(full, home, subject.type in _NAMED_BY_COUNTY)
    ladder = 0
    if found := _LEVEL.match(rest):
        ladder, rest = (0, rest) if place else (_OF_LEVEL[found[1]], rest[1:])
    if place and home:
        place = frozenset(c for c in place if meet(frozenset({c}), home)) or place
    return Parsed(subject, plain, full, place, home, rest or full, ladder)


def _is_city(place: Place) -> bool:
    return any(code[:2] in _MUNICIPALITIES or names_of(code).endswith("市") for code in place)


def number(text: str) -> int:
    """Return the value of a Chinese or Arabic number below 100.

    >>> number("十三"), number("3"), number("二十一")
    (13, 3, 21)
    """
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(max(_CN.find(c), 0)) for c in text))
    return (_DIGITS.find(tens) if tens in _DIGITS and tens else 1) * 10 + (_DIGITS.find(ones) if ones else 0)


@lru_cache(maxsize=65536)
def pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """Cut a text into generic words, place names and what is neither: (piece, whether it is generic)."""
    out: list[tuple[str, bool]] = []
    at, generic = 0, words().generic
    while at < len(text):
        size = next((n for n in range(min(12, len(text) - at), 0, -1) if text[at : at + n] in generic), 0)
        if size:
            out.append((text[at : at + size], True))
        elif out and not out[-1][1]:
            out[-1] = (out[-1][0] + text[at], False)
        else:
            out.append((text[at], False))
        at += size or 1
    return tuple(out)


def _party(text: str, type_: str) -> str:
    # 中共…总支部委员会 = …党总支, 中共…支部委员会 = …党支部, 中共…委员会 = …党委, 中共某市委员会 = 某市委.
    text = _LEAGUE.sub(r"\1\2共青团委员会", text)
    formal = _PARTY.match(text)
    if not formal and type_ != "party_org":
        return text
    text = _PARTY.sub("", text).replace("总支部委员会", "党总支")
    text = re.sub("(?<!党)支部委员会", "党支部", text).replace("党支部委员会", "党支部").replace("党党", "党")
    text = _COMMITTEE.sub("委", text)
    if formal and "工作委员会" not in text:
        text = re.sub("(?:基层)?委员会(?=$|宣传|组织|统战|办公|党校)", "党委", text)
    # Of a party body, 某某公司委员会 and 第二支部 leave 中共 and 党 out.
    return _BODYS_BRANCH.sub("党支部", _BODYS_COMMITTEE.sub("党委", text)) if type_ == "party_org" else text


@lru_cache(maxsize=8192)
def _address(text: str) -> Place:
    # One more character, so that an address that is nothing but a place is read to its end.
    return leading(tidy(text) + "。")[0]
