"""Clicks on what a vis network has drawn, through the page's own handlers."""

from playwright.sync_api import Page

NETWORK = "document.querySelector('.picture').network"
_ON_PAGE = f"""const network = {NETWORK};
    const frame = document.querySelector('.vis-network').getBoundingClientRect();
    const onPage = (dom) => [frame.left + dom.x, frame.top + dom.y];"""
# Points along the line until one lies on no node and on no other line.
_EDGE = f"""id => {{ {_ON_PAGE}
    const edge = network.body.edges[id];
    for (const t of [0.5, 0.4, 0.6, 0.3, 0.7, 0.35, 0.65, 0.25, 0.75]) {{
        const dom = network.canvasToDOM(edge.edgeType.getPoint(t));
        if (network.getEdgeAt(dom) === id && network.getNodeAt(dom) === undefined) return onPage(dom);
    }}
    return null;
}}"""
_NODE = f"id => {{ {_ON_PAGE} return onPage(network.canvasToDOM(network.getPositions([id])[id])); }}"
CLICK_SETTLES = 350
"""Milliseconds after which vis-network knows that a click is not the first of two."""


def click_node(page: Page, node_id: str) -> None:
    """Click a node."""
    page.mouse.click(*page.evaluate(_NODE, node_id))
    page.wait_for_timeout(CLICK_SETTLES)


def open_node(page: Page, node_id: str) -> None:
    """Double-click a node."""
    page.mouse.dblclick(*page.evaluate(_NODE, node_id))
    page.wait_for_timeout(CLICK_SETTLES)


def click_edge(page: Page, edge_id: str) -> None:
    """Click a line where it is free."""
    page.mouse.click(*page.evaluate(_EDGE, edge_id))
    page.wait_for_timeout(CLICK_SETTLES)


def hover_edge(page: Page, edge_id: str) -> None:
    """Rest the pointer on a line until its tooltip is up."""
    page.mouse.move(5, 5)
    page.mouse.move(*page.evaluate(_EDGE, edge_id))
    page.wait_for_timeout(CLICK_SETTLES)
