"""An act told by several sources is shown with all of them, on the command line and through the API."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import cli
from graph.stores import open_store
from ingest.pipeline import run

TEXT = """2024年5月6日，岚山职业技术学院与澄溪重工有限公司举行校企合作签约仪式。
双方签署校企合作协议，将在订单培养、师资互聘、课程开发、顶岗实习和技能竞赛等方面开展合作，首批订单班计划招收智能制造专业学生四十名，由企业骨干担任兼职教师。
岚山职业技术学院负责人表示，学校将深化产教融合，把课堂搬进车间，把车间搬进课堂，让学生早实践、多实践。
"""
TEXTS = {
    "学院新闻": TEXT,
    "携手谱新篇": TEXT.replace("开展合作", "展开合作") + "（来源：岚山在线）\n",
    "澄溪重工消息": "2024年5月6日，岚山职业技术学院与澄溪重工有限公司签署校企合作协议。\n",
}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with one signing in three sources, one of which is a reprint."""
    texts = tmp_path / "texts"
    texts.mkdir()
    for title, text in TEXTS.items():
        (texts / f"{title}.txt").write_text(f"{title}\n{text}", "utf-8")
    address = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(address) as store:
        run([texts], store)
    return address


def test_the_command_line_lists_every_source_of_an_act(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGJIAN_LANG", "zh")
    with open_store(url) as store:
        (act,) = (e for e in store.view().entities if e.type == "agreement")
    said = CliRunner().invoke(cli, ["show", act.id, "--store", url])
    assert said.exit_code == 0, said.output
    assert "3 个来源（2 个独立）" in said.output
    assert all(name in said.output for name in TEXTS)
    found = json.loads(CliRunner().invoke(cli, ["show", act.id, "--store", url, "--json"]).stdout)
    assert (found["sources"], found["reprints"]) == (2, 1)
    assert [{q["source"] for q in k["evidence"]} for k in found["links"]] == [{*TEXTS}] * 2


def test_the_api_gives_the_evidence_of_every_source(url: str) -> None:
    with open_store(url) as store, TestClient(create_app(store)) as client:
        (act,) = client.get("/api/v1/agreements").json()["items"]
        assert (act["sources"], act["reprints"]) == (2, 1)
        for link in act["parties"]:
            quotes = client.get(f"/api/v1/links/{link['id']}/evidence").json()
            rows = quotes["items"] if isinstance(quotes, dict) else quotes
            assert {row["source"]["title"] for row in rows} == {*TEXTS}
        assert client.get("/api/v1/statistics").json()["reprints"] == 1
