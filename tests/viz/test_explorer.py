"""The explorer in a real Chromium, against the real service over the sample store; the network is blocked."""

import re

import pytest
from playwright.sync_api import expect

from graph.model import Reading, Record, Source
from graph.stores.memory import MemoryStore
from tests.browser import shot_folder
from tests.viz.images import ink
from tests.viz.mouse import NETWORK, click_edge, click_node, open_node
from tests.viz.sample import HOSTILE, hostile_store
from viz.web import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.browser
SCHOOL = "江东职业技术学院"


def until(page, condition):
    """Wait for a condition; Playwright's own wait would need `eval`, which the page's policy forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {condition}")


def drawn(page):
    """Wait until a picture is drawn, then return the ids of its nodes."""
    expect(page.locator("#state")).to_be_hidden()
    until(page, f"{NETWORK} !== undefined")
    return set(page.evaluate(f"Object.keys({NETWORK}.getPositions())"))


def find(page, name):
    page.fill("#query", name)
    expect(page.locator("#hits [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#heading")).to_contain_text(name)
    return drawn(page)


def link_of(store, type_, *names):
    network = store.view()
    name = {e.id: e.name for e in network.entities}
    return next(k for k in network.links if k.type == type_ and {name[k.head], name[k.tail]} == set(names))


def id_of(store, name):
    return next(e.id for e in store.view().entities if e.name == name)


def test_the_first_screen_shows_the_network_and_who_matters(address, open_page):
    page, _ = open_page(address)
    ids = drawn(page)
    assert len(ids) > 20
    expect(page.locator("#heading")).to_contain_text(f"{len(ids)} 个实体")
    expect(page.locator("#panel .row").first).to_contain_text(SCHOOL)
    expect(page.locator("#legend")).to_contain_text("学校")
    page.wait_for_timeout(200)
    assert ink(page.screenshot(path=shot_folder() / "explorer-overview.png")) > 0.02


def test_the_page_is_served_under_a_policy_without_inline_script(address, open_page):
    page, _ = open_page(address)
    answer = page.request.get(address)
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    drawn(page)


def test_typing_suggests_organizations_with_their_types(address, open_page):
    page, _ = open_page(address)
    drawn(page)
    page.fill("#query", "云泽")
    options = page.locator("#hits [role=option]")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("企业")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#hits")).to_be_hidden()


def test_a_name_that_nobody_has_is_answered_in_words(address, open_page):
    page, _ = open_page(address)
    page.fill("#query", "查无此校")
    expect(page.locator("#hits")).to_contain_text("没有名称含“查无此校”的机构")


def test_choosing_an_organization_draws_its_network_and_tells_about_it(address, store, open_page):
    page, _ = open_page(address)
    drawn(page)
    ids = find(page, SCHOOL)
    around = store.neighbourhood(id_of(store, SCHOOL)).network
    assert ids == {e.id for e in around.entities}
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text(SCHOOL)
    expect(panel).to_contain_text("合作伙伴")
    expect(panel).to_contain_text("江东智能制造研究院")
    expect(panel).to_contain_text("推荐的合作对象")
    panel.locator("summary", has_text="测度").click()
    expect(panel.locator(".bars li").first).to_be_visible()
    page.locator(".segments button", has_text="两步以内").click()
    expect(page).to_have_url(re.compile("depth=2"))
    expect(page.locator(".segments button", has_text="两步以内")).to_have_attribute("aria-pressed", "true")
    assert drawn(page) > ids
    page.wait_for_timeout(200)
    assert ink(page.screenshot(path=shot_folder() / "explorer-organization.png")) > 0.02


def test_clicking_a_link_shows_every_quote_marked_in_its_source(address, store, open_page):
    page, _ = open_page(address)
    drawn(page)
    link = link_of(store, "PAIRED_WITH", "江东职业技术学院机电工程学院党总支", "云泽汽车集团有限公司党委")
    click_edge(page, link.id)
    panel = page.locator("#panel")
    expect(panel.locator("figure.quote")).to_have_count(2)
    quotes = {e.quote for row in store.claims(link.claims) for e in row.claim.evidence}
    assert set(panel.locator("figure.quote mark").all_inner_texts()) == quotes
    for row in store.claims(link.claims):
        expect(panel).to_contain_text(row.source.title)
    expect(panel).to_contain_text("2024-03-15")
    expect(panel).to_contain_text("可信度 95%")
    page.screenshot(path=shot_folder() / "explorer-evidence.png")

    panel.locator("figure.quote footer button").first.click()
    expect(panel.locator("mark.chosen")).to_have_count(1)
    assert panel.locator("mark.chosen").inner_text() in quotes
    source = store.source(store.claims(link.claims)[0].source.id)
    assert panel.locator(".text").inner_text() in {store.source(s.id).text for s in store.sources()}, source.title
    panel.locator("button", has_text="返回").click()
    expect(panel.locator("figure.quote")).to_have_count(2)


def test_clicking_a_node_tells_about_it_and_a_double_click_opens_its_network(address, store, open_page):
    page, _ = open_page(address)
    drawn(page)
    firm = id_of(store, "云泽汽车集团有限公司")
    click_node(page, firm)
    expect(page.locator("#panel h2")).to_have_text("云泽汽车集团有限公司")
    expect(page.locator("#panel")).to_contain_text("合作伙伴")
    open_node(page, firm)
    expect(page).to_have_url(re.compile(f"id={firm}"))
    expect(page.locator("#heading")).to_contain_text("云泽汽车集团有限公司")
    page.go_back()
    expect(page.locator("#heading")).to_contain_text("概览")


def test_partners_and_recommendations_lead_to_their_evidence(address, open_page):
    page, _ = open_page(address)
    drawn(page)
    find(page, SCHOOL)
    panel = page.locator("#panel")
    panel.locator(".pair", has_text="江东智能制造研究院").locator(".action").click()
    expect(panel.locator("mark")).to_have_text(
        ["学校与江东智能制造研究院联合开展技术攻关，并派出科技特派员服务石塘村。"]
    )
    find(page, "云泽汽车集团有限公司")
    panel.locator(".reasons .action").first.click()
    expect(panel.locator("mark").first).to_be_visible()


def test_a_node_that_is_no_organization_lists_its_links(address, store, open_page):
    page, _ = open_page(address)
    drawn(page)
    click_node(page, id_of(store, "校企战略合作协议"))
    rows = page.locator("#panel .rows .row")
    expect(rows).to_have_count(3)
    rows.filter(has_text="星衡").click()
    expect(page.locator("#panel mark")).to_contain_text(["校企战略合作协议"])


def test_filters_take_links_away_and_back_brings_them_again(address, store, open_page):
    page, _ = open_page(address)
    before = drawn(page)
    page.locator(".chip[data-type=MEMBER_OF]").click()
    expect(page.locator(".chip[data-type=MEMBER_OF]")).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile("off=MEMBER_OF"))
    until(page, f"Object.keys({NETWORK}.getPositions()).length < {len(before)}")
    expect(page.locator("#legend")).not_to_contain_text("加入")
    page.go_back()
    until(page, f"Object.keys({NETWORK}.getPositions()).length === {len(before)}")


def test_a_date_shows_only_what_held_on_it(address, store, open_page):
    page, _ = open_page(address)
    drawn(page)
    edges = f"{NETWORK}.body.data.edges.getIds()"
    assert link_of(store, "PAIRED_WITH", "望川师范大学马克思主义学院党委", "石塘村党支部").id in page.evaluate(edges)
    page.fill("input[type=date]", "2023-01-15")
    until(page, f"{edges}.length < 20")
    later = link_of(store, "PAIRED_WITH", "临湖中等专业学校党委", "星衡精密机械（临湖）有限公司党支部").id
    assert later not in page.evaluate(edges)


def test_filters_that_leave_nothing_say_so_and_can_be_cleared(address, open_page):
    page, _ = open_page(f"{address}/#on=1990-01-01&min=0.97")
    expect(page.locator("#state")).to_contain_text("在这些条件下没有联系")
    page.locator("#filters .action", has_text="清除筛选").click()
    assert drawn(page)


def test_the_language_can_be_switched_and_stays(address, open_page):
    page, _ = open_page(address)
    drawn(page)
    page.click("#language")
    expect(page.locator("#legend")).to_contain_text("School")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    drawn(page)
    expect(page.locator("#filters")).to_contain_text("Least confidence")
    assert not re.search(r"[\u4e00-\u9fff]", page.locator("#filters").inner_text())


def test_everything_is_reachable_by_keyboard(address, open_page):
    page, _ = open_page(address)
    drawn(page)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "query":
            break
    page.keyboard.type("江东职业技术学院", delay=5)
    expect(page.locator("#hits [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text(SCHOOL)
    expect(page.locator("#panel")).to_contain_text("条联系")
    for _ in range(80):
        page.keyboard.press("Tab")
        if "pair" in page.evaluate("document.activeElement.closest('li')?.className || ''"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#panel mark").first).to_be_visible()


def test_an_empty_store_says_what_to_do(serve, open_page):
    page, _ = open_page(serve(MemoryStore()))
    expect(page.locator("#state")).to_contain_text("还没有资料")
    expect(page.locator("#state")).to_contain_text("gongjian ingest")


def test_an_organization_without_links_says_so(serve, open_page):
    store = MemoryStore()
    source = Source(Source.id_of(b"x"), "x.txt", "独", "孤山书院", "txt")
    store.add(Reading(source, (Record.of(source.id, "school", "孤山书院"),)))
    page, _ = open_page(serve(store))
    page.fill("#query", "孤山")
    page.locator("#hits [role=option]").click()
    expect(page.locator("#state")).to_contain_text("资料中没有写到它的联系")


def test_a_failure_is_told_in_the_words_of_the_service_and_can_be_retried(address, open_page):
    page, watch = open_page(address)
    drawn(page)
    problem = '{"title": "存储不可用", "detail": "连接被拒绝", "status": 503}'
    page.route(
        "**/api/v1/network*",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body=problem),
    )
    page.reload()
    expect(page.locator("#state")).to_contain_text("存储不可用")
    expect(page.locator("#state")).to_contain_text("连接被拒绝")
    page.unroute("**/api/v1/network*")
    page.locator("#state button").click()
    assert drawn(page)
    watch.errors[:] = [e for e in watch.errors if "503" not in e]


def test_a_service_that_is_gone_is_told_in_words(address, open_page):
    page, watch = open_page(address)
    drawn(page)
    page.route("**/api/v1/network*", lambda route: route.abort())
    page.locator(".chip").first.click()
    expect(page.locator("#state")).to_contain_text("服务没有应答")
    watch.errors[:] = [e for e in watch.errors if "ERR_FAILED" not in e]


def test_an_unknown_id_in_the_address_is_told_in_words(address, open_page):
    page, watch = open_page(f"{address}/#id=r_gone")
    expect(page.locator("#state")).to_contain_text("查无")
    watch.errors[:] = [e for e in watch.errors if "404" not in e]


def test_hostile_names_are_shown_as_the_text_they_are(serve, open_page):
    store = hostile_store()
    page, _ = open_page(serve(store))
    drawn(page)
    page.fill("#query", "img src")
    expect(page.locator("#hits .name")).to_have_text([HOSTILE[0]])
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text(HOSTILE[0])
    drawn(page)
    for link in store.neighbourhood(id_of(store, HOSTILE[0])).network.links:
        click_edge(page, link.id)
        expect(page.locator("#panel mark").first).to_contain_text(HOSTILE[0])
        page.locator("figure.quote footer button").first.click()
        expect(page.locator("mark.chosen")).to_be_visible()
    assert page.locator("img").count() == 0
    assert page.evaluate("window.pwned") is None
