// 画图：界面只认 show / select / reveal / fit 与几个回调，换一种绘图库只改这里。
// The renderer: the page knows show, select, reveal, fit and its callbacks only; another library changes this file alone.

/* global vis */
import { captions } from "./labels.js";

const MANY = 150;
const SHOWN = 0.75;
const FADED = 0.18;
const OPTIONS = {
  physics: { enabled: false },
  layout: { improvedLayout: false },
  interaction: { hover: true, tooltipDelay: 150, keyboard: { enabled: true, bindToWindow: false }, multiselect: false },
  nodes: { borderWidthSelected: 4, font: { size: 0 } },
  edges: { selectionWidth: 2, hoverWidth: 1, arrowStrikethrough: false },
};

export class Picture {
  constructor(container, { onNode, onEdge, onNothing, onOpen }) {
    this.container = container;
    this.handlers = { onNode, onEdge, onNothing, onOpen };
    this.network = null;
  }

  /** Draw a scene; what was drawn before is gone. */
  show(scene) {
    this.network?.destroy();
    this.scene = scene;
    this.near = null;
    this.nodes = new vis.DataSet(scene.nodes.map((node) => nodeData(node, scene)));
    this.edges = new vis.DataSet(scene.edges.map(edgeData));
    this.network = new vis.Network(this.container, { nodes: this.nodes, edges: this.edges }, OPTIONS);
    this.container.network = this.network; // within reach of a reader's console, and of tests
    captions(this.network, scene.nodes, scene.edges, {
      first: () => [...(this.near || []), ...(scene.center ? [scene.center] : [])],
      dim: (id) => this.near !== null && !this.near.has(id),
    });
    this.network.on("click", (event) => this.clicked(event));
    this.network.on("doubleClick", ({ nodes }) => nodes.length && this.handlers.onOpen(nodes[0]));
    this.fit();
  }

  clicked({ nodes, edges }) {
    if (nodes.length) this.handlers.onNode(nodes[0]);
    else if (edges.length) this.handlers.onEdge(edges[0]);
    else this.handlers.onNothing();
  }

  fit() {
    this.network?.fit({ maxZoomLevel: 1.25, animation: false });
  }

  /** Mark a node or an edge and let all that is not next to it step back; null for nothing. */
  select(selection) {
    if (!this.network) return;
    const { node, edge } = selection || {};
    const known = { nodes: node && this.nodes.get(node) ? [node] : [], edges: edge && this.edges.get(edge) ? [edge] : [] };
    this.network.setSelection(known, { highlightEdges: false });
    this.near = near(this.scene, known);
    const bright = (ids) => this.near === null || ids.every((id) => this.near.has(id));
    this.nodes.update(this.scene.nodes.map(({ id }) => ({ id, opacity: bright([id]) ? 1 : FADED })));
    this.edges.update(this.scene.edges.map((e) => ({ id: e.id, color: edgeColor(e, opacity(e, known, bright)) })));
  }

  /** Bring a node into view if it is drawn outside of it. */
  reveal(id) {
    if (!this.nodes?.get(id)) return;
    const at = this.network.getPositions([id])[id];
    const { x, y } = this.network.canvasToDOM(at);
    const { clientWidth, clientHeight } = this.container;
    if (x < 0 || y < 0 || x > clientWidth || y > clientHeight) this.network.moveTo({ position: at });
  }
}

function near(scene, { nodes: [node], edges: [edge] }) {
  if (!node && !edge) return null;
  const touching = scene.edges.filter((e) => e.id === edge || e.source === node || e.target === node);
  return new Set([node, ...touching.flatMap((e) => [e.source, e.target])].filter(Boolean));
}

function opacity(edge, { nodes: [node], edges: [chosen] }, bright) {
  if (!node && !chosen) return SHOWN;
  if (edge.id === chosen) return 1;
  if (node && (edge.source === node || edge.target === node)) return 0.9;
  return node && bright([edge.source, edge.target]) ? 0.3 : FADED;
}

function edgeColor({ color }, opacity) {
  return { color, highlight: color, hover: color, opacity };
}

function nodeData(node, scene) {
  const chosen = { background: node.color, border: "#1d2733" };
  const border = node.id === scene.center ? "#1d2733" : "#ffffff";
  return {
    id: node.id,
    label: node.caption || node.label,
    title: `${node.label}\n${node.type_label}`,
    shape: node.shape,
    color: { background: node.color, border, highlight: chosen, hover: chosen },
    borderWidth: scene.nodes.length < MANY ? 2 : 0.5,
    x: node.x,
    y: node.y,
    size: node.size,
  };
}

function edgeData(edge) {
  const quote = edge.evidence?.[0]?.quote;
  return {
    id: edge.id,
    from: edge.source,
    to: edge.target,
    title: [[edge.label, edge.date].filter(Boolean).join(" · "), quote].filter(Boolean).join("\n"),
    color: edgeColor(edge, SHOWN),
    width: edge.width,
    dashes: edge.dashed ? [6, 5] : false,
    smooth: edge.bend
      ? { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend) }
      : { enabled: false },
    arrows: { to: { enabled: Boolean(edge.directed), scaleFactor: 0.45 } },
  };
}
