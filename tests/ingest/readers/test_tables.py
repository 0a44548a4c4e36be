"""Tables out of real files of every format: values, addresses, merges, bounds."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from graph.errors import UnreadableDocument
from ingest.document import Table
from ingest.readers import table_csv, table_xlsx, tables
from ingest.readers.tables import read_tables

DATA = Path(__file__).parent / "data"


def xlsx(fill: Any) -> bytes:
    workbook = Workbook()
    fill(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(name: str, content: bytes) -> tuple[Table, ...]:
    return read_tables(Path(name), content)


def texts(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows]


def test_a_merged_cell_repeats_value_and_address_of_its_top_left() -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.active
        sheet.title = "台账"
        sheet["A1"] = "甲方"
        sheet["A2"] = "学校"
        sheet["B2"], sheet["B3"] = "一", "二"
        sheet.merge_cells("A2:A3")

    (table,) = read("a.xlsx", xlsx(fill))
    assert [(c.text, c.address, c.merged) for c in (table.rows[1][0], table.rows[2][0])] == [
        ("学校", "台账!A2", False),
        ("学校", "台账!A2", True),
    ]


def test_values_are_read_as_they_are_shown() -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.active
        sheet.append([datetime(2023, 10, 20), 45047, 350.5, 2023.1, "=B1", "=SUM(B1:C1)", True])
        sheet["D1"].number_format = "0.00"

    (table,) = read("a.xlsx", xlsx(fill))
    assert texts(table) == [["2023-10-20", "45047", "350.5", "2023.10", "45047", "", "是"]]


def test_struck_cells_and_hidden_sheets_are_known() -> None:
    def fill(workbook: Any) -> None:
        workbook.active["A1"] = "解除"
        workbook.active["A1"].font = Font(strike=True)
        hidden = workbook.create_sheet("选项")
        hidden["A1"], hidden.sheet_state = "有效", "hidden"

    first, second = read("a.xlsx", xlsx(fill))
    assert first.rows[0][0].struck
    assert (first.hidden, second.hidden) == (False, True)


def test_the_old_binary_format_reads_like_the_new_one() -> None:
    (table,) = read_tables(DATA / "old.xls", (DATA / "old.xls").read_bytes())
    assert table.name == "协议"
    assert texts(table)[1:] == [
        ["临澜学院", "望舒机械厂", "2023-03-15", "3.50"],
        ["临澜学院", "听雨软件有限公司", "44866", "12"],
    ]
    assert table.rows[3 - 1][0].address == "协议!A2"
    assert table.rows[2][1].struck


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding: str, delimiter: str) -> None:
    rows = [["甲方", "乙方", "备注"], ["临澜学院", "望舒机械厂", "一、二"], ["临澜学院", "听雨公司", ""]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (table,) = read("a.csv", text.encode(encoding))
    assert texts(table) == rows
    assert table.rows[1][1].address == "Sheet1!B2"


def test_csv_keeps_line_breaks_inside_a_field() -> None:
    (table,) = read("a.csv", '甲方,乙方\n"一\n二",三\n'.encode())
    assert table.rows[1][0].text == "一\n二"


@given(
    st.lists(
        st.lists(st.text("甲乙丙，。、公司 0-9,\"'\n", max_size=8), min_size=3, max_size=3), min_size=2, max_size=6
    )
)
def test_no_field_of_a_csv_file_is_lost(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([["甲", "乙", "丙"], *rows])
    (table,) = read("a.csv", out.getvalue().encode())
    found = {c.text.strip() for row in table.rows for c in row}
    assert {v.strip() for row in rows for v in row} <= found | {""}


def test_json_objects_become_rows_with_pointers_and_lists_keep_their_items() -> None:
    data = [{"甲方": "一", "乙方": ["二", "三"], "金额": 1.50}, {"甲方": None, "联系": {"姓名": "四"}}]
    (table,) = read("a.json", json.dumps(data).encode())
    assert table.header == 0
    assert texts(table)[0] == ["甲方", "乙方", "金额", "联系 > 姓名"]
    partners = table.rows[1][1]
    assert (partners.address, partners.text) == ("/0/乙方", "二\n三")
    assert [(p.address, p.text) for p in partners.parts] == [("/0/乙方/0", "二"), ("/0/乙方/1", "三")]
    assert table.rows[1][2].text == "1.5"
    assert table.rows[2][3].address == "/1/联系/姓名"


def test_a_title_object_in_json_lines_stands_above_the_header() -> None:
    lines = [{"标题": "走访台账"}, {"单位": "一", "日期": "3月"}, {"单位": "二", "日期": "4月"}]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    (table,) = read("a.jsonl", content)
    assert table.header == 1
    assert [c.text for c in table.rows[0][:2]] == ["标题", "走访台账"]
    assert table.rows[3][0].address == "/2/单位"


def test_lists_inside_an_object_are_tables_of_their_own_under_its_scalars() -> None:
    data = {"标题": "两表", "协议": [{"甲方": "一"}], "基地": [{"名称": "二"}]}
    first, second = read("a.json", json.dumps(data).encode())
    assert (first.name, second.name) == ("协议", "基地")
    assert second.rows[0][1].text == "两表"
    assert second.rows[2][0].address == "/基地/0/名称"


def test_yaml_scalars_stay_as_they_are_written() -> None:
    (table,) = read(
        "a.yaml", "- {甲方: 一, 日期: 2023-03-01, 已签: 是}\n- {甲方: 二, 日期: 2023.4, 已签: null}\n".encode()
    )
    assert texts(table)[1:] == [["一", "2023-03-01", "是"], ["二", "2023.4", ""]]


def test_a_workbook_under_another_name_is_still_read() -> None:
    (table,) = read("a.xls", xlsx(lambda w: w.active.append(["甲方"])))
    assert texts(table) == [["甲方"]]


BROKEN = {
    "a.xlsx": (b"PK\x03\x04 broken", "损坏"),
    "b.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
    "c.json": (b'[{"a": 1},]', "第 1 行"),
    "d.jsonl": (b'{"a": 1}\n{"a": \n', "line 2"),
    "e.yaml": (b"a: [1, 2\nb: 3", "YAML"),
    "f.json": (b'"text"', "列表或对象"),
    "g.csv": (b",,\n,,\n", "没有内容"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_refused_with_reason_and_advice(name: str) -> None:
    content, expected = BROKEN[name]
    with pytest.raises(UnreadableDocument, match=expected) as caught:
        read(name, content)
    assert caught.value.advice


def test_an_archive_that_unpacks_beyond_its_ratio_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (32 << 20))
    with pytest.raises(UnreadableDocument, match="压缩比"):
        read("bomb.xlsx", out.getvalue())


def test_a_document_type_in_a_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(UnreadableDocument, match="文档类型"):
        read("entity.xlsx", out.getvalue())


def test_aliases_that_multiply_in_yaml_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(UnreadableDocument, match=r"超过|过深"):
        read("bomb.yaml", "\n".join(lines).encode())


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_csv, "MAX_ROWS", 3)
    with pytest.raises(UnreadableDocument, match="上限 3 行"):
        read("a.csv", "甲,乙\n".encode() * 4)
    monkeypatch.setattr(table_xlsx, "MAX_ROWS", 1)
    with pytest.raises(UnreadableDocument, match="上限 1 行"):
        read("a.xlsx", xlsx(lambda w: [w.active.append(["甲"]) for _ in range(2)]))
    monkeypatch.setattr(tables, "MAX_CELLS", 2)
    with pytest.raises(UnreadableDocument, match="上限 2"):
        read("a.json", json.dumps([{"甲": "1"}, {"甲": "2"}]).encode())
