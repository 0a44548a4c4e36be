// 原文依据：引文在上下文中标出，附来源、位置、日期。Quotes marked in their surroundings, with source, place and date.

import { el } from "./dom.js";
import { percent, t } from "./text.js";

/** Draw quotes; `open(item)` shows the whole source. */
export function quotes(items, open) {
  return items.map((item) => quote(item, open));
}

function quote(item, open) {
  const cut = (offsets(item.place)?.[0] ?? 0) > [...item.before].length;
  const after = item.after ? `${item.after}…` : "";
  const block = el("blockquote", {}, cut ? "…" : "", item.before.trimStart(), el("mark", {}, item.quote), after);
  const source = el("button", { title: t("wholeText"), onclick: () => open(item) }, item.source.title || item.source.file);
  return el("figure", { class: "quote" }, block, el("footer", {}, source, el("div", {}, facts(item))));
}

function facts(item) {
  const parts = [
    placeWords(item.place),
    item.source.published && t("published", item.source.published),
    item.date && t("stated", item.date),
    `${t("confidenceOf")} ${percent(item.confidence)}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** The offsets that a place names, or null for a cell. */
export function offsets(place) {
  const found = /^(\d+)–(\d+)$/.exec(place);
  return found && [Number(found[1]), Number(found[2])];
}

function placeWords(place) {
  const range = offsets(place);
  return range ? t("chars", `${range[0] + 1}–${range[1]}`) : t("cell", place);
}
