"""测度 Measures of the partner graph: one file each, named and defined as in NetworkX."""

from graph.analytics.analysis import Analysis, Community, analyze, analyze_measures
from graph.analytics.catalogue import MEASURES, measure_named
from graph.analytics.definition import Measure, Values
from graph.analytics.of_store import StoreMeasures
from graph.analytics.partners import Level, PartnerGraph, partners
from graph.analytics.ranking import Measured, Ranked, measure, measure_partners, rank, rank_values

__all__ = [
    "MEASURES",
    "Analysis",
    "Community",
    "Level",
    "Measure",
    "Measured",
    "PartnerGraph",
    "Ranked",
    "StoreMeasures",
    "Values",
    "analyze",
    "analyze_measures",
    "measure",
    "measure_named",
    "measure_partners",
    "partners",
    "rank",
    "rank_values",
]
