// 页面元素：一切文字都作为文字写入，绝不当作标记。Elements; every text goes in as text, never as markup.

export const $ = (id) => document.getElementById(id);

/** Make an element; `props`: class, attributes, `on…` handlers, `color` for its swatch; empty children are left out. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "color") paint(element, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
  return element;
}

function paint(element, color) {
  if (element.classList.contains("tag")) element.style.setProperty("--color", color);
  else element.style.background = color;
}

export const tag = (label, color) => el("span", { class: "tag", color }, label);
export const line = (color) => el("span", { class: "swatch line", color });
export const section = (title, ...content) => [el("h3", {}, title), ...content];

/** Content that opens on demand. */
export const fold = (title, ...content) => el("details", {}, el("summary", {}, title), ...content);

/** A list of [label, value] rows; rows without a value are left out. */
export function facts(rows) {
  const full = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return el("dl", { class: "facts" }, full.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, String(value))]));
}
