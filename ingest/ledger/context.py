"""表的语境 What the lines above and below a table say of it: whose it is, of which years, and what its words mean.

Invariant: a context is never less than the one it falls back on: its sheet's, then its workbook's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.document import Cell
from ingest.ledger.blocks import Block
from ingest.ledger.dates import parse_date, plain
from ingest.ledger.organizations import is_sure, split_branch, split_school, tidy, type_of
from ingest.ledger.parties import people_in
from ingest.ledger.words import is_mark

_TITLE_KEY = re.compile(r"标题|表名|表格名称|台账名称|台账|名称|title|ledger|subject|表头", re.IGNORECASE)
_BODY_KEY = re.compile(
    r"(填报|填表|填写|填制|编制|编报|制表|报送|上报|申报|统计|汇总|报告|发布|整理|登记|归口|主管|管理|提供|所属|所在|建设)(单位|部门|学校|学院|处室|机构|院校|者|主体)"
    r"|填报|填表|制表|编制|报送|统计|来源|数据来源|单位(名称)?|部门|学校(名称)?|院校|学院|校名|主体|机构|school|org(anization)?|unit|reporter|reported_?by|dept|department|owner|compiled_?by",
    re.IGNORECASE,
)
_DATE_KEY = re.compile(
    r"(填表|填报|填写|制表|更新|统计|编制|报送|汇总|截止|截至|报表|发布|整理|登记|填制)(日期|时间)?|日期|时间|date|updated(_?at)?|as_?of|reported(_?on)?",
    re.IGNORECASE,
)
_PERSON_KEY = re.compile(
    r"(填表|填报|制表|审核|联系|经办|统计|负责|审批|分管|责任|登记|汇总|复核|编制)(人|领导|者)(姓名)?|制表|审核|主管领导|contact|filled_?by|prepared_?by",
    re.IGNORECASE,
)
_ORG_KEY = re.compile(
    r"秘书处(单位|设在)?|秘书长单位|(副)?理事长单位|牵头单位|主办单位|挂靠单位|承办单位|主管单位|指导单位|依托单位|secretariat|host",
    re.IGNORECASE,
)
_ALLIANCE_KEY = re.compile(r"联盟(名称)?|共同体(名称)?|联合体(名称)?|alliance", re.IGNORECASE)
_DATED = re.compile(r"(?:^|\s{2,}|\u3000)\s*((?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?)\s*$")
_AS_OF = re.compile(r"^[（(]?(?:截至|截止|统计时间|数据截至)\s*[:：]?\s*(.{4,20})")
_FILLED_BY = re.compile(r"(填表人|制表人|填报人|审核人|经办人|联系人)\s*[:：]\s*([^\s，。；;、]{2,4})")
_PAIR = re.compile(
    r"(?P<key>[^\s:：；;。，]{2,12}?(?:[（(][^（）()]*[)）])?)\s*[:：]\s*(?P<value>.*?)(?=\s{2,}|\s[^\s:：]{2,8}[:：]|[；;]|$)"
)
_PREFIX = re.compile(
    r"^(附件|附表|附|表)\s*[\d一二三四五六七八九十]*\s*[-—.:：、]?\s*|^(19|20)\d\d\s*([-—–~至]\s*(20)?\d\d)?\s*(年度|学年度?|年)?(上半年|下半年|第.学期|秋季|春季)?"
    r"|^[（(][^（）()]*[)）]|^[一二三四五六七八九十\d]+[、.．]\s*|^关于(公布|印发|下发|成立|调整|报送|公示|同意|举办|建设)?"
)
_SCHOOL = (
    "职业技术大学|职业大学|开放大学|大学|职业技术学院|职业学院|技师学院|高等专科学校|专科学校"
    "|专业学校|职业学校|技工学校|技术学校|职教中心|职业教育中心|中学|小学|学校"
)
_BODY = re.compile(
    rf"^(?P<name>(?:(?!与|和|及|的|校企|党建).){{2,}}?(?:{_SCHOOL}|有限责任公司|有限公司|集团公司|人民政府"
    r"|教育局|农业农村局|管理委员会|管委会|街道办事处|街道|研究院|研究所|协会|商会|学会|联合会|医院|社区|银行|[^业企]局|集团(?!.{0,10}公司)))"
)
_WEAK_SCHOOL = re.compile(r"^(?P<name>[^与和及的]{2,5}(?:师范|理工|科技|工业|财经)?学院)")
_UNIT = re.compile(
    r"^(?P<name>(?!二级|各|产业|企业|现代|所属|下属|下设|校外|校内|特色)[^\d与和及各（(]{2,10}?(?:学院|系(?!人|列|统|部|电)|教学部|处(?!理|置|于)|办公室))(?!党)"
)
_COLLECTIVE = re.compile(
    r"中小学|大中|高等学校$|职业院校|中职学校$|高职学校$|中职院校|各.{0,4}学校|全[省市县区]|职业学校$(?<=^职业学校)"
)
_NOT_BODY_UNIT = re.compile(r"产业学院|企业学院|二级学院|学徒制|关系|体系|系列")
_ALLIANCE = re.compile(
    r"(?P<name>[^\s，。：:（）()《》“”]{2,}?(?:产教联盟|产教融合共同体|产教联合体|联盟|共同体|联合体|职教集团|职业教育集团|教育集团|协作体|协同体))(?!建设|工作|章程|要求)"
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(?:[-—–~～至]+\s*((?:20)?\d\d)(?!\d))?")
_MARK = re.compile(
    r"(?P<marks>[●○◎◉√✓✔☑☒×✗✕★☆▲△■□◆◇◯⭕?？+·]+|(?<![A-Za-z\d])[A-Za-z\d](?=\s*[-—:：=表为代]|\s+[\u4e00-\u9fff]))(?:\s*[（(、/或]\s*(?P<more>[●○◎◉√✓✔☑☒×✗✕★☆▲△■□◆◇◯⭕?？+]+)\s*[)）]?)?"
    r"\s*(?:[:：=\-—]+|代?表示?|为|指)?\s*[“\"]?(?P<text>[^；;。，,、\s●○◎◉√✓✔☑☒×✗✕★☆▲△■□◆◇◯⭕]{2,})"
)
_ALIAS = re.compile(
    r"[“\"]?(?P<short>[^\s“”\"：:；;，。、为即是指（）()—=]{2,14})[”\"]?\s*(?:[（(]?简称[)）]?)?\s*(?:为|即|是|指|系|＝|=|：|:|全称为?|的全称[为是]?|——?|->|→)\s*[“\"]?(?P<full>[^“”\"；;，。、]{5,40})"
)
_CALLED = re.compile(
    r"(?P<full>[^\s“”\"；;，。、：:]{5,40}?)\s*[（(](?:以下)?简称\s*[:：]?\s*[“\"]?(?P<short>[^”\"）)]{2,14})[”\"]?[)）]"
)
_CALLED_OPEN = re.compile(
    r"(?P<full>[^\s“”\"；;，。、：:（）()]{5,40})(?:以下)?简称(?:为)?\s*[“\"]?(?P<short>[^\s“”\"；;，。、）)]{2,14})"
)
_FORMER = re.compile(
    r"(?:原名称?|曾用名|原称|前身为?|由)\s*[:：为]?\s*[“\"]?(?P<short>[^\s“”\"；;，。、（）()]{4,30}?)[”\"]?(?=更名|改名|变更|[；;，。、）)”\"\s]|$)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name and the cell that gives it."""

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Context:
    """语境 Title, body (whose ledger it is), alliance, years, date of filling in, short names, legend.

    `years` is (first, last); `aliases` are (short, full) pairs; `legend` are (mark, what it stands for).
    """

    title: str = ""
    body: Named | None = None
    alliance: Named | None = None
    years: tuple[int, int] | None = None
    published: str | None = None
    reporters: tuple[Named, ...] = ()
    others: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()

    def within(self, wider: "Context") -> "Context":
        """Return this context with what it lacks taken from a wider one."""
        gaps = {
            k: getattr(wider, k) for k in ("body", "alliance", "years", "published", "legend") if not getattr(self, k)
        }
        return replace(self, **gaps, aliases=tuple(dict.fromkeys(self.aliases + wider.aliases)))


def context_of(block: Block, file_title: str = "") -> Context:
    """Return what the lines, notes and sheet name of a block say."""
    around = [*block.lines, *block.notes]
    pairs = list(_pairs(around))
    used = {c.address for _, _, c in pairs}
    titles = [c for c in block.lines if c.address not in used and not c.address.endswith("#")]
    titles = [c for k, _, c in pairs if _TITLE_KEY.fullmatch(k)] + titles
    sheet = Cell(f"{block.table.name}!A1", block.table.name)
    context = _from_titles([*titles, sheet] + ([Cell(sheet.address, file_title)] if file_title else []))
    context = _from_pairs(context, pairs)
    texts = [c.text for c in around]
    return replace(context, aliases=tuple(a for t in texts for a in aliases_in(t)), legend=tuple(_legend(texts)))


def _from_titles(cells: list[Cell]) -> Context:
    alliance = next((Named(a, c) for c in cells if (a := alliance_in(c.text))), None)
    body = next((Named(b, c) for c in cells for t in _pieces(c.text) if (b := body_in(t))), None)
    if body and alliance and body.name in alliance.name:
        body = None
    years = next((y for c in cells if (y := years_in(c.text))), None)
    return Context(" ".join(c.text for c in cells), body, alliance, years)


def _pieces(title: str) -> list[str]:
    """Return a title and what stands in its brackets: either may name the body."""
    return [title, *re.findall(r"[（(]([^（）()]{4,})[)）]", title)]


def _from_pairs(context: Context, pairs: list[tuple[str, str, Cell]]) -> Context:
    reporters = [Named(tidy(v), c) for k, v, c in pairs if _BODY_KEY.fullmatch(k) and _names_body(v)]
    others = [Named(tidy(v), c) for k, v, c in pairs if _ORG_KEY.fullmatch(k) and type_of(tidy(v))]
    people = [Named(s.name, c) for k, v, c in pairs if _PERSON_KEY.fullmatch(k) for s in people_in(v)]
    alliance = next(
        (Named(tidy(v), c) for k, v, c in pairs if _ALLIANCE_KEY.fullmatch(k) and type_of(tidy(v)) == "alliance"), None
    )
    published = next((d for k, v, _ in pairs if _DATE_KEY.fullmatch(k) and (d := parse_date(v))), None)
    return replace(
        context,
        body=context.body or next((b for n in reporters if (b := _body(n))), None),
        alliance=context.alliance or alliance,
        published=published,
        reporters=tuple(reporters),
        others=tuple(others),
        people=tuple(people),
    )


def _names_body(value: str) -> bool:
    return bool(type_of(tidy(value))) and len(tidy(value)) >= 3


def _body(named: Named) -> Named | None:
    """Return the institution that a reporting office's name holds, if it holds one."""
    name = named.name
    if parts := split_branch(name):
        name = parts[0]
    if type_of(name) == "school_unit" and (nested := split_school(name)):
        name = nested[0]
    return Named(name, named.cell) if is_sure(name) and type_of(name) not in ("alliance", "") else None


def _pairs(cells: list[Cell]) -> Iterator[tuple[str, str, Cell]]:
    """Yield (key, value, cell): “填报单位：X” in one cell, or a key and its value in two."""
    keys = (_TITLE_KEY, _BODY_KEY, _DATE_KEY, _PERSON_KEY, _ORG_KEY, _ALLIANCE_KEY)
    for i, cell in enumerate(cells):
        for found in _PAIR.finditer(cell.text):
            key = re.sub(r"[（(][^（）()]*[)）]|\s", "", found["key"])
            if any(k.fullmatch(key) for k in keys) and found["value"].strip():
                yield key, found["value"].strip(), cell
        key = re.sub(r"[（(][^（）()]*[)）]|[\s:：]", "", cell.text)
        follows = i + 1 < len(cells) and len(key) <= 12 and any(k.fullmatch(key) for k in keys)
        if follows and not re.search(r"[:：]\s*\S", cell.text) and not re.search(r"[:：]", cells[i + 1].text):
            yield key, cells[i + 1].text.strip(), cells[i + 1]
        for pattern in (_DATED, _AS_OF):
            if dated := pattern.search(cell.text):
                yield "日期", dated[1], cell
        for signed in _FILLED_BY.finditer(cell.text):
            yield signed[1], signed[2], cell


def body_in(title: str) -> str:
    """Return the organization whose name a title begins with, or "".

    >>> body_in("临岚职业技术学院校企合作协议台账（2022—2024年）"), body_in("望岑县职业教育实训基地统计表")
    ('临岚职业技术学院', '')
    >>> body_in("附件2：临岚职业技术学院机电工程学院校企合作台账")
    '临岚职业技术学院机电工程学院'
    """
    text = _bare(title)
    found = _BODY.match(text)
    if not found and (weak := _WEAK_SCHOOL.match(text)) and type_of(weak["name"]) == "school":
        found = weak if not re.search("产业学院|企业学院", weak["name"]) else None
    if not found:
        return ""
    name, rest = found["name"], text[found.end() :]
    if _COLLECTIVE.search(name):
        return ""
    unit = _UNIT.match(rest)
    if (
        unit
        and type_of(name) == "school"
        and not _NOT_BODY_UNIT.search(unit["name"])
        and type_of(unit["name"]) == "school_unit"
    ):
        return name + unit["name"]
    return name


def alliance_in(title: str) -> str:
    """Return the alliance that a title names, or "".

    >>> alliance_in("临岚智能制造产教联盟成员单位名册（第二届）")
    '临岚智能制造产教联盟'
    """
    found = _ALLIANCE.search(_bare(title))
    name = found["name"] if found else ""
    return (
        ""
        if re.fullmatch(r"(加入|参加|各类|行业|产业|党建|产教|产教融合|市域|校企|本)?(产教)?(联盟|共同体|联合体)", name)
        else re.sub(r"^(加入|参加)", "", name)
    )


def _bare(title: str) -> str:
    text = re.sub(r"\s+", "", title)
    while (stripped := _PREFIX.sub("", text, count=1)) != text:
        text = stripped
    return text.strip('《》“”"')


def years_in(text: str) -> tuple[int, int] | None:
    """Return the years that a title or section names: (first, last)."""
    found = _YEARS.search(plain(text))
    if not found:
        return None
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    return first, last + 2000 if last < 100 else last


def aliases_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield (short, full) for what a note says of short names."""
    for clause in re.split(r"[；;。\n，]|(?<=\D)\d[.、．](?=\D)", text):
        said = re.sub(r"^\s*(注|备注|说明)?\s*[:：]?\s*\d*[.、．]?\s*", "", clause)
        for pattern in (_CALLED, _CALLED_OPEN, _ALIAS):
            found = pattern.search(said)
            if found and _fits(found["short"], tidy(found["full"])):
                yield tidy(found["short"]), tidy(found["full"])
                break


def former_names(text: str) -> list[str]:
    """Return the former names that a remark gives (原名…, 曾用名…)."""
    return [m["short"] for m in _FORMER.finditer(text) if type_of(m["short"])]


def _fits(short: str, full: str) -> bool:
    shared = sum(c in full for c in short)
    return len(short) < len(full) and shared * 2 > len(short) and bool(type_of(full)) and not is_mark(short)


def _legend(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        if not re.search(
            r"图例|标记|符号|代表|表示|legend|key|^\s*(?:注|说明|备注)", text, re.IGNORECASE
        ) and not re.search("[●○√✓×△☆★]", text):
            continue
        for found in _MARK.finditer(text):
            for mark in found["marks"] + (found["more"] or ""):
                yield mark, found["text"]
