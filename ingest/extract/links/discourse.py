"""上下文 Who is meant where a sentence leaves its parties out: 双方, 三家, or nothing at all.

Invariant: an answer is an actual row of actors said elsewhere in the document, never a guess at a name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ingest.extract.links.parties import Sides, rows, sides_of
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import ORG, PERSON, VISIT_BEFORE

REACH = 7


def antecedent(scene: Scene, sentence: Sentence, at: int, count: int, party: bool = False) -> Sides | None:
    """Return the best sides before (sentence, at) that are `count` parties (0: two or more).

    Near ones are better, explicit rows are better than mere mention, branches are better where `party`.
    """
    best, top = None, 0.0
    for sides in _backwards(scene, sentence, at):
        score = _WEIGHT.get(sides.rule, 3.0) - 0.4 * min(REACH, sentence.index - sides.sentence.index)
        if party and all(any(scene.type(k) == "party_org" for k in n.keys) for n in sides.nodes):
            score += 2
        if score > top and _fit(scene, sides, count):
            best, top = sides, score
    if best is not None and count != 2 and len(best.nodes) > 2:
        return replace(best, clique=True)
    return best


_WEIGHT = {"row": 4.0, "pairs": 0.0, "respective": 0.0, "visit": 3.4, "facing": 2.8}
ATTENDING = re.compile("出席|到场|到会|嘉宾|见证|参加[^，。]{0,8}(?:有|的)|列席|致辞|代表先后|发言")


def _backwards(scene: Scene, sentence: Sentence, at: int) -> Iterator[Sides]:
    places = [(sentence, at)]
    earlier = scene.sentences[max(0, sentence.index - REACH) : sentence.index]
    places += [(s, len(s.text)) for s in reversed(earlier)]
    places += [(s, len(s.text)) for s in scene.sentences[:2] if s.index < sentence.index - REACH]
    for where, end in places:
        found = [s for row in reversed(rows(where, 0, end)) if (s := sides_of(scene, where, row, where.text))]
        attending = bool(ATTENDING.search(where.text))
        yield from (s for s in found if len(s.nodes) > 1 and not (attending and any(n.kind == PERSON for n in s.nodes)))
        if sides := visit(scene, where, end):
            yield sides
        if sides := facing(scene, where, end):
            yield sides


def _fit(scene: Scene, sides: Sides, count: int) -> bool:
    roots = list(dict.fromkeys(scene.root(n.key) for n in sides.nodes))
    if sides.pairs or len(roots) < 2:
        return False
    if count == 2:
        return len(roots) == 2 or (bool(sides.left and sides.right) and len(sides.left) == 1)
    return count == 0 or len(roots) == count or len(sides.nodes) == count


def visit(scene: Scene, sentence: Sentence, end: int) -> Sides | None:
    """Return visitor and visited of a sentence such as “甲校一行走进乙公司”."""
    actors = [n for n in sentence.actors if n.at < end]
    for i, node in enumerate(actors):
        if node.kind != ORG or not VISIT_BEFORE.search(sentence.text[max(0, node.at - 8) : node.at]):
            continue
        hosts = [node, *_listed(sentence, actors[i + 1 :], node)]
        guest = next((g for g in actors[:i] if not any(scene.related(g.key, h.key) for h in hosts)), None)
        if guest is None:
            guest = topic(scene, sentence, node.at, tuple(h.key for h in hosts))
        if guest is not None:
            start = min(guest.at, node.at) if guest in actors else node.at
            return Sides(sentence, (guest,), tuple(hosts), start=start, end=hosts[-1].at + 1, rule="visit")
    return None


def _listed(sentence: Sentence, rest: list[Node], first: Node) -> Iterator[Node]:
    last = first.at
    for node in rest:
        if not re.fullmatch(r"[、，和与及]|以及|、?还有", sentence.text[last + 1 : node.at]):
            return
        last = node.at
        yield node


def facing(scene: Scene, sentence: Sentence, end: int) -> Sides | None:
    """Return the two bodies of a sentence that names exactly two, whatever it says of them."""
    actors = [n for n in sentence.actors if n.at < end]
    first: dict[str, Node] = {}
    for node in actors:
        first.setdefault(scene.root(node.key), node)
    if len(first) != 2:
        return None
    a, b = first.values()
    return Sides(sentence, (a,), (b,), start=min(a.at, b.at), end=max(a.at, b.at) + 1, rule="facing")


def topic(scene: Scene, sentence: Sentence, at: int, apart_from: tuple[str, ...] = ()) -> Node | None:
    """Return the body that the text is about at this point: the last subject that is not one of `apart_from`."""

    def unlike(n: Node) -> bool:
        return not any(scene.related(n.key, k) for k in apart_from)

    for node in (n for n in sentence.actors if n.at < at):
        if unlike(node) and _subject(sentence, node):
            return node
    for earlier in reversed(scene.sentences[max(0, sentence.index - 5) : sentence.index]):
        subject = next((n for n in earlier.actors if unlike(n) and _subject(earlier, n)), None)
        if subject is not None and subject.kind in (ORG, PERSON):
            return subject
    return _hero(scene, unlike)


def _subject(sentence: Sentence, node: Node) -> bool:
    before = sentence.text[max(0, node.at - 6) : node.at]
    return not re.search(r"(?:与|同|和|跟|向|对|为|给|被|经|在|于|由|把|将|从|到|受|、)[^，。；]{0,2}$", before)


def _hero(scene: Scene, unlike: Callable[[Node], bool]) -> Node | None:
    top = [k for k, _ in scene.prominence.most_common(3)]
    for key in top:
        for s in scene.sentences:
            for node in s.actors:
                if node.key == key and unlike(node):
                    return node
    return None
