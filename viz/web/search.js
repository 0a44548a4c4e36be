// 查找：边输入边提示，可只用键盘。Search with suggestions, usable by keyboard alone.

import { colorOf, get, label } from "./api.js";
import { el, tag } from "./dom.js";
import { t } from "./text.js";

const PAUSE = 160;
const MOST = 12;

/** Make `input` a combobox over `list`; `choose(organization)` is called with what was picked. */
export function searchBox(input, list, choose) {
  const state = { items: [], at: -1, timer: 0, asked: null };

  function close() {
    list.hidden = true;
    state.at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function pick(item) {
    close();
    input.value = item.name;
    choose(item);
  }

  function mark(at) {
    state.at = at;
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    const row = list.children[at];
    if (row) {
      input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function show(rows) {
    list.replaceChildren(...rows);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(state.items.length ? 0 : -1);
  }

  function option(item, i) {
    const row = el("li", { id: `hit-${i}`, role: "option" }, el("span", { class: "name" }, item.name), tag(label(item.type), colorOf(item.type)));
    row.addEventListener("mousedown", (event) => { event.preventDefault(); pick(item); });
    return row;
  }

  async function ask() {
    const q = input.value.trim();
    state.asked?.abort();
    if (!q) { state.items = []; close(); return; }
    state.asked = new AbortController();
    try {
      const { items } = await get("organizations", { q, limit: MOST }, state.asked.signal);
      state.items = items;
      show(items.length ? items.map(option) : [el("li", { class: "none" }, t("nothingFound", q))]);
    } catch (error) {
      if (error.name === "AbortError") return;
      state.items = [];
      show([el("li", { class: "none" }, error.message)]);
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden && state.items.length) {
      event.preventDefault();
      mark((state.at + step + state.items.length) % state.items.length);
    } else if (event.key === "Enter" && state.items[state.at] && !list.hidden) {
      event.preventDefault();
      pick(state.items[state.at]);
    } else if (event.key === "Escape") close();
  });
}
