// 题注层：名称始终以同样的大小写在屏幕上，互不遮盖，放大后显出更多。
// Captions keep one size on screen and never cover each other or a node; zooming in brings out more of them.

const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const SIZE = 12.5;
const SMALL = 11;
const LEADING = 1.28;
const HALO = "#fbfcfd";
const MOST_EDGES = 80;
const MAIN = 24;

/**
 * Draw captions over a vis network.
 * nodes: [{id, caption, size}]; edges: [{id, source, target, label, bend}];
 * first(): ids of entities to caption before all others, `dim(id)`: true for those that step back.
 */
export function captions(network, nodes, edges, { first = () => [], dim = () => false } = {}) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const order = [...nodes].sort((a, b) => b.size - a.size).map((node) => node.id);
  network.on("afterDrawing", (ctx) => {
    const scale = network.getScale();
    const at = network.getPositions(order);
    const discs = order.filter((id) => at[id]).map((id) => disc(id, at[id], byId.get(id).size));
    const chosen = new Set(first());
    const main = new Set([...chosen, ...order.slice(0, MAIN)]);
    const window = visible(network, ctx);
    const taken = [];
    ctx.save();
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    for (const id of new Set([...chosen, ...order])) {
      if (!at[id] || !byId.has(id) || outside(at[id], window)) continue;
      const { caption, size } = byId.get(id);
      const text = measured(ctx, caption, SIZE / scale, 500);
      const spots = around(at[id], size, text, scale).filter((box) => inside(box, window) && free(box, taken));
      // 要紧的名称可以盖住次要的小圆点。What matters most may cover lesser discs.
      const weighty = discs.filter((other) => (chosen.has(id) ? chosen.has(other.id) : other.size >= size));
      const spot = spots.find((box) => free(box, discs)) || (main.has(id) && spots.find((box) => free(box, weighty)));
      if (!spot) continue;
      taken.push(spot);
      write(ctx, text, spot, scale, dim(id) ? "#a9b2bc" : "#1d2733");
    }
    if (edges.length <= MOST_EDGES) edgeLabels(ctx, edges, at, [...taken, ...discs], scale, dim);
    ctx.restore();
  });
}

function edgeLabels(ctx, edges, at, taken, scale, dim) {
  for (const edge of edges) {
    const a = at[edge.source], b = at[edge.target];
    if (!a || !b || dim(edge.source) || dim(edge.target)) continue;
    const text = measured(ctx, edge.label, SMALL / scale, 400);
    const [x, y] = middle(a, b, edge.bend);
    const box = boxAt(x, y - text.height / 2, text);
    if (!free(box, taken)) continue;
    taken.push(box);
    write(ctx, text, box, scale, "#66717e");
  }
}

function middle(a, b, bend) {
  const dx = b.x - a.x, dy = b.y - a.y;
  return [(a.x + b.x) / 2 + (dy * bend) / 2, (a.y + b.y) / 2 - (dx * bend) / 2];
}

function measured(ctx, caption, size, weight) {
  const font = `${weight} ${size}px ${FONT}`;
  ctx.font = font;
  const lines = caption.split("\n");
  const width = Math.max(...lines.map((line) => ctx.measureText(line).width));
  return { lines, font, leading: size * LEADING, width, height: size * LEADING * lines.length };
}

// 下、上、右、左，先到先得。Below, above, right, left: the first that is free.
function around({ x, y }, size, text, scale) {
  const gap = 3 / scale;
  return [
    boxAt(x, y + size + gap, text),
    boxAt(x, y - size - gap - text.height, text),
    boxAt(x + size + gap + text.width / 2, y - text.height / 2, text),
    boxAt(x - size - gap - text.width / 2, y - text.height / 2, text),
  ];
}

function boxAt(x, top, { width, height }) {
  return { x, left: x - width / 2, right: x + width / 2, top, bottom: top + height };
}

function disc(id, { x, y }, size) {
  return { id, size, left: x - size, right: x + size, top: y - size, bottom: y + size };
}

function free(box, taken) {
  return taken.every((t) => box.right <= t.left || box.left >= t.right || box.bottom <= t.top || box.top >= t.bottom);
}

function visible(network, ctx) {
  const { x: left, y: top } = network.DOMtoCanvas({ x: 0, y: 0 });
  const { x: right, y: bottom } = network.DOMtoCanvas({ x: ctx.canvas.clientWidth, y: ctx.canvas.clientHeight });
  return { left, top, right, bottom };
}

function inside(box, window) {
  return box.left >= window.left && box.right <= window.right && box.top >= window.top && box.bottom <= window.bottom;
}

function outside({ x, y }, window) {
  return x < window.left || x > window.right || y < window.top || y > window.bottom;
}

function write(ctx, text, box, scale, color) {
  ctx.font = text.font;
  ctx.lineWidth = 4 / scale;
  ctx.strokeStyle = HALO;
  ctx.fillStyle = color;
  text.lines.forEach((line, i) => ctx.strokeText(line, box.x, box.top + i * text.leading));
  text.lines.forEach((line, i) => ctx.fillText(line, box.x, box.top + i * text.leading));
}
