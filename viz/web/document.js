// 来源全文：读出联系的语句都标出，所看的一句最醒目。A source's text with every sentence that links were read from.

import { get } from "./api.js";
import { el, facts, section } from "./dom.js";
import { offsets, quotes } from "./evidence.js";
import { t } from "./text.js";

/** Show the source of a piece of evidence in the panel, with a way back. */
export async function showDocument(panel, item) {
  const before = [...panel.element.children];
  const back = el("button", { class: "action", onclick: () => panel.put(...before) }, `← ${t("back")}`);
  const rest = el("div", {}, el("p", { class: "hint" }, t("loading")));
  const current = panel.put(el("div", { class: "top" }, back), el("h2", {}, item.source.title || item.source.file), rest);
  try {
    const found = await get(`documents/${encodeURIComponent(item.source.id)}`);
    if (!current()) return;
    rest.replaceChildren(...content(found, item));
    rest.querySelector("mark.chosen")?.scrollIntoView({ block: "center" });
  } catch (error) {
    if (current()) rest.replaceChildren(el("p", { class: "problem" }, error.message));
  }
}

function content(found, item) {
  const evidence = found.claims.flatMap((claim) => claim.evidence);
  const ranges = evidence.map((row) => offsets(row.place)).filter(Boolean);
  const cells = evidence.filter((row) => !offsets(row.place));
  return [
    facts([[t("date"), found.published]]),
    ranges.length ? el("p", { class: "hint" }, t("marked")) : "",
    el("div", { class: "text" }, pieces([...found.text], ranges, offsets(item.place))),
    ...(cells.length ? section(t("cells"), ...quotes(cells, () => {})) : []),
    ...(found.flags.length ? section(t("flags"), el("ul", {}, found.flags.map((flag) => el("li", {}, flag)))) : []),
  ].filter(Boolean);
}

// 位置按字符计，与 UTF-16 的计法不同，故先拆成字符。Offsets count characters, not UTF-16 units: hence the array.
function pieces(characters, ranges, chosen) {
  const out = [];
  let at = 0;
  for (const [start, end] of merged(ranges)) {
    out.push(characters.slice(at, start).join(""));
    const here = chosen && chosen[0] >= start && chosen[1] <= end;
    out.push(el("mark", { class: here ? "chosen" : null }, characters.slice(start, end).join("")));
    at = end;
  }
  return [...out, characters.slice(at).join("")];
}

function merged(ranges) {
  const out = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = out.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}
