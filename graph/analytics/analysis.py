"""分析 The whole picture of a partner network, for `gongjian analyze` and the first screen."""

from dataclasses import dataclass

import numpy as np

from graph.analytics.catalogue import MEASURES, measure_named
from graph.analytics.circles import Circle, circles
from graph.analytics.definition import Values
from graph.analytics.engine.leiden import modularity
from graph.analytics.engine.pieces import pieces
from graph.analytics.of_store import NetworkStore, StoreMeasures
from graph.analytics.partners import Level
from graph.analytics.ranking import Ranked
from graph.model import Network

TOP = 5
MOST_COMMUNITIES = 100
MOST_VALUES = 100_000
"""Above so many nodes the values of each are left out: `rank` gives the first of them."""

Community = Circle


@dataclass(frozen=True, slots=True)
class Analysis:
    """分析结果 Counts, every measure's values, the first few of each, and the communities.

    `density` is the share of possible pairs that are tied, `modularity` that of the communities (None
    without edges); `isolated` counts organizations without partners, `skipped` facts of too many parties.
    `leaders` pairs the name of each measure that is no grouping with its first few; `values` has every
    measure's value for every node (of at most `MOST_VALUES`), `approximate` names the measures that were estimated.
    """

    level: Level
    nodes: int
    edges: int
    facts: int
    skipped: int
    density: float
    components: int
    largest_component: int
    isolated: int
    modularity: float | None
    leaders: tuple[tuple[str, tuple[Ranked, ...]], ...]
    communities: tuple[Community, ...]
    values: dict[str, Values]
    approximate: tuple[str, ...]


def analyze(network: Network, level: Level = Level.INSTITUTION, top: int = TOP) -> Analysis:
    """Return the analysis of a network at a level, with the `top` organizations of each measure."""
    return analyze_measures(StoreMeasures(NetworkStore(network), level), top)


def analyze_measures(measures: StoreMeasures, top: int = TOP) -> Analysis:
    """Return the analysis of a store's network; values that are kept are not computed again."""
    graph = measures.graph
    arrays, parts = graph.arrays, pieces(graph.arrays)
    names = [m.name for m in MEASURES if not m.is_group]
    leaders = tuple((name, tuple(measures.rank(name, top=top))) for name in names)
    label = measures.numbers(measure_named("communities"))
    few = arrays.nodes <= MOST_VALUES
    return Analysis(
        level=graph.level,
        nodes=arrays.nodes,
        edges=arrays.edges,
        facts=graph.facts,
        skipped=graph.skipped,
        density=2 * arrays.edges / max(arrays.nodes * (arrays.nodes - 1), 1),
        components=len(parts.sizes),
        largest_component=int(parts.sizes.max(initial=0)),
        isolated=int(np.count_nonzero(arrays.degrees == 0)),
        modularity=modularity(arrays, label.astype(np.int64)),
        leaders=leaders,
        communities=tuple(circles(measures, MOST_COMMUNITIES, top)),
        values={m.name: measures.measured(m).values for m in MEASURES} if few else {},
        approximate=tuple(m.name for m in MEASURES if m.approximate(arrays.nodes)),
    )
