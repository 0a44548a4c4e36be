// 所见：页面地址记着所看的机构与筛选，可后退、可转发。
// What is looked at lives in the address, so that “back” works and a view can be passed on.

/** Read the view from the address: `id` (empty: overview), `depth`, `on`, `min`, `off` (link types left out). */
export function readView() {
  const given = new URLSearchParams(location.hash.slice(1));
  const view = {
    id: given.get("id") || "",
    depth: given.get("depth") === "2" ? 2 : 1,
    on: /^\d{4}-\d{2}-\d{2}$/.test(given.get("on") || "") ? given.get("on") : "",
    min: Number(given.get("min")) > 0 && Number(given.get("min")) <= 1 ? given.get("min") : "",
    off: (given.get("off") || "").split(",").filter(Boolean),
  };
  return { ...view, filtered: Boolean(view.on || view.min || view.off.length) };
}

/** Change parts of the view; the page follows the address. */
export function changeView(part) {
  const { id, depth, on, min, off } = { ...readView(), ...part };
  const parts = Object.entries({ id, depth: depth === 2 ? "2" : "", on, min, off: off.join(",") });
  location.hash = new URLSearchParams(parts.filter(([, value]) => value)).toString();
}
