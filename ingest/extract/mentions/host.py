"""发布者 Whose page the document is: the school (and its unit) in page head, foot or site name.

Invariant: read from the raw text's furniture, which cleaning removes; "" where no line says it.
"""

import re
from dataclasses import dataclass

from ingest.extract.draft import Draft

_FURNITURE = re.compile(
    r"首页|版权所有|新闻网|官网|网站|机构设置|学校要闻|学院动态|新闻中心|通知公告|所在的?位置|当前位置|学校概况|学院概况|Copyright|©|｜|\|"
)
_SCHOOL = re.compile(
    r"(?P<school>[\u4e00-\u9fff]{2,16}?(?:职业技术大学|职业技术学院|职业学院|师范大学|大学|中等专业学校|学院|学校))(?P<unit>[\u4e00-\u9fff]{2,14}?学院|[\u4e00-\u9fff]{2,8}系)?"
)
_LEAD = re.compile(r"^[\s•·【\[]*(?:版权所有|Copyright|©|欢迎访问|来源|主办)?[：:\s]*")


@dataclass(frozen=True, slots=True)
class Host:
    """发布者 Full names of the publishing school and of its unit; "" if not known."""

    school: str = ""
    unit: str = ""


def host_of(draft: Draft) -> Host:
    """Return who publishes the page, as its head or foot says."""
    lines = [line.strip() for line in draft.clean.raw.splitlines() if line.strip()]
    for line in [*lines[:4], *lines[-4:]]:
        if not _FURNITURE.search(line) or len(line) > 120:
            continue
        at = line.find("版权所有")
        for part in (line[at:] if at >= 0 else line, line):
            if match := _SCHOOL.match(_LEAD.sub("", part)):
                return Host(match["school"], match["school"] + match["unit"] if match["unit"] else "")
    return Host()
