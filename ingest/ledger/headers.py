"""表头词汇 What a column's heading says of its content: synonyms as offices write them, Chinese and English.

Invariant: the first rule that matches decides; a heading that no rule knows means nothing by itself.
"""

import re
import unicodedata
from dataclasses import dataclass

JOIN = " > "
_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[)）】\]]")


@dataclass(frozen=True, slots=True)
class Sense:
    """表头含义 What a heading means (`means`, see `mapping.MEANINGS`), and for persons the title it gives."""

    means: str
    role: str = ""


_PERSON_WORDS = (
    "姓名|名字|负责人|责任人|联系人|联络人|联络员|经办人|经手人|填表人|填报人|制表人|审核人|书记|副书记|院长|副院长|系主任|主任|会长|理事长|秘书长|校长|董事长|总经理"
    "|经理|法人|法人代表|法定代表人|班主任|辅导员|带头人|主持人|代表|签约人|签约代表|签字人|带队人|带队领导|带队|领队|参加人员|参与人员|参加人|参加|参与者|随行|陪同|接待|走访人员|走访人|走访领导"
    "|随行人员|接待人员|接待人|接待领导|陪同人员|出席人员|参会人员|导师|企业导师|指导教师|教师|党建指导员|指导员|组织委员|宣传委员|专员|对接人|牵头人|组长|站长|站站长|所长|厂长|人员"
    "|handledby|contact|contactperson|person|name|leader|representative|head|secretary"
)
_NO_ROLE = re.compile(
    "姓名|名字|联系人|联络人|联络员|经办人|经手人|填表人|填报人|制表人|审核人|代表|签约|签字|带队|领队|参加|参与|走访|随行|接待|陪同|出席|参会|对接人|人员|教师$|handled|contact|person|^name|representative"
)

_RULES: tuple[tuple[str, str], ...] = (
    ("ignore", r".*(电话|手机|联系方式|邮箱|e-?mail|微信|qq|传真|phone|tel|邮编|身份证|照片|签名|盖章|附件|网址)(号码?)?|是否续签"),
    ("ignore", r".*(面积|工位|人数|数量|台套|台数|规模|学时|次数|份数|学生数|企业数|合计|小计|占比|比例|比率|得分|评分|单价|备案人|性别|年龄|民族|学历|存放|档号|级别|层次)"),
    ("alias", r"简称|缩写|别名|曾用名|原名|abbr|shortname"),
    ("serial", r"序号?|项次|行号|no\.?|number|#|s/?n|index|seq"),
    ("paired", r"是否(为|属)?(党建|结对|联建).*|党建(类|项目)?(与否|否)|is(party|paired).*"),
    ("agreement_no", r"(协议|合同|备案|文件)(编号|号|书号)|(agreement|contract)(no\.?|number|id)"),
    ("signed", r"是否.*签.*|.*签(约|订|署)?(与否|否)|有无.*(协议|合同)|(协议|合同|签约|签订|签署)(签订|签署)?(情况|状态)|.*agreementsigned.*|signed|是否有协议"),
    ("signed_on", r".*(签订|签署|签约|签字|签协议|签)(日期|时间|年月|日)|(协议|合同)(签订|签署)?(日期|时间)|signedon|signingdate|datesigned|signdate|signed(_at|date)|(agreement|contract)date"),
    ("ended_on", r".*(解除|摘牌|退出|撤销|停办|退会|解约|注销|离任|卸任|终止)(日期|时间|年月|情况)?|terminat.*"),
    ("end", r".*(截止|到期|届满|结束|失效|毕业)(日期|时间|年月|日)?|有效期?至|.*至|enddate|end|expir.*|validuntil|until"),
    ("start", r".*(开始|起始|生效|启动)(日期|时间|年月|日)?|有效期自|自|.*起|startdate|start|from"),
    ("term", r".*(有效期限?|期限|起止.*|年限|学制|周期|任期|协议期|合同期|履约期|聘期|合作期|时段|存续期)|duration|term|period|validity"),
    ("year", r"年度|年份|所属年度|学年|year"),
    ("date", r".*(日期|时间|年月|日|date|time|when)|.*(成立|挂牌|授牌|揭牌|入会|加入|结对|建立|设立)于"),
    ("status", r".*(状态|状况|履行情况|进展|进度|现状|运行情况|执行情况|落实情况|办理情况|到账情况|情况说明|status|state|progress)|是否在期|是否有效|是否在册|是否完成"),
    ("remark", r".*(备注|说明|附注|注释|批注|其他|remarks?|notes?|comments?|memo)"),
    ("member_role", r"(联盟|理事会|会内|共同体|联合体|集团|本会|盟内)(内)?(职务|职位|任职|身份|角色)|(成员|会员|理事)(类别|级别|类型|身份|职务|层级|单位类别)|身份|角色|memberrole|role(?=.*alliance)"),
    ("title", r".*(职务|职称|岗位|职位|职级|任职情况|title|position)"),
    ("org_type", r".*(单位|企业|机构|成员|组织)?(类型|性质|类别|属性|分类|行业)|(type|category|industry)"),
    ("amount", r".*(金额|经费|资金|款项|投入|价值|总额|额度|捐赠额|到账额|合同额|投资额?|amount|sum|value|fund).*"),
    ("person", rf".*?(?P<role>{_PERSON_WORDS})(姓名|名单|名)?"),
    ("seeks", r".*(需求|需要|诉求|seeks?|needs?|demands?)(事项|内容|名称|清单|描述)?"),
    ("provides", r".*(可提供.*|供给.*|资源(名称|内容|清单)?|服务(名称|事项|内容|清单)|提供(的)?(服务|资源|支持).*|offers?|provides?|supply|resources?|services?)"),
    ("chain", r".*(产业链|产业集群|chain)(名称)?"),
    ("major", r".*(专业|专业群|major|programme?)(名称)?"),
    ("region", r".*(地区|区域|所在地|所属市|所属县|地址|城市|市州|行政区划|属地|地市|县区|市县|region|city|location|address)"),
    ("result", r".*(成果|成效|结果|走访情况|合作内容|主要内容|活动内容|内容|事由|目的|主题|议题|收获|达成.*|洽谈情况|交流情况|纪要|活动形式|形式|result|outcome|summary|content|purpose|topic)"),
    ("agreement", r".*(协议|合同|备忘录|协议书|框架)(名称|全称|题目|标题|类型|类别|性质|文本)?|签约(内容|项目|名称)|.*(agreement|contract)(name|title)?"),
    ("alliance", r".*(联盟|共同体|联合体|职教集团|协作体|alliance)(名称|全称)?"),
    ("branch", r".*(党支部|支部|党组织|党总支|党委|总支|党员单位|branch)(名称|全称|单位)?"),
    ("base", r".*(基地|平台|产业学院|企业学院|工作室|实训室|实验室|工坊|班级|班|冠名|工区|站点|载体|阵地|场所|中心|base|class|platform|centre|center)(名称|全称|名)?"),
    ("project", r".*(项目|课题|捐赠内容|捐赠物品|用途|project)(名称|内容)?"),
    ("unit", r".*(二级学院|院系|系部|系别|院部|部门|科室|处室|教学单位|二级单位|学院|校内单位|校内部门|department|dept|faculty|college)(名称|全称)?"),
    ("code", r".*(编号|代码|编码|代号|code|id)"),
    ("org", r".*(甲方|乙方|丙方|丁方|戊方|双方|单位|企业|公司|机构|学校|院校|高校|校方|企方|政方|行业|我方|对方|本方|合作方|组织|对象|伙伴|成员|会员|捐赠人|捐赠者|捐赠方|受赠方|供方|需方|方|partner|party[a-d]|donor|recipient|company|enterprise|firm|school|university|organi[sz]ation|member|sponsor|employer|host)(名称|全称|名|name)?(单位)?"),
    ("name", r"名称|全称|name"),
)  # fmt: skip
_COMPILED = tuple((means, re.compile(rf"(?:{pattern})")) for means, pattern in _RULES)

_HOME = re.compile(
    "甲方|校方|学校|院校|我方|本方|我校|本校|我院|本单位|校内|院系|二级学院|系部|牵头|主办|承办|责任|所属|所在|申报|实施|受赠|partya|school|college|university|recipient|faculty|department"
)
_PARTNER = re.compile(
    "乙方|丙方|丁方|戊方|企业|企方|公司|合作|共建|结对|对方|联建|走访|受访|拜访|来访|调研|捐赠|捐资|资助|赞助|冠名|依托|参与|支持|用人|实习单位|接待|伙伴|对接企业|对接单位|协办|行业"
    "|partner|partyb|partyc|partyd|company|enterprise|donor|sponsor|employer|visited"
)


_GROUP = re.compile(r"(方|单位|支部|企业|公司|组织|学校|院校|高校|党委|校内|我校|本校|party[a-d]|school|company|enterprise|partner)$")
_SIDE_MARK = re.compile(r"[（(](校|甲|我|本校|企|乙|丙|对方|地|企/地|企地|企业|地方)方?[)）]")


def normal(header: str) -> str:
    """Return a heading without spaces, marks and bracketed units, in lower case.

    >>> normal(" 金 额（万元）*")
    '金额'
    """
    text = unicodedata.normalize("NFKC", header)
    text = _BRACKETS.sub("", text) or text
    return re.sub(r"[\s*＊:：_\-'“”\"]+", "", text).lower()


def sense_of(path: str) -> Sense | None:
    """Return what a heading means; `path` is the headings above one another, joined by “ > ”.

    >>> sense_of("我方 > 书记"), sense_of("签约时间")
    (Sense(means='person', role='书记'), Sense(means='signed_on', role=''))
    >>> sense_of("2024") is None
    True
    """
    parts = [normal(p) for p in path.split(JOIN) if normal(p)]
    for text in dict.fromkeys([*parts[-1:], "".join(parts[-2:]), "".join(parts)]):
        sense = _sense(text)
        if sense and sense.means == "name" and len(parts) > 1:
            continue
        if sense:
            return sense
    return _sense(parts[-1]) if parts else None


def _sense(text: str) -> Sense | None:
    for means, pattern in _COMPILED:
        found = pattern.fullmatch(text)
        if found:
            role = found.groupdict().get("role") or ""
            return Sense(means, "" if _NO_ROLE.search(role) else role)
    return None


def side_of(path: str) -> str:
    """Return whose side a heading speaks of: `home`, `partner`, or "" if it does not say.

    >>> [side_of(h) for h in ("甲方", "结对党支部 > 书记", "我方 > 党支部", "单位名称")]
    ['home', 'partner', 'home', '']
    """
    *groups, last = path.split(JOIN)
    # A group such as 校方 or 结对单位 speaks for all columns under it, 合作情况 for none.
    for part in [g for g in groups if _GROUP.search(normal(g))] + [last]:
        if side := _SIDE_MARK.search(part):
            return "home" if side[1] in ("校", "甲", "我", "本校") else "partner"
        home, partner = _HOME.search(normal(part)), _PARTNER.search(normal(part))
        if home and partner:
            return "home" if home.start() < partner.start() else "partner"
        if home or partner:
            return "home" if home else "partner"
    return ""
