"""The exported file in a real Chromium, opened from disk with no network."""

import re

import pytest

from tests.browser import shot_folder
from tests.viz.images import ink
from tests.viz.mouse import NETWORK, click_edge, click_node, hover_edge
from tests.viz.sample import HOSTILE, hostile_store
from viz.layout import place
from viz.pyvis_export import export_html
from viz.scene import SceneOptions, compose


def scene_of(store, title="临湖地区党建与校企合作网络", language="zh"):
    network = store.view()
    cited = store.claims({c for link in network.links for c in link.claims})
    return compose(network, place(network), SceneOptions(title, language), cited)


@pytest.fixture
def saved(tmp_path):
    def save(scene):
        path = tmp_path / "图.html"
        path.write_text(export_html(scene), "utf-8")
        return path.as_uri()

    return save


def test_the_file_names_no_other_host_to_load_from(store):
    html = export_html(scene_of(store))
    head = html.replace(re.search(r"<script>.*?</script>", html, re.S).group(), "")
    assert not re.search(r"(?:src|href)\s*=|url\((?!\"?data:)|@import|sourceMappingURL", head.split("<body>")[0])
    assert "cdn" not in html.lower()


def test_the_file_is_the_same_for_the_same_scene(store):
    assert export_html(scene_of(store)) == export_html(scene_of(store))


@pytest.mark.browser
def test_it_opens_from_disk_and_shows_every_entity_at_our_places(store, saved, open_page):
    scene = scene_of(store)
    page, _ = open_page(saved(scene))
    assert page.title() == scene.title
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.evaluate("document.characterSet") == "UTF-8"
    places = page.evaluate(f"{NETWORK}.getPositions()")
    assert {id_: (at["x"], at["y"]) for id_, at in places.items()} == {n.id: (n.x, n.y) for n in scene.nodes}
    page.wait_for_timeout(300)
    assert page.evaluate(f"{NETWORK}.getPositions()") == places
    image = page.screenshot(path=shot_folder() / "export.png")
    assert ink(image) > 0.02


@pytest.mark.browser
def test_clicking_a_line_shows_its_quotes_and_sources(store, saved, open_page):
    scene = scene_of(store)
    page, _ = open_page(saved(scene))
    edge = max(scene.edges, key=lambda e: len(e.evidence))
    click_edge(page, edge.id)
    panel = page.locator("#panel")
    for quote in edge.evidence:
        assert quote.quote in panel.inner_text()
        assert quote.source_title in panel.inner_text()


@pytest.mark.browser
def test_a_name_typed_in_finds_its_entity_and_its_links(store, saved, open_page):
    scene = scene_of(store)
    page, _ = open_page(saved(scene))
    page.fill("#name", "云泽汽车集团有限公司")
    page.keyboard.press("Enter")
    page.locator("#panel .row").first.click()
    assert page.locator("#panel mark").count() > 0


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_names_are_shown_as_the_text_they_are(saved, open_page, language):
    scene = scene_of(hostile_store(), title=HOSTILE[0], language=language)
    page, _ = open_page(saved(scene))
    assert page.title() == HOSTILE[0]
    assert page.locator("h1").inner_text() == HOSTILE[0]
    for node in scene.nodes:
        click_node(page, node.id)
        assert page.locator("#panel h2").inner_text() == node.label
    for edge in scene.edges:
        click_edge(page, edge.id)
        assert HOSTILE[0] in page.locator("#panel").inner_text()
        hover_edge(page, edge.id)
    assert page.locator("img").count() == 0
    assert page.evaluate("window.pwned") is None


def edge_point(page, edge_id):
    """Return where on the page a link can be clicked: near its middle, off other lines and nodes."""
    return page.evaluate(
        """id => {
            const edge = network.body.edges[id];
            const frame = document.querySelector('.vis-network').getBoundingClientRect();
            for (const t of [0.5, 0.4, 0.6, 0.3, 0.7, 0.35, 0.65]) {
                const dom = network.canvasToDOM(edge.edgeType.getPoint(t));
                if (network.getEdgeAt(dom) === id && network.getNodeAt(dom) === undefined) {
                    return [frame.left + dom.x, frame.top + dom.y];
                }
            }
            return null;
        }""",
        edge_id,
    )
