"""映射 Which column of a ledger means what: the values, and their form as a YAML file that a person can edit.

Invariant: columns are found by their headings, not by their letters, so that one mapping serves next year's file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from graph.errors import UnreadableDocument, WrongUsage

MEANINGS: dict[str, str] = {
    "org": "单位（按名称判断类型）",
    "org_code": "单位编号（由单位名录换成单位）",
    "unit": "校内单位（二级学院、部门）",
    "branch": "党组织",
    "base": "基地、平台、产业学院、班级",
    "alliance": "联盟、共同体",
    "agreement": "协议名称",
    "agreement_no": "协议编号",
    "project": "项目",
    "signed": "是否签约",
    "paired": "是否党建结对",
    "signed_on": "签订日期",
    "date": "日期（挂牌、成立、走访、入会…）",
    "start": "开始日期",
    "end": "截止日期",
    "term": "期限（起止或年限）",
    "ended_on": "终止日期",
    "year": "年度",
    "status": "状态",
    "result": "内容、成果",
    "remark": "备注",
    "person": "人员",
    "title": "职务",
    "member_role": "在联盟中的身份",
    "org_type": "单位类型",
    "alias": "简称或曾用名",
    "code": "单位编号（名录的主键）",
    "amount": "金额",
    "region": "地区",
    "chain": "产业链",
    "major": "专业",
    "seeks": "需求",
    "provides": "可提供的资源或服务",
    "mark": "矩阵列：列标题是单位，格内是标记",
    "serial": "序号",
    "ignore": "不取",
}
KINDS: dict[str, str] = {
    "agreement": "每行一份协议",
    "pairing": "每行一个支部结对",
    "base": "每行一个基地、班级或产业学院",
    "member": "每行一个联盟成员",
    "visit": "每行一次走访或交流",
    "support": "每行一次捐赠或一个项目",
    "cooperation": "每行一项合作",
    "person": "每行一个人",
    "matrix": "行与列都是单位，格内是标记",
    "register": "单位名录",
    "supply": "需求或供给清单",
    "ignore": "不取",
}
SIDES = ("", "home", "partner")
OWNERS = ("", "home", "partner", "both", "base")


@dataclass(frozen=True, slots=True)
class Column:
    """列 What the column under one heading means.

    `side`: whose side it speaks of; `role`: the title that a column of persons gives; `of`: whose title it
    is; `carry`: an empty cell means the same as above.
    """

    header: str
    means: str
    side: str = ""
    role: str = ""
    of: str = ""
    carry: bool = False


@dataclass(frozen=True, slots=True)
class TableMapping:
    """表的映射 One block of a sheet: its kind of row, its host, its alliance, its columns.

    `sheet` "*" stands for any sheet. `host` is the party that rows leave unsaid, "-" for none.
    """

    sheet: str
    kind: str
    columns: tuple[Column, ...]
    host: str = ""
    alliance: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """映射 The mappings of all blocks of a ledger, in their order."""

    tables: tuple[TableMapping, ...]


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; `UnreadableDocument` if it is no YAML, `WrongUsage` naming the field that is wrong."""
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = f"映射文件无法读取 mapping cannot be read: {' '.join(str(error).split())[:200]}"
        raise UnreadableDocument(
            str(path), reason, "请用 gongjian ledger mapping 重新生成 generate it again"
        ) from error
    return parse_mapping(data)


def parse_mapping(data: Any) -> Mapping:
    """Build a mapping from the parsed YAML; `WrongUsage` naming the field that is wrong."""
    tables = data.get("tables") if isinstance(data, dict) else None
    if not isinstance(tables, list) or not tables:
        raise WrongUsage("tables", "须为非空列表 must be a non-empty list")
    return Mapping(tuple(_table(f"tables[{i}]", spec) for i, spec in enumerate(tables)))


def _table(where: str, spec: Any) -> TableMapping:
    _check_fields(where, spec, {"sheet", "kind", "host", "alliance", "columns"})
    columns = spec.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise WrongUsage(f"{where}.columns", "须为“表头: 含义” must map headings to meanings")
    return TableMapping(
        sheet=str(spec.get("sheet") or "*"),
        kind=_one_of(f"{where}.kind", spec.get("kind"), tuple(KINDS)),
        columns=tuple(_column(f"{where}.columns.{header}", str(header), c) for header, c in columns.items()),
        host=str(spec.get("host") or ""),
        alliance=str(spec.get("alliance") or ""),
    )


def _column(where: str, header: str, spec: Any) -> Column:
    spec = {"means": spec} if isinstance(spec, str) else spec
    _check_fields(where, spec, {"means", "side", "role", "of", "carry"})
    return Column(
        header=header,
        means=_one_of(f"{where}.means", spec.get("means"), tuple(MEANINGS)),
        side=_one_of(f"{where}.side", spec.get("side") or "", SIDES),
        role=str(spec.get("role") or ""),
        of=_one_of(f"{where}.of", spec.get("of") or "", OWNERS),
        carry=bool(spec.get("carry")),
    )


def _check_fields(where: str, spec: Any, known: set[str]) -> None:
    if not isinstance(spec, dict):
        raise WrongUsage(where, "须为字段表 must be a table of fields")
    if unknown := sorted(set(map(str, spec)) - known):
        raise WrongUsage(f"{where}.{unknown[0]}", f"未知字段，可用 unknown field, known: {' '.join(sorted(known))}")


def _one_of(where: str, value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise WrongUsage(where, f"{value!r} 不在可选值之内 is none of: {' '.join(k for k in known if k)}")
    return str(value)


def dump_mapping(mapping: Mapping) -> str:
    """Return a mapping as YAML with Chinese comments; `load_mapping` reads it back to the same value."""
    return "\n".join(_dumped(mapping)) + "\n"


def _dumped(mapping: Mapping) -> Iterator[str]:
    yield "# 台账映射：说明各列的含义。核对后可用 --mapping 指定。"
    yield "# Ledger mapping: what each column means. Check it, then pass it with --mapping."
    yield f"# kind 行的种类：{'；'.join(f'{k} {v}' for k, v in KINDS.items())}"
    yield f"# means 列的含义：{'；'.join(f'{k} {v}' for k, v in MEANINGS.items())}"
    yield "# side：home 我方，partner 对方；role 该列人员的职务；of 职务所属（home、partner、both 双方依次、base）"
    yield "# carry：true 表示空格即同上"
    yield "# host：行内未写明的一方（- 表示没有）；sheet 为 * 时适用于任意工作表"
    yield "version: 1"
    yield "tables:"
    for table in mapping.tables:
        yield f"  - sheet: {_quoted(table.sheet)}"
        yield f"    kind: {table.kind}  # {KINDS[table.kind]}"
        for name, value in (("host", table.host), ("alliance", table.alliance)):
            if value:
                yield f"    {name}: {_quoted(value)}"
        yield "    columns:"
        yield from (f"      {_quoted(c.header)}: {_flow(c)}  # {MEANINGS[c.means]}" for c in table.columns)


def _flow(column: Column) -> str:
    fields = [("means", column.means), ("side", column.side), ("role", column.role), ("of", column.of)]
    shown = [f"{k}: {_quoted(v) if k == 'role' else v}" for k, v in fields if v] + ["carry: true"] * column.carry
    return "{" + ", ".join(shown) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
