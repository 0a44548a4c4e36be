"""结对 Pairings between party organizations, or between their bodies, where no agreement need be signed.

Invariant: a pairing needs wording of party work about it; other co-building belongs to bases and cooperation.
"""

import re
from collections.abc import Iterator

from ingest.extract.links.acts import Act, status
from ingest.extract.links.dates import Dater
from ingest.extract.links.discourse import antecedent, topic, visit
from ingest.extract.links.parties import Sides, before, collective, groups, rows
from ingest.extract.links.scene import Scene, Sentence
from ingest.extract.links.words import BASE, ORG, PERSON

_PAIRING = re.compile(
    r"结(?:成|为|起了?|上了?|下了?|好|对成)(?:了)?[^，。；]{0,14}?(?:对子|结对|伙伴|姊妹支部|(?:共建|联建|合作|结对)(?:单位|支部|关系|伙伴)|友好支部|红色联盟|亲家|盟)|"
    r"(?<!支教)结对(?:共建|联建|帮建|单位|伙伴|关系|签约)?(?!帮扶|子女|学生|认亲|助学)|"
    r"(?:党建|支部|党组织|党委|党总支|互联|红色|开展|举行|举办|搞了一回)(?:互联|结对)?(?:联建共建|共建联建|联建|共建)|联建(?!设)|党建[^，。；“”《》]{0,4}(?:共建|联建)|“?联姻”?|支部[^，。；]{0,4}牵手|牵手[^，。；]{0,12}支部"
)
_OBJECT = re.compile(r"(?:结对|共建|联建)(?:对象|伙伴|单位|支部)[^，。；]{0,6}(?:是|为|有|：)")
_DOING = re.compile(
    r"开展|举行|举办|联合|携手|结成|结为|结起|结上|结下|缔结|建立|搞了|牵手|共同|一道|达成|启动|揭牌|结对|正式|实现|签"
)
_PASSING = re.compile(
    r"(?:以|借|通过|围绕|按照|就|对|参加|出席|见证|推进|加强|深化|推动|关于|此次|本次|这次|今后|如何|怎样|怎么|为)[^，。；]{0,10}$"
)
_NOT_PARTY = re.compile(
    r"^(?:基地|产业|实验|课程|专业|平台|中心|项目|的?平台|共享|共治|机制|理念|模式|工作|制度|品牌|格局|成色|经验)"
)


def pairings(scene: Scene, dater: Dater) -> Iterator[Act]:
    """Yield the pairings that the text states without an agreement of their own."""
    whole = scene.draft.text
    if "党" not in whole and "支部" not in whole:
        return
    yield from _listed(scene, dater)
    for sentence in scene.sentences:
        if any(w in sentence.text for w in ("结", "共建", "联建", "联姻", "牵手")):
            yield from _in_sentence(scene, sentence, dater)


_HEADING = re.compile(
    r"(?:共建|结对|联建)[^。；]{0,24}(?:如下|台账|名单|一览|名册|清单|单位|伙伴|对象)[^。；]{0,16}[：:]$"
)
_ITEM = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．：:，]?|其[一二三四五六七八九十]+[，、是]?|第[一二三四五六七八九十]+[，、]?|[·•●-])"
)


def _listed(scene: Scene, dater: Dater) -> Iterator[Act]:
    # A register: its heading says what the items under it are.
    owner, order = None, 0
    for sentence in scene.sentences:
        if _HEADING.search(sentence.text):
            owner, order = topic(scene, sentence, len(sentence.text)), sentence.index
        elif owner is not None and sentence.actors and _ITEM.match(sentence.text) and sentence.index - order < 40:
            item = sentence.actors[0]
            if not scene.related(owner.key, item.key):
                yield Act(
                    "PAIRED_WITH",
                    (owner.key, item.key),
                    ((sentence.start, sentence.end),),
                    "pairing:register",
                    0.8,
                    date=dater.date(sentence, item.at),
                )
        elif owner is not None and sentence.index - order > 1 and not _ITEM.match(sentence.text):
            owner = None


def _in_sentence(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    for match in _PAIRING.finditer(sentence.text):
        state = status(sentence, match.start(), match.end())
        if state is None or not _about_party(scene, sentence, match) or not (sides := _sides(scene, sentence, match)):
            continue
        end = max(match.end(), sides.end) if sides.sentence is sentence else match.end()
        start = min(sides.start, match.start()) if sides.sentence is sentence else match.start()
        spans = (sentence.span(start, end),)
        date = dater.date(sentence, match.start())
        for heads in groups(scene, sides, "party_org"):
            yield Act("PAIRED_WITH", heads, spans, f"pairing:{sides.rule}", 0.8, date=date, state=state)


def _about_party(scene: Scene, sentence: Sentence, match: "re.Match[str]") -> bool:
    if _NOT_PARTY.match(sentence.text[match.end() :]):
        return False
    near = sentence.text[max(0, match.start() - 30) : match.end() + 12]
    if re.search("党|支部|联建", near):
        return True
    return any(scene.type(k) == "party_org" for n in sentence.actors for k in n.keys)


def _sides(scene: Scene, sentence: Sentence, match: "re.Match[str]") -> Sides | None:
    if sides := _partners(scene, sentence, match):
        return sides
    passing = _PASSING.search(sentence.text[max(0, match.start() - 14) : match.start()])
    if passing and not _DOING.search(passing.group()):
        return None
    for sides in before(scene, sentence, match.start(), sentence.text[: match.end() + 8]):
        if sides.rule == "company":
            return _joined(scene, sentence, sides)
        if sides.rule == "list" and (
            any(n.kind == PERSON for n in sides.nodes) or not _DOING.search(sentence.text[sides.end : match.end()])
        ):
            continue
        return sides if len({scene.root(n.key) for n in sides.nodes}) > 1 else _less(scene, sentence, sides, match)
    return None


def _less(scene: Scene, sentence: Sentence, sides: Sides, match: "re.Match[str]") -> Sides | None:
    after = [n for row in rows(sentence, match.end(), len(sentence.text)) for n in (i.node for i in row)][:1]
    text = sentence.text[match.end() :]
    if (
        after
        and after[0].kind == ORG
        and re.match(rf"(?:了)?[^，。；{BASE}]{{0,6}}{ORG}", text)
        and "牵手" in match.group()
    ):
        return Sides(sentence, sides.nodes, tuple(after), start=sides.start, end=after[-1].at + 1, rule="row")
    count = collective(sentence.text[sides.end : match.end()])
    if count is not None and _DOING.search(sentence.text[sides.end : match.end()]):
        return antecedent(scene, sentence, match.start(), count)
    if _DOING.search(sentence.text[max(0, match.start() - 8) : match.end()]):
        return visit(scene, sentence, match.start())
    return None


def _partners(scene: Scene, sentence: Sentence, match: "re.Match[str]") -> Sides | None:
    # “甲的结对伙伴是乙”
    if not (cue := _OBJECT.search(sentence.text, max(0, match.start() - 2), match.end() + 12)):
        return None
    listed = next((r for r in rows(sentence, cue.end(), len(sentence.text))), [])
    owner = next(iter(before(scene, sentence, cue.start(), "")), None)
    if not listed or owner is None:
        return None
    right = tuple(i.node for i in listed)
    return Sides(sentence, owner.nodes, right, start=owner.start, end=right[-1].at + 1, rule="partner")


def _joined(scene: Scene, sentence: Sentence, sides: Sides) -> Sides | None:
    subject = topic(scene, sentence, sides.start, tuple(n.key for n in sides.right))
    return (
        Sides(sentence, (subject,), sides.right, start=sides.start, end=sides.end, rule="company") if subject else None
    )
