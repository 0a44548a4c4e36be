"""A made-up register of organizations with known truth: what `bench.register` resolves.

Invariant: the same count and seed give the same records; every name is composed of real places, invented brands and
generic words. `truth` numbers the entities; records of one number are one body.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import opencc

from ingest.resolve.divisions import names_of
from ingest.resolve.parse import Subject
from ingest.resolve.words import sounds, table_lines, words

FIRST = (
    "恒鑫泰华源成宏达盛隆瑞信通联创海星宇凯博力润兴顺嘉德亿岚望霁澄栖陌砚临绯漱沐晴渚烟棠汀芷岑泊皓映溯黛菘柏匠禾锦瀚"
)
SECOND = "远新科源达丰盛荣祥诚智飞腾鼎峰众合峤湄岫坪汐垣渡麓笙洲棹堤屏川舸桥壑隅浦嶂阙溪野陂安衡润港帆桦榕杉"
TRADES = (
    "机械制造 精密机械 电子科技 信息技术 智能装备 建筑工程 建设工程 物流 食品 纺织 化工 新材料 新能源"
    " 汽车零部件 电气 软件 网络科技"
    " 环保科技 农业发展 医药 生物科技 文化传播 教育科技 人力资源 轨道装备 自动化设备"
    " 包装 印刷 钢构 置业 酒店管理 餐饮管理 旅游开发 模具"
).split()
FIELDS = (
    "工业 信息 机电 建筑 交通 商贸 旅游 护理 卫生 农林 水利 财经 轻工 化工 纺织 艺术 电子 经贸 航空 铁道 能源 城市"
).split()
SCHOOLS = "职业技术学院 职业技术学院 职业学院 中等专业学校 技师学院 高级职业技术学校 职业学校".split()
FACULTIES = (
    "机电工程学院 信息工程学院 经济管理学院 建筑工程学院 护理学院 艺术设计学院 汽车工程学院 马克思主义学院".split()
)
BUREAUS = {
    "教育局": ("教育局",),
    "人力资源和社会保障局": ("人社局", "人力资源社会保障局"),
    "工业和信息化局": ("工信局",),
    "住房和城乡建设局": ("住建局",),
    "市场监督管理局": ("市场监管局",),
    "农业农村局": ("农业农村局",),
    "生态环境局": ("生态环境局", "环境保护局"),
    "卫生健康委员会": ("卫健委", "卫生健康委"),
    "科学技术局": ("科技局",),
    "发展和改革委员会": ("发改委", "发展改革委"),
}
DIGITS = "一二三四五六七八九"
COMMON = "大中新东西南北金明正元利福昌百万光方天地人和平安水山石林木火土"


@dataclass(frozen=True, slots=True)
class Record:
    """登记记录 What a register says of a body, with the number of the body it truly is."""

    subject: Subject
    truth: int


@dataclass(frozen=True, slots=True)
class Body:
    """真实机构 A body: its full name without place, its place in words from the widest, how its name begins."""

    place: tuple[str, ...]
    head: str
    rest: str
    type: str
    short: tuple[str, ...] = ()


Change = Callable[[Body, random.Random], str]


def register(count: int, seed: int = 1) -> list[Record]:
    """Return `count` records in random order."""
    dice = random.Random(seed)
    found: list[Record] = []
    for truth, body in enumerate(_bodies(dice)):
        if len(found) >= count:
            break
        found += [Record(_record(body, dice, first=not n), truth) for n in range(_copies(dice))]
    del found[count:]
    dice.shuffle(found)
    return found


def _copies(dice: random.Random) -> int:
    return dice.choices((1, 2, 3, 4, 6), (30, 30, 20, 12, 8))[0]


def _bodies(dice: random.Random) -> Iterator[Body]:
    seen: set[tuple[str, str]] = set()
    makers = (_firms, _firms, _firms, _firms, _school, _party, _party, _bureaus)
    while True:
        place = dice.choice(_places())
        for body in dice.choice(makers)(place, dice):
            # One name in one place is one body.
            if (name := (body.head, body.rest)) not in seen:
                seen.add(name)
                yield body


def _firms(place: tuple[str, ...], dice: random.Random) -> Iterator[Body]:
    brand = dice.choice(FIRST) + dice.choice(SECOND) + (dice.choice(SECOND) if dice.random() < 0.2 else "")
    trade, head = dice.choice(TRADES), _head(place, dice)
    form = dice.choices(("有限公司", "股份有限公司", "有限责任公司"), (80, 10, 10))[0]
    firm = Body(place, head, f"{brand}{trade}{form}", "enterprise", (brand + trade, brand + trade[:2]))
    yield firm
    if dice.random() < 0.1:
        # A group, its members, a branch: none of them one with another.
        yield Body(place, head, f"{brand}集团有限公司", "enterprise", (f"{brand}集团",))
        other = dice.choice([t for t in TRADES if t != trade])
        yield Body(place, head, f"{brand}{other}有限公司", "enterprise", (brand + other,))
        yield Body(place, head, f"{firm.rest}{_bare(dice.choice(_places())[1])}分公司", "enterprise")
    if dice.random() < 0.1:
        yield from _committee(firm, dice)


def _school(place: tuple[str, ...], dice: random.Random) -> Iterator[Body]:
    field, kind = dice.choice(FIELDS), dice.choice(SCHOOLS)
    name = f"{field}{kind}"
    tail = "院" if kind.endswith("学院") else "校"
    school = Body(place, _head(place, dice, 0.0), name, "school", (f"{field}{tail}", f"{field[0]}职{tail}"))
    yield school
    for faculty in dice.sample(FACULTIES, dice.choice((0, 1, 2))):
        yield Body(place, school.head, name + faculty, "school_unit", (school.short[0] + faculty,))
    if dice.random() < 0.4:
        yield from _committee(school, dice)


def _committee(of: Body, dice: random.Random) -> Iterator[Body]:
    yield Body(of.place, of.head, f"{of.rest}委员会", "party_org", (f"{of.rest}党委",))
    for number in dice.sample(DIGITS, dice.choice((0, 2, 3))):
        yield Body(of.place, of.head, f"{of.rest}第{number}党支部", "party_org", (f"{of.rest}第{number}支部",))


def _party(place: tuple[str, ...], dice: random.Random) -> Iterator[Body]:
    bureau = dice.choice(list(BUREAUS))
    yield from _committee(Body(place, _seat(place, dice), bureau, "government"), dice)


def _bureaus(place: tuple[str, ...], dice: random.Random) -> Iterator[Body]:
    bureau = dice.choice(list(BUREAUS))
    yield Body(place[:2], place[1], bureau, "government", BUREAUS[bureau])
    if len(place) > 2:
        yield Body(place, place[1] + place[2], bureau, "government", BUREAUS[bureau])


def _head(place: tuple[str, ...], dice: random.Random, none: float = 0.1) -> str:
    if dice.random() < none:
        return ""
    return dice.choice([place[1], place[1], _bare(place[1]), place[-1]])


def _seat(place: tuple[str, ...], dice: random.Random) -> str:
    return dice.choice([place[1], "".join(place[1:])])


def _bare(name: str) -> str:
    return name.removesuffix("市") if len(name) > 2 else name


def _record(body: Body, dice: random.Random, first: bool) -> Subject:
    name = body.head + body.rest
    if not first:
        change = dice.choices([c for c, _ in CHANGES], [w for _, w in CHANGES])[0]
        name = change(body, dice)
    if dice.random() < 0.12:
        name = dice.choice(DRESSES)(name, dice)
    region = dice.choices(("".join(body.place), "".join(body.place[:2]), None), (55, 25, 20))[0]
    return Subject(name, body.type, region)


def _as_is(body: Body, dice: random.Random) -> str:
    return body.head + body.rest


def _without_place(body: Body, dice: random.Random) -> str:
    # A name that says nothing without its place keeps it.
    return body.rest if body.type == "enterprise" else body.head + body.rest


def _with_place(body: Body, dice: random.Random) -> str:
    if not body.head or body.head == body.place[0]:
        return body.head + body.rest
    outer = body.place[0] if body.head.startswith(_bare(body.place[1])) else body.place[1]
    return outer + body.head + body.rest


def _other_form(body: Body, dice: random.Random) -> str:
    name = body.head + body.rest
    if "有限责任公司" in name:
        return name.replace("有限责任公司", "有限公司")
    return name.replace("有限公司", "有限责任公司") if "股份" not in name else name.replace("股份有限公司", "股份公司")


def _formless(body: Body, dice: random.Random) -> str:
    form = next((f for f in words().forms if body.rest.endswith(f)), "")
    return body.head + body.rest.removesuffix(form)


def _short(body: Body, dice: random.Random) -> str:
    if not body.short:
        return body.head + body.rest
    return (_bare(body.head) if body.type != "government" else body.head) + dice.choice(body.short)


def _with_role(body: Body, dice: random.Random) -> str:
    return ("中共" if body.type == "party_org" else "") + body.head + body.rest


def _misread(body: Body, dice: random.Random) -> str:
    name = body.head + body.rest
    at = dice.randrange(len(name))
    near = _near(name[at])
    return name[:at] + (dice.choice(near) if near else dice.choice(COMMON)) + name[at + 1 :]


def _slipped(body: Body, dice: random.Random) -> str:
    name = body.head + body.rest
    at = dice.randrange(1, len(name) - 1)
    turned = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return dice.choice((name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], turned))


def _mistyped(body: Body, dice: random.Random) -> str:
    name = body.head + body.rest
    at = dice.randrange(len(name))
    return name[:at] + dice.choice(COMMON) + name[at + 1 :]


def _renamed(body: Body, dice: random.Random) -> str:
    return body.head + body.rest.replace("生态环境局", "环境保护局").replace("职业技术学院", "职业技术大学")


CHANGES: tuple[tuple[Change, int], ...] = (
    (_as_is, 20),
    (_without_place, 10),
    (_with_place, 14),
    (_other_form, 10),
    (_formless, 10),
    (_short, 14),
    (_with_role, 6),
    (_misread, 8),
    (_slipped, 4),
    (_mistyped, 2),
    (_renamed, 2),
)
"""How a further record of a body differs from its full name, and how often."""

DRESSES: tuple[Callable[[str, random.Random], str], ...] = (
    lambda name, dice: f"{name}（盖章）",
    lambda name, dice: name[: len(name) // 2] + " " + name[len(name) // 2 :],
    lambda name, dice: f"({dice.randint(1, 9)}){name}",
    lambda name, dice: _traditional().convert(name),
    lambda name, dice: _traditional().convert(name),
)


@lru_cache(maxsize=1)
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@lru_cache(maxsize=1)
def _places() -> list[tuple[str, ...]]:
    codes = [line.split("\t")[0] for line in table_lines("divisions.tsv")]
    found = []
    for code in codes:
        steps = (names_of(c) for c in dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code)))
        named = tuple(name for name in steps if name)
        if len(named) > 1:
            found.append(named)
    return found


@lru_cache(maxsize=8192)
def _near(char: str) -> list[str]:
    alike = [c for line in table_lines("shapes.txt") if char in line for c in line if c != char]
    heard = [c for c, found in sounds().items() if c != char and found & sounds().get(char, frozenset())]
    return sorted({*alike, *heard[:6]})
