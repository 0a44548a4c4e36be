"""任职 Who holds what office where: the titles in front of a name, and the body that they belong to.

Invariant: one finding per (person, body) and place; titles as written, joined by 、.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from ingest.extract.draft import Draft, Finding, Mention, Referent
from ingest.extract.mentions.lexicon import lexicon

_BREAK = frozenset('。；！？\n：:;“”"《》')
_PARTS = re.compile(r"[、，,兼]|以及|和(?=副|党)")
_INNER = re.compile(r"(党委|党总支部|党总支|党支部|党工委|分党委|机关党委|支部|工会|管委会)(.+)")
_PARTY_SUFFIX = re.compile(
    r"(?:直属|机关|基层|联合)?(?:党委|党总支部|党总支|党支部|党工委|分党委|党组|支部|纪委|工会)$"
)
_ANAPHOR = re.compile(r"(?:我|该|本|此)?(?P<kind>学校|学院|公司|集团|企业|医院|校|院|支行|协会|联盟|联合体|共同体)")


@dataclass(frozen=True, slots=True)
class Office:
    """职务 Titles at one body, and where they are written."""

    body: str
    titles: tuple[str, ...]
    start: int


def find_roles(draft: Draft) -> Draft:
    """Append a HAS_ROLE finding for every office that the text gives to a named person."""
    reader = _RoleReader(draft)
    findings = [f for m in draft.mentions if m.type == "person" for f in reader.roles(m)]
    return draft.with_(findings=(*draft.findings, *findings))


class _RoleReader:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.text = draft.text
        self.by_key: dict[str, Referent] = {r.key: r for r in draft.referents}
        self.by_name = {r.name: r for r in draft.referents}
        self.ending: dict[int, Mention] = {}
        for m in draft.mentions:
            if m.type != "person" and (m.end not in self.ending or m.start < self.ending[m.end].start):
                self.ending[m.end] = m
        self.ends = sorted(self.ending)
        self.last: list[Office] = []
        self.last_end = -1

    def roles(self, person: Mention) -> list[Finding]:
        offices = self._listed(person) or self._offices(person.start)
        if not offices:
            return []
        self.last, self.last_end = offices, person.end
        merged: dict[str, list[str]] = defaultdict(list)
        for office in offices:
            merged[office.body] += office.titles
        start = min(o.start for o in offices)
        return [
            Finding(
                "HAS_ROLE",
                person.referent,
                body,
                ((start, person.end),),
                "roles:title",
                0.9,
                attributes=(("title", "、".join(dict.fromkeys(titles))),),
            )
            for body, titles in merged.items()
        ]

    def _listed(self, person: Mention) -> list[Office]:
        # 副院长甲、乙: the second holds the first one's office
        return (
            self.last
            if self.last_end >= 0 and self.text[self.last_end : person.start] in ("、", "和", "与", "及")
            else []
        )

    def _offices(self, at: int) -> list[Office]:
        begin, body = self._body_before(at)
        titles = self._titles(self.text[begin:at])
        if not titles:
            return []
        if body is not None:
            offices = self._assigned(body, titles, body.start)
            return [*self._more(body.start), *offices]
        return self._inherited(begin, titles, at)

    def _more(self, at: int) -> list[Office]:
        # 某协会会长、某公司总经理甲: a further office stands before this one
        if at and self.text[at - 1] in "、，兼":
            begin, body = self._body_before(at - 1)
            titles = self._titles(self.text[begin : at - 1])
            if body is not None and titles:
                return [*self._more(body.start), *self._assigned(body, titles, body.start)]
        return []

    def _body_before(self, at: int) -> tuple[int, Mention | None]:
        low = at
        while low > 0 and at - low < 34 and self.text[low - 1] not in _BREAK:
            if low in self.ending and low < at:
                return low, self.ending[low]
            low -= 1
        if low in self.ending and low < at:
            return low, self.ending[low]
        return low, None

    def _titles(self, written: str) -> list[str]:
        parts = [p for p in _PARTS.split(written) if p is not None]
        if not written or not parts or parts[-1] == "" or not _is_title(parts[-1]):
            return []
        kept: list[str] = []
        for part in reversed(parts):
            if not _is_title(part):
                return [] if kept and part and len(kept) == len(parts) - 1 and False else kept
            kept.insert(0, part)
        return kept

    def _assigned(self, body: Mention, titles: list[str], start: int) -> list[Office]:
        referent = self.by_key[body.referent]
        out = [self._placed(referent, title, start) for title in titles]
        return out

    def _placed(self, referent: Referent, title: str, start: int) -> Office:
        inner = _INNER.fullmatch(title)
        if inner and (child := self.by_name.get(referent.name + inner[1])):
            return Office(child.key, (inner[2],), start)
        party = _PARTY_SUFFIX.search(referent.name)
        if party and referent.parent and not _party_title(title):
            return Office(referent.parent, (title,), start)
        return Office(referent.key, (title,), start)

    def _inherited(self, begin: int, titles: list[str], at: int) -> list[Office]:
        anaphor = _ANAPHOR.match(titles[0])
        if anaphor and len(titles[0]) > anaphor.end() and _is_title(titles[0][anaphor.end() :]):
            body = self._nearest(anaphor["kind"], at)
            titles = [titles[0][anaphor.end() :], *titles[1:]]
        elif (
            self.last and 0 <= at - self.last_end < 40 and not any(c in "。；\n" for c in self.text[self.last_end : at])
        ):
            body = self.by_key[self.last[-1].body]
        else:
            body = self._nearest(_kind_of(titles[-1]), at)
        if body is None:
            return []
        return [self._placed(body, t, at - sum(len(x) + 1 for x in titles) + 1) for t in titles]

    def _nearest(self, kind: str, at: int) -> Referent | None:
        wanted = _WANTED.get(kind, ("school", "enterprise"))
        for end in reversed([e for e in self.ends if e <= at]):
            referent = self.by_key[self.ending[end].referent]
            if referent.type in wanted and (kind not in ("学院", "院") or referent.name.endswith("学院")):
                return referent
        return next((r for r in self.draft.referents if r.type in wanted), None)


_WANTED = {
    "学校": ("school",),
    "校": ("school",),
    "学院": ("school", "school_unit"),
    "院": ("school", "school_unit"),
    "公司": ("enterprise",),
    "集团": ("enterprise",),
    "企业": ("enterprise",),
    "医院": ("other_org",),
    "支行": ("enterprise",),
    "协会": ("association",),
    "联盟": ("alliance",),
    "联合体": ("alliance",),
    "共同体": ("alliance",),
    "政府": ("government",),
    "党": ("party_org", "school", "school_unit"),
}


def _kind_of(title: str) -> str:
    for word, kind in (
        ("校长", "学校"),
        ("院长", "院"),
        ("董事", "公司"),
        ("经理", "公司"),
        ("总裁", "公司"),
        ("总监", "公司"),
        ("市长", "政府"),
        ("县长", "政府"),
        ("区长", "政府"),
        ("局长", "政府"),
        ("会长", "协会"),
        ("理事长", "联盟"),
        ("教师", "学校"),
        ("老师", "学校"),
        ("校领导", "学校"),
    ):
        if word in title:
            return kind
    return "党" if "书记" in title else "校"


def _party_title(title: str) -> bool:
    return (
        title in ("书记", "副书记", "委员", "党员", "主席", "副主席", "常委")
        or "委员" in title
        or title.endswith("书记")
    )


def _is_title(part: str) -> bool:
    if not 2 <= len(part) <= 24 or part in lexicon().generic_titles:
        return False
    return any(end == len(part) for _, end, _ in lexicon().titles.find(part)) and not any(
        c in part for c in "。，了的在是与对"
    )
