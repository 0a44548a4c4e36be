"""联合体成员 Who founded, leads or belongs to an alliance.

Invariant: membership is stated, by a word of membership, by founding, or by a list of members; guests are none.
"""

import re
from collections.abc import Iterator

from ingest.extract.links.acts import Act, status
from ingest.extract.links.dates import Dater
from ingest.extract.links.discourse import topic
from ingest.extract.links.parties import choose, collective, rows
from ingest.extract.links.scene import Scene, Sentence
from ingest.extract.links.words import ALLIANCE, MEMBER_WORDS, ORG

_GUEST = re.compile(
    r"出席|到会|到场|参会|列席|致辞|讲话|见证|主持|揭牌|指导(?!委员会)|批准|领导小组|观看|授课|推选产生"
)
_FOUNDING = re.compile(
    r"现有|共有|包括|涵盖|囊括|汇集|吸收|覆盖|成立|组建|组成|结成|结为|共建|筹建|发起|牵头|挂牌|揭牌|签约|签署|创立|打造|缔结|加入|入盟|集结"
)
_MEMBER = re.compile(
    rf"{MEMBER_WORDS.pattern}|结成|担任|当选|签约|列入|秘书处|抱团|挂靠|(?:成立|组建|创立|缔结|共建|发起|筹建)了?[^，。；{ORG}]{{0,10}}{ALLIANCE}|{ALLIANCE}[^，。；]{{0,4}}(?:现有|共有|由|包括|涵盖|汇集|囊括)"
)


_STRICT = re.compile(
    r"成员|理事|会员|盟员|加入|入盟|盟|联合体|共同体|发起|牵头|组建|组成|名单|名册|榜上有名|在列|打头|吸纳|受牌|骨干|单位"
)


def memberships(scene: Scene, dater: Dater) -> Iterator[Act]:
    """Yield who belongs to which alliance."""
    alliances = [r.key for r in scene.referents.values() if r.type == "alliance"]
    if not alliances:
        for sentence in scene.sentences:
            yield from _seats(scene, sentence, dater)
        return
    current, listing = "", False
    for sentence in scene.sentences:
        named = [n for n in sentence.nodes if n.kind == ALLIANCE]
        yield from _seats(scene, sentence, dater)
        current = named[-1].key if named else current
        if not current and len(alliances) == 1:
            current = alliances[0]
        if current and not sentence.actors:
            yield from _counted(scene, sentence, current, dater)
        if not current or not sentence.actors:
            continue
        stated = bool(_MEMBER.search(sentence.text)) and bool(named or _STRICT.search(sentence.text))
        listing = stated or (listing and not named and _list_like(sentence))
        if listing:
            yield from _in_sentence(scene, sentence, current, dater)


_SEAT = re.compile(
    rf"({ORG})[”\"]?(?:的)?(?:第[一二三四五]届)?(?:理事会)?(?:副|执行|常务)*(?:会长|理事长?|主任|主席|会员|成员|秘书长)单位"
)


def _seats(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    # “学校当选为某协会副会长单位”: a seat in an association.
    by_at = {n.at: n for n in sentence.nodes}
    for match in _SEAT.finditer(sentence.text):
        body = by_at[match.start(1)].key
        holder = topic(scene, sentence, match.start(), (body,))
        if scene.type(body) != "association" or holder is None or status(sentence, match.start(), match.end()) is None:
            continue
        span = sentence.span(match.start(), match.end())
        yield Act(
            "MEMBER_OF",
            (choose(scene, holder),),
            (span,),
            "alliances:seat",
            0.8,
            tail=body,
            date=dater.date(sentence, match.start()),
        )


def _counted(scene: Scene, sentence: Sentence, current: str, dater: Dater) -> Iterator[Act]:
    # “七家联盟成员单位当场集结成盟”: the seven just named.
    count = collective(sentence.text)
    if not count or not _MEMBER.search(sentence.text) or not sentence.index or status(sentence, 0, 1) is None:
        return
    told = scene.sentences[sentence.index - 1]
    heads = tuple(dict.fromkeys(n.key for n in told.actors if n.kind == ORG))
    if len(heads) == count:
        spans = (told.span(told.actors[0].at, told.actors[-1].at + 1), (sentence.start, sentence.end))
        yield Act("MEMBER_OF", heads, spans, "alliances:counted", 0.85, tail=current, date=dater.date(sentence, 0))


def _list_like(sentence: Sentence) -> bool:
    return len([n for n in sentence.nodes if n.kind == ORG]) >= 2 and bool(re.search("、", sentence.text))


def _in_sentence(scene: Scene, sentence: Sentence, current: str, dater: Dater) -> Iterator[Act]:
    for row in rows(sentence, 0, len(sentence.text)):
        first, last = row[0].node.at, row[-1].node.at
        start, end = _around(sentence, first, last)
        text = sentence.text[start:end]
        here = re.split("[，。；]", sentence.text[last + 1 : end])[0]
        guests = _GUEST.search(here) or re.search(r"授牌|颁发|颁牌", here)
        if (_GUEST.search(text) and not _MEMBER.search(text)) or (guests and not _MEMBER.search(here)):
            continue
        cue = _cue(sentence, start, end, len(row))
        if cue is None or (state := status(sentence, *cue)) is None:
            continue
        alliance = _alliance(sentence, first, current)
        heads = tuple(dict.fromkeys(k for i in row if (k := choose(scene, i.node)) and k != alliance))
        if heads:
            span = sentence.span(start, end)
            yield Act(
                "MEMBER_OF",
                heads,
                (span,),
                "alliances:members",
                0.85,
                tail=alliance,
                date=dater.date(sentence, first),
                state=state,
            )


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
