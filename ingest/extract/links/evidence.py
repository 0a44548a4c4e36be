"""证据特征 What speaks for a link between two entities: their best common sentence, their place, what rules say.

Invariant: features describe wording and position in general terms; no name is ever a feature.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ingest.extract.links.acts import Act, pairs_of, status
from ingest.extract.links.discourse import _ATTENDING as ATTENDING
from ingest.extract.links.parties import rows
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import ALLIANCE, BASE, CLIQUE, COLLECTIVE, MEMBER_WORDS, ORG, PACT, PERSON, RESPECTIVE, SIGN, VISIT_BEFORE, WITH

LINKS = ("SIGNED", "PAIRED_WITH", "CO_BUILT", "MEMBER_OF", "COOPERATES_WITH")
TRIGGERS = {
    "SIGNED": SIGN,
    "PAIRED_WITH": re.compile("结对|结成|结为|共建|联建|联姻|牵手|对子|主题党日|手拉手"),
    "CO_BUILT": re.compile("共建|揭|挂牌|授|成立|设立|建立|合办|创办|开班|建成|落户|建设|打造|办|获批|认定|入选|建|牌|启用|投|依托"),
    "MEMBER_OF": re.compile(f"{MEMBER_WORDS.pattern}|成立|共建|参加|单位|联合|签约|集结|结"),
    "COOPERATES_WITH": re.compile("座谈|交流|捐|赠|调研|考察|走访|参观|讲座|服务|培训|合作|联合|举办|帮扶|对接|支持|聘|培养|实习|活动|走进|来到|赴"),
}
TYPES = ("school", "school_unit", "enterprise", "party_org", "government", "association", "research", "other_org")
_CUES = ("与", "同", "和", "跟", "、", "由", "为", "向", "给", "的", "在", "对", "把", "授", "牌", "捐", "，", "分别", "共同", "联合", "等", "代表", "牵头", "：", "是", "有", "走进", "到", "组织")
_AFTER = ("签", "共建", "揭", "授", "成立", "牵头", "见证", "主持", "出席", "等", "举行", "开展", "联合", "共同", "分别", "双方", "单位", "为", "的", "党", "代表", "，", "加入", "座谈", "捐", "指导", "在", "一行", "书记")


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
        self.places: dict[str, list[tuple[Sentence, Node]]] = defaultdict(list)
        for sentence in scene.sentences:
            for node in sentence.nodes:
                for key in dict.fromkeys(node.keys):
                    self.places[key].append((sentence, node))
        self.found: dict[tuple[str, str, str], float] = {}
        self.rules: dict[tuple[str, str, str], str] = {}
        self.active: dict[str, set[str]] = defaultdict(set)
        for act in self.acts:
            ends = pairs_of(act.heads) if not act.tail else ((h, act.tail) for h in act.heads)
            for a, b in ends:
                key = (act.link, *sorted((a, b)))
                if act.confidence > self.found.get(key, 0):
                    self.found[key], self.rules[key] = act.confidence, act.rule.split(":")[-1]
                self.active[act.link] |= {a, b}

    @cached_property
    def triggers(self) -> dict[str, dict[int, list[tuple[int, int, bool]]]]:
        """Link type → sentence index → (start, end, stated as done) of its triggers."""
        out: dict[str, dict[int, list[tuple[int, int, bool]]]] = {t: {} for t in LINKS}
        for sentence in self.scene.sentences:
            for link, pattern in TRIGGERS.items():
                spots = [(m.start(), m.end(), status(sentence, m.start(), m.end()) is not None) for m in pattern.finditer(sentence.text)]
                if spots:
                    out[link][sentence.index] = spots
        return out

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

    def candidates(self) -> Iterator[tuple[str, str, str]]:
        """Yield (link, head, tail) for every two entities that may be linked."""
        keys = [k for k in self.places if k in self.scene.referents]
        orgs = [k for k in keys if self.scene.type(k) in TYPES]
        for i, a in enumerate(orgs):
            for b in orgs[i + 1 :]:
                if not self.scene.related(a, b) and self._meet(a, b):
                    for link in ("SIGNED", "PAIRED_WITH", "COOPERATES_WITH"):
                        yield link, a, b
        for b in keys:
            type_ = self.scene.type(b)
            if type_ in ("base", "alliance"):
                for a in orgs:
                    yield "CO_BUILT" if type_ == "base" else "MEMBER_OF", a, b

    def _meet(self, a: str, b: str) -> bool:
        there = {s.index for s, _ in self.places[b]}
        return any(s.index + d in there for s, _ in self.places[a] for d in (-2, -1, 0, 1, 2))

    def common(self, link: str, a: str, b: str) -> Common | None:
        """Return the best place where two entities meet for this type of link."""
        best, top = None, -1e9
        where: dict[int, list[tuple[Sentence, Node]]] = defaultdict(list)
        for sentence, node in self.places[b]:
            where[sentence.index].append((sentence, node))
        for sentence, node in self.places[a]:
            for step in (0, 1, -1, 2, -2):
                for other, there in where.get(sentence.index + step, ()):
                    later = sentence if sentence.index >= other.index else other
                    spots = self.triggers[link].get(later.index, ())
                    gap = abs(node.at - there.at) if step == 0 else 60 * abs(step)
                    far = min((min(abs(s - node.at) if step == 0 else 99, abs(s - there.at)) for s, _, _ in spots), default=150)
                    score = -gap - far - 100 * abs(step) + (60 if any(ok for *_, ok in spots) else 0) - 40 * (node.weak + there.weak)
                    if score > top:
                        best, top = Common(later, node, there, step), score
        return best

    def features(self, link: str, a: str, b: str) -> dict[str, float]:
        """Return the features of a possible link."""
        out: dict[str, float] = {}
        self._said(out, link, a, b)
        self._standing(out, a, b)
        place = self.common(link, a, b)
        if place is None:
            out["never"] = 1
            return out
        self._wording(out, link, place)
        return out

    def _said(self, out: dict[str, float], link: str, a: str, b: str) -> None:
        ends = sorted((a, b))
        for other in LINKS:
            if sure := self.found.get((other, *ends)):
                out[f"rule:{other}" if other != link else "rule"] = sure
        if rule := self.rules.get((link, *ends)):
            out[f"by:{rule}"] = 1
        out["active"] = (a in self.active[link]) + (b in self.active[link])
        out["pairs"] = sum(1 for t, x, y in self.found if t == link and (a in (x, y) or b in (x, y)))
        out["any"] = sum(1 for t, *_ in self.found if t == link)
        line_a, line_b = self.scene.lineage(a), self.scene.lineage(b)
        roots = {line_a[-1], line_b[-1]}
        out["rivals"] = sum(
            1 for t, x, y in self.found if t == link and [x, y] != ends and {self.scene.root(x), self.scene.root(y)} == roots
        )

    def _standing(self, out: dict[str, float], a: str, b: str) -> None:
        scene = self.scene
        for end, key in (("a", a), ("b", b)):
            out[f"{end}:{scene.type(key)}"] = 1
            out[f"{end}:first"] = min((s.index for s, _ in self.places[key]), default=99)
            out[f"{end}:times"] = len(self.places[key])
            out[f"{end}:depth"] = len(scene.lineage(key))
            out[f"{end}:rank"] = scene.prominence[key]
            out[f"{end}:units"] = sum(1 for k in scene.parents if k in self.places and scene.parents[k] == key)
            out[f"{end}:branch"] = sum(1 for k in self.places if k in scene.referents and scene.type(k) == "party_org" and key in scene.lineage(k)[1:])
        out["same_type"] = scene.type(a) == scene.type(b)
        out["same_root"] = scene.root(a) == scene.root(b)
        name_a, name_b = scene.name(a), scene.name(b)
        out["prefix"] = name_b.lstrip("“\"").startswith(name_a) or any(name_b.startswith(x) for x in scene.referents[a].aliases if len(x) > 3)
        out["entities"] = len(self.places)
        out["sentences"] = len(scene.sentences)

    def _wording(self, out: dict[str, float], link: str, place: Common) -> None:
        s, a, b = place.sentence, place.a, place.b
        text = s.text
        out["apart"] = abs(place.apart)
        out["order"] = float(a.at < b.at) if place.apart == 0 else 0.5
        out["at"] = s.index
        out["at_share"] = s.index / max(1, len(self.scene.sentences))
        out["length"] = len(text)
        out["actors"] = len(s.actors)
        out["bases"] = sum(n.kind == BASE for n in s.nodes)
        out["alliances"] = sum(n.kind == ALLIANCE for n in s.nodes)
        out["persons"] = sum(n.kind == PERSON for n in s.nodes)
        out["a:person"], out["b:person"] = a.kind == PERSON, b.kind == PERSON
        out["a:weak"], out["b:weak"] = a.weak, b.weak
        out["attending"] = bool(ATTENDING.search(text))
        out["respective"] = bool(RESPECTIVE.search(text))
        out["clique"] = bool(CLIQUE.search(text))
        out["collective"] = bool(COLLECTIVE.search(text))
        out["pact"] = bool(re.search(PACT, text))
        for link_ in LINKS:
            spots = self.triggers[link_].get(s.index, ())
            out[f"trigger:{link_}"] = len([1 for *_, ok in spots if ok])
            out[f"planned:{link_}"] = len([1 for *_, ok in spots if not ok])
        spots = self.triggers[link].get(s.index, ())
        here = [b.at] if place.apart > 0 else [a.at] if place.apart < 0 else [a.at, b.at]
        last, first = max(here), min(here)
        done = [sp for sp in spots if sp[2]] or list(spots)
        after = [sp[0] - last for sp in done if sp[0] > last]
        out["trigger_after"] = min(after, default=120)
        out["trigger_before"] = min((first - sp[1] for sp in done if sp[1] <= first), default=120)
        out["trigger_between"] = sum(first < sp[0] < last for sp in done)
        if after:
            between = text[last + 1 : last + min(after)]
            out["actors_to_trigger"] = sum(c in (ORG, PERSON) for c in between)
            out["stops_to_trigger"] = between.count("，") + 3 * between.count("；")
        for cue in _AFTER:
            if cue in text[last + 1 : last + 13]:
                out[f"after:{cue}"] = 1
        for cue in _CUES:
            if cue in text[max(0, first - 5) : first]:
                out[f"before:{cue}"] = 1
        if place.apart == 0:
            gap = text[first + 1 : last]
            out["gap"] = len(gap)
            out["gap_actors"] = sum(c in (ORG, PERSON) for c in gap)
            out["gap_stops"] = gap.count("，")
            out["same_row"] = self.row_of.get((s.index, a.at), -1) == self.row_of.get((s.index, b.at), -2)
            out["with_before_b"] = bool(WITH.search(text[max(0, last - 6) : last]))
            out["visit_before_b"] = bool(VISIT_BEFORE.search(text[max(0, last - 8) : last]))
            for cue in _CUES:
                if cue in gap[-6:]:
                    out[f"gap_end:{cue}"] = 1
                if cue in gap[:6]:
                    out[f"gap_start:{cue}"] = 1
        out["a:row"] = (s.index, a.at) in self.row_of
        out["b:row"] = (s.index, b.at) in self.row_of


def context(place: Common) -> str:
    """Return the wording around two nodes, both named by a letter: material for a model of wording."""
    s = place.sentence
    text = re.sub(f"[{ORG}]", "O", s.text).replace(PERSON, "P").replace(BASE, "B").replace(ALLIANCE, "L")
    if place.apart:
        at = place.b.at if place.apart > 0 else place.a.at
        return f"~{text[max(0, at - 10) : at]}Y{text[at + 1 : at + 30]}"
    first, last = sorted((place.a.at, place.b.at))
    gap = text[first + 1 : last]
    middle = gap if len(gap) <= 24 else gap[:12] + "…" + gap[-12:]
    return f"{text[max(0, first - 8) : first]}X{middle}Y{text[last + 1 : last + 30]}"
