"""其他合作 Visits with exchange, lectures, service, donations, joint events and other cooperation that took place.

Invariant: weaker than agreements and pairings; given way to where those link the same two.
"""

import re
from collections.abc import Iterator

from graph.model import State
from ingest.extract.links.acts import Act, status
from ingest.extract.links.dates import Dater
from ingest.extract.links.discourse import topic, visit
from ingest.extract.links.parties import before, choose, groups
from ingest.extract.links.scene import Scene, Sentence
from ingest.extract.links.words import ORG

_GIFT = re.compile(r"捐(?:赠|资|款|出|给|了|献)?|赠送|赠予|送来|援助|添置")
_TOGETHER = re.compile(
    r"座谈|联合(?:举办|主办|开展|培养|承办|申报|研发)|共同(?:举办|开展|主办|培养|承办|研发|申报)|开展[^，。；]{0,16}(?:合作|交流|活动|服务|对接)|达成[^，。；]{0,20}(?:合作|共识|项目|意向)|"
    r"合作(?!协议|框架|书|的)|会师|交流|帮扶|对接|培训|服务|联谊|义诊|讲座|支教|宣讲|走访"
)
_HELP = re.compile(rf"(?:对口帮扶|定点帮扶|结对帮扶|对口支援|帮扶)(?:了)?[^，。；{ORG}]{{0,8}}$")
_VISITED = re.compile(
    r"讲座|培训|实习|实训|服务|宣讲|义诊|授课|顶岗|座谈|交流|考察|调研|走访|参观|洽谈|对接|活动|学习|慰问|回访|拜访|察看|探讨"
)


def cooperations(scene: Scene, dater: Dater) -> Iterator[Act]:
    """Yield cooperation of other kinds than agreements and pairings."""
    for sentence in scene.sentences:
        if len(sentence.actors) < 1:
            continue
        for rule in (_gifts, _services, _visits, _joint):
            yield from rule(scene, sentence, dater)


_SERVICE = re.compile(
    rf"(?:为|向|给|对)(?:了)?[^，。；]{{0,4}}({ORG})[^，。；]{{0,24}}?(?:开展|提供|举办|作了?|做了?|送|讲授|进行|授课|选派|派出|输送)[^，。；]{{0,24}}?(?:培训|服务|讲座|技术|支持|义诊|宣讲|课|指导|改造|诊断|人才|学生|帮扶|物资|设备)"
)


def _services(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    by_at = {n.at: n for n in sentence.nodes}
    for match in _SERVICE.finditer(sentence.text):
        taker = by_at[match.start(1)]
        giver = topic(scene, sentence, match.start(), (taker.key,))
        if giver is None or taker.weak or status(sentence, match.start(), match.end()) is not State.HELD:
            continue
        heads = (choose(scene, giver), taker.key)
        span = sentence.span(match.start(), match.end())
        yield Act(
            "COOPERATES_WITH", heads, (span,), "cooperation:service", 0.6, date=dater.date(sentence, match.start())
        )


def _visits(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    sides = visit(scene, sentence, len(sentence.text))
    if sides is None or not _VISITED.search(sentence.text) or status(sentence, sides.end - 1, sides.end) is None:
        return
    span = sentence.span(sides.start, len(sentence.text))
    for heads in groups(scene, sides):
        yield Act("COOPERATES_WITH", heads, (span,), "cooperation:visit", 0.7, date=dater.date(sentence, sides.start))


def _joint(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    for match in _TOGETHER.finditer(sentence.text):
        if status(sentence, match.start(), match.end()) is None:
            continue
        for sides in before(scene, sentence, match.start(), sentence.text[: match.end()]):
            gap = sentence.text[sides.end : match.start()]
            if len(gap) > 30 or "；" in gap or gap.count("，") > 1:
                break
            if sides.rule == "company" and (
                subject := topic(scene, sentence, sides.start, tuple(n.key for n in sides.right))
            ):
                pairs = [(choose(scene, subject), choose(scene, n)) for n in sides.right]
            elif sides.right:
                pairs = groups(scene, sides)  # type: ignore[assignment]
            else:
                break
            span = sentence.span(min(sides.start, match.start()), match.end())
            for heads in pairs:
                yield Act(
                    "COOPERATES_WITH",
                    heads,
                    (span,),
                    "cooperation:joint",
                    0.6,
                    date=dater.date(sentence, match.start()),
                )
            break


def _gifts(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    for match in _GIFT.finditer(sentence.text):
        if status(sentence, match.start(), match.end()) is None:
            continue
        givers = [n for n in sentence.actors if n.at < match.start()]
        takers = [n for n in sentence.actors if re.search(r"(?:向|给|为|对)$", sentence.text[max(0, n.at - 1) : n.at])]
        if not takers or not (givers := [g for g in givers if g not in takers]):
            continue
        span = sentence.span(min(givers[0].at, takers[0].at), match.end())
        for giver in givers[-1:]:
            heads = (choose(scene, giver), choose(scene, takers[0]))
            if not scene.related(*heads):
                yield Act(
                    "COOPERATES_WITH", heads, (span,), "cooperation:gift", 0.7, date=dater.date(sentence, match.start())
                )
        return
