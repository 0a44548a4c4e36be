"""证据特征 What speaks for a link between two entities: their best common sentence, their place, what rules say.

Invariant: features describe wording and position in general terms; no name is ever a feature.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.model import ordered
from ingest.extract.links.acts import Act, pairs_of, status
from ingest.extract.links.parties import rows
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.wording import wording
from ingest.extract.links.words import ALLIANCE, BASE, LINKS, MEMBER_WORDS, ORG, PERSON, SIGN

PAIRWISE = ("SIGNED", "PAIRED_WITH", "COOPERATES_WITH")
FAR_OFF = 1000
ACTORS = frozenset((ORG, PERSON, BASE, ALLIANCE))
STEPS = (0, 1, -1, 2, -2)
REACH, HEADED = 12, 10
"""How many sentences two entities may be apart where one is what the document is about, and how far above a list the
sentence may stand that says what its members did."""
TRIGGERS = {
    "SIGNED": SIGN,
    "PAIRED_WITH": re.compile("结对|结成|结为|结上|结下|结起|结缘|结盟|共建|联建|联姻|牵手|对子|主题党日|手拉手|对口"),
    "CO_BUILT": re.compile(
        "[建办揭挂授颁牌设]|成立|创[立建办]|开班|落户|落成|打造|获批|批复|认定|入选|启用|投|依托|冠名|命名|剪彩|合作|申报|牵头"
    ),
    "MEMBER_OF": re.compile(f"{MEMBER_WORDS.pattern}|成立|共建|参加|单位|联合|签约|集结|结"),
    "COOPERATES_WITH": re.compile(
        "座谈|交流|捐|赠|调研|考察|走访|参观|讲座|服务|培训|合作|联合|举办|帮扶|对接|支持|聘|培养|实习|活动|走进|来到|赴"
    ),
}
TYPES = ("school", "school_unit", "enterprise", "party_org", "government", "association", "research", "other_org")


@dataclass(frozen=True, slots=True)
class Common:
    """共现 A place where two entities meet: one sentence, or two sentences in a row."""

    sentence: Sentence
    a: Node
    b: Node
    apart: int = 0


class Evidence:
    """证据表 Looks up, for every two entities of a scene, where they meet and what the rules found."""

    def __init__(self, scene: Scene, acts: Iterable[Act]) -> None:
        self.scene = scene
        self.acts = list(acts)
        self._classes: dict[int, list[tuple[str, int]]] = {}
        self._profiles: dict[str, dict[str, float]] = {}
        self._triggers: dict[tuple[str, int], list[tuple[int, int, bool]]] = {}
        self._stated: dict[tuple[int, int], bool] = {}
        self._stating: dict[str, list[int]] = {}
        self._headings: dict[tuple[str, int], int | None] = {}
        self.places: dict[str, list[tuple[Sentence, Node]]] = defaultdict(list)
        for sentence in scene.sentences:
            for node in sentence.nodes:
                for key in dict.fromkeys(node.keys):
                    self.places[key].append((sentence, node))
        self._indices = {k: {s.index for s, _ in v} for k, v in self.places.items()}
        self.sentence_features: dict[int, dict[str, float]] = {}
        self.found: dict[tuple[str, str, str], float] = {}
        self.rules: dict[tuple[str, str, str], str] = {}
        self.active: dict[str, set[str]] = defaultdict(set)
        for act in self.acts:
            ends = pairs_of(act.heads) if not act.tail else ((h, act.tail) for h in act.heads)
            for a, b in ends:
                pair = (act.link, *ordered((a, b)))
                if act.confidence > self.found.get(pair, 0):
                    self.found[pair], self.rules[pair] = act.confidence, act.rule.split(":")[-1]
                self.active[act.link] |= {a, b}
        self._degree = Counter((t, key) for t, *ends in self.found for key in ends)
        self._any = Counter(t for t, *_ in self.found)
        self._between = Counter((t, frozenset((scene.root(x), scene.root(y)))) for t, x, y in self.found)

    def triggers(self, link: str, sentence: Sentence) -> list[tuple[int, int, bool]]:
        """Return (start, end, stated as done) of the words in a sentence that may state such a link."""
        key = (link, sentence.index)
        if key not in self._triggers:
            found = TRIGGERS[link].finditer(sentence.text)
            self._triggers[key] = [(m.start(), m.end(), self._done(sentence, m.start(), m.end())) for m in found]
        return self._triggers[key]

    def _done(self, sentence: Sentence, start: int, end: int) -> bool:
        key = (sentence.index, start)
        if key not in self._stated:
            self._stated[key] = status(sentence, start, end) is not None
        return self._stated[key]

    def classes(self, sentence: Sentence, patterns: Mapping[str, re.Pattern[str]]) -> list[tuple[str, int]]:
        """Return where words of each class stand in a sentence."""
        if sentence.index not in self._classes:
            self._classes[sentence.index] = [
                (name, m.start()) for name, pattern in patterns.items() for m in pattern.finditer(sentence.text)
            ]
        return self._classes[sentence.index]

    def first_seen(self, key: str) -> int:
        """Return the number of the sentence that names an entity first."""
        return self.places[key][0][0].index if self.places.get(key) else FAR_OFF

    @cached_property
    def row_of(self) -> dict[tuple[int, int], int]:
        """(sentence index, position) → number of the row of actors that it stands in."""
        out = {}
        n = 0
        for sentence in self.scene.sentences:
            if sentence.actors:
                for row in rows(sentence, 0, len(sentence.text)):
                    n += 1
                    for item in row:
                        out[sentence.index, item.node.at] = n
        return out

    def candidates(self) -> Iterator[tuple[str, str, str, Common | None]]:
        """Yield (link, head, tail, where they meet) for every two entities that may be linked."""
        keys = [k for k in self.places if k in self.scene.referents]
        orgs = [k for k in keys if self.scene.type(k) in TYPES]
        joint = [k for k in keys if self.scene.type(k) in ("base", "alliance")]
        for i, a in enumerate(orgs):
            for b in orgs[i + 1 :]:
                if not self.scene.related(a, b):
                    yield from self._likely(PAIRWISE, a, b)
            for b in joint:
                yield from self._likely(("CO_BUILT" if self.scene.type(b) == "base" else "MEMBER_OF",), a, b)

    def _likely(self, links: tuple[str, ...], a: str, b: str) -> Iterator[tuple[str, str, str, Common | None]]:
        there = self._indices[b]
        near = any(i + d in there for i in self._indices[a] for d in STEPS)
        distant = None if near else self.distant(a, b)
        for link in links:
            found = (link, *ordered((a, b))) in self.found
            place = self.common(link, a, b) if near else distant if link != "COOPERATES_WITH" else None
            if found or (place and self._stateable(link, place)):
                yield link, a, b, place

    def _stateable(self, link: str, place: Common) -> bool:
        if link not in PAIRWISE:
            return abs(place.apart) <= 2 or self.heading(link, place.sentence.index) is not None
        if any(ok for *_, ok in self.triggers(link, place.sentence)):
            return True
        return link != "COOPERATES_WITH" and self.heading(link, place.sentence.index) is not None

    def heading(self, link: str, index: int) -> int | None:
        """Return how many sentences before `index` (negative: after) the nearest one states such a link, or None."""
        key = (link, index)
        if key not in self._headings:
            sentences = self.scene.sentences
            reach = (*range(1, HEADED + 1), -1, -2)
            near = (n for n in reach if 0 <= index - n < len(sentences))
            self._headings[key] = next(
                (n for n in near if any(ok for *_, ok in self.triggers(link, sentences[index - n]))), None
            )
        return self._headings[key]

    def stating(self, link: str) -> list[int]:
        """Return which sentences state such a link as done."""
        if link not in self._stating:
            places = enumerate(self.scene.sentences)
            self._stating[link] = [i for i, s in places if any(ok for *_, ok in self.triggers(link, s))]
        return self._stating[link]

    def distant(self, a: str, b: str) -> Common | None:
        """Return where two entities stand nearest to each other, if one of them is what the document is about."""
        if not {a, b} & self.topics:
            return None
        best: tuple[int, Node, Sentence, Node] | None = None
        others = self.places[b]
        at = 0
        for sentence, node in self.places[a]:
            while at + 1 < len(others) and others[at + 1][0].index <= sentence.index:
                at += 1
            for there, other in others[at : at + 2]:
                apart = there.index - sentence.index
                if best is None or abs(apart) < abs(best[0]):
                    best = apart, node, there if apart >= 0 else sentence, other
        if best is None or abs(best[0]) > REACH:
            return None
        return Common(best[2], best[1], best[3], best[0])

    @cached_property
    def topics(self) -> frozenset[str]:
        """The few entities that a document is about: those most spoken of, and those in its first two sentences."""
        organizations = [k for k in self.places if k in self.scene.referents]
        often = sorted(organizations, key=lambda k: (-len(self.places[k]), self.first_seen(k)))[:4]
        return frozenset(often) | {k for k in organizations if self.first_seen(k) <= 1}

    def common(self, link: str, a: str, b: str) -> Common | None:
        """Return the best place where two entities meet for this type of link."""
        best, top = None, -1e9
        where: dict[int, list[Node]] = defaultdict(list)
        for sentence, node in self.places[b]:
            where[sentence.index].append(node)
        for sentence, node in self.places[a]:
            for step in STEPS:
                for there in where.get(sentence.index + step, ()):
                    later = self.scene.sentences[max(sentence.index, sentence.index + step)]
                    score = self._closeness(link, later, (node, there), step)
                    if score > top:
                        best, top = Common(later, node, there, step), score
        return best

    def _closeness(self, link: str, later: Sentence, ends: tuple[Node, Node], step: int) -> float:
        spots = self.triggers(link, later)
        last = ends[1] if step >= 0 else ends[0]
        gap = 60 if step else abs(ends[0].at - ends[1].at)
        far = min((abs(s - last.at) for s, _, _ in spots), default=150)
        weak = 40 * (ends[0].weak + ends[1].weak)
        return -gap - far - 100 * abs(step) + (60 if any(ok for *_, ok in spots) else 0) - weak

    def features(self, link: str, a: str, b: str, place: Common | None) -> dict[str, float]:
        """Return the features of a possible link."""
        out: dict[str, float] = {}
        self._said(out, link, a, b)
        for end, key in (("a", a), ("b", b)):
            out.update({f"{end}:{k}": v for k, v in self._standing(key).items()})
        self._together(out, a, b)
        out["a:topic"], out["b:topic"] = a in self.topics, b in self.topics
        if place is not None:
            out.update(wording(self, link, place))
            self._headed(out, link, place)
        out["never"] = place is None
        return out

    def _headed(self, out: dict[str, float], link: str, place: Common) -> None:
        # What is said around a list: how far above its heading stands, and how bare the lines of the two are.
        above = self.heading(link, place.sentence.index)
        out["heading"] = FAR_OFF if above is None else above
        if above is not None:
            text = self.scene.sentences[place.sentence.index - above].text.rstrip()
            out["heading:colon"] = text.endswith(("：", ":"))
            out["heading:actors"] = len(self.scene.sentences[place.sentence.index - above].actors)
        out["words"] = sum(c not in ACTORS for c in place.sentence.text)
        stating = self.stating(link)
        out["titled"], out["stated"] = any(index <= 1 for index in stating), len(stating)

    def _said(self, out: dict[str, float], link: str, a: str, b: str) -> None:
        ends = ordered((a, b))
        for other in LINKS:
            if sure := self.found.get((other, *ends)):
                out[f"rule:{other}" if other != link else "rule"] = sure
        if rule := self.rules.get((link, *ends)):
            out[f"by:{rule}"] = 1
        out["active"] = (a in self.active[link]) + (b in self.active[link])
        itself = (link, *ends) in self.found
        out["pairs"] = self._degree[link, a] + self._degree[link, b] - itself
        out["any"] = self._any[link]
        out["rivals"] = self._between[link, frozenset((self.scene.root(a), self.scene.root(b)))] - itself

    def _standing(self, key: str) -> dict[str, float]:
        if key in self._profiles:
            return self._profiles[key]
        scene = self.scene
        units = [k for k in self.places if k != key and k in scene.referents and key in scene.lineage(k)]
        self._profiles[key] = {
            scene.type(key): 1,
            "first": self.places[key][0][0].index,
            "times": len(self.places[key]),
            "depth": len(scene.lineage(key)),
            "rank": scene.prominence[key],
            "units": len(units),
            "branch": sum(scene.type(k) == "party_org" for k in units),
        }
        return self._profiles[key]

    def _together(self, out: dict[str, float], a: str, b: str) -> None:
        scene = self.scene
        out["same_type"] = scene.type(a) == scene.type(b)
        out["same_root"] = scene.root(a) == scene.root(b)
        name_a, name_b = scene.name(a), scene.name(b)
        out["prefix"] = name_b.lstrip('“"').startswith(name_a) or any(
            name_b.startswith(x) for x in scene.referents[a].aliases if len(x) > 3
        )
        out["entities"] = len(self.places)
        out["sentences"] = len(scene.sentences)
