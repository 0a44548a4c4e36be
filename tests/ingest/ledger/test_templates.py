"""Templates: written, filled in as their notes say, and read back without a mapping."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph.errors import WrongUsage
from ingest.annotation import annotate
from ingest.ledger import TEMPLATES, check_ledger, read_ledger, suggest_mapping, write_template
from ingest.readers import read

SCHOOL, FIRM, UNIT = "临澜职业学院", "听雨软件有限公司", "信息工程学院"
FULL = SCHOOL + UNIT
FILLED = {
    "agreements": (
        [1, UNIT, FIRM, "产学合作协议", "战略合作", "2024-03", "2024-03至2027-02", "苏简", "履行中"],
        {("SIGNED_WITH", FIRM, FULL, "2024-03")},
    ),
    "pairings": (
        [1, UNIT + "教工党支部", "苏简", FIRM, "第一党支部", "何以", "2024-03-15", "是", "正常开展"],
        {
            ("SIGNED_WITH", FIRM + "第一党支部", FULL + "教工党支部", "2024-03-15"),
            ("PAIRED_WITH", FIRM + "第一党支部", FULL + "教工党支部", "2024-03-15"),
            ("HAS_ROLE", "何以", FIRM + "第一党支部", None),
            ("HAS_ROLE", "苏简", FULL + "教工党支部", None),
            ("PART_OF", FIRM + "第一党支部", FIRM, None),
            ("PART_OF", FULL + "教工党支部", FULL, None),
        },
    ),
    "bases": (
        [1, UNIT, "听雨实训基地", FIRM, "2024-03-15", "2024-03-01", "何以", "在用"],
        {
            ("CO_BUILT", FULL, "听雨实训基地", "2024-03-15"),
            ("CO_BUILT", FIRM, "听雨实训基地", "2024-03-15"),
            ("SIGNED_WITH", FIRM, FULL, "2024-03-01"),
            ("HAS_ROLE", "何以", "听雨实训基地", None),
        },
    ),
    "classes": (
        [1, UNIT, "听雨订单班（2024级）", FIRM, "订单班", "2024-03-01", "2024-09至2027-06", "何以", 40],
        {
            ("CO_BUILT", FULL, "听雨订单班（2024级）", "2024-09"),
            ("CO_BUILT", FIRM, "听雨订单班（2024级）", "2024-09"),
            ("SIGNED_WITH", FIRM, FULL, "2024-03-01"),
            ("HAS_ROLE", "何以", "听雨订单班（2024级）", None),
        },
    ),
    "members": (
        [1, "临澜数字产教联盟", FIRM, "企业", "理事", "何以", "总经理", "2024-03"],
        {("MEMBER_OF", FIRM, "临澜数字产教联盟", "2024-03"), ("HAS_ROLE", "何以", FIRM, None)},
    ),
    "visits": (
        [1, "2024-03-15", FIRM, f"{UNIT}院长 苏简", "总经理 何以", "座谈交流", "已完成"],
        {
            ("COOPERATES_WITH", FIRM, SCHOOL, "2024-03-15"),
            ("HAS_ROLE", "苏简", FULL, None),
            ("HAS_ROLE", "何以", FIRM, None),
        },
    ),
}


def filled(kind: str, path: Path) -> Path:
    write_template(kind, path)
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    sheet["B2"] = SCHOOL
    for column, value in enumerate(FILLED[kind][0], 1):
        sheet.cell(4, column, value)
    workbook.save(path)
    return path


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_filled_template_is_read_without_a_mapping(kind: str, tmp_path: Path) -> None:
    annotation = annotate(read_ledger(read(filled(kind, tmp_path / "t.xlsx"))), "t")
    names = {e["id"]: e["name"] for e in annotation["entities"]}
    found = set()
    for r in annotation["relations"]:
        ends = [names[r["head"]], names[r["tail"]]]
        ends = sorted(ends) if r["type"].endswith("_WITH") else ends
        found.add((r["type"], *ends, r["date"] if r["type"] not in ("HAS_ROLE", "PART_OF") else None))
    expected = {(t, *(sorted(ends) if t.endswith("_WITH") else ends), d) for t, *ends, d in FILLED[kind][1]}
    assert expected <= found
    assert {f for f in found if f[0] != "PART_OF"} <= expected


@pytest.mark.parametrize("kind", TEMPLATES)
def test_an_empty_template_is_a_ledger_without_claims_or_problems(kind: str, tmp_path: Path) -> None:
    write_template(kind, tmp_path / "t.xlsx")
    document = read(tmp_path / "t.xlsx")
    assert not read_ledger(document).claims
    assert not check_ledger(document, suggest_mapping(document))


@pytest.mark.parametrize("kind", TEMPLATES)
def test_headings_have_notes_and_lists_to_choose_from(kind: str, tmp_path: Path) -> None:
    write_template(kind, tmp_path / "t.xlsx")
    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert all(cell.comment for cell in sheet[3])
    choosing = [f for f in TEMPLATES[kind].fields if f.choices]
    assert len(sheet.data_validations.dataValidation) == len(choosing)


def test_an_unknown_kind_is_refused_with_the_kinds_there_are(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="agreements"):
        write_template("nonsense", tmp_path / "t.xlsx")
