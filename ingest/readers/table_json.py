"""JSON、JSONL、YAML 台账 Lists of objects as tables: keys are the header, addresses are JSON pointers.

Invariant: every value keeps the pointer to where it stands; numbers and dates stay as they are written.
In JSONL the first part of a pointer is the line, counted from 0. An object that shares no key with the
others (a title, a total) becomes rows of key and value above or below the table.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from graph.errors import UnreadableDocument
from ingest.document import Cell, Table
from ingest.readers.encoding import decode
from ingest.readers.table_xlsx import MAX_ROWS

_MAX_VALUES = 1_000_000
_BLANK = {None: "", True: "是", False: "否"}
Item = tuple[str, Any]
Row = tuple[Cell, ...]


def read_json(path: Path, content: bytes) -> Iterator[Table]:
    """Yield the tables of a JSON ledger; `UnreadableDocument` with line and column if it is not JSON."""
    return _tables(path, _parse(path, decode(content, str(path)), ""))


def read_jsonl(path: Path, content: bytes) -> Iterator[Table]:
    """Yield the table of a JSONL ledger; `UnreadableDocument` naming the line that is not JSON."""
    lines = decode(content, str(path)).split("\n")
    items = [
        (f"/{i}", _parse(path, line, f"第 {i + 1} 行 line {i + 1}：")) for i, line in enumerate(lines) if line.strip()
    ]
    _check(path, items)
    yield from _list_table("Sheet1", items)


def read_yaml(path: Path, content: bytes) -> Iterator[Table]:
    """Yield the tables of a YAML ledger; `UnreadableDocument` with the place if it is not YAML."""
    try:
        # BaseLoader leaves scalars as text: a date or 是/否 stays as it was typed.
        data = yaml.load(decode(content, str(path)), Loader=yaml.BaseLoader)  # noqa: S506 builds text only
    except (yaml.YAMLError, RecursionError) as error:
        reason = f"不是合法的 YAML / not YAML: {' '.join(str(error).split())[:200]}"
        raise UnreadableDocument(str(path), reason, "请检查缩进和冒号 / check indentation and colons") from error
    return _tables(path, data)


def _parse(path: Path, text: str, where: str) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        reason = f"{where}第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON / not JSON there"
        raise UnreadableDocument(
            str(path), reason, "请检查括号、引号和逗号 / check brackets, quotes and commas"
        ) from error
    except RecursionError as error:
        raise UnreadableDocument(
            str(path), "嵌套过深 / nested too deeply", "请改为一行一条 / one object per record"
        ) from error


def _tables(path: Path, data: Any) -> Iterator[Table]:
    _check(path, data)
    if isinstance(data, list):
        yield from _list_table("Sheet1", [(f"/{i}", item) for i, item in enumerate(data)])
    elif isinstance(data, dict):
        yield from _object_tables(data)
    else:
        reason = "最外层应为列表或对象 / the top level must be a list or an object"
        raise UnreadableDocument(str(path), reason, "一条记录一个对象 / one object per record")


def _check(path: Path, data: Any) -> None:
    # Counted by walking, so that YAML aliases that multiply are caught as they unfold.
    left, stack = _MAX_VALUES, [(data, 0)]
    while stack:
        value, depth = stack.pop()
        left -= 1
        if left < 0 or depth > 50:
            reason = f"超过 {_MAX_VALUES} 个值或嵌套过深 / too many values or nested too deeply"
            raise UnreadableDocument(str(path), reason, "请拆分 / split it")
        if isinstance(value, (dict, list, tuple)):
            if len(value) > MAX_ROWS:
                raise UnreadableDocument(str(path), f"超过 {MAX_ROWS} 条 / too many records", "请拆分 / split it")
            stack += [(item, depth + 1) for item in (value.values() if isinstance(value, dict) else value)]


def _object_tables(data: dict[str, Any], at: str = "", lines: tuple[Row, ...] = ()) -> Iterator[Table]:
    # {"标题": …, "记录": [ … ]}: the scalars are the lines above each list; {"a": {…}} nests tables.
    scalars = {k: v for k, v in data.items() if _is_value(v)}
    above = lines + tuple(_lines(at, scalars))
    inner = [(k, v) for k, v in data.items() if k not in scalars]
    if not inner and at == "":
        yield Table("Sheet1", above)
    for key, value in inner:
        pointer = f"{at}/{_escape(key)}"
        if isinstance(value, list):
            yield from _list_table(key, [(f"{pointer}/{i}", item) for i, item in enumerate(value)], above)
        elif _is_records(value):
            yield from _list_table(key, [(f"{pointer}/{_escape(k)}", v) for k, v in value.items()], above)
        else:
            yield from _object_tables(value, pointer, above)


def _is_records(value: dict[str, Any]) -> bool:
    """Tell whether an object's values are objects with keys in common: records under their numbers."""
    items = [v for v in value.values() if isinstance(v, dict)]
    return len(items) == len(value) > 1 and bool(set.intersection(*(set(v) for v in items)))


def _is_value(value: Any) -> bool:
    return not isinstance(value, (dict, list)) or (isinstance(value, list) and not any(map(_is_nested, value)))


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _list_table(name: str, items: Sequence[Item], above: tuple[Row, ...] = ()) -> Iterator[Table]:
    if any(isinstance(value, list) for _, value in items):
        yield Table(name, above + _padded([_listed(at, value) for at, value in items]))
        return
    records = [(at, dict(_flat(at, value))) for at, value in items if isinstance(value, dict)]
    common = _common_keys([record for _, record in records])
    rows: list[Row] = []
    first = next((r for _, r in records if _shares(r, common)), {})
    header = tuple(Cell(first[k].address if k in first else f"/{_escape(k)}", k) for k in common)
    before: list[Row] = list(above)
    for at, record in records:
        if _shares(record, common):
            rows.append(tuple(record.get(k, Cell(f"{at}/{_escape(k)}", "")) for k in common))
        else:
            (rows if rows else before).extend((Cell(f"{c.address}#", k), c) for k, c in record.items())
    position = len(before) if header else None
    yield Table(name, _padded([*before, *([header] if header else []), *rows]), header=position)


def _shares(record: dict[str, Cell], common: Sequence[str]) -> bool:
    return bool(record.keys() & set(common))


def _common_keys(records: Sequence[dict[str, Cell]]) -> list[str]:
    # Keys of the largest family of records that share keys; a lone title object has a family of its own.
    if not records:
        return []
    counts = Counter(key for record in records for key in record)
    core = max(records, key=lambda r: sum(counts[k] for k in r))
    family = [r for r in records if len(r.keys() & core.keys()) * 2 >= min(len(r), len(core))]
    return list(dict.fromkeys(key for record in family for key in record))


def _flat(at: str, value: dict[str, Any], path: str = "") -> Iterator[tuple[str, Cell]]:
    for key, item in value.items():
        pointer, name = f"{at}/{_escape(key)}", f"{path}{key}"
        if isinstance(item, dict):
            yield from _flat(pointer, item, f"{name} > ")
        else:
            yield name, _cell(pointer, item)


def _cell(at: str, value: Any) -> Cell:
    if not isinstance(value, list):
        return Cell(at, _text(value))
    parts = tuple(Cell(f"{at}/{i}", _text(item)) for i, item in enumerate(value))
    return Cell(at, "\n".join(p.text for p in parts), parts=parts)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _BLANK[value]
    if isinstance(value, dict):
        return " ".join(_text(v) for v in value.values())
    if isinstance(value, list):
        return "、".join(_text(v) for v in value)
    return "" if value in ("null", "~") else str(value)


def _lines(at: str, values: dict[str, Any]) -> Iterator[Row]:
    return ((Cell(f"{at}/{_escape(k)}#", k), _cell(f"{at}/{_escape(k)}", v)) for k, v in values.items())


def _listed(at: str, value: Any) -> Row:
    values = value if isinstance(value, list) else [value]
    return tuple(_cell(f"{at}/{i}", v) for i, v in enumerate(values))


def _padded(rows: Sequence[Row]) -> tuple[Row, ...]:
    width = max(map(len, rows), default=0)
    return tuple(row + tuple(Cell(f"#{i}.{j}", "") for j in range(len(row), width)) for i, row in enumerate(rows))


def _escape(key: str) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
