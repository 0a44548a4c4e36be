"""评分 How likely two records are one entity, with each feature's share, and what follows: same, unsure, different.

Invariant: pure; weights and thresholds are data (`tables/model.json`, rebuilt by `python -m bench.resolve --write`);
what a hard rule forbids is never `same`, whatever the weights say.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from graph.judgement import Verdict
from ingest.resolve import known as knowledge
from ingest.resolve.features import compare
from ingest.resolve.known import Known
from ingest.resolve.parse import Subject
from ingest.resolve.reasons import Reason, explain

CLASSES = tuple(str(v) for v in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE))

FORBIDDEN = ("part", "merged", "extended")
FORBIDS = frozenset(
    "type:differs number:differs number:missing role:differs group:differs form:differs parents:conflict "
    "inner:differs context:against official:both".split()
)
"""硬规则 What forbids `same`: other numbers, group and subsidiary, school and its college, city and county."""

CEILING = 0.3
"""What a probability comes down to where a hard rule forbids `same`."""

FLOOR = 0.96
"""What it comes up to where the names settle it."""


@dataclass(frozen=True)
class Model:
    """模型 A multinomial logistic regression: per feature a weight for each of `CLASSES`, and two thresholds.

    `same`: least probability of `same` to join without a person; `different`: of `different`, to leave apart.
    """

    weights: Mapping[str, tuple[float, ...]]
    intercept: tuple[float, ...]
    same: float
    different: float

    def probabilities(self, features: Mapping[str, float]) -> tuple[float, ...]:
        """Return the probability of each of `CLASSES`."""
        sums = list(self.intercept)
        for name, value in features.items():
            for i, weight in enumerate(self.weights.get(name, ())):
                sums[i] += weight * value
        top = max(sums)
        powers = [math.exp(s - top) for s in sums]
        return tuple(p / sum(powers) for p in powers)

    def shares(self, features: Mapping[str, float]) -> dict[str, float]:
        """Return how far each feature moves the log-odds of `same` against `different`."""
        known = ((name, value, self.weights[name]) for name, value in features.items() if name in self.weights)
        return {name: value * (w[0] - w[1]) for name, value, w in known}

    def verdict(self, probabilities: tuple[float, ...]) -> Verdict:
        """Return what follows from the probabilities of `CLASSES`."""
        if probabilities[0] >= self.same:
            return Verdict.SAME
        return Verdict.DIFFERENT if probabilities[1] >= self.different else Verdict.UNSURE


@dataclass(frozen=True, slots=True)
class Score:
    """评分 A verdict on two records, the probability that they are one, and why, weightiest reason first.

    `vetoed`: a hard rule forbids `same`.
    """

    verdict: Verdict
    probability: float
    reasons: tuple[Reason, ...]
    vetoed: bool = False


def score(
    a: Subject, b: Subject, context: str | None = None, known: Known | None = None, model: Model | None = None
) -> Score:
    """Return the explained score of two records."""
    model = model or shipped()
    features = compare(a, b, context, known)
    probabilities = restrained(model.probabilities(features), features)
    reasons = explain(features, model.shares(features))
    return Score(model.verdict(probabilities), round(probabilities[0], 4), reasons, any(map(forbids, features)))


def score_all(pairs: Iterable[tuple[Subject, Subject]], known: Known | None = None) -> Iterator[Score]:
    """Yield the score of each pair, in order: what `candidates.blocked` gave, for instance."""
    model, known = shipped(), known or knowledge.shipped()
    return (score(a, b, known=known, model=model) for a, b in pairs)


def forbidden(a: Subject, b: Subject, known: Known | None = None) -> bool:
    """Tell whether a hard rule forbids that two records are one."""
    return any(map(forbids, compare(a, b, known=known)))


def restrained(probabilities: tuple[float, ...], features: Mapping[str, float]) -> tuple[float, ...]:
    """Return the probabilities with `same` held down where a hard rule forbids it, or up where names are settled."""
    same = probabilities[0]
    if any(map(forbids, features)):
        return _with_same(probabilities, min(same, CEILING))
    return _with_same(probabilities, max(same, FLOOR)) if any(map(settles, features)) else probabilities


def settles(feature: str) -> bool:
    """Tell whether a feature says that the names settle it: known to be one's, or equal but for writing."""
    kind, _, ground = feature.partition(":")
    return kind in ("equal", "known") and ground in ("none", "backed")


def _with_same(probabilities: tuple[float, ...], same: float) -> tuple[float, ...]:
    _, different, unsure = probabilities
    rest = (1 - same) / ((different + unsure) or 1)
    return same, different * rest, unsure * rest


def forbids(feature: str) -> bool:
    """Tell whether a feature forbids `same` by a hard rule."""
    kind, _, ground = feature.partition(":")
    return kind in FORBIDDEN or ground in ("conflict", "level") or feature in FORBIDS


@lru_cache(maxsize=1)
def shipped() -> Model:
    """Return the model of this installation."""
    loaded = json.loads((files("ingest.resolve") / "tables" / "model.json").read_text("utf-8"))
    weights = {name: tuple(row) for name, row in loaded["weights"].items()}
    return Model(weights, tuple(loaded["intercept"]), loaded["same"], loaded["different"])
