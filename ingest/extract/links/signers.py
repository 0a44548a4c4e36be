"""签署方 Whose agreement it is: rows beside the verb, lists after it, representatives, 双方 and elided subjects.

Invariant: parties are read from the text around the verb, or from the last row of actors that it points back to.
"""

import re
from dataclasses import replace

from ingest.extract.links.discourse import antecedent, topic, visit
from ingest.extract.links.parties import Sides, before, collective, rows, sides_of
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import ORG, SIGN

_TWO_SIDES = re.compile(
    rf"(?:一方|甲方|一边|一头|一家)(?:是|为|系|：)[^，。；]{{0,6}}({ORG})[^。；]{{0,30}}?(?:另一方|乙方|对方|(?:另)?一边|(?:另)?一头|另一家)(?:是|为|系|：)[^，。；]{{0,6}}({ORG})"
)
_OTHER_SIDE = re.compile(
    rf"(?:对方|另一方|合作方|签约方|伙伴)[^，。；{ORG}]{{0,6}}(?:是|为|：)[^，。；]{{0,4}}(?={ORG})"
)
_LIST_AFTER = re.compile(
    rf"签[下约订][^，。；：]{{0,6}}[两二三四五六七八九十\d]+(?:家|个|所|位)[^，。；：]{{0,8}}：(?={ORG})|"
    rf"[^，。；]{{0,24}}[，：](?:它们|他们|分别|计)?(?:是|为|有|包括)(?=[：]?[^，。；]{{0,4}}{ORG})|"
    r"(?:签约|签字|签署|签下|签定|受牌|挂牌|落笔|协议)[^。，：]{0,14}?(?:的|对象|双方|各方|名单|单位|一方)[^。；]{0,18}?(?:[：:，]|是|为|有|包括|依次)"
)


def signers(scene: Scene, sentence: Sentence, match: "re.Match[str]") -> Sides | None:
    """Return the parties that sign at `match`, None where the text does not name them."""
    if sides := _after(scene, sentence, match):
        return sides
    found = list(before(scene, sentence, match.start(), sentence.text[: match.end() + 10]))
    head = found[0] if found else None
    if head and len(_bodies(scene, head)) > 1 and not _elsewhere(sentence, head, match):
        return head
    if head and head.rule == "company":
        return _joined(scene, sentence, head)
    return _further(scene, sentence, found, match)


def _further(scene: Scene, sentence: Sentence, found: list[Sides], match: "re.Match[str]") -> Sides | None:
    # No row of two beside the verb: 双方, an earlier row, a visit, or the two that the text spoke of.
    head = found[0] if found else None
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
    return replace(sides, rule=rule)


def _joined(scene: Scene, sentence: Sentence, head: Sides) -> Sides | None:
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
    if sides := _named(scene, sentence, match):
        return sides
    if not (cue := _LIST_AFTER.match(sentence.text, match.start())):
        return None
    end = sentence.clause(match.start(), "。！？")[1]
    after = rows(sentence, cue.end() - 1, end)
    for row in after:
        if (sides := sides_of(scene, sentence, row, "")) and sides.pairs:
            return sides
    listed = [n for row in after for n in (i.node for i in row) if n.kind == ORG] + _going_on(scene, sentence)
    return _enumerated(scene, sentence, match, cue.group(), listed) if len(listed) > 1 else None


def _named(scene: Scene, sentence: Sentence, match: "re.Match[str]") -> Sides | None:
    # “一方是甲，另一方是乙”; “……，对方是乙”
    if named := _TWO_SIDES.search(sentence.text):
        by_at = {n.at: n for n in sentence.nodes}
        a, b = by_at[named.start(1)], by_at[named.start(2)]
        return Sides(sentence, (a,), (b,), start=a.at, end=b.at + 1, rule="named")
    if other := _OTHER_SIDE.search(sentence.text, match.end()):
        listed = next((tuple(i.node for i in row) for row in rows(sentence, other.end(), len(sentence.text))), ())
        subject = topic(scene, sentence, match.start(), tuple(n.key for n in listed))
        if listed and subject is not None:
            return Sides(sentence, (subject,), listed, start=match.start(), end=listed[-1].at + 1, rule="after")
    return None


def _enumerated(scene: Scene, sentence: Sentence, match: "re.Match[str]", cue: str, listed: list[Node]) -> Sides | None:
    # Those listed after the verb sign with the one named before it, or with each other if they are so many.
    host = next(iter(before(scene, sentence, match.start(), "")), None)
    if host and host.rule == "company":
        return Sides(sentence, host.right, tuple(listed), start=host.start, end=listed[-1].at + 1, rule="after")
    if "对象" in cue or re.match("签[下约订][^，。；：]*(?:家|个|所|位)", cue):
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
