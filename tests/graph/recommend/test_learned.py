"""The learned ranker: what it is taught, what it never sees, and that learning pays."""

import random
from datetime import date, timedelta

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import partners
from graph.analytics.arrays import PartnerArrays
from graph.model import Network
from graph.recommend import Advisor, Feedback, Verdict, Wishes
from graph.recommend.columns import COLUMNS, SIGNS, Asked, table
from graph.recommend.contest import contest
from graph.recommend.history import History, day_number, history_of
from graph.recommend.lessons import by_fact, by_time, lesson, lessons
from graph.recommend.nearby import nearby
from graph.recommend.pool import pool
from graph.recommend.profiles import divisions, profiles_of
from graph.recommend.ranker import chance, train
from graph.recommend.terrain import Terrain
from tests.small_networks import link, network

BEGIN = date(2016, 1, 1)


def trade(seed: int = 1, facts: int = 700) -> Network:
    """Colleges and firms of three towns and four chains; a college signs with a firm of its chain, mostly near."""
    draw = random.Random(seed)
    colleges, firms = [f"s{i:02}" for i in range(70)], [f"f{i:03}" for i in range(200)]
    town = {who: "溪岚桐"[draw.randrange(3)] + "山市" for who in colleges + firms}
    chain = {who: "甲乙丙丁"[draw.randrange(4)] + "产业链" for who in colleges + firms}
    rows = [link(f"{who} LOCATED_IN {town[who]}") for who in colleges + firms]
    rows += [link(f"{who} IN_CHAIN {chain[who]}") for who in colleges + firms]
    for i in range(facts):
        a = draw.choice(colleges)
        fit = [f for f in firms if chain[f] == chain[a] and (town[f] == town[a] or draw.random() < 0.2)]
        b = draw.choice(fit or firms)
        day = (BEGIN + timedelta(days=5 * i)).isoformat()
        rows += [link(f"{who} SIGNED act{i:03}", first=day, last=day) for who in (a, b)]
    return network("", types=dict.fromkeys(colleges, "school"), links=tuple(rows))


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor.of(trade())


def test_a_tie_has_the_day_and_the_number_of_each_fact_that_made_it():
    lines = (
        link("a SIGNED z1", first="2020-03"), link("b SIGNED z1", first="2020-03"),
        link("a SIGNED z2", first="2021"), link("b SIGNED z2"), link("a PAIRED_WITH b", first="2019-05-06"),
    )  # fmt: skip
    there = network("", links=lines)
    found = history_of(there, partners(there))
    days = sorted(found.days.tolist(), key=lambda d: (np.isnan(d), d))
    assert days[:2] == [day_number("2019-05-06"), day_number("2020-03-01")] and np.isnan(days[2])
    assert len(set(found.facts.tolist())) == 3
    assert found.arrays.weights.tolist() == pytest.approx([3.0, 3.0])
    assert len(found.before(day_number("2020-01-01")).days) == 2


def test_a_lesson_by_time_knows_nothing_of_its_window(advisor):
    history = advisor.terrain.history
    for found in by_time(history, advisor.terrain.profiles):
        known = found.terrain.history
        assert not (known.days >= found.terrain.day).any()
        assert len(found.later) and not known.arrays.unit[found.later[:, 0], found.later[:, 1]].any()
        assert (known.arrays.degrees[found.later] > 0).all()


def test_whole_facts_are_held_back():
    heads, tails = np.array([0, 0, 1, 3, 3, 4]), np.array([1, 2, 2, 4, 5, 5])
    history = History(6, heads, tails, np.ones(6), np.full(6, np.nan), np.array([0, 0, 0, 1, 1, 1]))
    there = network("a PAIRED_WITH b;c PAIRED_WITH d;e PAIRED_WITH f")
    found = by_fact(history, profiles_of(there, partners(there)), cold=True)
    assert sorted(len(one.later) for one in found) == [3, 3]
    assert [len(one.later) for one in by_fact(history, found[0].terrain.profiles)] == [0, 0]


def test_undated_histories_are_split_by_fact(advisor):
    history = advisor.terrain.history
    undated = History(
        history.nodes, history.heads, history.tails, history.weights, history.days * np.nan, history.facts
    )
    assert len(lessons(history, advisor.terrain.profiles)) == 3
    assert len(lessons(undated, advisor.terrain.profiles)) == 8


@st.composite
def arrays(draw: st.DrawFn) -> PartnerArrays:
    size = draw(st.integers(2, 12))
    ends = st.integers(0, size - 1)
    edges = draw(st.lists(st.tuples(ends, ends, st.sampled_from([0.5, 1.0, 2.0])), max_size=30))
    return PartnerArrays.from_pairs(size, *(np.array([e[i] for e in edges]) for i in range(3)))


@settings(max_examples=30, deadline=None)
@given(arrays())
def test_what_lies_around_equals_networkx(there):
    graph = nx.from_scipy_sparse_array(there.matrix)
    for node in range(there.nodes):
        around = nearby(there, node)
        others = [v for v in graph if v != node]
        pairs = [(node, v) for v in others]
        assert around.common[others].tolist() == [len(list(nx.common_neighbors(graph, node, v))) for v in others]
        assert around.resource[others] == pytest.approx([x for *_, x in nx.resource_allocation_index(graph, pairs)])
        assert around.adamic_adar[others] == pytest.approx([x for *_, x in nx.adamic_adar_index(graph, pairs)])
        if graph.degree(node):
            walk = nx.pagerank(graph, personalization={node: 1}, tol=1e-12, max_iter=1000)
            assert around.walk[others] == pytest.approx([walk[v] for v in others], abs=2e-4)


def test_kernels_give_the_same_compiled_and_plain():
    graph = nx.gnm_random_graph(120, 400, seed=3)
    there = PartnerArrays.from_pairs(120, *np.array(graph.edges).T)
    many = PartnerArrays.from_pairs(1200, *np.concatenate([np.array(graph.edges) + 120 * i for i in range(10)]).T)
    one, other = nearby(there, 5), nearby(many, 5)
    assert other.resource[:120] == pytest.approx(one.resource)
    assert other.three[:120] == pytest.approx(one.three)
    assert other.walk[:120] == pytest.approx(one.walk, abs=1e-4)


def test_the_pool_leaves_out_the_organization_and_its_partners(advisor):
    terrain = advisor.terrain
    for node in range(0, terrain.history.nodes, 7):
        found = pool(terrain, node, nearby(terrain.arrays, node))
        assert node not in found and not np.isin(found, terrain.arrays.partners_of(node)).any()


def test_what_speaks_for_a_pair_never_lowers_its_score(advisor):
    terrain, draw = advisor.terrain, np.random.default_rng(0)
    node = 3
    around = nearby(terrain.arrays, node)
    rows = table(terrain, Asked(node, around, pool(terrain, node, around)))
    for column, sign in enumerate(SIGNS):
        if sign:
            more = rows.copy()
            more[:, column] += sign * draw.random(len(rows)) * 3
            assert (advisor.ranker.odds(more) >= advisor.ranker.odds(rows) - 1e-9).all(), COLUMNS[column]


def test_learning_finds_what_no_single_heuristic_finds(advisor):
    history, profiles = advisor.terrain.history, advisor.terrain.profiles
    cut = float(np.quantile(history.days, 0.9))
    ranker = train(by_time(history.before(cut), profiles))
    test = lesson((history.before(cut), history.only(history.days >= cut)), profiles, cut)
    hits = {placing.scorer: dict(placing.hits)[5] for placing in contest(test, ranker)}
    assert hits["gongjian"] > 1.1 * max(share for name, share in hits.items() if name != "gongjian")


def test_chances_are_calibrated(advisor):
    history, profiles = advisor.terrain.history, advisor.terrain.profiles
    cut = float(np.quantile(history.days, 0.9))
    ranker = train(by_time(history.before(cut), profiles))
    test = lesson((history.before(cut), history.only(history.days >= cut)), profiles, cut)
    told, came = [], []
    for node in np.unique(test.later):
        around = nearby(test.terrain.arrays, node)
        others = pool(test.terrain, node, around)
        told += chance(ranker.odds(table(test.terrain, Asked(node, around, others)))).tolist()
        came += [tuple(sorted((node, other))) in set(map(tuple, test.later.tolist())) for other in others.tolist()]
    assert 0.4 < np.mean(told) / np.mean(came) < 2.5
    best = np.argsort(told)[-len(told) // 20 :]
    assert np.mean(np.array(came)[best]) > 3 * np.mean(came)


def test_too_little_history_teaches_nothing():
    few = Advisor.of(trade(facts=12))
    assert few.ranker is None
    assert few.advise("s00") is not None


def test_equal_networks_teach_the_same(advisor):
    there = trade()
    again = Advisor.of(Network(there.entities, there.links[::-1]))
    assert [(r.entity.id, r.score) for r in again.advise("s03")] == [
        (r.entity.id, pytest.approx(r.score)) for r in advisor.advise("s03")
    ]


def test_shares_sum_to_the_score_and_every_reason_can_be_looked_up(advisor):
    links = {k.id: set(k.claims) for k in advisor.network.links}
    for row in advisor.advise("s05", Wishes(top=20)):
        assert sum(value for _, value in row.shares) == pytest.approx(row.score)
        assert 0 < row.score < 1 and row.reasons
        for reason in row.reasons:
            assert set(reason.claims) == set().union(*(links[id_] for id_ in reason.links))
            assert not reason.path or {reason.path[0], reason.path[-1]} == {"s05", row.entity.id}


def test_hard_conditions_only_leave_out(advisor):
    everyone = {r.entity.id: r.score for r in advisor.advise("s05", Wishes(top=500))}
    region = advisor.advise("s05", Wishes(top=500, regions=("岚山",)))
    assert region and all("岚山市 " in f"{p} " for r in region for p in advisor._speaker.place_names(r.entity.id))
    first = next(iter(everyone))
    without = advisor.advise("s05", Wishes(top=500, exclude=(first,), types=("enterprise",)))
    assert first not in {r.entity.id for r in without}
    assert all(r.entity.type == "enterprise" for r in without)
    assert all(everyone[r.entity.id] == pytest.approx(r.score) for r in [*region, *without])


def test_who_was_turned_down_is_gone_and_those_like_it_fall(advisor):
    before = advisor.advise("s05", Wishes(top=500))
    first = before[0].entity
    told = [Feedback("s05", first.id, Verdict.REJECTED, "2026-01-01T00:00:00")]
    after = {r.entity.id: r.score for r in advisor.advise("s05", Wishes(top=500), told)}
    assert first.id not in after
    assert all(after[r.entity.id] <= r.score + 1e-12 for r in before[1:])
    assert any(after[r.entity.id] < r.score - 1e-6 for r in before[1:])
    contacted = [Feedback(first.id, "s05", Verdict.CONTACTED, "2026-01-01T00:00:00")]
    rest = advisor.advise("s05", Wishes(top=500), contacted)
    assert [(r.entity.id, r.score) for r in rest] == [(r.entity.id, pytest.approx(r.score)) for r in before[1:]]


def test_variety_trades_score_for_difference(advisor):
    def kinds(rows):
        return len({(r.entity.type, *advisor._speaker.place_names(r.entity.id)) for r in rows})

    plain, varied = (advisor.advise("s05", Wishes(top=8, diversity=d)) for d in (0.0, 0.7))
    assert kinds(varied) > kinds(plain)
    assert varied[0] == plain[0]


def test_novelty_brings_those_with_fewer_partners(advisor):
    def mean_degree(novelty):
        wishes = Wishes(top=8, novelty=novelty)
        rows = [row for i in range(0, 40, 5) for row in advisor.advise(f"s{i:02}", wishes)]
        return np.mean([advisor.graph.graph.degree(row.entity.id) for row in rows])

    assert mean_degree(1.0) < mean_degree(0.0)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("云岭省溪山市东湖区", ("云岭省", "溪山市", "东湖区")),
        ("东湖区", ("", "", "东湖区")),
        ("河西", ("", "河西", "")),
    ],
)
def test_divisions_of_a_region(name, parts):
    assert divisions(name) == parts


def test_a_terrain_without_ties_has_no_picture_but_answers():
    there = network("a IN_CHAIN c;b IN_CHAIN c")
    graph = partners(there)
    terrain = Terrain(history_of(there, graph), profiles_of(there, graph), 0.0)
    around = nearby(terrain.arrays, 0)
    rows = table(terrain, Asked(0, around, pool(terrain, 0, around)))
    assert np.isfinite(rows).all() and rows[0][[name for name, *_ in COLUMNS].index("shared_chains")] == 1
