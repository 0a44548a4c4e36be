"""单文件导出 One HTML file made with pyvis that opens anywhere, offline: picture, legend, every quote.

Invariant: the file asks no host for anything (its own Content-Security-Policy forbids it); places are the
scene's, physics is off, captions are drawn by `labels.js`; every text is escaped where it enters the file
and enters the page as text.
"""

import json
from typing import Any

from markupsafe import Markup

from viz.scene import Language, Scene, SceneEdge, SceneNode, scene_json
from viz.web import static_files

MANY = 150
"""Entities from which on borders are drawn thin, so that small discs keep their colour."""
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnZoom": False},
    "nodes": {"borderWidthSelected": 4, "font": {"size": 0}},
    "edges": {"selectionWidth": 2, "hoverWidth": 1, "arrowStrikethrough": False},
}
_WORDS = {
    "find": ("在图中查找机构", "Find in this picture"),
    "legend": ("图例", "Legend"),
    "hint": (
        "点击图中的线，查看这条联系所依据的原文；点击圆点，查看该机构的全部联系。可拖动、滚轮缩放。",
        "Click a line to read the quotes that the link rests on; click a node to see all its links. "
        "Drag to move, scroll to zoom.",
    ),
    "links": ("联系", "Links"),
    "evidence": ("原文依据", "Evidence"),
    "none": ("此图未附原文。", "No quotes came with this picture."),
    "missing": ("图中没有这个名称。", "No such name in this picture."),
    "date": ("日期", "Date"),
    "until": ("期满或终止", "Until"),
    "over": ("已终止", "ended"),
    "sources": ("来源数", "Sources"),
    "confidence": ("可信度", "Confidence"),
}


def export_html(scene: Scene) -> str:
    """Return `scene` as one self-contained HTML document (UTF-8)."""
    from jinja2 import Environment, PackageLoader
    from pyvis.network import Network  # brings IPython along: imported only when a file is made

    net = Network(height="100%", width="100%", directed=True, heading=scene.title, cdn_resources="in_line")
    for node in scene.nodes:
        net.add_node(node.id, **_node(node), borderWidth=2 if len(scene.nodes) < MANY else 0.5)
    for edge in scene.edges:
        net.add_edge(edge.source, edge.target, **_edge(edge))
    net.set_options(json.dumps(OPTIONS))
    net.path = "export.html"
    net.templateEnv = Environment(loader=PackageLoader("viz"), autoescape=True)
    net.templateEnv.globals |= _texts(scene)
    return str(net.generate_html())


def _texts(scene: Scene) -> dict[str, Any]:
    files = static_files()
    # The map is for debuggers only, and would be the one request that the file makes.
    vis = files["vis-network.min.js"].read_text("utf-8").replace("//# sourceMappingURL=vis-network.min.js.map", "")
    plain = scene_json(scene)
    return {
        "scene": scene,
        "panel": {"nodes": plain["nodes"], "edges": plain["edges"]},
        "words": _words(scene),
        "style": Markup(files["style.css"].read_text("utf-8")),  # noqa: S704 — a file of our own
        "labels": Markup(files["labels.js"].read_text("utf-8")),  # noqa: S704 — a file of our own
        "vis": Markup(vis),  # noqa: S704 — pyvis's own file
    }


def _words(scene: Scene) -> dict[str, str]:
    words = {key: _in(scene.language, *texts) for key, texts in _WORDS.items()}
    words["ended"] = words["over"] if any(edge.dashed for edge in scene.edges) else ""
    n, m, cut = len(scene.nodes), len(scene.edges), scene.cut
    words["count"] = _in(scene.language, f"{n} 个实体，{m} 条联系", f"{n} entities, {m} links")
    if cut:
        words["count"] += _in(scene.language, f"；另有 {cut} 个未画出", f"; {cut} more not drawn")
    return words


def _in(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def _node(node: SceneNode) -> dict[str, Any]:
    frame = {"background": node.color, "border": "#ffffff"}
    chosen = {"background": node.color, "border": "#1d2733"}
    return {
        "label": node.caption or node.label,
        "shape": node.shape,
        "color": {**frame, "highlight": chosen, "hover": chosen},
        "x": node.x,
        "y": node.y,
        "size": node.size,
        "title": f"{node.label}\n{node.type_label}",
    }


def _edge(edge: SceneEdge) -> dict[str, Any]:
    curve = {"enabled": True, "type": "curvedCW" if edge.bend > 0 else "curvedCCW", "roundness": abs(edge.bend)}
    title = " · ".join(part for part in (edge.label, edge.date) if part)
    return {
        "id": edge.id,
        "color": {"color": edge.color, "highlight": edge.color, "hover": edge.color, "opacity": 0.75},
        "width": edge.width,
        "dashes": [6, 5] if edge.dashed else False,
        "smooth": curve if edge.bend else False,
        "arrows": {"to": {"enabled": edge.directed, "scaleFactor": 0.45}},
        "title": "\n".join([title, *(quote.quote for quote in edge.evidence[:1])]),
    }
