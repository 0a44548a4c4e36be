"""上下文 Who is meant where a sentence leaves its parties out: 双方, 三家, or nothing at all.

Invariant: an answer is an actual row of actors said elsewhere in the document, never a guess at a name.
"""

import re
from collections.abc import Iterator

from ingest.extract.links.parties import Item, Sides, rows, sides_of
from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import ORG, PERSON, VISIT_BEFORE

REACH = 7


def antecedent(scene: Scene, sentence: Sentence, at: int, count: int) -> Sides | None:
    """Return the nearest sides before (sentence, at) that are `count` parties (0: two or more), else the lead's."""
    for sides in _backwards(scene, sentence, at):
        if _fit(scene, sides, count):
            return sides
    return None


def _backwards(scene: Scene, sentence: Sentence, at: int) -> Iterator[Sides]:
    places = [(sentence, at)]
    earlier = scene.sentences[max(0, sentence.index - REACH) : sentence.index]
    places += [(s, len(s.text)) for s in reversed(earlier)]
    places += [(s, len(s.text)) for s in scene.sentences[:2] if s.index < sentence.index - REACH]
    for where, end in places:
        found = [s for row in reversed(rows(where, 0, end)) if (s := sides_of(scene, where, row, where.text))]
        yield from (s for s in found if len(s.nodes) > 1)
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
    unlike = lambda n: not any(scene.related(n.key, k) for k in apart_from)  # noqa: E731
    for node in (n for n in sentence.actors if n.at < at):
        if unlike(node):
            return node
    for earlier in reversed(scene.sentences[max(0, sentence.index - 4) : sentence.index]):
        subject = next((n for n in earlier.actors if unlike(n)), None)
        if subject is not None and subject.kind in (ORG, PERSON):
            return subject
    return _hero(scene, unlike)


def _hero(scene: Scene, unlike: "object") -> Node | None:
    top = [k for k, _ in scene.prominence.most_common(3)]
    for key in top:
        for s in scene.sentences:
            for node in s.actors:
                if node.key == key and unlike(node):  # type: ignore[operator]
                    return node
    return None


__all__ = ["Item", "antecedent", "facing", "topic", "visit"]
