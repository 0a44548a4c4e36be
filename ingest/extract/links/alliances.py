"""联合体成员 Who founded, leads or belongs to an alliance.

Invariant: membership is stated, by a word of membership, by founding, or by a list of members; guests are none.
"""

import re
from collections.abc import Iterator

from ingest.extract.links.acts import Act, status
from ingest.extract.links.dates import Dater
from ingest.extract.links.discourse import antecedent, topic
from ingest.extract.links.parties import choose, collective, rows
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import ALLIANCE, MEMBER_WORDS, ORG

_GUEST = re.compile(r"出席|到会|到场|参会|列席|致辞|讲话|见证|主持|揭牌|指导(?!委员会)|批准|领导小组|观看|授课|推选产生")
_FOUNDING = re.compile(r"现有|共有|包括|涵盖|囊括|汇集|吸收|覆盖|成立|组建|组成|结成|结为|共建|筹建|发起|牵头|挂牌|揭牌|签约|签署|创立|打造|缔结|加入|入盟|集结")
_MEMBER = re.compile(rf"{MEMBER_WORDS.pattern}|结成|担任|当选|签约|列入|{ALLIANCE}[^，。；]{{0,4}}(?:现有|共有|由|包括|涵盖|汇集|囊括)")


def memberships(scene: Scene, dater: Dater) -> Iterator[Act]:
    """Yield who belongs to which alliance."""
    alliances = [r.key for r in scene.referents.values() if r.type == "alliance"]
    if not alliances:
        return
    current, listing = "", False
    for sentence in scene.sentences:
        named = [n for n in sentence.nodes if n.kind == ALLIANCE]
        current = named[-1].key if named else current
        if not current and len(alliances) == 1:
            current = alliances[0]
        if not current or not sentence.actors:
            continue
        listing = bool(_MEMBER.search(sentence.text)) or (listing and not named and _list_like(sentence))
        if listing:
            yield from _in_sentence(scene, sentence, current, dater)


def _list_like(sentence: Sentence) -> bool:
    return len([n for n in sentence.nodes if n.kind == ORG]) >= 2 and bool(re.search("、", sentence.text))


def _in_sentence(scene: Scene, sentence: Sentence, current: str, dater: Dater) -> Iterator[Act]:
    for row in rows(sentence, 0, len(sentence.text)):
        first, last = row[0].node.at, row[-1].node.at
        start, end = _around(sentence, first, last)
        text = sentence.text[start:end]
        if _GUEST.search(text) and not _MEMBER.search(text):
            continue
        cue = _cue(sentence, start, end, len(row))
        if cue is None or (state := status(sentence, *cue)) is None:
            continue
        alliance = _alliance(sentence, first, current)
        heads = tuple(dict.fromkeys(k for i in row if (k := choose(scene, i.node)) and k != alliance))
        if heads:
            span = sentence.span(start, end)
            yield Act("MEMBER_OF", heads, (span,), "alliances:members", 0.85, tail=alliance, date=dater.date(sentence, first), state=state)


def _around(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    text = sentence.text
    start = max(text.rfind(m, 0, first) for m in "。；！？") + 1
    ends = [e for m in "。；！？" if (e := text.find(m, last)) >= 0]
    return start, min(ends, default=len(text))


def _cue(sentence: Sentence, start: int, end: int, size: int) -> tuple[int, int] | None:
    if m := _MEMBER.search(sentence.text, start, end):
        return m.span()
    if m := _FOUNDING.search(sentence.text, start, end):
        return m.span()
    return (start, start + 1) if size >= 2 else None


def _alliance(sentence: Sentence, first: int, current: str) -> str:
    named = [n for n in sentence.nodes if n.kind == ALLIANCE]
    after = [n for n in named if n.at > first]
    if after and len(named) > 1:
        return after[0].key
    return named[0].key if named else current


__all__ = ["memberships", "Node", "antecedent", "topic", "collective"]
