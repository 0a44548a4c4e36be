"""Ranks: ties share a rank, types narrow, order is the same on every run."""

import json
import os
import subprocess
import sys
from dataclasses import asdict

import pytest

from graph.analytics import MEASURES, analyze, rank
from graph.errors import WrongUsage
from graph.model import Network
from tests.small_networks import network, pairs

BRIDGED = "ab ac ad bc bd cd de ef eg eh fg fh gh"


def ranks(rows):
    return [(r.entity.name, r.value, r.rank) for r in rows]


def test_the_greatest_come_first_and_equal_values_share_a_rank():
    assert ranks(rank(pairs("ab bc cd e"), "degree")) == [
        ("b", 2, 1), ("c", 2, 1), ("a", 1, 3), ("d", 1, 3), ("e", 0, 5),
    ]  # fmt: skip


def test_brokers_come_first_where_low_values_mean_more_and_undefined_ones_are_left_out():
    assert ranks(rank(pairs("ma mb mc md z"), "constraint"))[:2] == [("m", 0.25, 1), ("a", 1, 2)]
    assert len(rank(pairs("ma mb mc md z"), "constraint")) == 5


def test_members_of_the_largest_group_come_first():
    rows = rank(pairs("xy ab bc"), "components")
    assert [(r.entity.name, r.rank) for r in rows] == [("a", 1), ("b", 1), ("c", 1), ("x", 4), ("y", 4)]


def test_rounding_does_not_part_symmetric_organizations():
    for known in MEASURES:
        rows = {r.entity.name: r.rank for r in rank(pairs(BRIDGED), known.name)}
        assert rows["a"] == rows["b"] == rows["c"], known.name


def test_types_narrow_and_ranks_count_within_them():
    there = network(
        "a PAIRED_WITH b;b PAIRED_WITH c;c PAIRED_WITH a;c PAIRED_WITH d", types={"a": "school", "d": "school"}
    )
    assert ranks(rank(there, "degree", types=["school"])) == [("a", 2, 1), ("d", 1, 2)]


def test_top_limits_and_none_means_all():
    assert len(rank(pairs(BRIDGED), "degree", top=3)) == 3
    assert len(rank(pairs(BRIDGED), "degree", top=None)) == 8


@pytest.mark.parametrize(
    ("how", "field"),
    [({"measure_name": "fame"}, "measure"), ({"top": 0}, "top"), ({"types": ["region"]}, "type")],
)
def test_wrong_usage_names_the_field(how, field):
    with pytest.raises(WrongUsage) as caught:
        rank(pairs("ab"), **{"measure_name": "degree", **how})
    assert caught.value.field == field


def test_an_unknown_measure_is_answered_with_the_known_ones():
    with pytest.raises(WrongUsage, match=r"pagerank.*betweenness"):
        rank(pairs("ab"), "fame")


def test_the_analysis_of_two_cliques_and_a_bridge():
    found = analyze(pairs(BRIDGED + " z"))
    assert (found.nodes, found.edges, found.facts, found.skipped) == (9, 13, 13, 0)
    assert (found.components, found.largest_component, found.isolated) == (2, 8, 1)
    assert found.density == pytest.approx(13 / 36)
    assert found.modularity == pytest.approx(12 / 13 - 2 * (13 / 26) ** 2)
    assert [(c.number, c.size, [e.name for e in c.leaders]) for c in found.communities] == [
        (1, 4, ["d", "a", "b", "c"]),
        (2, 4, ["e", "f", "g", "h"]),
    ]
    assert [r.entity.name for r in dict(found.leaders)["betweenness"][:2]] == ["d", "e"]
    assert set(found.values) == {m.name for m in MEASURES}
    assert found.approximate == ()


def test_an_analysis_becomes_json_as_it_is():
    assert json.loads(json.dumps(asdict(analyze(pairs(BRIDGED + " z")))))["values"]["constraint"]["z"] is None


def test_the_analysis_of_nothing():
    found = analyze(Network())
    assert (found.nodes, found.edges, found.density, found.components, found.modularity) == (0, 0, 0, 0, None)
    assert found.communities == ()


SCRIPT = """
from graph.analytics import analyze
from tests.small_networks import pairs
import string, random
r = random.Random(1)
print(analyze(pairs(" ".join("".join(r.sample(string.ascii_letters, 2)) for _ in range(90)))))
"""


def test_every_process_finds_the_same():
    out = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(out) == 1
