import json

import pytest

from graph.model import Evidence, Network
from graph.ontology import ontology
from viz.layout import place
from viz.quotes import place_of
from viz.scene import LARGEST, SMALLEST, SceneOptions, compose, scene_json


@pytest.fixture(scope="module")
def network(store):
    return store.view()


def scene_of(store, network, **options):
    cited = store.claims({c for link in network.links for c in link.claims})
    return compose(network, place(network), SceneOptions("标题", **options), cited)


def edge_between(scene, a, b, type_):
    names = {n.id: n.label for n in scene.nodes}
    return next(e for e in scene.edges if e.type == type_ and {names[e.source], names[e.target]} == {a, b})


def test_every_entity_and_link_is_drawn_with_label_and_colour_of_the_ontology(store, network):
    scene = scene_of(store, network)
    types = ontology()
    assert [n.id for n in scene.nodes] == [e.id for e in network.entities]
    assert [e.id for e in scene.edges] == [k.id for k in network.links]
    assert all(
        (n.type_label, n.color) == (types.entities[n.type].zh, types.entities[n.type].color) for n in scene.nodes
    )
    assert all((e.label, e.color) == (types.links[e.type].zh, types.links[e.type].color) for e in scene.edges)


def test_english_scenes_have_english_labels(store, network):
    scene = scene_of(store, network, language="en")
    assert {n.type_label for n in scene.nodes if n.type == "school"} == {"School"}
    assert all(q.place.startswith("characters ") for e in scene.edges for q in e.evidence)


def test_each_link_carries_every_quote_with_its_source(store, network):
    scene = scene_of(store, network)
    pairing = edge_between(scene, "江东职业技术学院机电工程学院党总支", "云泽汽车集团有限公司党委", "PAIRED_WITH")
    assert [q.source_title for q in pairing.evidence] == [
        "机电工程学院党总支与云泽汽车党委签署结对共建协议",
        "江东职业技术学院年度校企合作报告",
    ]
    texts = {s.id: store.source(s.id).text for s in store.sources()}
    assert all(q.quote in texts[q.source_id] for e in scene.edges for q in e.evidence)
    assert all(e.evidence for e in scene.edges)


def test_without_cited_claims_a_link_has_no_quotes(network):
    scene = compose(network, place(network), SceneOptions("标题"))
    assert not any(e.evidence for e in scene.edges)


def test_ended_links_are_dashed_and_others_are_not(store, network):
    scene = scene_of(store, network)
    ended = edge_between(scene, "望川师范大学马克思主义学院党委", "石塘村党支部", "PAIRED_WITH")
    assert [e.id for e in scene.edges if e.dashed] == [ended.id]
    assert ended.until == "2023-09"


def test_the_biggest_measure_gets_the_biggest_disc(store, network):
    top, *rest = [e.id for e in network.entities]
    scene = scene_of(store, network, sizes={top: 4.0, rest[0]: 1.0})
    size = {n.id: n.size for n in scene.nodes}
    assert size[top] == LARGEST
    assert size[rest[0]] == pytest.approx((SMALLEST + LARGEST) / 2)
    assert size[rest[1]] == SMALLEST


def test_links_between_the_same_two_bend_apart(store, network):
    school, board = "江东职业技术学院", "江东职业技术学院党委"
    doubled = Network(network.entities, network.links)
    scene = scene_of(store, doubled)
    assert edge_between(scene, school, board, "PART_OF").bend == 0
    link = next(k for k in network.links if k.type == "PART_OF")
    from dataclasses import replace

    back = replace(link, id="l_zz", type="COOPERATES_WITH", head=link.tail, tail=link.head)
    pair = [
        e for e in scene_of(store, Network(network.entities, (*network.links, back))).edges if e.id in (link.id, "l_zz")
    ]
    # Opposite ways, so that the same bend puts them on opposite sides.
    assert pair[0].bend == pair[1].bend != 0


def test_the_legend_counts_what_is_drawn(store, network):
    scene = scene_of(store, network)
    assert sum(i.count for i in scene.legend if i.of == "node") == len(scene.nodes)
    assert sum(i.count for i in scene.legend if i.of == "edge") == len(scene.edges)


def test_equal_input_gives_equal_scenes_and_json(store, network):
    once, twice = (scene_of(store, network, center=network.entities[0].id, cut=3) for _ in range(2))
    assert once == twice
    plain = json.loads(json.dumps(scene_json(once), ensure_ascii=False))
    assert plain["cut"] == 3
    assert plain["center"] == network.entities[0].id
    assert set(plain["edges"][0]) >= set(
        "id source target type label color width dashed date confidence sources evidence".split()
    )


def test_an_entity_without_a_place_is_an_error(network):
    with pytest.raises(KeyError):
        compose(network, {}, SceneOptions("标题"))


def test_a_place_in_a_ledger_is_its_cell():
    assert place_of(Evidence("甲", cell="台账!B7")) == "单元格 台账!B7"
    assert place_of(Evidence("甲", start=0, end=1)) == "第 1–1 字"
