"""当事方 Who acts together: the sides of an act, read from lists, company words and what was said before.

Invariant: a side names organizations only; a person stands for the body that he or she speaks for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.extract.links.scene import Node, Scene, Sentence
from ingest.extract.links.words import (
    ACTOR,
    CLIQUE,
    COLLECTIVE,
    LIST_GAP,
    NUMBERS,
    ORG,
    PERSON,
    PLACE_BEFORE,
    PRESENT_AFTER,
    PRESENT_BEFORE,
    RESPECTIVE,
    VISIT_BEFORE,
    WITH,
)

_WITH_END = re.compile(rf"(?:{WITH.pattern})(?:[^，。；！？、{ORG}{PERSON}]{{0,14}})$")
_OWNER = re.compile(r"(?:的|之|所属|旗下|下属|下设)$")
_BY = re.compile(r"由[^，。；、]{0,6}$")


@dataclass(frozen=True, slots=True)
class Sides:
    """各方 The parties of one act: `left` acted with `right`; without `right` all of `left` acted together.

    `pairs` are set where the text pairs them one to one; `clique`: all of both sides in one act;
    `start`, `end`: where in the sentence the parties stand; `rule`: how they were found.
    """

    sentence: Sentence
    left: tuple[Node, ...]
    right: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()
    clique: bool = False
    start: int = 0
    end: int = 0
    rule: str = ""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All parties in the order of the text."""
        return self.left + self.right


@dataclass(frozen=True, slots=True)
class Item:
    """One actor in a row of actors, and how it is tied to the one before: list, with, or none."""

    node: Node
    tie: str


def rows(sentence: Sentence, start: int, end: int) -> list[list[Item]]:
    """Return the rows of actors in [start, end): each row is held together by lists and company words."""
    found: list[list[Item]] = []
    last = None
    for node in sentence.actors:
        if not start <= node.at < end or _absent(sentence, node):
            continue
        gap = sentence.text[last + 1 : node.at] if last is not None else sentence.text[start : node.at]
        tie = _tie(gap, last is not None)
        if tie == "own" and found:
            found[-1][-1] = Item(node, found[-1][-1].tie)
        elif tie == "none" or not found:
            found.append([Item(node, "with" if tie == "with" else "none")])
        else:
            found[-1].append(Item(node, tie))
        last = node.at
    return found


def _tie(gap: str, after: bool) -> str:
    if after and gap in ("的", "所属", "旗下", "下属", "下设"):
        return "own"
    if after and LIST_GAP.fullmatch(gap):
        return "with" if gap in ("与", "同", "跟") else "list"
    if gap in ("与", "同", "跟", "和") or (len(gap) <= 60 and _WITH_END.search(gap) and not re.search("[。；]", gap)):
        return "with"
    if (
        after
        and len(gap) <= 14
        and re.fullmatch(r"[^，。；]{0,6}[、和及，与][^，。；！？]{0,8}", gap)
        and not re.search("[在于到赴由向为对]", gap)
    ):
        return "list"
    return "none"


def _absent(sentence: Sentence, node: Node) -> bool:
    # Witnesses, hosts and places are no parties.
    before, after = sentence.text[: node.at], sentence.text[node.at + 1 :]
    if (before.count("——") % 2 and "——" in after) or (
        before.endswith("代表") and len([n for n in sentence.actors if n.at < node.at]) > 1 and "，" not in before[-4:]
    ):
        return True
    if PRESENT_BEFORE.search(before[-14:]):
        return True
    following = re.split(ACTOR, after, maxsplit=1)[0]
    here = re.split("[，。；]", following, maxsplit=1)[0]
    if (
        PLACE_BEFORE.search(before[-2:])
        and node.kind == ORG
        and re.search(
            r"举行|召开|举办|签约|签署|揭牌|会议|正式|成立|启动|[内里中上]|^[，。]|进行|隆重|顺利", here or "，"
        )
    ):
        return True
    if (
        node.kind == ORG
        and VISIT_BEFORE.search(before[-8:])
        and re.search(ACTOR, before)
        and re.match(rf"，(?:{WITH.pattern})", after)
    ):
        return True
    if (
        node.kind == ORG
        and re.match(r"^(?:认定|确定|批准|授予|评为|命名|公布|发布|颁发|表彰)", here)
        and re.search("(?:被|经|由|获)$", before)
    ):
        return True
    return bool(PRESENT_AFTER.match(here))


def sides_of(scene: Scene, sentence: Sentence, row: list[Item], near: str) -> Sides | None:
    """Return the sides that a row of actors makes; `near` is the wording around the act (分别, 共同 …)."""
    nodes = [i.node for i in row]
    first, last = nodes[0].at, nodes[-1].at
    whole = Sides(sentence, tuple(nodes), start=first, end=last + 1)
    if pairs := _paired(row):
        return replace(whole, pairs=pairs, rule="pairs")
    cuts = [n for n, item in enumerate(row) if n and item.tie == "with"]
    if row[0].tie == "with" or not cuts:
        return (
            replace(whole, rule="list")
            if row[0].tie != "with"
            else replace(whole, left=(), right=tuple(nodes), rule="company")
        )
    cut = cuts[0]
    left, right = tuple(nodes[:cut]), tuple(nodes[cut:])
    if "分别" in near and len(left) == len(right) > 1:
        return replace(whole, pairs=tuple(zip(left, right, strict=True)), rule="respective")
    clique = len(nodes) > 2 and bool(CLIQUE.search(near)) and not RESPECTIVE.search(near)
    return replace(whole, left=left, right=right, clique=clique, rule="row")


def _paired(row: list[Item]) -> tuple[tuple[Node, Node], ...]:
    # “甲与乙、丙与丁、戊与己”: list and company words take turns.
    ties = [item.tie for item in row[1:]]
    if len(row) < 4 or len(row) % 2 or ties[::2] != ["with"] * (len(row) // 2) or "with" in ties[1::2]:
        return ()
    return tuple((row[i].node, row[i + 1].node) for i in range(0, len(row), 2))


def collective(text: str) -> int | None:
    """Return how many parties a word such as 双方 or 四家 speaks of (0: unknown), None without such a word."""
    if not (word := COLLECTIVE.search(text)):
        return None
    return NUMBERS.get(word.group("n") or "双", 0)


def groups(scene: Scene, sides: Sides, prefer: str = "") -> list[tuple[str, ...]]:
    """Return the acts that the sides make: each a tuple of two or more entity keys, all acting together."""

    def key(node: Node) -> str:
        return choose(scene, node, prefer)

    if sides.pairs:
        return _sound(scene, [(key(a), key(b)) for a, b in sides.pairs])
    left = _apart(scene, [key(n) for n in sides.left])
    right = [k for k in _apart(scene, [key(n) for n in sides.right]) if not any(scene.related(k, x) for x in left)]
    if sides.clique or not right:
        return _sound(scene, [tuple(dict.fromkeys(left + right))])
    return _sound(scene, [(a, b) for a in left for b in right])


def choose(scene: Scene, node: Node, prefer: str = "") -> str:
    """Return the entity that a node stands for, of type `prefer` where it may stand for several."""
    of_type = [k for k in node.keys if prefer and k in scene.referents and scene.type(k) == prefer]
    if node.kind == PERSON and of_type:
        return of_type[0]
    return node.key


def _apart(scene: Scene, keys: Iterable[str]) -> list[str]:
    # Of a body and its own unit in one side only the first named counts.
    kept: list[str] = []
    for key in keys:
        if key and key not in kept and not any(scene.related(key, k) for k in kept):
            kept.append(key)
    return kept


def _sound(scene: Scene, found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(g for g in found if len(g) > 1 and not (len(g) == 2 and scene.related(*g))))


def before(scene: Scene, sentence: Sentence, at: int, near: str) -> Iterator[Sides]:
    """Yield the sides that stand before an act in its sentence, the nearest first."""
    start, _ = sentence.clause(at, "。！？!?")
    for row in reversed(rows(sentence, start, at)):
        if sides := sides_of(scene, sentence, row, near):
            yield sides
