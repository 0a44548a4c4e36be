// 筛选：范围、日期、可信度、联系类型。Filters: depth, date, confidence, link types.

import { colorOf, label } from "./api.js";
import { el } from "./dom.js";
import { t } from "./text.js";

const CONFIDENCES = ["", "0.5", "0.7", "0.8", "0.9"];

/** Draw the filters of `view` (see state.js) into `form`; `change(part)` is called with what changes. */
export function drawFilters(form, view, known, change) {
  form.replaceChildren(
    ...(view.id ? [depth(view, change)] : []),
    group(t("linkTypes"), el("span", { class: "chips" }, known.map((type) => chip(type, view, change)))),
    date(view, change),
    confidence(view, change),
    ...(view.filtered ? [el("button", { class: "action", onclick: () => change({ off: [], on: "", min: "" }) }, t("clear"))] : []),
  );
}

const group = (name, ...content) => el("fieldset", { class: "group", "aria-label": name }, el("span", { class: "name" }, name), ...content);

function depth(view, change) {
  const buttons = [1, 2].map((d) =>
    el("button", { "aria-pressed": String(view.depth === d), onclick: () => change({ depth: d }) }, t(`depth${d}`)),
  );
  return group(t("depth"), el("span", { class: "segments" }, buttons));
}

function chip(type, view, change) {
  const shown = !view.off.includes(type);
  const off = shown ? [...view.off, type] : view.off.filter((other) => other !== type);
  return el(
    "button",
    { class: "chip", "aria-pressed": String(shown), "data-type": type, onclick: () => change({ off }) },
    el("span", { class: "line", color: colorOf(type) }),
    label(type),
  );
}

function date(view, change) {
  const input = el("input", { type: "date", value: view.on, "aria-label": t("on"), onchange: () => change({ on: input.value }) });
  return group(t("on"), input);
}

function confidence(view, change) {
  const select = el("select", { "aria-label": t("confidence"), onchange: () => change({ min: select.value }) });
  for (const value of CONFIDENCES) {
    select.append(el("option", { value, selected: value === view.min }, value ? `≥ ${Math.round(value * 100)}%` : t("any")));
  }
  return group(t("confidence"), select);
}
