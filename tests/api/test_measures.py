"""What the network's shape says of organizations, by command and by API."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.cli import cli, run
from graph.stores import open_store
from tests.graph.sample_readings import Said, read

API = "/api/v1"
SAID = [
    Said("PAIRED_WITH", "东湖大学", "云公司", "2024-05"),
    Said("PAIRED_WITH", "东湖大学", "岭党支部", "2022-03"),
    Said("PAIRED_WITH", "云公司", "云岭公司", "2023-05"),
    Said("SIGNED", "东湖大学", "东湖协议", "2020-01"),
    Said("SIGNED", "云岭公司", "东湖协议", "2020-01"),
    Said("LOCATED_IN", "东湖大学", "东市"),
]
Gongjian = Callable[..., object]


@pytest.fixture
def gongjian(tmp_path: Path, monkeypatch, capsys) -> Gongjian:
    """Run a command on a small store; return what it prints as JSON."""
    url = f"sqlite:///{tmp_path}/g.db"
    with open_store(url) as store:
        store.add(read("a.txt", *SAID))

    def call(*args: str, code: int = 0) -> object:
        assert run(lambda: cli.main([*args, "--store", url, "--json"], standalone_mode=False)) == code
        text = capsys.readouterr().out
        return json.loads(text) if code == 0 else text

    return call


def names(rows, key="entity"):
    return [row[key]["name"] if key else row["name"] for row in rows]


def test_ranks_near_an_organization_begin_with_its_partners(gongjian):
    rows = gongjian("rank", "--measure", "pagerank", "--near", "岭党支部")
    assert names(rows, None)[0] == "东湖大学"
    assert "岭党支部" not in names(rows, None)
    gongjian("rank", "--measure", "degree", "--near", "岭党支部", code=2)
    gongjian("rank", "--measure", "pagerank", "--near", "东市", code=2)


def test_values_stand_beside_the_store_with_their_version_and_parameters(gongjian, tmp_path):
    gongjian("rank", "--measure", "betweenness")
    notes = [json.loads(p.read_text("utf-8")) for p in tmp_path.rglob("measure-betweenness*/note.json")]
    assert [(n["measure"], n["level"], n["version"]) for n in notes] == [("betweenness", "institution", 1)]
    assert notes[0]["parameters"]["samples"] == 256


def test_communities_changes_silence_likeness_and_loss_are_told(gongjian):
    groups = {group["name"]: group["size"] for group in gongjian("communities")}
    assert "东市 · 东湖大学" in groups and sum(groups.values()) == 4
    found = gongjian("changes", "--until", "2024-12", "--months", "24")
    assert found["totals"] == {"newcomers": 1, "fading": 1, "rising": 0}
    assert names(found["fading"]) == ["岭党支部"]
    quiet = gongjian("silent", "--until", "2024-12-31")
    assert (quiet["total"], quiet["items"][0]["agreement"]["name"]) == (1, "东湖协议")
    assert names(gongjian("similar", "云公司")) == ["岭党支部", "云岭公司", "东湖大学"]
    lost = gongjian("without", "东湖大学")
    assert (lost["component"], lost["cut_off_total"]) == (4, 1)
    assert [e["name"] for e in lost["alone"]] == ["岭党支部"]


def test_writing_back_is_for_neo4j(gongjian):
    gongjian("analyze", "--write-back", code=2)
    assert gongjian("analyze")["written"] is None


def test_the_api_gives_the_same(client: TestClient):
    first = client.get(f"{API}/measures/degree").json()["items"][0]["organization"]
    for path in ("near", "similar", "without"):
        assert client.get(f"{API}/organizations/{first['id']}/{path}").status_code == 200, path
    near = client.get(f"{API}/organizations/{first['id']}/near").json()
    assert near and first["name"] not in [row["organization"]["name"] for row in near]
    assert client.get(f"{API}/organizations/{first['id']}/without").json()["organization"]["name"] == first["name"]
    assert client.get(f"{API}/organizations/r_none/without").status_code == 404
    groups = client.get(f"{API}/communities").json()
    assert groups[0]["leaders"] and groups[0]["size"] >= groups[-1]["size"]
    found = client.get(f"{API}/changes", params={"until": "2024", "months": 12}).json()
    assert found["totals"]["newcomers"] == len(found["newcomers"]) > 0
    silent = client.get(f"{API}/silent", params={"until": "2026-01-01"}).json()
    assert silent["total"] == len(silent["items"]) == 1
    assert client.get(f"{API}/changes", params={"until": "2024-13"}).status_code == 422
    assert client.get(f"{API}/organizations/{first['id']}/similar", params={"type": "region"}).status_code == 422
