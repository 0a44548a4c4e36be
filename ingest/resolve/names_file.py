"""名称文件 Users' own aliases, renamings, mergers and corrections, from YAML files beside what is shipped.

Invariant: a file is taken whole or not at all; what is wrong with it is said with its entry and what to do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from graph.errors import UnreadableDocument
from graph.names import fold
from ingest.resolve.known import SHIPPED, Known, load, shipped
from ingest.resolve.words import load_yaml

_SECTIONS = frozenset(("sources", "renamings", "mergers", "patterns", "aliases", "corrections"))
_FIELDS = ("old", "new", "date", "source")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_ADVICE = "格式见 docs/resolution.md the form is told there"


def with_names(paths: Sequence[Path]) -> Known:
    """Return what this installation knows together with these files; UnreadableDocument for a file that is wrong."""
    if not paths:
        return shipped()
    return load([*map(load_yaml, SHIPPED), *map(read_names, paths)])


def read_names(path: Path) -> Mapping[str, Any]:
    """Return the content of a names file, checked; UnreadableDocument says which entry is wrong, and how."""
    try:
        content = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableDocument(str(path), f"无法读取 cannot be read: {error}", "请检查路径与编码（UTF-8）") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise UnreadableDocument(where, "不是合规的 YAML not valid YAML", _ADVICE) from error
    if problems := list(_problems(content)):
        raise UnreadableDocument(str(path), "；".join(problems[:5]), _ADVICE)
    return content or {}


def _problems(content: object) -> Iterator[str]:
    if content is None:
        return
    if not isinstance(content, dict):
        yield "应为若干节的映射 must be a mapping of sections: " + " ".join(sorted(_SECTIONS))
        return
    for section in sorted(set(map(str, content)) - _SECTIONS):
        yield f"不认识的节 unknown section {section}（{' '.join(sorted(_SECTIONS))}）"
    for section in ("renamings", "mergers", "patterns"):
        yield from _row_problems(section, content.get(section))
    yield from _alias_problems(content.get("aliases"))
    yield from _correction_problems(content.get("corrections"))
    yield from _circles(content)


def _row_problems(section: str, rows: object) -> Iterator[str]:
    if not isinstance(rows, list | None):
        yield f"{section} 应为列表 must be a list"
        return
    for number, row in enumerate(rows or (), 1):
        at = f"{section} 第{number}条 entry {number}"
        missing = [f for f in _FIELDS if not isinstance(row, dict) or row.get(f) in (None, "")]
        if missing:
            yield f"{at}：缺少 lacks {'、'.join(missing)}"
        elif not _DATE.fullmatch(str(row["date"])):
            yield f"{at}：date 应为 年[-月[-日]]，不是 must be YYYY[-MM[-DD]], not {row['date']}"
        elif fold(str(row["old"])) == fold(str(row["new"])):
            yield f"{at}：新旧名相同 old and new are one name"
        elif section == "patterns" and (wrong := _bad_pattern(str(row["old"]))):
            yield f"{at}：{wrong}"


def _bad_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        return f"正则表达式有误 bad regular expression: {error}"
    return ""


def _alias_problems(aliases: object) -> Iterator[str]:
    if not isinstance(aliases, dict | None):
        yield "aliases 应为“全称: [简称, …]” must map full names to lists of short ones"
        return
    for full, short in (aliases or {}).items():
        if not isinstance(full, str) or not isinstance(short, list) or not all(isinstance(s, str) and s for s in short):
            yield f"aliases {full}：简称应为列表，数字须加引号 must be a list of names, numbers in quotes"


def _correction_problems(corrections: object) -> Iterator[str]:
    if not isinstance(corrections, dict | None):
        yield "corrections 应为“误名: 正名” must map wrong names to right ones"
        return
    for wrong, right in (corrections or {}).items():
        if not isinstance(wrong, str) or not isinstance(right, str) or not right:
            yield f"corrections {wrong}：正名应为一个名称 must be one name"


def _circles(content: Mapping[str, Any]) -> Iterator[str]:
    rows = content.get("renamings")
    named = [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
    later = {fold(str(r.get("old"))): fold(str(r.get("new"))) for r in named}
    for row in named:
        name, seen = fold(str(row.get("old"))), set[str]()
        while name in later and name not in seen:
            seen.add(name)
            name = later[name]
        if name in seen:
            yield f"renamings：{row.get('old')} 更名绕回自身 is renamed in a circle"
            return
