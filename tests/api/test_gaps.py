"""Gaps as a planner asks for them: from ledgers read in, as table, file, picture and JSON."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.app import create_app
from api.gap_table import LEVELS, csv_table, division, gap_table, write_workbook
from graph.analytics import partners
from graph.model import Claim, Evidence, Reading, Record, Source
from graph.stores.memory import MemoryStore
from ingest.pipeline import Options, run

LEDGER = """合作单位名录,,,,
序号,单位名称,所在地区,产业链,开设专业
1,徐州岚山职业技术学院,江苏省徐州市泉山区,,焊接技术、物流管理
2,澄溪重工有限公司,江苏省徐州市铜山区,海工装备,
3,云笏数字有限公司,青屿高新区,海工装备,
"""
NEWS = "2024年5月6日，徐州岚山职业技术学院与澄溪重工有限公司签署校企合作协议。"


def store_of(*claims: tuple[str, str, str, str, str]) -> MemoryStore:
    """A store of claims (type, head type, head, tail type, tail), each its own quote."""
    store, text = MemoryStore(), "\n".join(" ".join(row) for row in claims)
    source = Source(Source.id_of(text.encode()), "file:///x.txt", "x", text, "text")
    records, made = dict[str, Record](), []
    for row in claims:
        type_, head_type, head, tail_type, tail = row
        for kind, name in ((head_type, head), (tail_type, tail)):
            records[name] = Record.of(source.id, kind, name)
        at = text.index(" ".join(row))
        evidence = (Evidence(type_, at, at + len(type_)),)
        made.append(
            Claim.of(source.id, type_, records[head].id, records[tail].id, evidence=evidence, method="test:hand")
        )
    store.add(Reading(source, tuple(records.values()), tuple(made)))
    return store


FACTS = (
    ("OFFERS", "school", "徐州岚山职业技术学院", "major", "焊接"),
    ("IN_CHAIN", "major", "焊接", "industry_chain", "海工装备"),
    ("IN_CHAIN", "enterprise", "澄溪重工有限公司", "industry_chain", "海工装备"),
    ("IN_CHAIN", "enterprise", "=1+1<b>公司", "industry_chain", "海工装备"),
    ("LOCATED_IN", "enterprise", "澄溪重工有限公司", "region", "江苏省徐州市铜山区"),
    ("PAIRED_WITH", "school", "徐州岚山职业技术学院", "enterprise", "澄溪重工有限公司"),
)


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(store_of(*FACTS)))


def test_a_region_is_the_division_at_the_level_asked_for() -> None:
    assert [division("江苏省徐州市泉山区教育局", level) for level in (1, 2, 3)] == [
        "江苏省",
        "江苏省徐州市",
        "江苏省徐州市泉山区",
    ]
    assert division("岚山职业技术学院", 2) is None
    assert division("鼓楼区某公司", 2) is None  # in four cities


def test_a_region_named_to_the_level_is_that_region() -> None:
    places = ("江苏省徐州市", "江苏省徐州市铜山区", "徐州市")
    facts = [("LOCATED_IN", "enterprise", f"澄溪{i}有限公司", "region", place) for i, place in enumerate(places)]
    network = store_of(*facts).view()
    found = {level: {c.region for c in gap_table(network, partners(network), level).cells} for level in LEVELS}
    assert found["province"] == {"江苏省"} and found["city"] == {"江苏省徐州市"}
    assert found["county"] == {"江苏省徐州市", "江苏省徐州市铜山区"}


def test_the_route_tells_regions_from_sources_and_names(client: TestClient) -> None:
    cells = client.get("/api/v1/gaps").json()["cells"]
    assert [(c["chain"], c["major"], c["region"], c["coverage"]) for c in cells] == [
        ("海工装备", "焊接", "江苏省徐州市", "single"),
        ("海工装备", "焊接", None, "none"),
    ]
    assert [o["name"] for o in cells[1]["alone"]] == ["=1+1<b>公司"]
    assert len(client.get("/api/v1/gaps", params={"coverage": "none"}).json()["cells"]) == 1
    assert client.get("/api/v1/gaps", params={"thin": 2}).status_code == 422


def test_the_picture_stands_alone_and_escapes_names(client: TestClient) -> None:
    answer = client.get("/api/v1/gaps/picture", params={"lang": "en"})
    assert "single point" in answer.text and "=1+1&lt;b&gt;公司" in answer.text and "<b>公司" not in answer.text
    assert not re.search(r"(?:src|href)\s*=|url\(|<script", answer.text)
    assert "unsafe-inline" in answer.headers["content-security-policy"]


def test_no_name_acts_as_a_formula_in_a_table(tmp_path: Path) -> None:
    network = store_of(*FACTS).view()
    table = gap_table(network, partners(network))
    lines = list(csv.reader(csv_table(table).decode("utf-8-sig").splitlines()))
    assert len(lines) == 3 and not any(cell.startswith("=") for row in lines for cell in row)
    write_workbook(table, tmp_path / "gaps.xlsx")
    sheet = load_workbook(tmp_path / "gaps.xlsx").active
    assert sheet is not None and sheet["J3"].value == "=1+1<b>公司" and sheet["J3"].data_type != "f"


def test_gaps_of_a_ledger_and_a_report_that_were_read(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "名录.csv").write_text(LEDGER, "utf-8")
    (tmp_path / "docs" / "news.txt").write_text(NEWS, "utf-8")
    from graph.stores import open_store

    url = f"sqlite:///{tmp_path / 'g.db'}"
    with open_store(url) as store:
        assert not run([tmp_path / "docs"], store, options=Options(jobs=1)).failed
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "GONGJIAN_LANG": "zh"}
    command = [sys.executable, "-m", "api.cli", "gaps", "--store", url, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=True, timeout=120)
    found = {(c["chain"], c["major"], c["region"]): c for c in json.loads(done.stdout)["cells"]}
    assert found["海工装备", None, "青屿高新区"]["coverage"] == "none"
    assert {o["name"] for o in found[None, "焊接技术", "江苏省徐州市"]["single"]} == {
        "徐州岚山职业技术学院",
        "澄溪重工有限公司",
    }
