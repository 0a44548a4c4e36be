"""机构提及 From chains to mentions of organizations and bases, inner names included where they name a body of their own.

Invariant: mentions of one chain share their start; types are by suffix only (what a 学院 is, is decided later).
"""

import re

from ingest.extract.draft import Draft, Mention
from ingest.extract.mentions.chains import RELATIVE, Chain, chains
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import Scan, scan

_COMPANY_FORM = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "集团公司", "有限合伙")
_STATE_BANK = re.compile(r"中国(?:人民|工商|农业|建设|进出口|邮政储蓄)?银行")
_WEAK = frozenset("系处部办班村厂")
_QUOTED = re.compile(
    r"[“\"]([^“”\"]{2,24})[”\"]((?:[\u4e00-\u9fff]{0,6})(?:产业学院|学院|班|基地|工作室|工作站|中心|平台|联盟|示范点|共同体|联合体|实验室|研究院))?"
)


def find_names(draft: Draft) -> Draft:
    """Add the organizations and bases that the text names by a word for their kind."""
    marks = scan(draft.text)
    text = draft.text
    found = [m for chain in chains(marks) for m in _mentions(marks, chain)]
    return draft.with_(mentions=(*draft.mentions, *_with_quoted(text, found)))


def _mentions(marks: Scan, chain: Chain) -> list[Mention]:
    links = [link for i, link in enumerate(chain.links) if _stands(marks.text, chain, i)]
    inner = [
        a
        for a, b in zip(links, links[1:], strict=False)
        if _is_body(marks.text[chain.start : a.end], a.type, b.type, marks.text[a.end : b.end])
    ]
    return [Mention(chain.start, k.end, k.type, method="names:suffix") for k in [*inner, *links[-1:]]]


def _stands(text: str, chain: Chain, index: int) -> bool:
    link = chain.links[index]
    if text[link.suffix : link.end] not in _WEAK:
        before = text[chain.links[index - 1].end : link.end] if index else text[chain.start : link.end]
        return before not in lexicon().not_names or index > 0
    core = text[chain.links[index - 1].end if index else chain.start : link.suffix]
    return _supported(core, text[link.suffix])


def _supported(core: str, suffix: str) -> bool:
    core = RELATIVE.sub("", core, count=1) if RELATIVE.match(core) else core
    if suffix == "村":
        return 2 <= len(core) <= 12 and core[-1] not in "乡农新本全各山该入驻进"
    if suffix in "班厂":
        return (
            2 <= len(core) <= 16
            and core[-2:] not in ("毕业", "领导", "订单", "冠名")
            and core[-1] not in "开上下值白夜专个进出建入各"
        )
    return 2 <= len(core) <= 14 and any(core.endswith(w) for w in lexicon().unit_words)


def _is_body(name: str, inner: str, outer: str, rest: str) -> bool:
    if outer == "enterprise" and rest.endswith(_COMPANY_FORM) and not name.endswith(_COMPANY_FORM):
        return False
    if _STATE_BANK.fullmatch(name) or (
        inner == "government" and outer in ("school", "enterprise", "alliance", "association", "base")
    ):
        return False
    if inner == "party_org":
        return outer == "party_org" and rest.endswith(("支部", "党总支"))
    if inner == "government" and name.endswith(("街道", "镇", "街道办", "办事处")):
        return outer == "party_org"
    if inner == "government":
        return not rest.startswith(("管委会", "管理委员会"))
    return inner in ("school", "school_unit", "enterprise", "other_org", "association", "research", "alliance", "base")


def _with_quoted(text: str, found: list[Mention]) -> list[Mention]:
    out = list(found)
    for match in _QUOTED.finditer(text):
        if (match[2] or match[1].endswith(("班", "基地", "学院", "工作室", "联盟", "示范点", "工作站"))) and len(
            match[1]
        ) >= 2:
            span = (match.start(), match.end()) if match[2] else match.span(1)
            clash = [m for m in out if m.start < span[1] and span[0] < m.end]
            if all(span[0] <= m.start and m.end <= span[1] for m in clash):
                out = [m for m in out if m not in clash]
                out.append(Mention(*span, "base", method="names:quoted"))
    return sorted(out, key=lambda m: (m.start, m.end))
