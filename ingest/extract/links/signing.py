"""签署 Agreements: who signed, of what kind, under what title.

Invariant: only acts stated as done; a ceremony counts, its preparation, its guests and its mention in passing do not.
"""

import re
from collections.abc import Iterator

from graph.model import State
from ingest.extract.links.acts import Act, status
from ingest.extract.links.dates import Dater
from ingest.extract.links.discourse import antecedent, topic, visit
from ingest.extract.links.parties import Item, Sides, before, collective, groups, rows, sides_of
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import BASE, ORG, PACT, PACT_NAME, PARTY_WORDS, PERSON, SIGN, SIGN_NOT

_PASSING = re.compile(r"(?:见证|出席|参加|主持|应邀|借|把|将|以|此次|本次|这次|通过|为)(?:了|此次|本次|这次|的)?[^，。；]{0,8}$")
_CEREMONY = re.compile(r"^(?:仪式)?(?:上|前|后|之前|之后|以后|以来|现场|环节|结束|开始|只是|不单|时|当天|当日|之余|双方|会$)|^(?:也|就)?(?:即|便)结束")
_PLURAL = re.compile(r"^[^，。；]{0,6}了?一摞|^了?一摞")
_TWO_SIDES = re.compile(rf"(?:一方|甲方)(?:是|为|系)[^，。；]{{0,6}}({ORG})[^。；]{{0,30}}?(?:另一方|乙方|对方)(?:是|为|系)[^，。；]{{0,6}}({ORG})")
_LIST_AFTER = re.compile(
    rf"[^，。；]{{0,24}}[，：](?:它们|他们|分别|计)?(?:是|为|有|包括)(?=[：]?[^，。；]{{0,4}}{ORG})|"
    r"(?:签约|签字|签署|签下|签定|受牌|挂牌|落笔|协议)[^。，：]{0,14}?(?:的|对象|双方|各方|名单|单位|一方)[^。；]{0,18}?(?:[：:，]|是|为|有|包括|依次)"
)
_KINDS = (
    ("party_building", re.compile(r"党建|支部|党组织|党委|党总支|联建|红联|结对共建|廉洁共建|共建共创")),
    ("training", re.compile(r"订单|学徒|定向培养|委托培养|联合培养|冠名班|培养|互派|试点合作|实习协议")),
    ("base", re.compile(rf"{BASE}|共建[^，。]{0,20}(?:基地|学院|研究院|中心|实验室|工作站|平台)|基地|产业学院|研究院|工作站|实验室|实践中心")),
    ("other", re.compile(r"捐赠|帮扶|捐资|赠与")),
    ("cooperation", re.compile(r"合作|战略|框架|签约")),
    ("project", re.compile(r"项目|课题")),
)


def signings(scene: Scene, dater: Dater) -> Iterator[Act]:
    """Yield the agreements that the text says were signed."""
    for sentence in scene.sentences:
        if "签" in sentence.text or "协议" in sentence.text or "落笔" in sentence.text or "署名" in sentence.text:
            yield from _in_sentence(scene, sentence, dater)


def _in_sentence(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    for match in SIGN.finditer(sentence.text):
        if _passing(sentence, match):
            continue
        state = status(sentence, match.start(), match.end())
        if state is None or not (sides := _sides(scene, sentence, match)):
            continue
        if state is not State.HELD and sides.rule not in ("row", "list", "pairs", "company"):
            continue
        kind, title = kind_of(scene, sentence, match, sides)
        prefer = "party_org" if kind == "party_building" else ""
        span = sentence.span(min(sides.start, match.start()) if sides.sentence is sentence else match.start(), _tail(sentence, match))
        spans = (span,) if sides.sentence is sentence else (span, sides.sentence.span(sides.start, sides.end))
        date = dater.date(sentence, match.start())
        for heads in groups(scene, sides, prefer):
            yield Act("SIGNED", heads, spans, f"signing:{sides.rule}", _SURE.get(sides.rule, 0.8), "", kind, title, date, state)
            if kind == "party_building":
                yield Act("PAIRED_WITH", heads, spans, f"signing:{sides.rule}", _SURE.get(sides.rule, 0.8), date=date, state=state)


_SURE = {"row": 0.92, "list": 0.88, "named": 0.9, "pairs": 0.93, "respective": 0.93, "after": 0.9, "company": 0.85, "antecedent": 0.75, "visit": 0.7, "facing": 0.6}


def _tail(sentence: Sentence, match: "re.Match[str]") -> int:
    rest = re.match(r"[^，。；！？]*", sentence.text[match.end() :])
    return match.end() + (rest.end() if rest else 0)


def _passing(sentence: Sentence, match: "re.Match[str]") -> bool:
    text = sentence.text
    around = text[max(0, match.start() - 6) : match.end() + 6]
    if SIGN_NOT.search(around) or _PLURAL.match(text[match.end() :]):
        return True
    if match.group() == "签约":
        here = text[: match.start()]
        if _PASSING.search(here[-14:]) or _CEREMONY.match(text[match.end() :]):
            return True
    return False


def _sides(scene: Scene, sentence: Sentence, match: "re.Match[str]") -> Sides | None:
    if sides := _after(scene, sentence, match):
        return sides
    found = list(before(scene, sentence, match.start(), sentence.text[: match.end() + 10]))
    head = found[0] if found else None
    if head and len(_bodies(scene, head)) > 1 and not _elsewhere(sentence, head, match):
        return head
    if head and head.rule == "company":
        return _joined(scene, sentence, head, match)
    gap = sentence.text[head.end if head else 0 : match.end() + 2]
    count = collective(gap)
    if count is not None and (sides := antecedent(scene, sentence, match.start(), count, "支部" in gap or "党" in gap)):
        return _renamed(sides, "antecedent")
    if len(found) > 1 and len(_bodies(scene, found[1])) > 1 and "；" not in sentence.text[found[1].end : match.start()]:
        return found[1]
    if head and (sides := visit(scene, sentence, match.start())):
        return sides
    sides = antecedent(scene, sentence, match.start(), 2)
    if sides is None or len(sides.nodes) != 2 or sides.rule == "facing":
        return None
    return _renamed(sides, "facing")


def _bodies(scene: Scene, sides: Sides) -> set[str]:
    return {scene.root(n.key) for n in sides.nodes}


def _elsewhere(sentence: Sentence, sides: Sides, match: "re.Match[str]") -> bool:
    return bool(re.search("[；]", sentence.text[sides.end : match.start()]))


def _renamed(sides: Sides, rule: str) -> Sides:
    from dataclasses import replace

    return replace(sides, rule=rule)


def _joined(scene: Scene, sentence: Sentence, head: Sides, match: "re.Match[str]") -> Sides | None:
    from dataclasses import replace

    they = re.search("[他它她]们", sentence.text[: head.start])
    if they and sentence.index and (count := collective(sentence.text[head.end :])) is not None:
        told = scene.sentences[sentence.index - 1].actors
        if not count or len(told) + len(head.right) == count:
            return replace(head, left=tuple(told), clique=True, rule="company")
    subject = topic(scene, sentence, head.start, tuple(n.key for n in head.right))
    if subject is None:
        return None
    return replace(head, left=(subject,), rule="company")


def _after(scene: Scene, sentence: Sentence, match: "re.Match[str]") -> Sides | None:
    if named := _TWO_SIDES.search(sentence.text):
        by_at = {n.at: n for n in sentence.nodes}
        a, b = by_at[named.start(1)], by_at[named.start(2)]
        return Sides(sentence, (a,), (b,), start=a.at, end=b.at + 1, rule="named")
    if not (cue := _LIST_AFTER.match(sentence.text, match.start())):
        return None
    end = sentence.clause(match.start(), "。！？")[1]
    after = rows(sentence, cue.end() - 1, end)
    for row in after:
        if (sides := sides_of(scene, sentence, row, "")) and sides.pairs:
            return sides
    listed = [n for row in after for n in (i.node for i in row) if n.kind == ORG] + _going_on(scene, sentence)
    if len(listed) < 2:
        return None
    host = next(iter(before(scene, sentence, match.start(), "")), None)
    if host and host.rule == "company":
        return Sides(sentence, host.right, tuple(listed), start=host.start, end=listed[-1].at + 1, rule="after")
    if "对象" in cue.group():
        subject = topic(scene, sentence, match.start(), tuple(n.key for n in listed))
        if subject:
            return Sides(sentence, (subject,), tuple(listed), start=match.start(), end=listed[-1].at + 1, rule="after")
    count = collective(sentence.text)
    if count != len(listed) and not re.search("[它他]们|双方|各方", sentence.text):
        return None
    return Sides(sentence, tuple(listed), clique=True, start=match.start(), end=listed[-1].at + 1, rule="after")


def _going_on(scene: Scene, sentence: Sentence) -> list[Node]:
    # A list whose items are parted by ； goes on in the next sentences.
    listed: list[Node] = []
    while sentence.text.endswith("；") and sentence.index + 1 < len(scene.sentences):
        sentence = scene.sentences[sentence.index + 1]
        if SIGN.search(sentence.text):
            break
        listed += [n for n in sentence.actors if n.kind == ORG]
    return listed


def kind_of(scene: Scene, sentence: Sentence, match: "re.Match[str]", sides: Sides) -> tuple[str, str]:
    """Return the kind of agreement signed at `match`, and its title (a name for it where it has none)."""
    start, end = sentence.clause(match.start(), "。；！？")
    names = [(m.start(), next(g for g in m.groups() if g)) for m in PACT_NAME.finditer(sentence.text, start, end)]
    name = min(names, key=lambda n: abs(n[0] - match.start()))[1] if names else ""
    title = name if f"《{name}》" in sentence.text else ""
    if _party_work(scene, sentence, name, sides):
        return "party_building", title
    for place in (name, sentence.text[start:end]):
        for kind, words in _KINDS:
            if place and words.search(re.sub(f"[{ORG}{PERSON}]党(?:委|总支|支部)书记", "", place)):
                return kind, title
    return "other", title


def _party_work(scene: Scene, sentence: Sentence, name: str, sides: Sides) -> bool:
    # Branches sign agreements of party work; so do bodies whose party secretaries sign a 共建协议.
    nodes = [*sides.nodes, *(n for pair in sides.pairs for n in pair)]
    branches = [any(scene.type(k) == "party_org" for k in n.keys) for n in nodes]
    if branches and sum(branches) * 2 > len(branches):
        return True
    if not re.search("共建|联建|结对", name) or re.search("帮扶|基地|学院|中心", name):
        return False
    return any(branches) or "党" in sentence.text or bool(re.search("党建|支部", scene.draft.text[:200]))


__all__ = ["kind_of", "signings", "Item", "Node", "PACT", "PARTY_WORDS"]
