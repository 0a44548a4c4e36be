"""嵌套 The names as they are told apart: without what does not belong to them, with the body that each begins with.

Invariant: mentions lie apart or share their start; a body is added only where a party organization's name names it.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.extract.draft import Mention
from ingest.extract.mentions.lexicon import lexicon

_NOBODY = re.compile(
    r"(?:甲|乙|丙|丁|双|各|我|对|该|本)(?:方|局|处|部|所|行)|东道主|母校|党支部|支部|党委|党总支|党组织"
)
_NUMBERED = re.compile(r"[0-9]{1,2}(?=[\u4e00-\u9fff]{4})(?![0-9]*(?:号|院|所|局|站|团|连|军|部队|班|届|年|家|个|名))")
_CALLED = re.compile(r"(?:甲方|乙方|丙方|丁方|话)(?=[\u4e00-\u9fff]{2})")
_PARTY = re.compile(
    r"(?:机关|离退休|直属|联合|临时|综合|教师|教工|教职工|学生|职工|党员|研究生|本科生|女|管理|科研|行政|后勤|在校生|流动|离退)*"
    r"(?:第[一二三四五六七八九十]+)?(?:教师|教工|学生|职工|机关|直属|联合|临时|研究生|本科生)*"
    r"(?:党委|党总支部|党总支|党支部|党工委|党组|支部委员会|支部|团总支|团支部|团工委|团委|工会)$"
)
_NO_BODY = ("专业", "产业", "产业链", "行业", "总", "链", "一", "二", "三", "四", "五", "六", "教学", "退休")
_KINDS = (
    (("村", "社区", "医院", "服务站", "合作社"), "other_org"),
    (("镇", "乡", "街道", "局", "委", "办", "法院", "庭", "检察院", "园区", "开发区", "高新区"), "government"),
    (("公司", "车间", "分厂", "厂", "店", "电站", "支行", "营业部", "项目部", "集团", "银行"), "enterprise"),
    (("系", "学院", "教研室", "科", "处", "室", "部", "中心", "班"), "school_unit"),
)


def nested(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without numbers or 甲方 before them, and the bodies that they begin with, in order."""
    kept = [n for m in mentions for n in _trimmed(text, m)]
    spans = {m.span for m in kept}
    added = [b for m in kept for b in _body(text, m) if b.span not in spans]
    return sorted([*kept, *{b.span: b for b in added}.values()], key=lambda m: m.span)


def _trimmed(text: str, mention: Mention) -> Iterator[Mention]:
    if mention.type == "person" or mention.method.startswith("anaphor"):
        yield mention
        return
    name = text[mention.start : mention.end]
    if _NOBODY.fullmatch(name):
        return
    match = _NUMBERED.match(name) or _CALLED.match(name)
    start = mention.start + (match.end() if match else 0)
    yield Mention(start, mention.end, mention.type, mention.referent, mention.method) if match else mention


def _body(text: str, mention: Mention) -> Iterator[Mention]:
    if mention.type not in ("party_org", "association"):
        return
    name = text[mention.start : mention.end]
    party = _PARTY.search(name)
    if party is None or party.start() < 2 or name[: party.start()].endswith(_NO_BODY):
        return
    body = name[: party.start()]
    if type_ := _type_of(body):
        yield Mention(mention.start, mention.start + len(body), type_, method="identify:body")


def _type_of(body: str) -> str:
    ends = (
        (end - start, type_)
        for words in (lexicon().suffixes, lexicon().weak)
        for start, end, type_ in words.find(body)
        if end == len(body)
    )
    type_ = max(ends, default=(0, ""))[1].removeprefix("brand ")
    if type_ in ("", "look_alikes", "party_org", "base"):
        return next((kind for words, kind in _KINDS if body.endswith(words)), "")
    return type_
