"""机构名称 What kind of organization a name names, by the shape of the name, and the names inside it.

Invariant: pure functions of one name; what a name means inside one ledger is decided in `roster`.
"""

import re
import unicodedata
from functools import lru_cache

_TAIL = re.compile(r"[（(](?:特殊普通合伙|普通合伙|有限合伙|个人独资|集团|筹)[)）]$")
_PARTY_TAIL = "(?:党委|党组|总支|支部|党工委|党小组|纪委|支部委员会|党建办公室)"
_PARTY = re.compile(
    rf"{_PARTY_TAIL}$|(?:省|市|县|区|旗)委(?:组织部|宣传部|统战部|党校|政法委|办公室|.{{0,8}}工委)?$|组织部$|统战部$"
    r"|宣传部$|工委$|党委[^、，]{0,6}(?:部|办公室)$"
)
_ALLIANCE = re.compile(
    r"(?:联盟|共同体|联合体|协作体|协同体|协作组|职教集团|教育集团|职业教育集团|产教集团|合作联合会|创新集群|党建矩阵)$"
)
_ENTERPRISE = re.compile(
    r"(?:公司|集团|厂|事务所|合作社|联社|酒店|宾馆|饭店|大酒楼|银行|支行|分行|超市|商场|商行|商贸城|经营部|经销部|项目部|农场|林场"
    r"|牧场|茶场|果园|药店|药房|餐厅|门店|旅行社|电站|电厂|矿|工作坊|种植园|养殖场|度假村|4S店|店|企业|车间|印务|分公司|子公司|传媒"
    r"|Inc|Ltd|GmbH|LLC|Co)\.?$",
    re.I,
)
_ASSOCIATION = re.compile(
    r"(?:协会|商会|学会|联合会|基金会|工会|总工会|工会委员会|促进会|研究会|联谊会|校友会|志愿者?协会|妇联|妇女联合会|残联|工商联|科协|侨联|团委"
    r"|共青团.*委员会|慈善总会|红十字会|行指委|教学指导委员会|理事会)$"
)
_RESEARCH = re.compile(
    r"(?:研究院|研究所|科学院|研究中心|农科院|农科所|院士工作站|重点实验室|设计研究院|技术研究总?院|技术院)$"
)
_SCHOOL = re.compile(
    r"(?:大学|职业技术学院|职业学院|职业技术大学|技师学院|职工大学|开放大学|高等专科学校|专科学校|专业学校|职业学校|技工学校|技术学校|高级中学"
    r"|中学|小学|幼儿园|职教中心|职业教育中心|职业技术教育中心|党校|干校|学校|高中|一中|二中|实验中学|教育学院|师范学院|理工学院|工学院|医学院"
    r"|农学院|商学院|财经学院|科技学院|工业学院|警官学院|交通学院|邮电学院|外国语学院|中专|职高|校区|分校)$"
)
_SURE_SCHOOL = re.compile(
    r"(?:大学|职业技术学院|职业学院|技师学院|学校|职教中心|职业教育中心|职业技术教育中心|中学|小学|幼儿园)$"
)
_GOVERNMENT = re.compile(
    r"局[^、，]*(?:大队|支队|中队|分局|所|站|队)$|(?:局|厅|管委会|管理委员会|人民政府|政府|街道办事处|街道办|街道|办事处|改革委员会|发改委|经信委|国资委|监督管理委员会|健康委员会|卫健委"
    r"|委员会办公室|公共服务中心|服务中心|就业中心|人才中心|事务中心|推广中心|指导中心|管理中心|管理处|管理站|税务所|派出所|检察院|法院|海关"
    r"|消防救援大队|消防救援支队|开发区|高新区|经开区|园区|产业园|工业园|镇|乡|教育部|科技部|监狱|(?:省|市|县|区)委员会|指挥部|水利站|农技站)$"
)
_OTHER = re.compile(
    r"(?:医院|卫生院|保健院|社区|居委会|居民委员会|村委会|村民委员会|村|博物馆|图书馆|纪念馆|文化馆|展览馆|科技馆|美术馆|体育馆|电视台|广播电台"
    r"|报社|融媒体中心|部队|支队|大队|中队|敬老院|养老院|福利院|养老服务中心|康养中心|出版社|杂志社|剧团|剧院|景区|风景区|公园|陈列馆|党群服务中心)$"
)
_UNIT = re.compile(
    r"(?:学院|书院|系|教学部|教研室|教研部|实训部|公共部|体育部|思政部|基础部|学部|处|科|办公室|中心|馆|部|室|专业|教学团队|校区|分院|学工部|教务部|合作办|就业办|招就办)$"
)
_PUBLIC_CENTRE = re.compile(r"^.{1,6}?[省市县区旗镇乡].{2,}(?:中心|站|所)$")
_ANY_TYPE = (
    ("alliance", _ALLIANCE),
    ("party_org", _PARTY),
    ("association", _ASSOCIATION),
    ("enterprise", _ENTERPRISE),
    ("research", _RESEARCH),
    ("school", _SCHOOL),
    ("government", _GOVERNMENT),
    ("other_org", _OTHER),
)
_FIELD = (
    "工程|信息|机电|经济|经管|管理|贸易|商务|艺术|设计|马克思|外国语|外语|人文|继续教育|国际|土木|建筑|建工|智能|制造|电子|计算机|软件|护理"
    "|化工|材料|食品|汽车|旅游|体育|数学|理学|法学|机械|电气|自动化|物流|会计|金融|财会|生物|环境|园林|农业|畜牧|动科|医药|药学|中医|临床|口腔"
    "|传媒|音乐|美术|服装|纺织|航空|轨道|铁道|船舶|海洋|测绘|地质|矿业|能源|水利|交通|通信|数据|人工智能|公共|文化|教师|学前|师范|健康|康养"
    "|酒店|烹饪|现代|数字|创新|创业|新闻|文法|社会|城市|基础|通识|应用|装备|模具|数控|网络|物联|动漫|影视|电商|财经|商|工商|医|理|工|文|法"
)
_UNIT_COLLEGE = re.compile(rf"^(?:{_FIELD})[^市县省]*学院$|二级学院$")
_NESTING = re.compile(
    r"^(?P<school>.{2,}?(?:职业技术大学|职业大学|开放大学|大学|职业技术学院|职业学院|技师学院|高等专科学校|专科学校|专业学校|职业学校|技工学校|技术学校"
    r"|职教中心|职业教育中心|中学|小学|学校|(?:理工|师范|工业|科技|财经|农林)学院))(?P<unit>.+)$"
)
_WEAK_NESTING = re.compile(r"^(?P<school>.{2,6}?学院)(?P<unit>.+?(?:学院|系|处|教学部|办公室))$")
_BODY = (
    r"公司|集团|厂|学院|大学|学校|系|处|局|厅|委员会|管委会|政府|协会|商会|学会|联合会|基金会|研究院|研究所|医院|街道|社区|村|中心|(?<!支)部|馆|合作社"
    r"|银行|支行|分行|事务所|院|镇|乡|办事处|酒店|中学|小学|站|所|社|场|店|园区|开发区|支队|大队|联盟|共同体|联合体"
)
_BRANCH = re.compile(
    rf"^(?P<body>.+(?:{_BODY})(?:[（(][^（）()]*[)）])?)(?P<rest>[^，、]{{0,16}}?(?:党委|党组|党总支|总支部?|党?支部|党工委|党小组|机关党委|纪委)"
    r"(?:委员会)?)$"
)
_COMMITTEE = re.compile(rf"^(?P<body>.+(?:{_BODY}))(?P<rest>[^，、]{{0,10}}?(?:总?支部)?委员会)$")
_LOOSE_COMMITTEE = re.compile(r"^(?P<body>.{2,}?)(?P<rest>(?:总?支部)?委员会)$")
_BARE_BRANCH = re.compile(
    r"^(?P<body>.{2,8}?)(?P<rest>(?:机关|联合|第[一二三四五六七八九十\d]+)?(?:党委|党总支|党支部|支部))$"
)
_BUREAU = re.compile(
    r"^(?P<body>.{3,}?(?:局|厅|管委会|管理委员会|人民政府|街道办事处))(?P<office>[^党，、]{1,8}(?:科|处|股|室|办公室|办))$"
)
PARTY_PREFIX = re.compile(r"^(?:中国共产党|中共)")


def tidy(name: str) -> str:
    """Return a name without spaces, line breaks and stray marks around it; brackets stay as they are.

    >>> tidy(" 临岚桐舟物流集团有限公司 。")
    '临岚桐舟物流集团有限公司'
    """
    name = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", name.strip().replace("\u3000", " "))
    return name.strip(" \t\n,，、;；.。:：*※“”\"'").strip()


@lru_cache(maxsize=1 << 15)
def type_of(name: str) -> str:
    """Return the entity type that a name's own shape gives, or "" if it gives none.

    A college (“X学院”) is a school where its name says so and a unit where it names a field of study.

    >>> [type_of(n) for n in ("临岚砺锋精密机械有限公司", "机电工程学院", "第一党支部", "华为")]
    ['enterprise', 'school_unit', 'party_org', '']
    """
    base = unicodedata.normalize("NFKC", name)
    had_tail = bool(_TAIL.search(base))
    base = re.sub(r"\([^()]*\)$", "", base)
    return (_type_by_parts(base) or _type_by_ending(base) or ("enterprise" if had_tail else "")) if base else ""


def _type_by_parts(base: str) -> str:
    if PARTY_PREFIX.match(base):
        return "party_org"
    if split_school(base) or (_UNIT_COLLEGE.search(base) and not _SURE_SCHOOL.search(base)):
        return "school_unit"
    return "government" if split_bureau(base) else ""


def _type_by_ending(base: str) -> str:
    found = next((kind for kind, pattern in _ANY_TYPE if pattern.search(base)), "")
    if not found and _PUBLIC_CENTRE.match(base):
        return "government"
    if found or base.endswith("学院"):
        return found or "school"
    return "school_unit" if _UNIT.search(base) and len(base) >= 2 else ""


def is_sure(name: str) -> bool:
    """Tell whether the name's last word alone makes it a full name (…有限公司, …大学, …协会, …局)."""
    return bool(type_of(name)) and len(name) >= 4 and type_of(name) != "school_unit"


def is_college(name: str) -> bool:
    """Tell whether a name ends in 学院 and is not surely a school: a school in one ledger, a unit in another."""
    return name.endswith("学院") and not _SURE_SCHOOL.search(name)


def is_unit_name(name: str) -> bool:
    """Tell whether a name could be that of a unit inside a school (…学院, …系, …处, …部)."""
    return bool(_UNIT.search(name)) and not _SURE_SCHOOL.search(name)


def split_school(name: str) -> tuple[str, str] | None:
    """Return (school, unit) for a unit's full name; None if the name holds no unit.

    >>> split_school("临岚职业技术学院机电工程学院")
    ('临岚职业技术学院', '机电工程学院')
    """
    for pattern in (_NESTING, _WEAK_NESTING):
        found = pattern.match(name)
        if found and _is_unit_tail(found["unit"]):
            if pattern is _WEAK_NESTING and _UNIT_COLLEGE.search(found["school"]):
                continue
            return found["school"], found["unit"]
    return None


def _is_unit_tail(unit: str) -> bool:
    if any(p.search(unit) for p in (_PARTY, _ALLIANCE, _ASSOCIATION, _ENTERPRISE, _SURE_SCHOOL)):
        return False
    return len(unit) >= 2 and bool(_UNIT.search(unit)) and not unit.startswith(("附属", "校友"))


def split_bureau(name: str) -> tuple[str, str] | None:
    """Return (body, office) for an office of a government body; None if the name holds none.

    >>> split_bureau("临岚市教育局职业教育科")
    ('临岚市教育局', '职业教育科')
    """
    found = _BUREAU.match(name)
    return (found["body"], found["office"]) if found else None


def split_branch(name: str) -> tuple[str, str] | None:
    """Return (body, party organization) for a party organization named after its body; None if it is not.

    >>> split_branch("中共临岚砺锋精密机械有限公司支部委员会")
    ('临岚砺锋精密机械有限公司', '支部委员会')
    >>> split_branch("机关第一党支部") is None
    True
    """
    bare = PARTY_PREFIX.sub("", name)
    if bare != name and (found := _COMMITTEE.match(bare) or _LOOSE_COMMITTEE.match(bare)):
        return found["body"], found["rest"]
    if found := _BRANCH.match(bare):
        return found["body"], found["rest"]
    return None


def split_bare_branch(name: str) -> tuple[str, str] | None:
    """Return (short name, party organization) for “砺锋精密党支部”: a body named without its legal form."""
    found = _BARE_BRANCH.match(PARTY_PREFIX.sub("", name))
    return (found["body"], found["rest"]) if found else None
