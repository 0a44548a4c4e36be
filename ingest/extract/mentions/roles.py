"""任职 Who holds what office where: the titles beside a name, and the body that they belong to.

Rules propose; learned trees choose among what they propose and the bodies around the person's name.
Invariant: one finding per person, body and place; titles as written, joined by 、.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.draft import Draft, Finding, Mention, Referent, Stage
from ingest.extract.links.trees import Trees
from ingest.extract.mentions.focus import Focus
from ingest.extract.mentions.models import shipped_offices
from ingest.extract.mentions.offices import Candidate, Offices, Ruled, title_of
from ingest.extract.mentions.titles import is_party_title, is_title, kind_of, titles_in

_BREAK = frozenset('。；！？\n：:;“”"《》')
_INNER = re.compile(r"(党委|党总支部|党总支|党支部|党工委|分党委|机关党委|支部|工会|管委会)(.+)")
_PARTY_SUFFIX = re.compile(r"(?:党委|党总支部|党总支|党支部|党工委|分党委|党组|支部|纪委|工会)$")
_TERRITORY = re.compile(r"(.+[省市县区州镇乡])(?:党委|委)")
_ELECTED = re.compile(r"(?:当选|担任|出任|兼任|任|被聘为|受聘为|当选为)")
_FARTHEST = 34
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Office:
    """职务 Titles at one body, and where they are written."""

    body: str
    titles: tuple[str, ...]
    start: int


LIKELY = 0.3
"""From what probability on a candidate is held to be an office (the best F1 of cross-validation)."""


def find_roles(draft: Draft) -> Draft:
    """Append a HAS_ROLE finding for every office that the text gives to a named person (with the shipped trees)."""
    return role_finder()(draft)


def role_finder(trees: Trees | None = None) -> Stage:
    """Return the stage that appends the offices of persons, chosen by these trees (None: the shipped ones)."""

    def find(draft: Draft) -> Draft:
        return draft.with_(findings=(*draft.findings, *_chosen(draft, trees or shipped_offices())))

    return find


def office_candidates(draft: Draft) -> list[Candidate]:
    """Return the possible offices of a draft's persons, mention by mention, with their features."""
    return list(Offices(draft, ruled(draft)).candidates())


def ruled(draft: Draft) -> Ruled:
    """Return the titles that the rules give to a person's mention (its start) at a body."""
    reader = _RoleReader(draft)
    out: dict[tuple[int, str], str] = {}
    for person in (m for m in draft.mentions if m.type == "person"):
        for office in reader.roles(person):
            out[person.start, office.tail] = dict(office.attributes)["title"]
    return out


def _chosen(draft: Draft, trees: Trees) -> Iterator[Finding]:
    said = ruled(draft)
    candidates = list(Offices(draft, said).candidates())
    if not candidates:
        return
    held: dict[tuple[str, str], list[tuple[float, str, Candidate]]] = defaultdict(list)
    for one, odds in zip(candidates, trees.probabilities([c.features for c in candidates]), strict=True):
        if odds >= LIKELY:
            title = said.get((one.person.start, one.body)) or title_of(draft.text, one)
            held[one.person.referent, one.body].append((round(float(odds), 3), title, one))
    for places in held.values():
        # places that give no title say nothing beside one that does
        titled = [p for p in places if p[1]] or [max(places, key=lambda p: p[0])]
        yield from (_finding(*place) for place in titled)


def _finding(odds: float, title: str, one: Candidate) -> Finding:
    near = one.mention if one.mention and abs(one.mention.start - one.person.start) < _QUOTED else one.person
    span = (min(near.start, one.person.start), max(near.end, one.person.end))
    given = (("title", title),) if title else ()
    return Finding("HAS_ROLE", one.person.referent, one.body, (span,), "roles:title", odds, attributes=given)


class _RoleReader:
    def __init__(self, draft: Draft) -> None:
        self.text = draft.text
        self.focus = Focus(draft)
        self.by_key: dict[str, Referent] = {r.key: r for r in draft.referents}
        self.by_name = {r.name: r for r in draft.referents}
        self.person_ends = {m.end for m in draft.mentions if m.type == "person"}
        self.ending: dict[int, Mention] = {}
        self.starting: dict[int, Mention] = {}
        for m in draft.mentions:
            if m.type != "person":
                self.ending.setdefault(m.end, m)
                self.starting[m.start] = m
        self.last: list[Office] = []
        self.last_end = -1
        self.known: set[str] = set()

    def roles(self, person: Mention) -> list[Finding]:
        """Return what this mention of a person says of their offices."""
        offices = self._listed(person) or self._before(person.start) or self._behind(person)
        elected = self._elected(person)
        if offices:
            self.last, self.last_end = offices, person.end
            self.known.add(person.referent)
        return _findings(person, [*offices, *elected])

    def _listed(self, person: Mention) -> list[Office]:
        # 副院长甲、乙: the second holds the first one's office
        linked = self.last_end >= 0 and self.text[self.last_end : person.start] in ("、", "和", "与", "及")
        return self.last if linked else []

    def _before(self, at: int) -> list[Office]:
        begin, body = self._body_before(at)
        titles, whole = titles_in(self.text[begin:at])
        if not titles:
            return []
        if body is not None and whole:
            return [*self._more(body.start), *(self._placed(self.by_key[body.referent], t, body.start) for t in titles)]
        return self._inherited(titles, at)

    def _more(self, at: int) -> list[Office]:
        # 某协会会长、某公司总经理甲: a further office stands before this one
        if at == 0 or self.text[at - 1] not in "、，兼暨":
            return []
        begin, body = self._body_before(at - 1)
        titles, whole = titles_in(self.text[begin : at - 1])
        if not titles:
            return []
        if body is None or not whole:
            return self._inherited(titles, at - 1) if len(titles[0]) < 12 and not body else []
        return [*self._more(body.start), *(self._placed(self.by_key[body.referent], t, body.start) for t in titles)]

    def _body_before(self, at: int) -> tuple[int, Mention | None]:
        low = at
        while low > 0 and at - low < _FARTHEST and self.text[low - 1] not in _BREAK:
            if low < at and (low in self.ending or low in self.person_ends):
                return low, self.ending.get(low)
            low -= 1
        return low, self.ending.get(low) if low < at else None

    def _placed(self, referent: Referent, title: str, start: int) -> Office:
        inner = _INNER.fullmatch(title)
        if inner and is_title(inner[2]):
            if referent.name.endswith(inner[1]):
                return Office(referent.key, (inner[2],), start)
            if child := self.by_name.get(referent.name + inner[1]):
                return Office(child.key, (inner[2],), start)
        territory = _TERRITORY.fullmatch(referent.name)
        if territory and title.endswith(("市长", "县长", "区长", "镇长", "乡长", "州长")):
            government = next(
                (r for n, r in self.by_name.items() if n in {territory[1] + e for e in ("人民政府", "政府")}), None
            )
            return Office(government.key if government else referent.key, (title,), start)
        if _PARTY_SUFFIX.search(referent.name) and referent.parent in self.by_key and not is_party_title(title):
            return Office(referent.parent, (title,), start)
        return Office(referent.key, (title,), start)

    def _unit_in(self, title: str, at: int) -> tuple[Referent, str] | None:
        # 教工党支部书记: the title begins with the short name of a unit that the text knows
        for cut in range(len(title) - 2, 2, -1):
            if is_title(title[cut:]) and (
                units := [r for n, r in self.by_name.items() if n.endswith(title[:cut]) and r.parent]
            ):
                return (units[0], title[cut:]) if len(units) == 1 else None
        return None

    def _inherited(self, titles: list[str], at: int) -> list[Office]:
        if unit := self._unit_in(titles[0], at):
            return [self._placed(unit[0], t, at - len(titles[-1])) for t in (unit[1], *titles[1:])]
        wanted = kind_of(titles[-1])
        body = self._of_last(wanted, at) or self.focus.meant(wanted, at)
        start = max(0, at - sum(len(t) + 1 for t in titles) + 1)
        return [self._placed(body, t, start) for t in titles] if body else []

    def _of_last(self, wanted: frozenset[str], at: int) -> Referent | None:
        # 党委书记甲、校长乙: the second stands at the first one's body, or at the body that it belongs to
        if self.last_end < 0 or any(c in "。；\n" for c in self.text[self.last_end : at]):
            return None
        for office in reversed(self.last):
            referent = self.by_key[office.body]
            if referent.type in wanted:
                return referent
            if referent.parent and self.by_key[referent.parent].type in wanted:
                return self.by_key[referent.parent]
        return None

    def _behind(self, person: Mention) -> list[Office]:
        # 甲校长: the title stands behind the name of someone not yet placed
        if person.referent in self.known:
            return []
        for length in (5, 4, 3, 2):
            title = self.text[person.end : person.end + length]
            if len(title) == length and is_title(title) and title not in ("教授", "副教授", "同志"):
                body = self.focus.meant(kind_of(title), person.start)
                return [Office(body.key, (title,), person.start)] if body else []
        return []

    def _elected(self, person: Mention) -> list[Office]:
        # 甲当选某联盟理事长
        match = _ELECTED.match(self.text, person.end)
        if not match or (body := self.starting.get(match.end())) is None:
            return []
        for length in (5, 4, 3, 2):
            if is_title(title := self.text[body.end : body.end + length]):
                return [Office(body.referent, (title,), person.start)]
        return []


def _findings(person: Mention, offices: list[Office]) -> list[Finding]:
    merged: dict[str, list[str]] = defaultdict(list)
    for office in offices:
        merged[office.body] += office.titles
    start = min((o.start for o in offices), default=person.start)
    span = (min(start, person.start), person.end)
    return [
        Finding(
            "HAS_ROLE",
            person.referent,
            body,
            (span,),
            "roles:title",
            0.9,
            attributes=(("title", "、".join(dict.fromkeys(t))),),
        )
        for body, t in merged.items()
    ]
