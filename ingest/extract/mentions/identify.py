"""辨认 Which mentions are one entity, by what full name, inside what larger body.

Invariant: every mention gets a referent; a name that the text does not place stays short and `relative`.
"""

import re
from itertools import groupby

from ingest.extract.draft import Draft, Mention
from ingest.extract.mentions.cast import Actor, Cast
from ingest.extract.mentions.lexicon import lexicon

_HEAD = re.compile(
    r"(?P<who>我|该|本|两|此)?(?P<kind>学校|学院|大学|公司|集团|企业|支行|医院|街道|社区|项目|联社|协会|系部|校|院|系|厂|会|所|局|村|镇)(?=党|工会|团委|校|科|人|教|机关|招|学生|办|宣|组|纪|行政|第|直属|发展|后勤|工程|信息|财务|.{0,4}处$|.{0,6}支部$|.{0,8}学院$|.{0,8}系$|职业教育研究所)"
)
_AREA = re.compile(r"(?P<kind>省|市|区|县|州|镇|街道)(?=[\u4e00-\u9fff]{1,14}$)")
_SCHOOLS = (
    "大学",
    "学校",
    "中学",
    "小学",
    "职高",
    "中专",
    "党校",
    "高中",
    "幼儿园",
    "职教中心",
    "职业教育中心",
    "电大",
)
_SCHOOL_WORDS = (
    "职业",
    "技师",
    "师范",
    "高等",
    "技工",
    "进修",
    "卫校",
    "财经学院",
    "理工学院",
    "工学院",
    "农学院",
    "医学院",
    "民族学院",
    "城市学院",
    "体育学院",
    "艺术学院",
    "研修",
    "工商学院",
    "工业学院",
    "科技学院",
    "商学院",
)
_ORG = frozenset("school school_unit enterprise party_org government association research other_org".split())


def identify(draft: Draft) -> Draft:
    """Give every mention its referent, and make the referents."""
    cast = Cast()
    groups = [
        list(g) for _, g in groupby(sorted(draft.mentions, key=lambda m: (m.start, m.end)), key=lambda m: m.start)
    ]
    for group in groups:
        if _absolute(draft.text, group[0]):
            _register(cast, draft.text, group)
    mentions = [m for group in groups for m in _resolved(cast, draft.text, group)]
    used = {m.referent for m in mentions}
    actors = [a for a in cast.actors if a.places and a.key in used]
    return draft.with_(mentions=tuple(mentions), referents=tuple(a.freeze() for a in actors))


def _absolute(text: str, mention: Mention) -> bool:
    name = text[mention.start : mention.end]
    return not _HEAD.match(name) and not _AREA.match(name) and _type(name, mention.type) != "school_unit"


def _type(name: str, type_: str, parent: Actor | None = None) -> str:
    """Return the type of a name: 学院 is a school of its own or a unit of one."""
    if type_ == "school" and not name.endswith(_SCHOOLS):
        if parent is not None:
            return "school_unit" if parent.type in ("school", "school_unit") else "base"
        own = any(name.startswith(name[:n]) and name[:n] in lexicon().region_names for n in range(2, 8))
        return "school" if own or any(w in name for w in _SCHOOL_WORDS) else "school_unit"
    if (
        parent is not None
        and parent.type in ("school", "school_unit")
        and type_ in ("government", "enterprise", "other_org")
    ):
        return "school_unit"
    if parent is not None and parent.type == "enterprise" and type_ in ("school_unit", "research", "government"):
        return "enterprise" if type_ != "research" else "research"
    if parent is not None and parent.type == "government" and type_ == "school_unit":
        return "government"
    return type_


def _register(cast: Cast, text: str, group: list[Mention]) -> None:
    parent: Actor | None = None
    for mention in group:
        name = text[mention.start : mention.end]
        parent = cast.add(_type(name, mention.type, parent), name, parent)


def _resolved(cast: Cast, text: str, group: list[Mention]) -> list[Mention]:
    out: list[Mention] = []
    parent, done = None, group[0].start
    head = _HEAD.match(text, done, group[-1].end) or _AREA.match(text, done, group[-1].end)
    if head and not _absolute(text, group[0]):
        parent, done = _antecedent(cast, head, done), head.end()
    for mention in group:
        written = text[mention.start : mention.end]
        actor = _actor(
            cast, text[done : mention.end] if done > mention.start or parent else written, mention, parent, written
        )
        actor.also(written)
        actor.places.append(mention.start)
        out.append(Mention(mention.start, mention.end, actor.type, actor.key, mention.method))
        parent, done = actor, mention.end
    return out


def _antecedent(cast: Cast, head: re.Match[str], at: int) -> Actor | None:
    kind = head["kind"]
    if kind in ("学校", "校", "大学"):
        return cast.nearest(at, lambda a: a.type == "school")
    if kind in ("学院", "院", "系部"):
        return cast.nearest(at, lambda a: a.type in ("school", "school_unit") and a.name.endswith("学院"))
    if kind == "系":
        return cast.nearest(at, lambda a: a.type == "school_unit" and a.name.endswith("系"))
    if kind in ("公司", "企业"):
        return cast.nearest(at, lambda a: a.type == "enterprise")
    return cast.nearest(
        at, lambda a: a.type != "party_org" and (a.name.endswith(kind) or kind == "集团" and kind in a.name)
    )


def _actor(cast: Cast, rest: str, mention: Mention, parent: Actor | None, written: str) -> Actor:
    if parent is not None:
        name = rest if rest.startswith(parent.name) else parent.name + rest
        return cast.named(name) or cast.add(_type(name, mention.type, parent), name, parent)
    known = cast.named(written)
    if known is not None and not _shorter(cast, written, mention):
        return known
    fuller = _shorter(cast, written, mention)
    if fuller is not None:
        return fuller
    type_ = _type(written, mention.type)
    owner = _owner(cast, mention, type_)
    if owner is not None:
        name = owner.name + written
        return cast.named(name) or cast.add(type_, name, owner)
    return cast.add(type_, written, relative=bool(_AREA.match(written)))


def _shorter(cast: Cast, written: str, mention: Mention) -> Actor | None:
    fuller = cast.fullest(
        written, lambda a: a.type == _type(written, mention.type) or {a.type, mention.type} <= {"school", "school_unit"}
    )
    if len(fuller) > 1:
        near = cast.nearest(mention.start, lambda a: a in fuller)
        return near or fuller[0]
    return fuller[0] if fuller else None


def _owner(cast: Cast, mention: Mention, type_: str) -> Actor | None:
    if type_ == "school_unit":
        return cast.nearest(mention.start, lambda a: a.type == "school")
    if type_ == "party_org" and not mention.method.endswith("area"):
        return cast.nearest(mention.start, lambda a: a.type in ("school", "school_unit", "enterprise"))
    return None
