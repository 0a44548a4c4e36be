"""台账模板 Workbooks to hand out: one sheet to fill in, with notes on the headings and lists to choose from.

Invariant: what is filled in by the notes is read back without a mapping of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import UnreadableDocument, WrongUsage

ROWS = 200
_DATE = "日期，如 2024-03-15；只知年月写 2024-03。Date, e.g. 2024-03-15 or 2024-03"
_ORG = "单位全称，与公章一致；多个单位用顿号分开。Full name as on the seal; several separated by 、"
_UNIT = "二级学院或部门；以学校名义的留空。Faculty or office; empty if the school itself"
_SAME = "姓名。Name"
_TERM = "起止日期，如 2024-03-15至2027-03-14；或写 长期。Start and end, or 长期"
_REMARK = "终止、解除、更名等情况及日期。Termination, renaming and their dates"
STATES = ("履行中", "已终止", "已到期", "洽谈中")
YES_NO = ("是", "否")


@dataclass(frozen=True, slots=True)
class Field:
    """栏 One column of a template: heading, note, values to choose from, width in characters."""

    header: str
    note: str
    choices: tuple[str, ...] = ()
    width: int = 16


@dataclass(frozen=True, slots=True)
class Template:
    """模板 A kind of ledger to hand out: its title and columns."""

    title: str
    fields: tuple[Field, ...]


_NUMBER = Field("序号", "从 1 起。From 1", width=6)
_STATUS = Field("状态", "从列表中选。Choose from the list", STATES, 10)
_NOTE = Field("备注", _REMARK, width=28)
_KINDS = ("战略合作", "共建基地", "人才培养", "项目合作", "党建共建", "其他")

TEMPLATES: dict[str, Template] = {
    "agreements": Template(
        "校企合作协议台账",
        (
            _NUMBER,
            Field("二级学院", _UNIT),
            Field("合作单位", _ORG, width=32),
            Field("协议名称", "协议封面上的名称。Title of the agreement", width=28),
            Field("协议类型", "从列表中选。Choose from the list", _KINDS, 12),
            Field("签订日期", _DATE, width=14),
            Field("有效期", _TERM, width=26),
            Field("经办人", _SAME, width=10),
            _STATUS,
            _NOTE,
        ),
    ),
    "pairings": Template(
        "党支部结对共建台账",
        (
            _NUMBER,
            Field("我方党支部", "含所属学院，如 机电工程学院教工党支部。With its faculty", width=28),
            Field("我方书记", _SAME, width=10),
            Field("结对单位", _ORG, width=30),
            Field("结对党支部", "对方党组织名称。The partner's party organization", width=26),
            Field("结对党支部书记", _SAME, width=12),
            Field("结对时间", _DATE, width=14),
            Field("是否签订协议", "是或否。Yes or no", YES_NO, 10),
            Field("状态", "从列表中选。Choose from the list", ("正常开展", "已解除", "拟结对"), 10),
            _NOTE,
        ),
    ),
    "bases": Template(
        "共建基地台账",
        (
            _NUMBER,
            Field("二级学院", _UNIT),
            Field("基地名称", "牌匾上的名称。As on the plaque", width=30),
            Field("共建单位", _ORG, width=34),
            Field("挂牌时间", _DATE, width=14),
            Field("协议签订日期", "签有协议的填写。If an agreement was signed", width=14),
            Field("基地负责人", _SAME, width=12),
            Field("状态", "从列表中选。Choose from the list", ("在用", "已摘牌", "筹建中"), 10),
            _NOTE,
        ),
    ),
    "classes": Template(
        "订单班、学徒制班台账",
        (
            _NUMBER,
            Field("二级学院", _UNIT),
            Field("班级名称", "含年级，如 某某订单班（2024级）。With its year", width=30),
            Field("合作企业", _ORG, width=32),
            Field(
                "培养形式", "从列表中选。Choose from the list", ("订单班", "冠名班", "现代学徒制", "企业新型学徒制"), 14
            ),
            Field("协议签订日期", "签有协议的填写。If an agreement was signed", width=14),
            Field("起止时间", _TERM, width=26),
            Field("班主任", _SAME, width=10),
            Field("人数", "开班人数。Students at the start", width=8),
            _NOTE,
        ),
    ),
    "members": Template(
        "联盟成员单位名册",
        (
            _NUMBER,
            Field("联盟名称", "联盟、共同体全称。Full name of the alliance", width=28),
            Field("成员单位", _ORG, width=32),
            Field(
                "单位类型",
                "从列表中选。Choose from the list",
                ("学校", "企业", "行业协会", "科研院所", "政府部门", "其他"),
                12,
            ),
            Field(
                "联盟职务",
                "从列表中选。Choose from the list",
                ("理事长单位", "副理事长单位", "秘书长单位", "理事", "成员"),
                14,
            ),
            Field("代表姓名", _SAME, width=10),
            Field("代表职务", "在本单位的职务。Title in the own organization", width=14),
            Field("入会时间", _DATE, width=14),
            _NOTE,
        ),
    ),
    "visits": Template(
        "走访台账",
        (
            _NUMBER,
            Field("走访日期", _DATE, width=14),
            Field("走访单位", _ORG, width=32),
            Field("参加人员", "职务加姓名，用顿号分开，如 机电工程学院院长 某某。Title and name", width=34),
            Field("接待人员", "职务加姓名。Title and name", width=24),
            Field("走访成果", "现场签约请写明 签订某某协议。Say so if an agreement was signed", width=36),
            Field("状态", "从列表中选。Choose from the list", ("已完成", "已取消", "计划中"), 10),
            _NOTE,
        ),
    ),
}


def write_template(kind: str, path: Path) -> None:
    """Write the template of a kind of ledger as XLSX; `WrongUsage` names the kinds there are."""
    if kind not in TEMPLATES:
        raise WrongUsage("kind", f"{kind!r} 不在可选值之内 is none of: {' '.join(TEMPLATES)}")
    workbook = _workbook(TEMPLATES[kind])
    try:
        workbook.save(path)
    except OSError as error:
        reason = f"无法写入 cannot be written: {error.strerror or error}"
        raise UnreadableDocument(str(path), reason, "请检查目录和权限 check folder and permissions") from error


def _workbook(template: Template) -> Any:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = template.title
    width = len(template.fields)
    sheet["A1"] = template.title
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    for column, label in ((1, "填报单位："), (width - 1, "填报日期：")):
        sheet.cell(2, column, label)
    lists = workbook.create_sheet("选项")
    lists.sheet_state = "hidden"
    for column, field in enumerate(template.fields, 1):
        _add_field(sheet, lists, column, field)
    sheet.freeze_panes = "A4"
    return workbook


def _add_field(sheet: Any, lists: Any, column: int, field: Field) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    head = sheet.cell(3, column, field.header)
    head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F3")
    head.comment = Comment(field.note, "gongjian")
    letter = get_column_letter(column)
    sheet.column_dimensions[letter].width = field.width
    if "日期" in field.header or "时间" in field.header:
        # As text, so that a spreadsheet does not turn “2024-03” into the first of March.
        for row in range(4, 4 + ROWS):
            sheet.cell(row, column).number_format = "@"
    if field.choices:
        _add_choices(sheet, lists, letter, field.choices)


def _add_choices(sheet: Any, lists: Any, letter: str, choices: Sequence[str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for row, choice in enumerate(choices, 1):
        lists[f"{letter}{row}"] = choice
    rule = DataValidation(
        type="list", formula1=f"'{lists.title}'!${letter}$1:${letter}${len(choices)}", allow_blank=True
    )
    rule.error, rule.errorTitle = "请从列表中选择 choose from the list", "选项"
    sheet.add_data_validation(rule)
    rule.add(f"{letter}4:{letter}{3 + ROWS}")
