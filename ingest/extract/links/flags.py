"""存疑 What a person should look at: weak links, an act dated in two ways, a name that another text left behind.

Invariant: a flag says why in words and quotes the place; it never changes a finding.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from graph.model import Flag, State
from ingest.extract.draft import Finding
from ingest.extract.links.acts import Act
from ingest.extract.links.scene import Node, Scene, Sentence

DOUBTFUL = 0.4
_SAID = {"SIGNED": "签署", "PAIRED_WITH": "结对", "CO_BUILT": "共建", "MEMBER_OF": "加入", "COOPERATES_WITH": "合作"}

_WITH = re.compile("[与和同跟及]|携手|联合")
_DEED = ("SIGNED", "PAIRED_WITH")


def doubts(scene: Scene, acts: Sequence[Act], findings: Sequence[Finding]) -> tuple[Flag, ...]:
    """Return the flags that the links of a document call for."""
    return (*_weak(scene, findings), *_twice_dated(scene, acts), *_strangers(scene, acts))


def _weak(scene: Scene, findings: Sequence[Finding]) -> Iterator[Flag]:
    seen = set()
    for f in findings:
        if f.confidence < DOUBTFUL and (f.type, f.spans) not in seen:
            seen.add((f.type, f.spans))
            yield _flag(
                scene, f"“{_SAID[f.type]}”联系把握不大（{f.confidence:.2f}），请核对：{_ends(scene, f)}", f.spans[0]
            )


def _ends(scene: Scene, found: Finding) -> str:
    return "、".join(scene.name(k) for k in (found.head, found.tail) if k in scene.referents)


def _twice_dated(scene: Scene, acts: Sequence[Act]) -> Iterator[Flag]:
    dated: dict[tuple[str, tuple[str, ...]], dict[str, Act]] = defaultdict(dict)
    for act in acts:
        if act.date and act.link in _DEED:
            dated[act.link, tuple(sorted(act.heads))].setdefault(act.date, act)
    for (link, heads), found in dated.items():
        days = sorted(found)
        # “5月” and “5月6日” agree; that holds for every two of them.
        if any(not later.startswith(earlier) for earlier, later in combinations(days, 2)):
            names = "、".join(scene.name(h) for h in heads)
            yield _flag(scene, f"同一“{_SAID[link]}”有两个日期（{'、'.join(days)}）：{names}", found[days[-1]].spans[0])


def _strangers(scene: Scene, acts: Sequence[Act]) -> Iterator[Flag]:
    # A text about two bodies alone, in which one of them once stands beside a third that is named nowhere else and
    # does nothing: the sentence may come from another text.
    parties = {scene.root(h) for a in acts if a.link in _DEED and a.state is State.HELD for h in a.heads}
    if len(parties) != 2:
        return
    active = {scene.root(h) for a in acts for h in (*a.heads, *((a.tail,) if a.tail else ()))}
    for sentence in scene.sentences:
        for node, beside in _joined(sentence):
            stranger, party = scene.root(node.key), scene.root(beside.key)
            (other,) = parties - {party} if party in parties else ("",)
            if other and stranger not in active and _replaces(scene, sentence, stranger, other):
                names = scene.name(stranger), scene.name(other)
                reason = f"全文讲的是“{names[1]}”，此处却是只出现一次的“{names[0]}”，疑为误植他文，请核对"
                yield _flag(scene, f"{reason} (named once, where the text is about another: pasted in?)", node.span)


def _joined(sentence: Sentence) -> Iterator[tuple[Node, Node]]:
    nodes = [n for n in sentence.nodes if n.key and not n.person]
    for left, right in pairwise(nodes):
        if _WITH.fullmatch(sentence.text[left.at + 1 : right.at]):
            yield left, right
            yield right, left


def _replaces(scene: Scene, sentence: Sentence, stranger: str, other: str) -> bool:
    # A list that names both is no slip; nor is another writing of the same name.
    together = any(scene.root(key) == other for n in sentence.nodes for key in n.keys)
    alike = scene.type(stranger) == scene.type(other) and scene.prominence[stranger] == 1
    return alike and not together and not _written_in(scene.name(stranger), scene.name(other))


def _written_in(short: str, full: str) -> bool:
    # Whether the characters of one name stand in the other in the same order.
    rest = iter(full)
    return all(char in rest for char in short)


def _flag(scene: Scene, reason: str, span: tuple[int, int]) -> Flag:
    draft = scene.draft
    return Flag(draft.document.source.id, reason, draft.clean.evidence(*span))
