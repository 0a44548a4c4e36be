// 侧栏：概览、一个实体、一条联系、一篇来源。The side panel: overview, one entity, one link, one source.

import { colorOf, get, isOrganization, label, measureNames } from "./api.js";
import { el, facts, fold, line, section, tag } from "./dom.js";
import { showDocument } from "./document.js";
import { quotes } from "./evidence.js";
import { currentLanguage, has, percent, t } from "./text.js";

const MAIN = 14;
const FIRST = 8;
const RECOMMENDED = 5;

export class Panel {
  /** `actions`: node(id), edge(id), open(id) tell the page what the reader turned to. */
  constructor(element, actions) {
    this.element = element;
    this.actions = actions;
    this.scene = null;
    this.turn = 0;
  }

  /** Replace the content; returns a function that tells whether it is still what the reader looks at. */
  put(...content) {
    const turn = ++this.turn;
    this.element.replaceChildren(...content.flat());
    this.element.scrollTop = 0;
    return () => turn === this.turn;
  }

  overview(scene) {
    this.scene = scene;
    const main = scene.nodes.filter((n) => isOrganization(n.type)).sort((a, b) => b.size - a.size).slice(0, MAIN);
    const rows = main.map((n) => this.entityRow(n, t("linkCount", this.linksOf(n.id).length)));
    this.put(el("p", { class: "hint" }, t("hint")), ...(main.length ? section(t("main"), el("ul", { class: "rows" }, rows)) : []));
  }

  linksOf(id) {
    return this.scene.edges.filter((e) => e.source === id || e.target === id);
  }

  nodeOf(id) {
    return this.scene.nodes.find((n) => n.id === id);
  }

  entityRow(entity, meta) {
    const name = el("span", { class: "name" }, entity.name || entity.label);
    const dot = el("span", { class: "swatch dot", color: colorOf(entity.type) });
    return el("li", {}, el("button", { class: "row", onclick: () => this.actions.node(entity.id) }, dot, name, el("span", { class: "meta" }, meta)));
  }

  linkRow(edge, other) {
    const meta = [line(edge.color), [label(edge.type), edge.date].filter(Boolean).join(" ")];
    const open = () => this.actions.edge(edge.id);
    return el("li", {}, el("button", { class: "row", onclick: open }, el("span", { class: "name" }, other), el("span", { class: "meta" }, meta)));
  }

  /** Show an entity of the scene, or an organization outside it by its id. */
  async entity(id, scene) {
    this.scene = scene;
    const node = this.nodeOf(id);
    const rest = el("div", {}, el("p", { class: "hint" }, t("loading")));
    const current = node ? this.put(this.entityHead(node), rest) : this.put(rest);
    if (node && !isOrganization(node.type)) { rest.replaceChildren(...this.sceneLinks(id)); return; }
    try {
      const [found, names] = await Promise.all([get(`organizations/${encodeURIComponent(id)}`), measureNames()]);
      if (!current()) return;
      if (!node) this.element.prepend(this.entityHead({ ...found, label: found.name, color: colorOf(found.type), details: [] }));
      rest.replaceChildren(...this.organization(found, names));
      await this.recommendations(found.id, rest, current);
    } catch (error) {
      if (current()) rest.replaceChildren(el("p", { class: "problem" }, error.message), ...(node ? this.sceneLinks(id) : []));
    }
  }

  entityHead(node) {
    const rows = (node.details || []).map((d) => [has(d.key) ? t(d.key) : d.label, d.value]);
    const open = el("button", { class: "action main", onclick: () => this.actions.open(node.id) }, t("openNetwork"));
    return el("div", {}, [
      el("div", { class: "top" }, tag(label(node.type), node.color)),
      el("h2", {}, node.label),
      facts(rows),
      isOrganization(node.type) && this.scene.center !== node.id ? el("div", { class: "actions" }, open) : null,
    ]);
  }

  sceneLinks(id) {
    const rows = this.linksOf(id).map((e) => this.linkRow(e, this.nodeOf(e.source === id ? e.target : e.source).label));
    return section(t("links"), el("ul", { class: "rows" }, rows));
  }

  organization(found, names) {
    const home = found.institution && found.institution.id !== found.id ? found.institution.name : "";
    return [
      home ? facts([[t("partOf"), home]]) : "",
      ...section(t("partners"), ...this.partners(found)),
      el("div", { class: "recommended" }),
      ...this.allLinks(found),
      ...measureList(found, names, home),
    ].filter(Boolean);
  }

  partners({ partners }) {
    if (!partners.length) return [el("p", { class: "hint" }, t("noPartners"))];
    const rows = partners.map((p) => this.partnerRow(p));
    const rest = rows.splice(FIRST);
    const more = rest.length ? [fold(t("more", rest.length), el("ul", { class: "rows" }, rest))] : [];
    return [el("ul", { class: "rows" }, rows), ...more];
  }

  partnerRow({ organization, links }) {
    const evidence = el("button", { class: "action", onclick: () => this.evidence(links, organization.name) }, t("showEvidence"));
    const row = this.entityRow(organization, label(organization.type));
    row.append(evidence);
    row.classList.add("pair");
    return row;
  }

  allLinks(found) {
    const rows = found.links.map((link) => {
      const other = link.head.id === found.id ? link.tail : link.head;
      return this.linkRow({ id: link.id, type: link.type, color: colorOf(link.type), date: link.last }, other.name);
    });
    return rows.length ? [fold(t("allLinks", rows.length), el("ul", { class: "rows" }, rows))] : [];
  }

  async recommendations(id, rest, current) {
    const { items } = await get(`organizations/${encodeURIComponent(id)}/recommendations`, { top: RECOMMENDED });
    if (!current()) return;
    const rows = items.map((item) => this.recommended(item));
    rest.querySelector(".recommended").append(...section(t("recommendations"), rows.length ? el("ul", { class: "rows" }, rows) : el("p", { class: "hint" }, t("noRecommendations"))));
  }

  recommended({ organization, score, reasons }) {
    const row = this.entityRow(organization, t("score", number(score)));
    const said = reasons.map((r) => {
      const show = el("button", { class: "action small", onclick: () => this.evidence(r.links, organization.name) }, t("showEvidence"));
      return el("li", {}, r[currentLanguage()], " ", r.links?.length ? show : null);
    });
    row.append(el("ul", { class: "reasons" }, said));
    return row;
  }

  /** Show a link of the scene with all its quotes. */
  async edge(id, scene) {
    this.scene = scene;
    const edge = scene.edges.find((e) => e.id === id);
    if (!edge) { await this.evidence([id], ""); return; }
    const rest = el("div", {}, el("p", { class: "hint" }, t("loading")));
    await this.fillEvidence([id], rest, this.put(this.edgeHead(edge), rest));
  }

  edgeHead(edge) {
    const [from, to] = [edge.source, edge.target].map((id) => {
      const node = this.nodeOf(id);
      return el("button", { class: "end", onclick: () => this.actions.node(id) }, node.label);
    });
    const tie = [line(edge.color), ` ${label(edge.type)}`, edge.directed ? " ↓" : "", edge.dashed ? `（${t("ended")}）` : ""];
    const first = edge.first && !edge.date?.startsWith(edge.first) ? edge.first : "";
    const rows = [[t("date"), edge.date], [t("first"), first], [t("until"), edge.until], [t("sources"), edge.sources]];
    const details = (edge.details || []).map((d) => [has(d.key) ? t(d.key) : d.label, d.value]);
    return el("div", {}, [
      el("div", { class: "ends" }, from, el("span", { class: "tie" }, tie), to),
      facts([...rows, [t("confidenceOf"), percent(edge.confidence)], ...details]),
    ]);
  }

  /** Show the quotes of links wherever they are drawn, with a way back. */
  async evidence(ids, name) {
    const before = [...this.element.children];
    const back = el("button", { class: "action", onclick: () => this.put(...before) }, `← ${t("back")}`);
    const rest = el("div", {}, el("p", { class: "hint" }, t("loading")));
    await this.fillEvidence(ids, rest, this.put(el("div", { class: "top" }, back), name ? el("h2", {}, name) : [], rest));
  }

  async fillEvidence(ids, rest, current) {
    try {
      const answers = await Promise.all(ids.map((id) => get(`links/${encodeURIComponent(id)}/evidence`)));
      if (!current()) return;
      const items = answers.flatMap((answer) => answer.items);
      const unique = [...new Map(items.map((item) => [`${item.claim_id} ${item.place}`, item])).values()];
      const open = (item) => showDocument(this, item);
      rest.replaceChildren(...section(t("evidence"), unique.length ? quotes(unique, open) : el("p", { class: "hint" }, t("noEvidence"))).flat());
    } catch (error) {
      if (current()) rest.replaceChildren(el("p", { class: "problem" }, error.message));
    }
  }
}

function measureList(found, names, home) {
  const rows = Object.entries(found.measures)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => measureRow(names.get(name), name, value));
  const note = home ? el("p", { class: "hint" }, t("measuresOf", home)) : "";
  return rows.length ? [fold(t("measures"), note, el("ul", { class: "bars" }, rows))] : [];
}

function measureRow(measure, name, value) {
  const language = currentLanguage();
  const title = measure ? measure[`definition_${language}`] : null;
  return el("li", { title }, el("span", {}, measure ? measure[language] : name), el("span", { class: "value" }, number(value)));
}

function number(value) {
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(3)).toString();
}
