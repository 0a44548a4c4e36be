"""评估 Holds facts back and asks whether the ranking finds the partners that they made.

Invariant: whole facts are held back, never single pairs: the other pairs of an agreement of five parties
would give its missing pair away. Same network, options and seed: same figures.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import networkx as nx
import numpy as np

from graph.analytics.partners import Level, PartnerGraph, partners
from graph.errors import WrongUsage
from graph.model import Link, Network
from graph.ontology import ontology
from graph.recommend.features import FEATURES, Scorer, Scores
from graph.recommend.scoring import score_from

Pair = tuple[str, str]
SCORERS: tuple[tuple[str, Scorer], ...] = (("gongjian", score_from), *((f.name, f.compute) for f in FEATURES))


@dataclass(frozen=True, slots=True)
class Trial:
    """评估设置 The share of facts held back, the seed, how many pairs are tried, and k of Hits@k."""

    holdout: float = 0.1
    seed: int = 20240701
    max_pairs: int = 500
    negatives: int = 10
    hits: tuple[int, ...] = (5, 10)


@dataclass(frozen=True, slots=True)
class Quality:
    """评估结果 How well a scorer finds new partners.

    `auc`: chance that a new pair scores above a pair that never was. `hits`: (k, share of cases in which the
    new partner is among the first k). `mrr`: mean of one over its rank. Ties count as their mean rank.
    """

    scorer: str
    auc: float
    hits: tuple[tuple[int, float], ...]
    mrr: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """评估报告 How many new and false pairs were tried, and the quality of each scorer; ours is `gongjian`."""

    positives: int
    negatives: int
    scorers: tuple[Quality, ...]


def evaluate(network: Network, level: Level = Level.INSTITUTION, trial: Trial | None = None) -> Evaluation:
    """Hold facts of a network back and score the pairs that they tied; see `evaluate_pairs`.

    Both ends of a pair must still have a partner. WrongUsage if `holdout` is not within (0, 1).
    """
    trial = trial or Trial()
    if not 0 < trial.holdout < 1:
        raise WrongUsage("holdout", "须在 0 与 1 之间 must be between 0 and 1")
    whole = partners(network, level)
    train = partners(Network(network.entities, _kept(network, whole, trial)), level)
    known = {id_ for id_, degree in train.graph.degree() if degree}
    gone = [e for e in whole.graph.edges if not train.graph.has_edge(*e) and known.issuperset(e)]
    return evaluate_pairs(train.graph, whole.graph, sorted(gone), trial)


def evaluate_pairs(train: nx.Graph, whole: nx.Graph, positives: Sequence[Pair], trial: Trial) -> Evaluation:
    """Score the pairs `positives` of `whole` that `train` lacks, with every scorer.

    At most `trial.max_pairs` of them are tried, against `trial.negatives` times as many pairs drawn uniformly
    from those that `whole` does not tie.
    """
    random = Random(trial.seed)  # noqa: S311 (a fixed draw, no secret)
    tried = sorted(random.sample(positives, min(trial.max_pairs, len(positives))))
    nodes = sorted(id_ for id_, degree in train.degree() if degree)
    false = _untied(whole, nodes, trial.negatives * len(tried), random)
    qualities = (_quality(name, scorer, (train, whole, tried, false), trial) for name, scorer in SCORERS)
    return Evaluation(len(tried), len(false), tuple(qualities) if tried and false else ())


def _kept(network: Network, whole: PartnerGraph, trial: Trial) -> tuple[Link, ...]:
    facts = {link.id: key for link in network.links if (key := _fact(link, whole))}
    keys = sorted(set(facts.values()))
    held = set(Random(trial.seed).sample(keys, round(trial.holdout * len(keys))))  # noqa: S311
    return tuple(link for link in network.links if facts.get(link.id) not in held)


def _fact(link: Link, whole: PartnerGraph) -> Pair | None:
    types = ontology()
    if link.type in types.tying("shared"):
        return "", link.tail
    if link.type in types.tying("direct") and {link.head, link.tail} <= whole.institution_of.keys():
        a, b = sorted((whole.institution_of[link.head], whole.institution_of[link.tail]))
        return a, b
    return None


def _untied(whole: nx.Graph, nodes: Sequence[str], wanted: int, random: Random) -> list[Pair]:
    found: set[Pair] = set()
    # Bounded, so that a graph in which nearly all are tied does not keep us here.
    for _ in range(20 * wanted if len(nodes) > 1 else 0):
        a, b = sorted(random.sample(nodes, 2))
        if not whole.has_edge(a, b):
            found.add((a, b))
        if len(found) == wanted:
            break
    return sorted(found)


Cases = tuple[nx.Graph, nx.Graph, Sequence[Pair], Sequence[Pair]]


def _quality(name: str, scorer: Scorer, cases: Cases, trial: Trial) -> Quality:
    train, whole, tried, false = cases
    ends = sorted({end for pair in (*tried, *false) for end in pair})
    scores = {end: scorer(train, end) for end in ends}
    ranks = np.array(list(_ranks(scores, train, whole, tried)))
    return Quality(
        scorer=name,
        auc=_auc([_both(scores, p) for p in tried], [_both(scores, p) for p in false]),
        hits=tuple((k, float((ranks <= k).mean())) for k in trial.hits),
        mrr=float((1 / ranks).mean()),
    )


def _both(scores: Mapping[str, Scores], pair: Pair) -> float:
    a, b = pair
    return scores[a].get(b, 0.0) + scores[b].get(a, 0.0)


def _auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    from scipy.stats import rankdata

    # Mann–Whitney: the mean rank of the positives tells how many negatives lie below them.
    ranks = rankdata([*positive, *negative])
    n, m = len(positive), len(negative)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


def _ranks(scores: Mapping[str, Scores], train: nx.Graph, whole: nx.Graph, tried: Sequence[Pair]) -> Iterator[float]:
    """Yield the rank of each partner seen from each end, among all that `whole` does not tie to that end."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for a, b in tried:
        wanted[a].append(b)
        wanted[b].append(a)
    nodes = [id_ for id_, degree in train.degree() if degree]
    for end in sorted(wanted):
        rivals = np.array([scores[end].get(v, 0.0) for v in nodes if v != end and not whole.has_edge(end, v)])
        for other in wanted[end]:
            mine = scores[end].get(other, 0.0)
            yield 1 + float((rivals > mine).sum()) + float((rivals == mine).sum()) / 2
