"""台账用语 Words that stand for something else: nothing, the same as above, a mark, yes and no; states of a row.

Invariant: pure functions of one text.
"""

import re
import unicodedata
from enum import StrEnum

_BLANK = re.compile(
    r"[\s/\\\-—–_－―…、，。.·]*|[（(]?(无|暂无|没有|空|不详|未知|待定|未定|待补|待填|n/?a|none|null|nil|tbd|unknown)[)）]?",
    re.IGNORECASE,
)
_DITTO = re.compile(
    r"[（(]?(同上|同前|同上行|同左|如上|上同|〃|″|“|”|\"|''|′′|ditto|same as above|same)[)）]?", re.IGNORECASE
)
_MARK = re.compile(r"[●○◎◉√✓✔☑☒×✗✕✘★☆▲△■□◆◇◯⭕⊙Ø◐+＋?？·•∨vV]{1,2}")
_YES = re.compile(
    r"(是|已|有|y|yes|true|√|✓|✔|☑|1|●|对)|(已|完成)?(签|签订|签约|签署|完成签约|签协议|签约完成)(了|完)?",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(否|无|没有|n|no|false|×|✗|✕|✘|☒|0|-|—|/|○|□|未|不)|.*(未|没有?|暂不|不|拟|待|将|无需?)(签|订|有|需).*|无.*协议|口头.*",
    re.IGNORECASE,
)

_NOT_ENDED = re.compile(
    r"(未|不|没有?|无|尚未|避免)(曾|有)?(终止|解除|解约|退出|撤销|停办|摘牌)|是否|不得|可终止|自动终止条款"
)
_ENDED = re.compile(
    r"摘牌|终止|解约|解除|解散|退出|退会|除名|撤销|撤牌|撤并|停办|停招|停止|中止|注销|作废|失效|关闭|关停|取消(资格|合作|共建|结对|挂牌|称号)"
    r"|不再(合作|续签|续约|共建|结对|担任|招生)"
    r"|未(再)?续(签|约)|到期(不|未|终)"
    r"|已(结束合作|到期未续)|脱钩|合作(已)?结束"
    r"|terminated|cancelled agreement|withdrawn|withdrew|closed|dissolved|ended",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"拟(?!人|态|合(?!作)|真|定稿)|意向|洽谈|商谈|在谈|谈判|磋商|接洽|对接中|[尚正]?在(对接|协商|沟通|商议)|筹备|筹建|筹划|计划(?!生育|内|书)|预计|待(签|定|建|审|批|揭牌|挂牌|落实|结对|启动|实施|确定|捐|开展|走访)|未(签|到账|入会|加入|结对|落实"
    r"|启动|实施|开展|成行|建成|成立|批准|通过|生效|结成|赴约|走访|兑现|履行)|尚未(?!挂牌)|暂未(?!挂牌)|申请(中|加入|入会|待)|审批中|审核中|流程中|候补|规划(建设|中|设计)|(方案|可行性)论证|推迟|延期(?!至.*已)|改期|取消|暂缓|草案|征求意见|起草"
    r"|planned|pending|intention|intended|proposed|negotiat|cancel|draft|postponed|tbc",
    re.IGNORECASE,
)
_EXTRA = re.compile(
    r"拟(续|扩|增|新增|升级|再|申报|推荐|于.{0,8}(续|扩|增))|计划(续|扩|增|再|申报|于.{0,8}(续|扩|增))"
    r"|待续|意向续|正在续签|续签(洽谈|意向)|未(挂牌|评)|取消原|后续.{0,6}计划|下一步"
)
_DOUBTFUL = re.compile(
    r"待核|待查|待确认|待核实|存疑|有误|有待核|信息不符|不确定|需核实|待更正"
    r"|to be (confirmed|checked|verified)|unverified",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"签(订|署|约|了|下|字|有)|(已|均|都)签|现场签|补签|协议(一|1)?份")
_UNSIGNED = re.compile(
    r"(未|没有?|拟|将|待|计划|意向|预计|尚|暂|不|无|商|力争|争取|准备|择期|希望|推进|年底前|下一步|续)[^，。；,;]{0,8}签|签(约|订|署)?意向|无协议|口头"
)
_CLAUSE = re.compile(r"[，。；,;！!？?\n]+")


class Standing(StrEnum):
    """行的效力 Whether what a row says holds, has ended, is only planned, or is in doubt by its own words."""

    HELD = "held"
    ENDED = "ended"
    PLANNED = "planned"
    DOUBTFUL = "doubtful"

    @property
    def says_nothing(self) -> bool:
        """True if no claim may rest on the row."""
        return self in (Standing.PLANNED, Standing.DOUBTFUL)


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: empty, a dash or slash, 无, 暂无, N/A."""
    return bool(_BLANK.fullmatch(text.strip()))


def is_ditto(text: str) -> bool:
    """Tell whether a cell means “as above” (同上, 〃, ″)."""
    return bool(_DITTO.fullmatch(text.strip()))


def is_mark(text: str) -> bool:
    """Tell whether a cell is a tick, dot or circle."""
    return bool(_MARK.fullmatch(text.strip()))


def yes_or_no(text: str) -> bool | None:
    """Return what a yes/no cell says; None if it says neither.

    >>> yes_or_no("已签订"), yes_or_no("未签"), yes_or_no("2023.5")
    (True, False, None)
    """
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if _NO.fullmatch(text):
        return False
    return True if _YES.fullmatch(text) else None


def clauses(text: str) -> list[str]:
    """Return the clauses of a text."""
    return [c for c in (c.strip() for c in _CLAUSE.split(text)) if c]


def ended_clause(text: str) -> str | None:
    """Return the clauses from the one on that says that something has ended; None if none does."""
    if _ENDED.search(_NOT_ENDED.sub("", text)):
        return text
    return None


def planned_clause(text: str) -> str | None:
    """Return the clause that says that something is only planned, wished for, or called off; None if none does."""
    return next((c for c in clauses(text) if _PLANNED.search(_EXTRA.sub("", c))), None)


def doubtful_clause(text: str) -> str | None:
    """Return the clause that says that the row itself is yet to be checked; None if none does."""
    return next((c for c in clauses(text) if _DOUBTFUL.search(c)), None)


def signed_clause(text: str) -> str | None:
    """Return the clause that says that an agreement was signed; None if none does.

    >>> signed_clause("现场签订校企合作协议"), signed_clause("拟于6月签约")
    ('现场签订校企合作协议', None)
    """
    return next((c for c in clauses(text) if _SIGNED.search(c) and not _UNSIGNED.search(c)), None)


def denies_signing(text: str) -> bool:
    """Tell whether a text says that no agreement was signed."""
    return bool(_UNSIGNED.search(text)) and signed_clause(text) is None
