"""The validation report: which cell, what is wrong, what to do."""

from pathlib import Path

import pytest

from ingest.ledger import Problem, check_ledger, load_mapping, read_ledger, suggest_mapping
from ingest.readers import read


def problems(tmp_path: Path, text: str) -> dict[str, Problem]:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    document = read(path)
    return {p.cell: p for p in check_ledger(document, suggest_mapping(document))}


HEAD = "临澜职业学院协议台账\n序号,乙方,协议名称,签订日期,经办人,状态\n"
WRONG = {
    "1,20231105,合作协议,2023.1,苏简,有效\n": ("B3", "数字"),
    "1,？？科技,合作协议,2023.1,苏简,有效\n": ("B3", "不完整"),
    "1,匿名企业,合作协议,2023.1,苏简,有效\n": ("B3", "没有具体名称"),
    "1,听雨软件有限公司,合作协议,2023.1,13900001111,有效\n": ("E3", "应为姓名"),
    "1,听雨软件有限公司,合作协议,2023.1,苏简,洽谈中\n": ("F3", "尚未成立"),
    "1,听雨软件有限公司,合作协议,2023.1,苏简,信息待核实\n": ("F3", "待核实"),
    "1,听雨软件有限公司,合作协议,2023.1,苏简,有效\n2,听雨软件有限公司,合作协议,2023.1,苏简,有效\n": ("A4", "重复"),
}


@pytest.mark.parametrize("rows", WRONG)
def test_a_problem_names_its_cell_and_what_to_do(rows: str, tmp_path: Path) -> None:
    cell, words = WRONG[rows]
    found = problems(tmp_path, HEAD + rows)
    assert list(found) == [cell]
    assert words in found[cell].problem
    assert found[cell].advice
    assert found[cell].sheet == "Sheet1"


def test_a_good_ledger_has_no_problems(tmp_path: Path) -> None:
    assert not problems(tmp_path, HEAD + "1,听雨软件有限公司,合作协议,2023.1,苏简,有效\n")


def test_a_table_without_a_heading_is_reported(tmp_path: Path) -> None:
    found = problems(tmp_path, "望舒机械厂,听雨软件有限公司\n望舒机械厂,棠溪古茶有限公司\n")
    assert "表头" in found["A1"].problem


def test_a_table_that_no_mapping_fits_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("基地名称,共建单位\n听雨基地,听雨软件有限公司\n", "utf-8")
    (tmp_path / "m.yaml").write_text("tables: [{kind: agreement, columns: {甲方: org, 乙方: org}}]", "utf-8")
    document = read(tmp_path / "a.csv")
    (problem,) = check_ledger(document, load_mapping(tmp_path / "m.yaml"))
    assert "映射" in problem.problem
    assert not read_ledger(document, load_mapping(tmp_path / "m.yaml")).claims


def test_what_a_person_must_look_at_becomes_a_flag_and_a_repetition_does_not(tmp_path: Path) -> None:
    row = "1,听雨软件有限公司,合作协议,2023.1,苏简,有效\n"
    (tmp_path / "a.csv").write_text(HEAD + row + row + "3,20231105,合作协议,2023.1,苏简,有效\n", "utf-8")
    (flag,) = read_ledger(read(tmp_path / "a.csv")).flags
    assert flag.reason.startswith("Sheet1!B5：")
    assert flag.evidence is not None
    assert (flag.evidence.cell, flag.evidence.quote) == ("Sheet1!B5", "20231105")
