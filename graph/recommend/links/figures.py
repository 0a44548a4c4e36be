"""指标 How well scores tell new ties from pairs that never were. Ties in score count as their mean rank."""

from dataclasses import dataclass

import numpy as np

from graph.recommend.links.simple import Values

HITS = (1, 10)


@dataclass(frozen=True, slots=True)
class Figures:
    """指标 All in [0, 1].

    `auc`: chance that a new tie scores above a pair untied. `average_precision`: area under precision and
    recall over both. `hits`: (k, share of cases in which the new partner is among the first k of its rivals and
    itself). `mrr`: mean of one over its rank among them.
    """

    auc: float
    average_precision: float
    hits: tuple[tuple[int, float], ...]
    mrr: float


def auc(positive: Values, negative: Values) -> float:
    """Return the chance that a positive scores above a negative (Mann–Whitney)."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([positive, negative]))
    n, m = len(positive), len(negative)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


def average_precision(positive: Values, negative: Values) -> float:
    """Return the mean of the precision at each positive, equal scores taken as one step."""
    values = np.concatenate([positive, negative])
    steps = np.unique(values)[::-1]
    above = len(positive) - np.searchsorted(np.sort(positive), steps)
    all_above = len(values) - np.searchsorted(np.sort(values), steps)
    gained = np.diff(above, prepend=0)
    return float((gained * above / all_above).sum() / len(positive))


def ranks(mine: Values, theirs: Values) -> Values:
    """Return the rank of each case among its rivals; `theirs` has shape (cases, rivals)."""
    higher, equal = (theirs > mine[:, None]).sum(1), (theirs == mine[:, None]).sum(1)
    found: Values = 1 + higher + equal / 2
    return found


def figures(positive: Values, negative: Values, places: Values) -> Figures:
    """Return the figures of one scorer."""
    return Figures(
        auc(positive, negative),
        average_precision(positive, negative),
        tuple((k, float((places <= k).mean())) for k in HITS),
        float((1 / places).mean()),
    )
