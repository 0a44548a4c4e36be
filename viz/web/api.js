// 服务的应答：出错时带着服务自己的说明。Answers of the service; a failure carries the service's own words.

import { currentLanguage, t } from "./text.js";

export class Problem extends Error {
  constructor(title, detail, status = 0) {
    super(detail || title);
    this.title = title;
    this.status = status;
  }
}

/** GET `api/v1/<path>`; empty parameters are left out; `signal` gives up a request that a newer one replaces. */
export async function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, v]) => v !== "" && v !== null && v !== undefined));
  const url = `api/v1/${path}${query.size ? `?${query}` : ""}`;
  const answer = await request(url, signal);
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Problem(problem.title || t("failed"), problem.detail || `HTTP ${answer.status}`, answer.status);
}

async function request(url, signal) {
  try {
    return await fetch(url, { signal, headers: { "Accept-Language": currentLanguage() } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(t("failed"), t("offline"));
  }
}

let ontology = null;

/** The types with their labels and colours, asked for once. */
export async function types() {
  ontology ??= await get("ontology");
  return ontology;
}

/** The label of an entity or link type in the page's language. */
export function label(type) {
  const known = ontology && (ontology.entities[type] || ontology.links[type] || ontology.views?.[type]);
  return known ? known[currentLanguage()] : type;
}

export const colorOf = (type) => (ontology && (ontology.entities[type] || ontology.links[type])?.color) || "#8a8a8a";
export const isOrganization = (type) => ontology?.entities[type]?.group === "organization";

const measures = { rows: null };

export async function measureNames() {
  measures.rows ??= await get("measures").catch(() => []);
  return new Map(measures.rows.map((m) => [m.name, m]));
}
