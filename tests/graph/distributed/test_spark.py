"""Measures over separate processes of an Apache Spark cluster: equal to the local engine's."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.pieces import number_by_size, pieces
from graph.analytics.engine.triangles import triangles
from graph.analytics.engine.walk import long_run
from graph.distributed import local, measures
from graph.distributed.kernels import label_propagation
from graph.distributed.scattered import Scattered
from graph.distributed.session import MASTER, check_engine, master_of, spark_context
from graph.errors import WrongUsage
from tests.neo4j_server import environment
from tests.spark_cluster import CLUSTER, need_spark


def random_arrays(nodes: int, ties: int, seed: int) -> PartnerArrays:
    """Weighted ties, hubs among them; some nodes without any, several components."""
    random = np.random.default_rng(seed)
    heads = (nodes * random.random(ties) ** 2.5).astype(int)
    tails = random.integers(0, max(nodes - nodes // 8, 1), ties)
    return PartnerArrays.from_pairs(nodes, heads, tails, random.random(ties) + 0.1)


GRAPHS = {
    "hubs": random_arrays(400, 1200, 1),
    "sparse": random_arrays(300, 120, 2),
    "one tie": PartnerArrays.from_pairs(2, [0], [1]),
    "no ties": PartnerArrays.from_pairs(3, [], []),
}


@pytest.fixture(scope="module")
def context() -> Iterator[Any]:
    need_spark()
    with environment(**{MASTER: CLUSTER}), spark_context("spark") as made:
        yield made


@pytest.fixture(scope="module", params=GRAPHS)
def both(request: pytest.FixtureRequest, context: Any) -> tuple[PartnerArrays, Scattered]:
    arrays = GRAPHS[request.param]
    return arrays, Scattered(context, arrays, blocks=3)


@pytest.mark.spark
@pytest.mark.timeout(900)
def test_the_processes_are_others_than_this_one(context: Any) -> None:
    where = context.parallelize(range(4), 4).map(lambda _: (os.getpid(), os.getppid())).collect()
    assert os.getpid() not in {pid for row in where for pid in row}
    assert len({parent for _, parent in where}) == 2  # two executors, each with a daemon of its own


@pytest.mark.spark
@pytest.mark.timeout(900)
def test_pagerank_is_that_of_the_local_engine(both: tuple[PartnerArrays, Scattered]) -> None:
    arrays, graph = both
    np.testing.assert_allclose(measures.pagerank(graph), long_run(arrays), atol=1e-9)


@pytest.mark.spark
@pytest.mark.timeout(900)
def test_components_are_those_of_the_local_engine(both: tuple[PartnerArrays, Scattered]) -> None:
    arrays, graph = both
    assert measures.components(graph).tolist() == number_by_size(pieces(arrays).label).tolist()


@pytest.mark.spark
@pytest.mark.timeout(900)
def test_label_propagation_is_that_of_the_local_engine(both: tuple[PartnerArrays, Scattered]) -> None:
    arrays, graph = both
    assert measures.label_propagation(graph).tolist() == number_by_size(label_propagation(arrays, 20)).tolist()


@pytest.mark.spark
@pytest.mark.timeout(900)
def test_triangles_are_those_of_the_local_engine(both: tuple[PartnerArrays, Scattered]) -> None:
    arrays, graph = both
    assert measures.triangles(graph).tolist() == triangles(arrays).count.tolist()


@pytest.mark.spark
@pytest.mark.timeout(900)
def test_candidate_features_are_those_of_networkx(both: tuple[PartnerArrays, Scattered]) -> None:
    arrays, graph = both
    random = np.random.default_rng(5)
    heads, tails = random.integers(0, arrays.nodes, (2, 200))
    common, adamic_adar = measures.candidate_features(graph, heads, tails)
    plain = nx.from_scipy_sparse_array(arrays.matrix)
    shared = [set(plain[a]) & set(plain[b]) for a, b in zip(heads.tolist(), tails.tolist(), strict=True)]
    assert common.tolist() == [len(s) for s in shared]
    # A node that is the only partner of both (a pair of one node with itself) has degree 1 and weighs nothing.
    expected = [sum(1 / np.log(len(plain[c])) for c in s if len(plain[c]) > 1) for s in shared]
    np.testing.assert_allclose(adamic_adar, expected, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_label_propagation_is_its_definition(seed: int) -> None:
    arrays = random_arrays(60, 120, seed)
    labels = list(range(60))
    for _ in range(20):
        seen = [Counter(labels[j] for j in arrays.partners_of(i)) for i in range(60)]
        labels = [min(c, key=lambda k, c=c: (-c[k], k)) if (c := seen[i]) else labels[i] for i in range(60)]
    assert label_propagation(arrays, 20).tolist() == labels


def test_local_candidate_features_are_those_of_networkx() -> None:
    arrays = GRAPHS["hubs"]
    heads, tails = np.random.default_rng(5).integers(0, arrays.nodes, (2, 200))
    found = local.candidate_features(arrays, heads, tails)
    plain = nx.from_scipy_sparse_array(arrays.matrix)
    different = heads != tails
    pairs = list(zip(heads[different].tolist(), tails[different].tolist(), strict=True))
    expected = [value for _, _, value in nx.adamic_adar_index(plain, pairs)]
    np.testing.assert_allclose(found[1][different], expected, atol=1e-12)
    assert found[0][different].tolist() == [len(list(nx.common_neighbors(plain, a, b))) for a, b in pairs]


def test_both_engines_have_the_same_measures() -> None:
    assert local.MEASURES.keys() == measures.MEASURES.keys()


def test_an_engine_is_local_or_spark() -> None:
    assert [check_engine(e) for e in ("local", "spark", "spark://h:7077")] == ["local", "spark", "spark://h:7077"]
    assert master_of("spark://h:7077") == "spark://h:7077"
    for bad in ("", "flink", "spark://", "sparks"):
        with pytest.raises(WrongUsage):
            check_engine(bad)
