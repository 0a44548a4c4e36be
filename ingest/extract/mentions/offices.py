"""任职依据 What the text says for and against a person's holding office at a body: the features of the learned choice.

Invariant: candidates and features depend on the draft and the rules' findings alone; every loop looks a bounded way
before and behind a person's mention.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from ingest.extract.draft import Draft, Mention, Referent
from ingest.extract.mentions.host import host_of
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.titles import is_party_title, kind_of, titles_in

BODIES = frozenset(
    "school school_unit enterprise party_org government association alliance research other_org base".split()
)
BEFORE, BEHIND, FAR, NEAR, MENTIONS = 6, 4, 160, 70, 4
"""How many bodies before and behind a person are looked at, how many characters away, and how many mentions of one
person."""
_BREAKS = "。！？；\n"
_ELECTED = ("为", "任", "当选", "担任", "兼任", "聘", "出任")
_WRITTEN = re.compile(r"[\u4e00-\u9fff]{2,14}")
_AHEAD = re.compile(r"[\u4e00-\u9fff]{2,14}[\s：:“”]*$")
_GAPS = ' \u3000：:“”"\n\t'
Features = dict[str, float]
Ruled = Mapping[tuple[int, str], str]
"""Start of a person's mention and key of a body → the titles that the rules found there."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """候选任职 A body at which a person may hold office, by which mention of each (no body's: spoken of elsewhere)."""

    person: Mention
    body: str
    mention: Mention | None
    features: Features


def title_of(text: str, candidate: Candidate) -> str:
    """Return the title by which a person is said to hold an office, as written; "" where none stands beside them."""
    person, mention = candidate.person, candidate.mention
    if mention is not None and mention.end <= person.start:
        gap = text[mention.end : person.start].strip(_GAPS + "的")
        if _WRITTEN.fullmatch(gap):
            return "、".join(titles_in(gap)[0]) or gap
    behind = _WRITTEN.match(text, mention.end) if mention is not None and mention.start >= person.end else None
    if behind and titles_in(behind[0])[0]:
        return behind[0]
    for stretch in (_AHEAD.search(text, max(0, person.start - 16), person.start), _WRITTEN.match(text, person.end)):
        if stretch and (titles := titles_in(stretch[0].strip(_GAPS))[0]):
            return "、".join(titles)
    return ""


class Offices:
    """任职候选 The candidates of one draft."""

    def __init__(self, draft: Draft, ruled: Ruled) -> None:
        self.text = draft.text
        self.ruled = ruled
        self.by_key: dict[str, Referent] = {r.key: r for r in draft.referents}
        self.children: dict[str, list[Referent]] = defaultdict(list)
        for r in draft.referents:
            if r.parent:
                self.children[r.parent].append(r)
        self.persons = [m for m in draft.mentions if m.type == "person"]
        self.bodies = [m for m in draft.mentions if m.type in BODIES and m.referent in self.by_key]
        self.starts = [m.start for m in self.bodies]
        self.person_starts = [m.start for m in self.persons]
        self.count = Counter(m.referent for m in draft.mentions)
        self.breaks = list(accumulate((c in _BREAKS for c in self.text), initial=0))
        self.commas = list(accumulate((c in "，,：:" for c in self.text), initial=0))
        self.points = list(accumulate((c == "、" for c in self.text), initial=0))
        self.longest = {m.start: m.end for m in sorted(self.bodies, key=lambda m: m.end)}
        self.titles = {end: end - start for start, end, _ in lexicon().titles.find(self.text)}
        self.title_starts = {end - size for end, size in self.titles.items()}
        self.shape = _shape(draft, self.titles)
        self.rank = {k: n for n, (k, _) in enumerate(Counter(m.referent for m in self.bodies).most_common(6))}
        self.topics = [key for key, rank in self.rank.items() if rank < 3]
        host = host_of(draft)
        self.host = {r.key for r in draft.referents if r.name in (host.school, host.unit)}
        self.by_person: dict[int, list[str]] = defaultdict(list)
        self.ruled_persons: dict[str, set[str]] = defaultdict(set)
        starts = {m.start: m.referent for m in self.persons}
        for start, body in ruled:
            self.by_person[start].append(body)
            self.ruled_persons[starts[start]].add(body)

    def candidates(self) -> Iterator[Candidate]:
        """Yield the possible offices of every person, mention by mention."""
        seen: Counter[str] = Counter()
        for n, person in enumerate(self.persons):
            seen[person.referent] += 1
            if seen[person.referent] > MENTIONS and person.start not in self.by_person and not self._titled(person):
                continue
            shared = self._around(person, n, seen[person.referent])
            for body, mention, how in self._bodies(person):
                yield Candidate(person, body, mention, self._features(person, body, mention, how) | shared)

    def _titled(self, person: Mention) -> bool:
        return self._left(person.start) in self.titles or self._right(person.end) in self.title_starts

    def _left(self, at: int) -> int:
        # 书记 甲, 书记：甲: where the title ends
        while at > 0 and self.text[at - 1] in _GAPS:
            at -= 1
        return at

    def _right(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in _GAPS:
            at += 1
        return at

    def _bodies(self, person: Mention) -> Iterator[tuple[str, Mention | None, str]]:
        found = self._beside(person)
        for key, (mention, _) in list(found.items()):
            parent = self.by_key[key].parent
            if parent in self.by_key:
                found.setdefault(parent, (mention, "parent"))
            for child in self.children[key]:
                own = child.name.removeprefix(self.by_key[key].name)
                if child.type in BODIES and mention and self.text.startswith(own, mention.end):
                    found.setdefault(child.key, (mention, "child"))
        elsewhere = {"ruled": self.by_person.get(person.start, ()), "topic": self.topics, "host": self.host}
        for how, keys in elsewhere.items():
            for key in keys:
                found.setdefault(key, (None, how))
        for key, (mention, how) in found.items():
            if self.by_key[key].type in BODIES:
                yield key, mention, how

    def _beside(self, person: Mention) -> dict[str, tuple[Mention | None, str]]:
        at = bisect_left(self.starts, person.start)
        found: dict[str, tuple[Mention | None, str]] = {}
        for n in range(at - 1, max(-1, at - 1 - BEFORE), -1):
            if person.start - self.bodies[n].end > FAR:
                break
            found.setdefault(self.bodies[n].referent, (self.bodies[n], "before"))
        for n in range(at, min(len(self.bodies), at + BEHIND)):
            if self.bodies[n].start - person.end > NEAR:
                break
            found.setdefault(self.bodies[n].referent, (self.bodies[n], "behind"))
        return found

    def _around(self, person: Mention, n: int, nth: int) -> Features:
        # What stands beside the person, whichever body it is about.
        text, start, end = self.text, person.start, person.end
        start = self._left(start)
        before, after = text[max(0, start - 14) : start], text[end : end + 12]
        out: Features = {f"l1~{before[-1:]}": 1, f"l2~{before[-2:]}": 1, f"l3~{before[-3:]}": 1}
        out |= {f"r1~{after[:1]}": 1, f"r2~{after[:2]}": 1}
        out["title"] = self.titles.get(start, 0)
        out["title_behind"] = end in self.title_starts
        out["nth"] = nth
        out["named"] = self.count[person.referent]
        out["ruled_here"] = len(self.by_person.get(person.start, ()))
        out[f"rs~{_folded(self.shape[end : end + 14])[:4]}"] = 1
        out[f"ls~{_folded(self.shape[max(0, person.start - 20) : person.start])[-4:]}"] = 1
        out["spaced"] = person.start - start
        out["ruled_person"] = len(self.ruled_persons[person.referent])
        out["elected"] = after.startswith(_ELECTED)
        out["opened"] = before.endswith(("（", "("))
        out["bracket"] = after.startswith(("（", "("))
        if n:
            last = self.persons[n - 1]
            between = text[last.end : start] if start - last.end < 40 else ""
            out["listed"] = between in ("、", "和", "与", "及", "，")
            out["since"] = min(start - last.end, 60)
        return out

    def _features(self, person: Mention, body: str, mention: Mention | None, how: str) -> Features:
        referent = self.by_key[body]
        out: Features = {
            f"how:{how}": 1,
            f"type:{referent.type}": 1,
            "ruled": (person.start, body) in self.ruled,
            "ruled_elsewhere": body in self.ruled_persons[person.referent],
            "ruled_others": sum(b != body for b in self.by_person.get(person.start, ())),
            "spoken": self.count[body],
            "rank": self.rank.get(body, 9),
            "host": body in self.host,
            "relative": referent.relative,
            "length": len(referent.name),
            "children": len(self.children[body]),
            "nested": bool(referent.parent),
            f"ends~{referent.name[-1:]}": 1,
            f"ends2~{referent.name[-2:]}": 1,
        }
        at = self._left(person.start)
        size = self.titles.get(at, 0)
        if size:
            title = self.text[at - size : at]
            out["fits"] = 1 if referent.type in kind_of(title) else -1
            out["party"] = (1 if referent.type == "party_org" else -1) if is_party_title(title) else 0
            out[f"t~{title.lstrip('副')}~{referent.type}"] = 1
            out[f"t~{title.lstrip('副')}~{referent.name[-1]}"] = 1
        if mention is not None:
            self._between(out, person, mention, how)
        return out

    def _between(self, out: Features, person: Mention, mention: Mention, how: str) -> None:
        behind = mention.start >= person.end
        left, right = (person.end, mention.start) if behind else (mention.end, person.start)
        gap = self.text[left:right]
        out["gap"] = right - left
        out["behind"] = behind
        out["breaks"] = self.breaks[right] - self.breaks[left] if right > left else 0
        out["commas"] = self.commas[right] - self.commas[left] if right > left else 0
        out["points"] = self.points[right] - self.points[left] if right > left else 0
        out["persons"] = bisect_left(self.person_starts, right) - bisect_left(self.person_starts, left)
        out["bodies"] = bisect_left(self.starts, right) - bisect_left(self.starts, left)
        out["inner"] = self.longest.get(mention.start, mention.end) > mention.end
        out["anaphor"] = mention.method.startswith("anaphor")
        out["lead"] = min(
            40,
            mention.start
            - 1
            - max(self.text.rfind(c, max(0, mention.start - 40), mention.start) for c in "。！？；\n，、"),
        )
        out[f"before~{self.text[mention.start - 1 : mention.start]}"] = 1
        if len(gap) <= 26:
            if not behind:
                titles, whole = titles_in(gap)
                out["whole"] = whole
                out["titles"] = len(titles)
            out |= {f"g~{gap[i : i + 2]}": 1 for i in range(len(gap) - 1)}
            out[f"g1~{gap[:2]}"] = 1
        if right - left < 60:
            shape = _folded(self.shape[left:right])
            side = "b" if behind else "a"
            out[f"s{side}~{shape if len(shape) < 8 else ''}"] = 1
            out[f"s{side}{how}~{shape if len(shape) < 6 else ''}"] = 1
            out[f"s<~{side}{shape[:3]}"] = out[f"s>~{side}{shape[-3:]}"] = 1
        after = self.text[mention.end : mention.end + 6]
        if behind:
            tail = _folded(self.shape[mention.end : mention.end + 16])
            out[f"st~{tail[:3]}"] = out[f"sf~{self.text[left : left + 2] if right - left < 4 else ''}{tail[:2]}"] = 1
            out[f"after~{after[:2]}"] = 1
            out["office_behind"] = any(mention.end + n in self.title_starts for n in range(5))
            out["close"] = "）" in self.text[mention.end : mention.end + 14]


def _shape(draft: Draft, titles: Mapping[int, int]) -> str:
    # Every character's part: P person, B body, T title, x other writing, 0 digit; marks stand for themselves.
    out = ["x" if "\u4e00" <= c <= "\u9fff" or c.isalpha() else "0" if c.isdigit() else c for c in draft.text]
    for end, size in titles.items():
        out[end - size : end] = "T" * size
    for m in draft.mentions:
        out[m.start : m.end] = ("P" if m.type == "person" else "B") * (m.end - m.start)
    return "".join(out)


def _folded(shape: str) -> str:
    return "".join(c for n, c in enumerate(shape) if n == 0 or shape[n - 1] != c)
