"""裁断 A learned second opinion on what the rules found, and on what they may have missed.

Invariant: it only weighs pairs of entities that meet in the text; each link that it adds quotes that place.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.extract.links.acts import Act
from ingest.extract.links.dates import Dater
from ingest.extract.links.evidence import Common, Evidence
from ingest.extract.links.parties import Sides
from ingest.extract.links.scene import Scene
from ingest.extract.links.signing import kind_of
from ingest.extract.links.trees import Trees, load
from ingest.extract.links.words import SIGN

LOW, HIGH = 0.3, 0.33
Key = tuple[str, str, str]


def weigh(scene: Scene, acts: Sequence[Act], dater: Dater, models: Mapping[str, Trees] | None = None) -> list[Act]:
    """Return the acts with confidences learned from annotated documents, the unlikely dropped, the missed added."""
    trees = load() if models is None else models
    if not trees:
        return list(acts)
    evidence = Evidence(scene, acts)
    sure, places = opinions(evidence, trees)
    kept = [k for act in acts for k in _kept(act, sure)]
    return kept + list(_missed(scene, evidence, sure, places, dater))


def opinions(evidence: Evidence, trees: Mapping[str, Trees]) -> tuple[dict[Key, float], dict[Key, Common]]:
    """Return the probability of each possible link, and the place where its two ends meet."""
    sure: dict[Key, float] = {}
    places: dict[Key, Common] = {}
    found = sorted(evidence.candidates(), key=lambda c: c[0])
    for link, group in groupby(found, key=lambda c: c[0]):
        rows = list(group)
        chances = trees[link].probabilities([evidence.features(*row) for row in rows])
        for (_, a, b, place), chance in zip(rows, chances, strict=True):
            key = _key(link, a, b)
            sure[key] = float(chance)
            if place is not None:
                places[key] = place
    return sure, places


def _key(link: str, a: str, b: str) -> Key:
    first, second = sorted((a, b))
    return link, first, second


def _kept(act: Act, sure: Mapping[Key, float]) -> Iterator[Act]:
    if act.tail:
        chances = {h: sure.get(_key(act.link, h, act.tail), act.confidence) for h in act.heads}
    else:
        chances = {h: _among(act, h, sure) for h in act.heads}
    likely = {h: c for h, c in chances.items() if c >= LOW}
    if act.tail:
        for head, chance in likely.items():
            yield replace(act, heads=(head,), confidence=_rounded(chance))
    elif len(likely) > 1:
        yield replace(act, heads=tuple(likely), confidence=_rounded(min(likely.values())))


def _among(act: Act, head: str, sure: Mapping[Key, float]) -> float:
    # How likely a party is to belong to the group: over its links with all the others.
    others = [sure.get(_key(act.link, head, h), act.confidence) for h in act.heads if h != head]
    return sum(others) / max(1, len(others))


def _rounded(chance: float) -> float:
    return round(min(0.99, max(0.05, chance)), 2)


def _missed(
    scene: Scene, evidence: Evidence, sure: Mapping[Key, float], places: Mapping[Key, Common], dater: Dater
) -> Iterator[Act]:
    by_end: dict[str, float] = defaultdict(float)
    for key, chance in sorted(sure.items(), key=lambda item: -item[1]):
        if chance < HIGH or key in evidence.found or key not in places:
            continue
        by_end[key[1]] = max(by_end[key[1]], chance)
        yield _act(scene, key, places[key], chance, dater)


def _act(scene: Scene, key: Key, place: Common, chance: float, dater: Dater) -> Act:
    sentence = place.sentence
    ends = [n for n in (place.a, place.b) if any(n is m for m in sentence.nodes)]
    start, end = min(n.at for n in ends), max(n.at for n in ends) + 1
    stop = sentence.clause(end - 1, "，。；！？")[1]
    spans = [sentence.span(start, max(end, stop))]
    spans += [n.span for n in (place.a, place.b) if n not in ends]
    link, a, b = key
    joint = (
        next((k for k in (a, b) if scene.type(k) in ("base", "alliance")), "")
        if link in ("CO_BUILT", "MEMBER_OF")
        else ""
    )
    heads = (b if a == joint else a,) if joint else (a, b)
    kind, title = _agreement(scene, place) if link == "SIGNED" else ("", "")
    return Act(
        link, heads, tuple(spans), "judge:near", _rounded(chance), joint, kind, title, dater.date(sentence, start)
    )


def _agreement(scene: Scene, place: Common) -> tuple[str, str]:
    match = SIGN.search(place.sentence.text)
    if match is None:
        return "cooperation", ""
    return kind_of(scene, place.sentence, match, Sides(place.sentence, (place.a,), (place.b,)))
