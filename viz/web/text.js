// 界面文字：中文与英文并列。The page's words, Chinese and English side by side.

const WORDS = {
  brand: ["共建图谱", "Gongjian"],
  subtitle: ["党建与校企合作网络", "partner networks, with their evidence"],
  search: ["查找机构：输入名称中的两个字", "Find an organization by part of its name"],
  nothingFound: ["没有名称含“{}”的机构", "No organization has “{}” in its name"],
  overview: ["概览", "Overview"],
  export: ["导出网页", "Export page"],
  otherLanguage: ["English", "中文"],
  filters: ["筛选", "Filters"],
  legend: ["图例", "Legend"],
  details: ["详情与依据", "Details and evidence"],
  fit: ["全图", "Fit"],
  depth: ["范围", "Depth"],
  depth1: ["直接联系", "1 step"],
  depth2: ["两步以内", "2 steps"],
  on: ["有效日期", "In force on"],
  confidence: ["最低可信度", "Least confidence"],
  any: ["不限", "any"],
  linkTypes: ["联系类型", "Link types"],
  clear: ["清除筛选", "Clear filters"],
  loading: ["正在读取……", "Loading…"],
  failed: ["未能读取", "Could not load"],
  offline: ["服务没有应答。请确认它仍在运行，再试一次。", "The service does not answer. See that it still runs, then try again."],
  retry: ["重试", "Try again"],
  empty: ["还没有资料", "Nothing here yet"],
  emptyHow: ["先读入一个文件夹，再刷新此页：", "Read a folder, then reload this page:"],
  emptyFiltered: ["在这些条件下没有联系", "No links under these filters"],
  emptyFilteredHow: ["放宽日期、可信度或联系类型后再看。", "Widen the date, the confidence or the link types."],
  isolated: ["资料中没有写到它的联系。", "The sources state no link of it."],
  counts: ["{} 个实体，{} 条联系", "{} entities, {} links"],
  cut: ["；另有 {} 个未画出", "; {} more not drawn"],
  hint: [
    "点击一条线，查看它所依据的原文；点击一个节点，查看该机构的伙伴、测度与推荐；双击节点，以它为中心展开。",
    "Click a line to read the quotes it rests on; click a node for its partners, measures and recommendations; double-click to open its own network.",
  ],
  main: ["联系最多的机构", "Most connected organizations"],
  linkCount: ["{} 条联系", "{} links"],
  openNetwork: ["以它为中心", "Open its network"],
  back: ["返回", "Back"],
  aliases: ["别名", "Also known as"],
  sources: ["来源数", "Sources"],
  kind: ["类别", "Kind"],
  title: ["职务", "Title"],
  amount: ["金额", "Amount"],
  partOf: ["所属单位", "Part of"],
  partners: ["合作伙伴", "Partners"],
  more: ["其余 {} 个", "{} more"],
  noPartners: ["资料中没有写到合作伙伴。", "The sources state no partner."],
  links: ["联系", "Links"],
  allLinks: ["全部 {} 条联系", "All {} links"],
  measures: ["测度", "Measures"],
  measuresOf: ["按所属单位“{}”计算", "computed for “{}”, the body it belongs to"],
  recommendations: ["推荐的合作对象", "Recommended partners"],
  noRecommendations: ["依据不足，暂无推荐。", "Too little to go on for a recommendation."],
  score: ["得分 {}", "score {}"],
  showEvidence: ["依据", "evidence"],
  evidence: ["原文依据", "Evidence"],
  noEvidence: ["没有找到原文。", "No quotes found."],
  date: ["日期", "Date"],
  first: ["最早", "Earliest"],
  until: ["期满或终止", "Until"],
  ended: ["已终止", "ended"],
  confidenceOf: ["可信度", "Confidence"],
  chars: ["第 {} 字", "characters {}"],
  cell: ["单元格 {}", "cell {}"],
  published: ["{} 发布", "published {}"],
  stated: ["事发 {}", "dated {}"],
  wholeText: ["看全文", "Whole text"],
  marked: ["标出的是读出联系的语句。", "Marked are the sentences that links were read from."],
  cells: ["读出联系的单元格", "Cells that links were read from"],
  flags: ["存疑之处", "To be looked at"],
};

let language = localStorage.getItem("gongjian.language") === "en" ? "en" : "zh";

export const currentLanguage = () => language;

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("gongjian.language", language);
}

/** The words for a key, `{}` replaced by the values in turn. */
export function t(key, ...values) {
  const [zh, en] = WORDS[key];
  return (language === "zh" ? zh : en).replace(/\{\}/g, () => values.shift());
}

/** A share in whole percents, rounded down: what is not certain is never called 100 %. */
export const percent = (share) => `${Math.floor(share * 100 + 1e-6)}%`;

export const has = (key) => key in WORDS;

/** Write the words into the page's own elements. */
export function writeWords(root = document) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  root.querySelectorAll("[data-text]").forEach((e) => { e.textContent = t(e.dataset.text); });
  root.querySelectorAll("[data-placeholder]").forEach((e) => {
    e.placeholder = t(e.dataset.placeholder);
    e.setAttribute("aria-label", t(e.dataset.placeholder));
  });
  root.querySelectorAll("[data-language]").forEach((e) => { e.href = `${e.dataset.language}&lang=${language}`; });
  root.querySelectorAll("[data-label]").forEach((e) => e.setAttribute("aria-label", t(e.dataset.label)));
}
