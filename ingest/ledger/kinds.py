"""台账种类 What one row of a table stands for, told from its title and the meanings of its columns.

Invariant: every table has exactly one kind; what cannot be told is a plain cooperation.
"""

import re
from collections.abc import Sequence

from ingest.ledger.context import Context
from ingest.ledger.headers import normal
from ingest.ledger.mapping import Column

_VISIT = re.compile(r"走访|访企|拓岗|来访|拜访|接待|调研|考察|交流(活动|记录|台账)|visit", re.IGNORECASE)
_SUPPORT = re.compile(r"捐赠|捐资|资助|赞助|奖学金|横向|课题|donat|donor|sponsor|grant", re.IGNORECASE)
_PAIRING = re.compile(r"结对|联建|党建|支部共建|共建支部|pairing", re.IGNORECASE)
_MEMBER = re.compile(r"成员|会员|理事|加盟|入会|名册|member", re.IGNORECASE)
_PEOPLE = re.compile(
    r"通讯录|人员|名单|名册|联系人|联络员|干部|专家|导师|教师|负责人|任职|contacts?|staff|people", re.IGNORECASE
)
_AGREEMENT = re.compile(r"协议|合同|签约|agreement|contract", re.IGNORECASE)
_SUPPLY = re.compile(r"需求|供给|供需|资源清单|服务清单|需求清单", re.IGNORECASE)
_REGISTER = re.compile(
    r"单位(信息|名录|名单|库|一览|基本)|企业(信息|名录|名单|库|一览|基本)|机构|名录|register|directory|organi[sz]ations",
    re.IGNORECASE,
)


def kind_of(context: Context, columns: Sequence[Column]) -> str:
    """Return the kind of a table's rows (see `mapping.KINDS`)."""
    has = {c.means for c in columns}
    orgs = [c for c in columns if c.means in ("org", "unit", "branch", "org_code")]
    headers = " ".join(normal(c.header) for c in columns if c.means != "paired")
    title, said = context.title, f"{context.title} {headers}"
    parties = {c.side for c in orgs} & {"home", "partner"} or len(orgs) > 1
    rules = (
        ("matrix", "mark" in has and bool(orgs)),
        ("person", _is_people(title, columns, has)),
        ("member", _is_member(context, title, has, headers)),
        ("visit", bool(orgs) and _VISIT.search(said) and "base" not in has),
        ("pairing", bool(orgs) and ("branch" in has or _PAIRING.search(said)) and "base" not in has),
        ("base", "base" in has),
        ("support", bool(orgs) and _SUPPORT.search(said) and ("project" in has or "amount" in has)),
        ("support", bool(orgs) and {"project", "signed"} <= has and not has & {"agreement", "signed_on"}),
        ("agreement", bool(orgs) and _is_agreement(title, columns, has, headers)),
        ("supply", bool(orgs) and bool(has & {"seeks", "provides"})),
        ("register", bool(orgs) and _is_register(title, columns, has, orgs)),
        (
            "person",
            bool(orgs)
            and "person" in has
            and not has & {"date", "signed_on", "term", "result", "project", "status"}
            and len(orgs) <= 2
            and not any(c.side == "partner" for c in orgs),
        ),
        ("cooperation", bool(orgs) and bool(parties)),
        ("register", bool(orgs)),
    )
    return next((kind for kind, holds in rules if holds), "ignore")


def _is_people(title: str, columns: Sequence[Column], has: set[str]) -> bool:
    named = any(c.means == "person" and re.search("姓名|名字|name|人员", normal(c.header)) for c in columns)
    if not named or "base" in has or has & {"agreement", "signed_on", "mark", "member_role", "project"}:
        return False
    lone = not any(c.means in ("org", "branch") and c.side == "partner" for c in columns) or bool(_PEOPLE.search(title))
    return ("title" in has or bool(_PEOPLE.search(title))) and lone and not _is_act(title, columns)


def _is_act(title: str, columns: Sequence[Column]) -> bool:
    acts = any(
        re.search("入会|加入|走访|签|结对|挂牌", normal(c.header)) for c in columns if c.means in ("date", "signed_on")
    )
    return acts or bool(_VISIT.search(title) and any(c.means == "date" for c in columns))


def _is_member(context: Context, title: str, has: set[str], headers: str) -> bool:
    orgs = has & {"org", "unit", "branch", "org_code"}
    if not orgs:
        return False
    named = bool(context.alliance) or "alliance" in has
    return named and (
        bool(_MEMBER.search(title))
        or bool(re.search("入会|加入|加盟|成员|会员", headers))
        or "member_role" in has
        or "alliance" in has
    )


def _is_agreement(title: str, columns: Sequence[Column], has: set[str], headers: str) -> bool:
    if has & {"agreement", "signed_on", "agreement_no"} or re.search("甲方|乙方|partya|partyb", headers):
        return True
    return bool(_AGREEMENT.search(title)) and "signed" not in has


def _is_register(title: str, columns: Sequence[Column], has: set[str], orgs: Sequence[Column]) -> bool:
    if has & {"date", "signed_on", "term", "result", "project"} or len(orgs) > 2:
        return False
    if has & {"code", "alias"}:
        return True
    return bool(_REGISTER.search(title)) and not any(c.side == "home" for c in orgs)
