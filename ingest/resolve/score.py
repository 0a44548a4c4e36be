"""评分 How likely two records are one entity, with each feature's share, and what follows: same, unsure, different.

Invariant: pure; weights and thresholds are data (`tables/model.json`, rebuilt by `python -m bench.resolve --write`);
what a hard rule forbids is never `same`, whatever the weights say.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from graph.judgement import Verdict
from ingest.resolve.features import compare
from ingest.resolve.known import Known
from ingest.resolve.parse import Subject
from ingest.resolve.reasons import Reason, explain

CLASSES = tuple(str(v) for v in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE))

FORBIDDEN = ("part", "merged", "extended")
FORBIDS = frozenset(
    "type:differs number:differs number:missing role:differs group:differs form:differs parents:conflict "
    "inner:differs context:against".split()
)
"""硬规则 What forbids `same`: other numbers, group and subsidiary, school and its college, city and county."""

CEILING = 0.3
"""What a probability comes down to where a hard rule forbids `same`."""


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
    """评分 A verdict on two records, the probability that they are one, and why, weightiest reason first."""

    verdict: Verdict
    probability: float
    reasons: tuple[Reason, ...]


def score(
    a: Subject, b: Subject, context: str | None = None, known: Known | None = None, model: Model | None = None
) -> Score:
    """Return the explained score of two records."""
    model = model or shipped()
    features = compare(a, b, context, known)
    probabilities = restrained(model.probabilities(features), features)
    return Score(model.verdict(probabilities), round(probabilities[0], 4), explain(features, model.shares(features)))


def restrained(probabilities: tuple[float, ...], features: Mapping[str, float]) -> tuple[float, ...]:
    """Return the probabilities with `same` held down where a hard rule forbids it."""
    same, different, unsure = probabilities
    if same <= CEILING or not any(map(forbids, features)):
        return probabilities
    rest = (1 - CEILING) / ((different + unsure) or 1)
    return CEILING, different * rest, unsure * rest


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
