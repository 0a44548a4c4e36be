"""辨认 Which mentions are one entity, by what full name, inside what larger body.

Invariant: every mention gets a referent; a name that the text does not place stays short and `relative`.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from graph.model import Flag
from ingest.extract.draft import Draft, Mention, Referent
from ingest.extract.mentions.cast import Actor, Cast, shortens
from ingest.extract.mentions.host import Host, host_of
from ingest.extract.mentions.kinds import begins_with_region, is_bare_branch, kind
from ingest.extract.mentions.nesting import nested
from ingest.extract.mentions.regions import Regions

_HEAD = re.compile(
    r"(?P<own>我|该|本|此)?(?P<kind>学校|学院|公司|集团|企业|支行|分行|医院|街道|社区|联社|协会|分公司|(?:(?<=我)|(?<=该)|(?<=本)|(?<=此)|"
    r"(?=.(?:党|团委|工会|纪委|组织部|宣传部|统战部|机关|直属|办公室|人事|科技处|科研|教务|学工|学生处|招生|就业|国资|后勤|财务|"
    r"发展规划|教工|行政|第[一二三四五六七八九十]))|(?=.$))[校院系厂会所局村])"
)
_JOINT = re.compile(r"(?P<own>我|该|本|此)?(?P<kind>联盟|联合体|共同体|研究院|研究所|管委会)")
_AREA = re.compile(r"(?:本|全)?(?P<kind>省|市|区|县|州|自治区)(?=[^区县州内外属级长]|属)")
_BRANCH = re.compile(r"(?:党总支部|党总支|党支部|分党委|党委|支部|支部委员会)$")
_OF_SCHOOL = re.compile(r"教师|教工|学生|研究生|本科生|专业|系|教研室|教学|学院|中心")
_UNITS = ("school", "school_unit")
_INSIDE = frozenset(("school_unit", "party_org", "government", "association", "research", "other_org", "enterprise"))
_AROUND = frozenset(("school", "school_unit", "enterprise", "party_org", "government", "association", "other_org"))
_OTHER_FIRM = re.compile(r"(?<!分)公司$|集团$|厂$|大学$|学校$|银行$|联盟$|协会$|商会$|学会$")
_KIND_WORDS = ("大学", "学院", "学校", "公司", "集团", "医院", "社区", "街道")


def identify(draft: Draft) -> Draft:
    """Give every mention its referent, and make the referents."""
    ordered = nested(draft.text, draft.mentions)
    groups = [list(g) for _, g in groupby(ordered, key=lambda m: m.start)]
    reading = _Identifier(draft)
    reading.register(groups)
    mentions = tuple(m for group in groups for m in reading.resolved(group))
    for actor in reading.cast.actors:
        actor.parent = actor.parent or _owner_by_name(actor, reading.cast)
    used = {m.referent for m in mentions}
    referents = tuple(a.freeze() for a in reading.cast.actors if a.key in used)
    return draft.with_(
        mentions=mentions, referents=referents, flags=(*draft.flags, *_unplaced(draft, mentions, referents))
    )


def _unplaced(draft: Draft, mentions: tuple[Mention, ...], referents: tuple[Referent, ...]) -> Iterator[Flag]:
    first = {m.referent: m for m in reversed(mentions)}
    for referent in referents:
        if referent.relative:
            reason = f"“{referent.name}”属于哪个单位，文中不能确定 (the text does not say whose “{referent.name}” is)"
            yield Flag(draft.document.source.id, reason, draft.clean.evidence(*first[referent.key].span))


class _Identifier:
    def __init__(self, draft: Draft) -> None:
        self.text = draft.text
        self.cast = Cast(draft.text)
        self.regions = Regions(draft.text)
        self.host: Host = host_of(draft)
        self.placed: list[tuple[int, Actor]] = []

    def register(self, groups: list[list[Mention]]) -> None:
        """Make the actors whose names say whose they are, shorter forms joined to their full names."""
        heads: dict[str, Mention] = {}
        for group in groups:
            if self._is_absolute(group[0]):
                heads.setdefault(_plain(self._written(group[0])), group[0])
        for name in sorted(heads, key=len, reverse=True):
            type_ = kind(name, heads[name].type)
            fuller = [a for a in self.cast.actors if _alike(a.type, type_) and shortens(name, a.name, type_)]
            if len(fuller) == 1:
                self.cast.alias(name, fuller[0])
                fuller[0].first = min(fuller[0].first, heads[name].start)
            elif not fuller:
                self.cast.add(type_, name).first = heads[name].start
        for group in groups:
            if (actor := self.cast.named(_plain(self._written(group[0])))) and self._is_absolute(group[0]):
                actor.weight += 1
                self._descend(actor, group[0].end, group[1:])

    def resolved(self, group: list[Mention]) -> list[Mention]:
        """Return the mentions of one start with their referents."""
        first = group[0]
        if first.type == "person":
            return [self._placed(self.cast.add("person", self._written(first)), first)]
        if first.method.startswith("anaphor"):
            return self._meant(first)
        actor, done = self._first(first)
        out = [self._placed(actor, first)]
        for mention in group[1:]:
            actor = self._child(actor, self.text[done : mention.end], mention.type)
            out.append(self._placed(actor, mention))
            done = mention.end
        return out

    def _meant(self, word: Mention) -> list[Mention]:
        if word.method == "anaphor:area":
            region = self.regions.of_level(self._written(word), word.start)
            return [self._placed(self.cast.add("government", region), word)] if region else []
        head = _HEAD.match(self._written(word)) or _JOINT.match(self._written(word))
        actor = self._antecedent(head, word.start) if head else None
        if actor is None:
            return []
        if actor.name == self._written(word) or word.method == "anaphor:own":
            actor.also(self._written(word))
        actor.places.append(word.start)
        return [Mention(word.start, word.end, actor.type, actor.key, word.method)]

    def _placed(self, actor: Actor, mention: Mention) -> Mention:
        actor.also(self._written(mention))
        actor.places.append(mention.start)
        actor.listed = (
            self.text[mention.end : mention.end + 1] == "、" or self.text[mention.start - 1 : mention.start] == "、"
        )
        self.placed.append((mention.end, actor))
        return Mention(mention.start, mention.end, actor.type, actor.key, mention.method)

    def _sibling(self, at: int) -> Actor | None:
        # 某学院第一党支部、第二党支部: the second belongs where the first does
        if (
            self.placed
            and self.text[self.placed[-1][0] : at] in ("、", "和", "与", "及")
            and self.placed[-1][1].type == "party_org"
        ):
            return self.placed[-1][1].parent
        return None

    def _written(self, mention: Mention) -> str:
        return self.text[mention.start : mention.end]

    def _is_absolute(self, mention: Mention) -> bool:
        name = self._written(mention)
        if mention.type == "person" or mention.method.startswith("anaphor") or self._head(name) or self._area(name):
            return False
        type_ = kind(name, mention.type)
        return type_ != "school_unit" and not (type_ == "party_org" and is_bare_branch(name))

    def _head(self, name: str) -> re.Match[str] | None:
        match = _HEAD.match(name)
        return match if match and match.end() < len(name) and not begins_with_region(name) else None

    def _area(self, name: str) -> re.Match[str] | None:
        return None if begins_with_region(name) else _AREA.match(name)

    def _descend(self, actor: Actor, done: int, links: list[Mention]) -> None:
        for mention in links:
            actor = self._child(actor, self.text[done : mention.end], mention.type)
            actor.weight += 1
            actor.first = min(actor.first, mention.start)
            done = mention.end

    def _child(self, parent: Actor, rest: str, suffix_type: str) -> Actor:
        rest = rest[_shared(parent.name, rest) :]
        if not rest:
            return parent
        name = parent.name + rest
        return self.cast.named(name) or self.cast.add(kind(rest, suffix_type, parent), name, parent)

    def _first(self, mention: Mention) -> tuple[Actor, int]:
        name = _plain(self._written(mention))
        if head := self._head(name):
            owner = self._antecedent(head, mention.start)
            if owner is not None:
                return self._child(owner, name[head.end() :], mention.type), mention.end
        if area := self._area(name):
            if fuller := self._fuller(name, kind(name, mention.type), mention.start):
                return fuller, mention.end
            region = self.regions.of_level(area["kind"], mention.start)
            if region:
                return self.cast.add(kind(name, mention.type), region + name[area.end() :]), mention.end
            return self.cast.add(kind(name, mention.type), name, relative=True), mention.end
        return self._by_name(name, mention), mention.end

    def _by_name(self, name: str, mention: Mention) -> Actor:
        if known := self.cast.named(name):
            return known
        type_ = kind(name, mention.type)
        if fuller := self._fuller(name, type_, mention.start):
            return fuller
        owner = self._owner(name, type_, mention.start)
        if owner is None or owner.relative:
            return self.cast.add(type_, name, owner, relative=type_ == "school_unit" or is_bare_branch(name))
        if (
            (branch := _BRANCH.search(name))
            and len(name) > len(branch[0]) >= 2
            and name[: branch.start()] in owner.name
        ):
            return self._child(owner, branch[0], mention.type)
        return self._child(owner, name, mention.type)

    def _fuller(self, name: str, type_: str, at: int) -> Actor | None:
        fuller = [a for a in self.cast.actors if _alike(a.type, type_) and shortens(name, a.name, type_)]
        return (self.cast.nearest(at, lambda a: a in fuller) or fuller[0]) if fuller else None

    def _owner(self, name: str, type_: str, at: int) -> Actor | None:
        if type_ == "school_unit":
            if name.endswith(("系", "教研室", "教学部", "专业")):
                near = self.cast.nearest(at, lambda a: a.type in _UNITS)
                if near is not None and near.name.endswith("学院"):
                    return near
            return self._school(at)
        if type_ == "party_org" and is_bare_branch(name):
            if owner := self._brand(name) or self._sibling(at):
                return owner
            if _OF_SCHOOL.search(name):
                return self.cast.nearest(at, lambda a: a.type in _UNITS)
            return self.cast.nearest(at, lambda a: a.type in (*_UNITS, "enterprise", "other_org"))
        return None

    def _brand(self, name: str) -> Actor | None:
        core = _BRANCH.sub("", name)
        named = [a for a in self.cast.actors if a.type == "enterprise" and len(core) >= 2 and core in a.name]
        return named[0] if len(named) == 1 else None

    def _school(self, at: int) -> Actor | None:
        if self.host.school:
            host = self.cast.named(self.host.school) or self.cast.add("school", self.host.school)
            return self.cast.nearest(at, lambda a: a.type == "school") or host
        return self.cast.nearest(at, lambda a: a.type == "school")

    def _antecedent(self, head: re.Match[str], at: int) -> Actor | None:
        word, own = head["kind"], head["own"] in ("我", "本")
        if word in ("学校", "校"):
            return self._host("school", own) or self._school(at) or self._unnamed("school", head)
        if word in ("学院", "院"):
            near = self.cast.nearest(at, lambda a: a.type in _UNITS and a.name.endswith("学院"))
            return self._host("unit", own) or near or self._unnamed("school", head)
        if word in ("公司", "企业"):
            return self.cast.nearest(at, lambda a: a.type == "enterprise")
        if word == "会":
            return self.cast.nearest(at, lambda a: a.type == "association")
        if word == "集团":
            return self.cast.nearest(at, lambda a: a.type == "enterprise" and "集团" in a.name)
        return self.cast.nearest(at, lambda a: a.type != "party_org" and a.name.endswith(word))

    def _host(self, level: str, own: bool) -> Actor | None:
        name = self.host.unit if level == "unit" and self.host.unit else self.host.school
        if not own or not name:
            return None
        if known := self.cast.named(name):
            return known
        if level == "unit" and self.host.unit:
            school = self.cast.named(self.host.school) or self.cast.add("school", self.host.school)
            return self.cast.add("school_unit", name, school)
        return self.cast.add("school", name)

    def _unnamed(self, type_: str, head: re.Match[str]) -> Actor | None:
        return self.cast.add(type_, head[0], relative=True) if head["own"] in ("我", "本") else None


def _plain(name: str) -> str:
    return name.removeprefix("中共") if len(name) > 4 else name


def _owner_by_name(actor: Actor, cast: Cast) -> Actor | None:
    # 某市教育局职成科 belongs to 某市教育局, where the text names both
    if actor.type not in _INSIDE:
        return None
    for end in range(len(actor.name) - 2, 3, -1):
        owner = cast.named(actor.name[:end])
        if owner is not None and owner is not actor and owner.parent is not actor:
            fits = owner.type in _AROUND and not _OTHER_FIRM.search(actor.name[end:])
            return owner if fits else None
    return None


def _shared(owner: str, rest: str) -> int:
    # 某大学文学院 + 文学院教师党支部: what both say is said once
    longest = next((n for n in range(min(len(owner), len(rest)), 2, -1) if owner.endswith(rest[:n])), 0)
    return longest or 2 * (rest[:2] in _KIND_WORDS and owner.endswith(rest[:2]))


def _alike(a: str, b: str) -> bool:
    return a == b or {a, b} == {"school", "school_unit"} or {a, b} == {"research", "base"}
