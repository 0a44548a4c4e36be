"""边界选择 Which suffixes of a text end names, and where those names begin, by the learned weights.

Hopeless suffixes and starts are left out before the costly features of whole names are looked at; measured on annotated
documents under cross-validation, the bounds keep 99.5 of 100 names.

Invariant: at most one name ends in one suffix.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.extract.mentions.boundary import Places, inside_features, suffix_features
from ingest.extract.mentions.scan import Suffix

HOPELESS, MARGIN, STARTS = -5.2, 4.0, 6
SAME_FORM, SURE, LENIENCE = 0.7, 4.0, 0.0

Scored = list[tuple[int, float]]


@dataclass(frozen=True)
class Choice:
    """选择 A start for the name that ends in a suffix, and how likely it is; −1: no name."""

    start: int
    probability: float


def choices(places: Places, weights: Mapping[str, float]) -> list[tuple[Suffix, Choice]]:
    """Return the names of a text: each suffix that ends one, with where it begins.

    A form that is surely a name in one place of the document counts for more in its other places.
    """
    start_scores: dict[int, float] = {}
    table = [(s, scored(places, s, weights, start_scores)) for s in places.scan.suffixes]
    sure: dict[str, float] = {}
    for suffix, rows in table:
        at, score = max(rows, key=lambda r: r[1], default=(0, 0.0))
        if score > 0 and suffix.start - at >= 2:
            form = places.text[at : suffix.end]
            sure[form] = max(sure.get(form, 0.0), score)
    found = []
    for suffix, rows in table:
        raised = [(at, n + SAME_FORM * min(sure.get(places.text[at : suffix.end], 0.0), SURE)) for at, n in rows]
        if (choice := best(raised)).start >= 0:
            found.append((suffix, choice))
    return found


def scored(places: Places, suffix: Suffix, weights: Mapping[str, float], start_scores: dict[int, float]) -> Scored:
    """Return the starts that are worth a look with their scores; “no name” scores 0."""
    get = weights.get
    base = sum([get(f, 0.0) for f in suffix_features(places, suffix)])
    if base < HOPELESS:
        return []
    starts = []
    for at in places.candidates(suffix):
        if at not in start_scores:
            start_scores[at] = sum([get(f, 0.0) for f in places.at_start(at)])
        starts.append((start_scores[at], at))
    likely = sorted(starts, reverse=True)[:STARTS]
    floor = likely[0][0] - MARGIN if likely else 0.0
    return [
        (at, base + score + sum([get(f, 0.0) for f in inside_features(places, suffix, at)]))
        for score, at in likely
        if score >= floor
    ]


def best(rows: Scored) -> Choice:
    """Return the likeliest start if a name is likelier than none."""
    top = max((score for _, score in rows), default=-math.inf)
    total = sum(math.exp(score) for _, score in rows)
    if total <= math.exp(-LENIENCE):
        return Choice(-1, 1.0)
    at = next(at for at, score in rows if score == top)
    return Choice(at, math.exp(top) / (1.0 + total))
