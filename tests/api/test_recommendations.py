"""Recommendations through the API and on the command line: one, all, two lists, feedback, the matching list."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.cli import cli
from api.feedback_place import feedback_log
from api.matching_list import write_matching_list
from graph.model import Entity
from graph.recommend import Reason, Recommendation
from graph.stores.memory import MemoryStore

API = "/api/v1"


def get(client: TestClient, path: str, status: int = 200, **params: Any) -> Any:
    """Get a path, check the status, return the JSON."""
    answer = client.get(API + path, params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def post(client: TestClient, path: str, body: dict[str, Any], status: int = 200, **headers: str) -> Any:
    """Post JSON, check the status, return the JSON."""
    answer = client.post(API + path, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def id_of(client: TestClient, name: str) -> str:
    """Return the id of the organization with this name."""
    return str(next(o["id"] for o in get(client, "/organizations", q=name)["items"] if o["name"] == name))


def advised(client: TestClient, who: str, **params: Any) -> list[str]:
    """Return the names recommended to an organization."""
    rows = get(client, f"/organizations/{id_of(client, who)}/recommendations", **params)["items"]
    return [row["organization"]["name"] for row in rows]


COLLEGE = "岚山职业技术学院"


def test_reasons_carry_the_words_they_rest_on(client: TestClient) -> None:
    rows = get(client, f"/organizations/{id_of(client, COLLEGE)}/recommendations")["items"]
    quotes = [quote for row in rows for reason in row["reasons"] for quote in reason["quotes"]]
    assert quotes and all(quote["quote"] and quote["source"] for quote in quotes)


def test_all_are_answered_in_pages(client: TestClient) -> None:
    first = get(client, "/recommendations", limit=2, top=1)
    assert first["total"] > 2 and first["next"]
    whole = get(client, "/recommendations", top=1)["items"]
    assert {row["entity"]["name"] for row in whole} >= {row["entity"]["name"] for row in first["items"]}
    colleges = get(client, "/recommendations", for_type="school")["items"]
    assert colleges and all(row["entity"]["type"] == "school" for row in colleges)


def test_feedback_changes_the_next_answer_and_is_kept(client: TestClient) -> None:
    other = advised(client, COLLEGE)[0]
    row = {"entity": id_of(client, COLLEGE), "other": id_of(client, other), "verdict": "rejected", "note": "太远"}
    post(client, "/feedback", row, origin="https://elsewhere.example", status=403)
    assert other in advised(client, COLLEGE)
    post(client, "/feedback", row)
    assert other not in advised(client, COLLEGE)
    assert COLLEGE not in advised(client, other)
    assert [(r["verdict"], r["note"]) for r in get(client, "/feedback")["items"]] == [("rejected", "太远")]
    post(client, "/feedback", {**row, "verdict": "perhaps"}, status=422)
    post(client, "/feedback", {**row, "other": "nobody"}, status=404)


def test_conditions_leave_out(client: TestClient) -> None:
    other = advised(client, COLLEGE)[0]
    assert other not in advised(client, COLLEGE, exclude=id_of(client, other))
    assert advised(client, COLLEGE, region="无此地") == []
    get(client, f"/organizations/{id_of(client, COLLEGE)}/recommendations", diversity=2, status=422)


def test_two_lists_are_matched(client: TestClient) -> None:
    other = advised(client, COLLEGE)[0]
    asked = {"left": [id_of(client, COLLEGE)], "right": [id_of(client, other)]}
    (pair,) = post(client, "/recommendations/match", asked)
    assert (pair["entity"]["name"], pair["organization"]["name"]) == (COLLEGE, other)
    assert post(client, "/recommendations/match", {**asked, "left_capacity": 0}) == []
    post(client, "/recommendations/match", {"left": [], "right": ["x"]}, status=422)


def run(*args: str, code: int = 0) -> str:
    """Run the command in this process; return what it printed."""
    found = CliRunner().invoke(cli, args, standalone_mode=False)
    problem = found.exception
    assert (2 if isinstance(problem, click.UsageError) else 1 if problem else 0) == code, (found.output, problem)
    return found.output


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("store")
    names = ["澄溪重工有限公司", "云笏数字有限公司", "望岑装备有限公司"]
    for i, name in enumerate(names[:2]):
        text = f"2024年5月{6 + i}日，岚山职业技术学院与{name}签署校企合作协议。"
        (folder / f"{i}.txt").write_text(text, "utf-8")
    (folder / "2.txt").write_text(f"2024年6月1日，{names[1]}与{names[2]}签署战略合作协议。", "utf-8")
    store = f"sqlite:///{folder / 'kept.db'}"
    run("ingest", str(folder), "--store", store)
    return store


def test_the_matching_list_is_a_workbook_with_reasons_and_quotes(url: str, tmp_path: Path) -> None:
    out = tmp_path / "对接清单.xlsx"
    run("recommend", "--all", "--top", "2", "--out", str(out), "--store", url)
    sheet = load_workbook(out)["对接清单"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    pairs = {(row[1], row[3]) for row in rows}
    assert ("澄溪重工有限公司", "云笏数字有限公司") in pairs
    assert all("共同合作伙伴" in row[6] or "可达" in row[6] for row in rows)
    assert all("签署" in row[8] for row in rows)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


def test_feedback_on_the_command_line_lies_beside_the_store(url: str) -> None:
    names = [r["entity"]["name"] for r in json.loads(run("recommend", COLLEGE, "--json", "--store", url))["items"]]
    assert "望岑装备有限公司" in names
    run("feedback", COLLEGE, "望岑装备有限公司", "--verdict", "contacted", "--by", "张言", "--store", url)
    assert Path(url.removeprefix("sqlite:///")).with_suffix(".feedback.jsonl").exists()
    assert [row.by for row in feedback_log(url).rows()] == ["张言"]
    names = [r["entity"]["name"] for r in json.loads(run("recommend", COLLEGE, "--json", "--store", url))["items"]]
    assert "望岑装备有限公司" not in names


def test_a_list_is_matched_with_a_type(url: str, tmp_path: Path) -> None:
    (tmp_path / "firms.txt").write_text("澄溪重工有限公司\n\n望岑装备有限公司\n", "utf-8")
    found = json.loads(
        run("match", "--left", str(tmp_path / "firms.txt"), "--right", "enterprise", "--json", "--store", url)
    )
    pairs = {(row["for"]["name"], row["entity"]["name"]) for row in found["items"]}
    assert ("澄溪重工有限公司", "云笏数字有限公司") in pairs
    run("match", "--left", "nowhere.txt", "--right", "enterprise", "--store", url, code=1)


def test_a_name_or_all_is_asked_for(url: str) -> None:
    run("recommend", "--store", url, code=2)
    run("recommend", COLLEGE, "--all", "--store", url, code=2)
    run("recommend", COLLEGE, "--out", "list.csv", "--store", url, code=1)


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    evil = Entity("a", "enterprise", '=HYPERLINK("x")\x07')
    found = Recommendation(Entity("b", "enterprise", "-2+3"), 0.5, (), (Reason("理由", "reason"),))
    out = tmp_path / "list.xlsx"
    assert write_matching_list(MemoryStore(), [(evil, found)], out) == 1
    cells = next(load_workbook(out)["对接清单"].iter_rows(min_row=2))
    assert (cells[1].value, cells[1].data_type) == ('=HYPERLINK("x")', "s")
    assert (cells[3].value, cells[3].data_type) == ("-2+3", "s")


def test_links_are_evaluated_on_a_table_of_edges(tmp_path: Path) -> None:
    rows = [(a, b) for a in range(40) for b in range(a) if (a - b) % 5 == 0]
    path = tmp_path / "edges.csv"
    path.write_text("source,target,date\n" + "".join(f"n{a},n{b},2024\n" for a, b in rows), "utf-8")
    found = json.loads(run("links", "evaluate", "--edges", str(path), "--seed", "3", "--json"))
    assert found["positives"] == found["negatives"] == round(0.1 * len(rows))
    assert found["scorers"]["gongjian"]["auc"] > 0.95
    assert {"auc", "average_precision", "hits@1", "hits@10", "mrr"} == set(found["scorers"]["katz"])
    test = tmp_path / "test.csv"
    test.write_text("source,target\nn0,n36\nn1,n39\n", "utf-8")
    asked = json.loads(run("links", "evaluate", "--edges", str(path), "--test", str(test), "--json"))
    assert asked["positives"] == 2
    run("links", "evaluate", "--edges", str(path), "--test", str(test), "--holdout", "0.1", code=1)
