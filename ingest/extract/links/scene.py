"""场景 A document as link rules see it: sentences as skeletons in which every mention is one character.

Invariant: a skeleton is as long as its list of clean offsets; a placeholder stands exactly where a node is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from ingest.extract.draft import Draft, Mention, Referent, Span, outermost
from ingest.extract.links.words import ALLIANCE, BASE, ORG, PERSON, PRONOUN, TITLE

ORGANIZATIONS = frozenset("school school_unit enterprise party_org government association research other_org".split())
_ABBREVIATED = re.compile(r"[（(](?:以下|下称|简称|下简称)[^）)]{0,30}[）)]")
_BETWEEN = re.compile(rf"[^，。；：！？“”《》{ORG}{BASE}{ALLIANCE}{PERSON}]{{0,40}}")


@dataclass(frozen=True, slots=True)
class Node:
    """成分 A mention in a skeleton: where it stands, whom it may refer to (best first), and its clean span.

    A person stands for the bodies that he or she has a role at; `weak` marks a resolved pronoun (学校, 公司).
    """

    at: int
    kind: str
    keys: tuple[str, ...]
    span: Span
    weak: bool = False
    person: str = ""

    @property
    def key(self) -> str:
        """The entity that it most likely refers to."""
        return self.keys[0] if self.keys else ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """句子骨架 A sentence's skeleton, its nodes in order, and the clean offset of every character."""

    index: int
    start: int
    end: int
    text: str
    nodes: tuple[Node, ...]
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the clean span of the skeleton's [start, end)."""
        edges = {n.at: n.span for n in self.nodes}
        first, last = self.offsets[start], self.offsets[end - 1]
        return edges.get(start, (first, first))[0], max(edges.get(end - 1, (0, 0))[1], last + 1)

    def between(self, start: int, end: int, kinds: str = ORG + PERSON) -> list[Node]:
        """Return the nodes of these kinds in [start, end)."""
        return [n for n in self.nodes if start <= n.at < end and n.kind in kinds]

    @property
    def actors(self) -> list[Node]:
        """Organizations and persons with a body, in order."""
        return [n for n in self.nodes if n.kind in (ORG, PERSON) and n.keys]

    def clause(self, at: int, marks: str = "。；！？!?;") -> tuple[int, int]:
        """Return the stretch around `at` that no mark of `marks` interrupts."""
        start = max((self.text.rfind(m, 0, at) for m in marks), default=-1) + 1
        ends = [e for m in marks if (e := self.text.find(m, at)) >= 0]
        return start, min(ends, default=len(self.text))


@dataclass(frozen=True)
class Scene:
    """场景 All sentences of a draft as skeletons, and what is known of its entities."""

    draft: Draft
    referents: dict[str, Referent]
    sentences: tuple[Sentence, ...]
    bodies: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Draft) -> "Scene":
        """Build the scene of a draft that has mentions, referents and roles."""
        referents = {r.key: r for r in draft.referents}
        bodies: dict[str, list[str]] = defaultdict(list)
        for found in draft.findings:
            if found.type == "HAS_ROLE" and found.tail not in bodies[found.head]:
                bodies[found.head].append(found.tail)
        frozen = {k: tuple(v) for k, v in bodies.items()}
        return cls(draft, referents, tuple(_skeletons(draft, referents, frozen)), frozen)

    @cached_property
    def parents(self) -> dict[str, str]:
        """Entity → the body that it belongs to, where known."""
        found = {f.head: f.tail for f in self.draft.findings if f.type == "PART_OF"}
        return {r.key: r.parent for r in self.draft.referents if r.parent} | found

    def type(self, key: str) -> str:
        """Return the type of an entity."""
        return self.referents[key].type

    def name(self, key: str) -> str:
        """Return the name of an entity."""
        return self.referents[key].name

    def lineage(self, key: str) -> list[str]:
        """Return the entity and all bodies above it, nearest first."""
        line = [key]
        while (up := self.parents.get(line[-1])) and up not in line and up in self.referents:
            line.append(up)
        return line

    def root(self, key: str) -> str:
        """Return the topmost body that the entity belongs to."""
        return self.lineage(key)[-1]

    def related(self, a: str, b: str) -> bool:
        """Tell whether one of the two contains the other (or they are one)."""
        return a in self.lineage(b) or b in self.lineage(a)

    @cached_property
    def prominence(self) -> Counter[str]:
        """How often each organization is mentioned, units counted for the body they belong to as well."""
        count: Counter[str] = Counter()
        for sentence in self.sentences:
            for node in sentence.nodes:
                if node.kind == ORG:
                    count.update(self.lineage(node.key))
        return count


def _skeletons(draft: Draft, referents: dict[str, Referent], bodies: dict[str, tuple[str, ...]]) -> Iterator[Sentence]:
    mentions = [m for m in outermost(draft.mentions) if m.referent in referents]
    seen: list[str] = []
    at = 0
    for index, (start, end) in enumerate(draft.sentences):
        while at < len(mentions) and mentions[at].end <= start:
            at += 1
        inside = []
        while at < len(mentions) and mentions[at].start < end:
            inside.append(mentions[at])
            at += 1
        yield _skeleton(draft, (index, start, end), _Names(referents, bodies, seen), inside)


@dataclass(frozen=True, slots=True)
class _Names:
    referents: dict[str, Referent]
    bodies: dict[str, tuple[str, ...]]
    seen: list[str]

    def node(self, at: int, mention: Mention) -> Node:
        kind = _kind(mention.type)
        keys = self.bodies.get(mention.referent, ()) if kind == PERSON else (mention.referent,)
        if kind in (ORG, ALLIANCE):
            self.seen.append(mention.referent)
        person = mention.referent if kind == PERSON else ""
        return Node(at, kind, keys, mention.span, person=person)

    def resolve(self, word: str) -> str:
        for key in reversed(self.seen):
            if _fits(word, self.referents[key]):
                return key
        return ""


def _kind(type_: str) -> str:
    if type_ in ORGANIZATIONS:
        return ORG
    return {"base": BASE, "alliance": ALLIANCE, "person": PERSON}.get(type_, "")


def _fits(word: str, referent: Referent) -> bool:
    core = word.lstrip("我该本").removesuffix("方") or word
    if core in ("校", "学校"):
        return referent.type == "school"
    if core in ("公司", "企业", "集团"):
        return referent.type == "enterprise" or (core == "集团" and referent.name.endswith("集团"))
    if core in ("院", "学院"):
        return referent.type in ("school", "school_unit") and "学院" in referent.name[-5:]
    if core in ("支部", "党支部", "总支", "党总支", "党委"):
        return referent.type == "party_org" and referent.name.endswith(core)
    if core in ("联盟", "联合体", "共同体"):
        return referent.type == "alliance" and core in referent.name
    return referent.name.endswith(core)


def _skeleton(draft: Draft, place: tuple[int, int, int], names: _Names, mentions: list[Mention]) -> Sentence:
    index, start, end = place
    text = draft.text
    nodes: list[Node] = []
    out: list[str] = []
    offsets: list[int] = []
    skip = {i for m in _ABBREVIATED.finditer(text, start, end) for i in range(*m.span())}
    at, taken = start, {m.start: m for m in mentions}
    pronouns = {m.start(): m for m in PRONOUN.finditer(text, start, end)} if mentions or names.seen else {}
    while at < end:
        if (mention := taken.get(at)) and (kind := _kind(mention.type)):
            if at not in skip:
                nodes.append(names.node(len(out), mention))
                out.append(kind)
                offsets.append(at)
            at = max(mention.end, at + 1)
            continue
        if (word := pronouns.get(at)) and not any(i in taken for i in range(at, word.end())):
            key = names.resolve(word.group())
            if key and not _inside_word(text, word):
                kind = _kind(names.referents[key].type)
                nodes.append(Node(len(out), kind, (key,), word.span(), weak=True))
                out.append(kind)
                offsets.append(at)
                at = word.end()
                continue
        if at not in skip:
            out.append(text[at])
            offsets.append(at)
        at += 1
    return _with_bodies(Sentence(index, start, end, "".join(out), tuple(nodes), tuple(offsets)))


def _inside_word(text: str, word: "re.Match[str]") -> bool:
    # 学校 in 职业学校 or 学校党委书记 is part of a longer name or title
    before, after = text[max(0, word.start() - 1) : word.start()], text[word.end() : word.end() + 1]
    return bool(re.match(r"[业校院大中小等类民公级个自各他合联其好妹]", before)) or bool(
        re.match(r"[里内外间门舍史长]", after)
    )


def _with_bodies(sentence: Sentence) -> Sentence:
    # “某公司董事长张三”: the company before the title is what the person stands for here.
    nodes, dropped = list(sentence.nodes), set()
    for i, (left, right) in enumerate(pairwise(tuple(nodes))):
        if left.kind != ORG or right.kind != PERSON:
            continue
        gap = sentence.text[left.at + 1 : right.at]
        if _BETWEEN.fullmatch(gap) and TITLE.search(gap) and not re.search("[与同和跟]", gap):
            keys = right.keys if left.key in right.keys else (left.key, *right.keys)
            keys = tuple(sorted(keys, key=lambda k: k != left.key))
            nodes[i + 1] = Node(right.at, PERSON, keys, (left.span[0], right.span[1]), left.weak, right.person)
            dropped.add(i)
    if not dropped:
        return sentence
    return _absorbed(sentence, nodes, dropped)


def _absorbed(sentence: Sentence, nodes: list[Node], dropped: set[int]) -> Sentence:
    text: list[str] = []
    offsets: list[int] = []
    kept: list[Node] = []
    spans = {nodes[i].at: nodes[i + 1].at for i in dropped}
    by_at = {n.at: n for i, n in enumerate(nodes) if i not in dropped}
    at = 0
    while at < len(sentence.text):
        at = spans.get(at, at)
        if node := by_at.get(at):
            kept.append(Node(len(text), node.kind, node.keys, node.span, node.weak, node.person))
        text.append(sentence.text[at])
        offsets.append(sentence.offsets[at])
        at += 1
    return Sentence(sentence.index, sentence.start, sentence.end, "".join(text), tuple(kept), tuple(offsets))
