"""测度清单 All measures, in the order in which they are shown. A new one is a file and a line here."""

from graph.analytics.betweenness import BETWEENNESS
from graph.analytics.closeness import CLOSENESS
from graph.analytics.communities import COMMUNITIES
from graph.analytics.components import COMPONENTS
from graph.analytics.constraint import CONSTRAINT
from graph.analytics.core_number import CORE_NUMBER
from graph.analytics.cut_off import CUT_OFF
from graph.analytics.definition import Measure
from graph.analytics.degree import DEGREE
from graph.analytics.effective_size import EFFECTIVE_SIZE
from graph.analytics.eigenvector import EIGENVECTOR
from graph.analytics.harmonic import HARMONIC
from graph.analytics.pagerank import PAGERANK
from graph.analytics.weighted_degree import WEIGHTED_DEGREE
from graph.errors import WrongUsage

MEASURES: tuple[Measure, ...] = (
    DEGREE,
    WEIGHTED_DEGREE,
    PAGERANK,
    BETWEENNESS,
    CLOSENESS,
    HARMONIC,
    EIGENVECTOR,
    CORE_NUMBER,
    CONSTRAINT,
    EFFECTIVE_SIZE,
    CUT_OFF,
    COMMUNITIES,
    COMPONENTS,
)


def measure_named(name: str) -> Measure:
    """Return the measure of this name; WrongUsage naming the known ones if there is none."""
    for known in MEASURES:
        if known.name == name:
            return known
    names = "、".join(m.name for m in MEASURES)
    raise WrongUsage("measure", f"没有这一测度 no measure {name!r}；可用的有 known: {names}")
