"""单元格里的名称 The several names in one cell, without labels, numbering and bracketed roles; names of people.

Invariant: a part keeps the cell (or list item) that it was read from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.document import Cell
from ingest.ledger.organizations import is_sure, tidy, type_of
from ingest.ledger.words import is_blank

_SEPARATORS = re.compile(
    r"(?<=\S)\s*(?=[①-⑳])|\s+(?=\d{1,2}[.、．)）]\D)|[、，,；;|\n\r]+|(?<=[^\x00-\x7f])\s*[/／&＆]\s*(?=[^\x00-\x7f])|\s{2,}"
)
_LABEL = re.compile(
    r"^(甲方|乙方|丙方|丁方|戊方|校方|企方|政方|行业方?|牵头单位?|参与单位?|主持|联合|共建方?|合作方|企业|学校|单位|院校)\s*[\d一二三四]?\s*[:：]\s*"
)
_NUMBERING = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]\s*|[①-⑳]\s*|[-·•*]\s+)")
_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]\s*$")
_KEPT = re.compile(r"普通合伙|有限合伙|个人独资|集团|筹$")
_ALIAS = re.compile(r"(?:(?:以下)?简称|原名?|曾用名|原|又名|俗称|即|现名?)\s*[:：]?\s*[“\"]?(?P<name>[^”\"]{2,})")
_AND_OTHERS = re.compile(
    r"等?\s*[\d一二三四五六七八九十]+\s*余?(?:家|个|所)(?:企业|单位|公司|院校|高校|学校|机构)?$|等(?:企业|单位|公司|院校|高校)?$"
)
# Words for organizations in general; “数字商务学院” or “多媒体学院” is a name, “多家企业” is not.
_KIND = "(?:企业|单位|二级学院|学院|学校|公司|高校|院校|部门|院系|合作方|机构|组织|支部|人士|校友|党员|教师|师生|学生)"
_GENERIC = re.compile(
    r"[（(][^（）()]*[)）]|(?:洽谈|对接|筹备|商谈|接洽|待签|拟定)中?|(?:待|拟)定.*"
    rf"|(?:约|近|共)?(?:多|若干|数|几|两|\d+|[一二三四五六七八九十百]+)\s*(?:余|多)?(?:家|个|所|位|名)(?:.{{0,6}}{_KIND})?"
    rf"|若干.{{0,6}}{_KIND}|(?:若干|有关|相关|部分|其他|其它|各|各个|各相关|全体|全部|所有|本地|当地|多元|社会各界|社会|省内外?|市内|区内|校内|校外|本校|我校)(?:的)?{_KIND}?"
    rf"|{_KIND}|全校|全院|.*匿名.*|(?:.{{0,8}}[级届]|热心|爱心|历届|校外)校友|爱心(?:人士|企业|校友)|社会各界.*|某.{{0,12}}"
)
_ANONYMOUS = re.compile(r"匿名|爱心|某|社会各界|不愿透露")
_JOINERS = re.compile(r"(?<=[^\x00-\x7f])(?:和|与|及|以及|暨)(?=[^\x00-\x7f])")
_PERSON = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}[·•][\u4e00-\u9fff]{1,8}|[A-Z][a-z]+(?: [A-Z][a-z.]+){1,3}"
)
_NOT_PERSON = re.compile(
    r"^.(先生|女士|同志|老师|师傅|总|工|处|科|主任|经理|书记|院长|校长|局长|教授|董|某+)$|[省市县区局院校系处部科室厂司班组队站所店]$|^(同上|无|待|拟|负责|学校|企业|公司|老师|领导|主任|书记|校长|院长|处长|经理|董事长|其他|全体|师生|合计|小计|男|女|是|否|有|已|未|校级|市级|省级|国家级)"
)
_TITLE = (
    "党委书记|党总支书记|总支书记|支部书记|副书记|书记|副校长|校长|副院长|院长|副处长|处长|副主任|主任|副部长|部长|副科长|科长|副局长|局长|副市长|市长|副县长|县长|副区长|区长|镇长|乡长"
    "|董事长|副董事长|副总经理|总经理|副经理|项目经理|经理|总裁|副总裁|总监|总工程师|工程师|总工|厂长|副厂长|所长|会长|副会长|秘书长|副秘书长|理事长|主席|馆长|园长|站长|社长|行长|队长|支队长"
    "|组长|主管|专员|教授|副教授|讲师|教师|老师|研究员|辅导员|班主任|委员|调研员|巡视员|助理|合伙人|负责人|店长|车间主任|系主任|代表|创始人|学员|干事|科员|法定代表人|CEO|HR"
)
_SURNAME_TITLE = re.compile(rf"[\u4e00-\u9fff]{{0,2}}(?:{_TITLE})")
_TITLE_NAME = re.compile(
    rf"^(?P<title>.*?(?:{_TITLE}))\s*[:：]?\s*(?P<name>[\u4e00-\u9fff]{{2,3}}|[\u4e00-\u9fff]{{4}})$"
)
_NAME_TITLE = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff]{{2,4}}?)\s*[，,]?\s*(?P<title>(?:[^\s，,]{{0,20}}?)(?:{_TITLE}))$"
)
# After “…学院院长 甲、辅导员 乙” the second is of the same college; a head of the whole school is not.
_HIGH = re.compile(r"校长|党委|纪委|董事|总经理|总裁|局长|会长|理事长|主席")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍"
    "双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空"
    "曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖闫付覃仝苟原芦苑粟么鹿代冼修晋欣展揭伦初战芳次"
)
_LONG_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 端木 独孤 南宫 闻人 "
    "轩辕 钟离 澹台 淳于 太史 申屠 百里".split()
)
_PERSON_SEPARATORS = re.compile(r"(?<=\S)\s*(?=[①-⑳])|\s+(?=\d{1,2}[.、．)）]\D)|[、，,；;|\n\r/／]+|\s*(?:和|及)\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """名称片段 One name in a cell, the cell it stands in, and other names that its brackets give."""

    text: str
    cell: Cell
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Someone:
    """人 A person's name, and the title and organization that the same text gives."""

    name: str
    title: str = ""
    of: str = ""


def parts_in(cell: Cell) -> list[Part]:
    """Return the names in a cell of organizations, in order; generic plurals and blanks are left out.

    >>> [p.text for p in parts_in(Cell("S!A1", "甲公司、乙厂（牵头单位）\\n丙方：丙协会"))]
    ['甲公司', '乙厂', '丙协会']
    """
    if cell.parts:
        return [part for item in cell.parts for part in parts_in(item)]
    return [part for text in _split(cell.text) if (part := _part(text, cell))]


def _split(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for found in re.finditer(r"[（(\[【]|[)）\]】]|" + _SEPARATORS.pattern, text):
        if found[0] in "（([【":
            depth += 1
        elif found[0] in ")）]】":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield from _joined(text[start : found.start()])
            start = found.end()
    yield from _joined(text[start:])


def _joined(text: str) -> Iterator[str]:
    # “甲公司和乙公司” is two names only if each is a full one.
    for found in _JOINERS.finditer(text):
        left, right = text[: found.start()], text[found.end() :]
        if is_sure(tidy(left)) and is_sure(tidy(right)):
            yield from _joined(left)
            yield from _joined(right)
            return
    yield text


def _part(text: str, cell: Cell) -> Part | None:
    text = _NUMBERING.sub("", text.strip())
    text = _LABEL.sub("", text)
    text = _AND_OTHERS.sub("", text) or text
    text, aliases = _unbracketed(text)
    text = tidy(text)
    if is_blank(text) or (is_generic(text) and not is_self(text)) or is_garbled(text):
        return None
    return Part(text, cell, aliases)


def _unbracketed(text: str) -> tuple[str, tuple[str, ...]]:
    aliases: list[str] = []
    while found := _BRACKET.search(text):
        if _KEPT.search(found[1]) or not text[: found.start()].strip():
            break
        if alias := _ALIAS.match(found[1].strip()):
            aliases.append(tidy(alias["name"]))
        text = text[: found.start()]
    return text, tuple(aliases)


def is_generic(text: str) -> bool:
    """Tell whether a text names nobody in particular (34家企业, 各二级学院, 匿名校友)."""
    return bool(_GENERIC.fullmatch(text)) and not re.search(r"有限公司$", text)


def is_garbled(text: str) -> bool:
    """Tell whether a name has holes in it (？？科技, XX公司, 某某集团)."""
    return bool(re.search(r"[?？*＊□×]|[xXＸ]{2,}|某某|\ufffd", text))


def is_self(text: str) -> bool:
    """Tell whether a text means the body whose ledger it is (本校, 我院, 校本部)."""
    if re.fullmatch(r"(?:学院|学校|校|院|公司)(?:本部|本级|机关)", text.strip()):
        return True
    return bool(
        re.fullmatch(r"(?:本|我|该)(?:校|院|单位|公司|局|企业|支部|会)|学校|校本部|校级|全校|校方", text.strip())
    )


def is_anonymous(text: str) -> bool:
    """Tell whether a text hides who it speaks of."""
    return bool(_ANONYMOUS.search(text)) and is_generic(tidy(text))


def is_person(text: str) -> bool:
    """Tell whether a text has the shape of a person's name."""
    if not _PERSON.fullmatch(text) or _NOT_PERSON.search(text) or _SURNAME_TITLE.fullmatch(text) or type_of(text):
        return False
    # Four characters are a name only with a surname of two, or the surnames of both parents.
    return len(text) != 4 or not text.isalpha() or text[:2] in _LONG_SURNAMES or set(text[:2]) <= _SURNAMES


def people_in(text: str) -> list[Someone]:
    """Return the people named in a cell, with the titles written beside their names.

    >>> people_in("智能制造学院院长 沈立诚、路遥远（副校长）")
    [Someone(name='沈立诚', title='院长', of='智能制造学院'), Someone(name='路遥远', title='副校长', of='')]
    """
    out: list[Someone] = []
    for piece in _people_pieces(text):
        for someone in _someone(piece):
            before = out[-1].of if out else ""
            goes_on = before and someone.title and not someone.of and not _HIGH.search(someone.title)
            out.append(replace(someone, of=before) if goes_on else someone)
    return out


def _people_pieces(text: str) -> list[str]:
    text = re.sub(r"(?:\+?86[- ]?)?1\d{10}|\d{3,4}-\d{7,8}|\d{7,8}", " ", text)
    return [p.strip(" 　:：。.") for p in _PERSON_SEPARATORS.split(text) if p.strip(" 　:：。.")]


def _someone(piece: str) -> list[Someone]:
    placed = re.match(r"(?P<of>[^\s:：]{3,24})[\s:：]+(?P<rest>[^\s:：].*)", piece)
    if placed and type_of(placed["of"]) and not re.search(rf"(?:{_TITLE})$", placed["of"]):
        return [replace(s, of=s.of or placed["of"]) for s in _someone(placed["rest"])]
    bracket = _BRACKET.search(piece)
    aside = bracket[1].strip() if bracket else ""
    bare = re.sub(r"等(?:[\d一二三四五六七八九十]+余?人)?$", "", _BRACKET.sub("", piece)).strip()
    solid = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]$)", "", bare) if len(bare) <= 4 else bare
    if is_person(solid):
        title = aside if re.search(rf"(?:{_TITLE})$", aside) else ""
        return [Someone(solid, *_placed(title))]
    for pattern in (_TITLE_NAME, _NAME_TITLE):
        found = pattern.match(bare)
        if found and is_person(found["name"]) and (pattern is _TITLE_NAME or found["name"][0] in _SURNAMES):
            return [Someone(found["name"], *_placed(found["title"].strip()))]
    names = re.split(r"\s+", bare)
    if len(names) > 1 and all(map(is_person, names)):
        return [Someone(n) for n in names]
    return []


def _placed(title: str) -> tuple[str, str]:
    """Cut “智能制造学院院长” into (院长, 智能制造学院)."""
    found = re.search(rf"(?:{_TITLE})$", title)
    if not found:
        return title, ""
    best = next((m for m in re.finditer(rf"(?:{_TITLE})$", title)), found)
    place = title[: best.start()].strip()
    return (best[0], place) if place and type_of(place) else (title, "")
