// 浏览页：地址决定所见，图与侧栏随之。The explorer: the address decides what is seen; picture and panel follow.

import { get, label, types } from "./api.js";
import { $, el } from "./dom.js";
import { Picture } from "./draw.js";
import { drawFilters } from "./filters.js";
import { Panel } from "./panel.js";
import { searchBox } from "./search.js";
import { changeView, readView } from "./state.js";
import { currentLanguage, switchLanguage, t, writeWords } from "./text.js";

const page = { scene: null, known: [], asked: null };

const picture = new Picture($("picture"), {
  onNode: (id) => turnTo({ node: id }),
  onEdge: (id) => turnTo({ edge: id }),
  onNothing: () => turnTo(null),
  onOpen: open,
});
const panel = new Panel($("panel"), {
  node: (id) => { turnTo({ node: id }); picture.reveal(id); },
  edge: (id) => turnTo({ edge: id }),
  open,
});

/** Let picture and panel turn to a node, an edge or the whole. */
function turnTo(selection) {
  picture.select(selection);
  if (selection?.node) panel.entity(selection.node, page.scene);
  else if (selection?.edge) panel.edge(selection.edge, page.scene);
  else whole();
}

function whole() {
  if (page.scene.center) panel.entity(page.scene.center, page.scene);
  else panel.overview(page.scene);
}

function open(id) {
  if (page.scene?.center !== id) changeView({ id });
}

async function load() {
  const view = readView();
  page.asked?.abort();
  page.asked = new AbortController();
  say(t("loading"));
  try {
    await types();
    page.known = page.known.length ? page.known : await linkTypes();
    drawFilters($("filters"), view, page.known, changeView);
    const wanted = page.known.filter((type) => !view.off.includes(type));
    const none = page.known.length && !wanted.length;
    show(none ? { nodes: [], edges: [], legend: [], cut: 0 } : await scene(view, wanted), view);
  } catch (error) {
    if (error.name === "AbortError") return;
    say(error.title || t("failed"), error.message, el("button", { class: "action", onclick: load }, t("retry")));
    if (!(error.title)) throw error;
  }
}

// 出现过的联系类型，不受筛选影响。The link types that occur, whatever the filters.
async function linkTypes() {
  const { links } = await get("statistics");
  return Object.keys(links).sort((a, b) => links[b] - links[a]);
}

function scene(view, wanted) {
  const parameters = { on: view.on, min_confidence: view.min, lang: currentLanguage(), types: view.off.length ? wanted.join(",") : "" };
  const path = view.id ? `organizations/${encodeURIComponent(view.id)}/network` : "network";
  return get(path, view.id ? { ...parameters, depth: view.depth } : parameters, page.asked.signal);
}

function show(found, view) {
  page.scene = found;
  picture.show(found);
  heading(found);
  legend(found);
  if (found.edges.length) say();
  else if (view.filtered) say(t("emptyFiltered"), t("emptyFilteredHow"));
  else if (view.id) say(found.title, t("isolated"));
  else say(t("empty"), t("emptyHow"), el("code", {}, "gongjian ingest …"));
  whole();
}

function heading(found) {
  const count = t("counts", found.nodes.length, found.edges.length) + (found.cut ? t("cut", found.cut) : "");
  $("heading").replaceChildren(found.title || "", el("span", { class: "count" }, count));
  document.title = [found.title, t("brand")].filter(Boolean).join(" · ");
  $("picture").setAttribute("aria-label", document.title);
}

function legend(found) {
  const row = (of) => found.legend.filter((item) => item.of === of).map((item) =>
    el("li", {}, el("span", { class: `swatch ${item.shape}`, color: item.color }), label(item.type), el("span", { class: "count" }, String(item.count))));
  const ended = found.edges.some((e) => e.dashed) ? [el("li", {}, el("span", { class: "swatch dashed" }), t("ended"))] : [];
  $("legend").replaceChildren(el("ul", {}, row("node")), el("ul", {}, row("edge"), ended));
}

/** Say in words what keeps the picture from being seen; nothing: let it be seen. */
function say(title, detail, more) {
  const box = $("state");
  box.hidden = !title;
  box.replaceChildren(...(title ? [el("strong", {}, title), detail ? el("span", {}, detail) : "", more || ""] : []));
}

function start() {
  writeWords();
  searchBox($("query"), $("hits"), (organization) => changeView({ id: organization.id }));
  $("home").addEventListener("click", () => { $("query").value = ""; changeView({ id: "" }); });
  $("fit").addEventListener("click", () => picture.fit());
  $("language").addEventListener("click", () => { switchLanguage(); writeWords(); load(); });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", load);
  load();
}

start();
