"""The HTTP service: what it answers, and how it refuses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph.errors import StoreUnavailable
from graph.stores.memory import MemoryStore

API = "/api/v1"


def get(client: TestClient, path: str, status: int = 200, **params: Any) -> Any:
    """Get a path, check the status, return the JSON."""
    answer = client.get(API + path, params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def id_of(client: TestClient, name: str) -> str:
    """Return the id of the organization with this name."""
    return str(next(o["id"] for o in get(client, "/organizations", q=name)["items"] if o["name"] == name))


def test_organizations_are_listed_by_name_in_pages(client: TestClient) -> None:
    names, cursor = [], None
    while True:
        page = get(client, "/organizations", limit=2, **({"cursor": cursor} if cursor else {}))
        names += [o["name"] for o in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names == sorted(names)
    assert len(names) == page["total"] == 7
    assert "澄溪重工产业学院" not in names


def test_organizations_are_found_by_part_of_a_name_and_by_alias(client: TestClient) -> None:
    assert [o["name"] for o in get(client, "/organizations", q="岚诺")["items"]] == ["岚诺装备有限公司"]
    assert [o["name"] for o in get(client, "/organizations", q="岚职院")["items"]] == ["岚山职业技术学院"]
    assert get(client, "/organizations", q="岚山", type="party_org")["total"] == 1


def test_one_organization_has_its_partners_through_its_branch(client: TestClient) -> None:
    one = get(client, f"/organizations/{id_of(client, '岚山职业技术学院')}")
    assert one["sources"] == 2
    assert {p["organization"]["name"] for p in one["partners"]} == {"澄溪重工有限公司", "云笏数字有限公司"}
    assert one["measures"]["degree"] == 2
    branch = get(client, f"/organizations/{id_of(client, '岚山职业技术学院机电学院党支部')}")
    assert branch["institution"]["name"] == "岚山职业技术学院"


def test_the_network_of_one_is_ready_to_draw_and_says_what_was_cut(client: TestClient) -> None:
    id_ = id_of(client, "澄溪重工有限公司")
    scene = get(client, f"/organizations/{id_}/network", depth=1)
    assert {n["label"] for n in scene["nodes"]} >= {"澄溪重工有限公司", "望岑职业学院", "澄溪重工产业学院"}
    quotes = [q["quote"] for e in scene["edges"] for q in e["evidence"]]
    assert "共建“澄溪重工产业学院”" in quotes
    assert get(client, f"/organizations/{id_}/network", depth=2, limit=2)["cut"] > 0


def test_the_date_and_the_confidence_narrow_the_network(client: TestClient) -> None:
    everything = get(client, "/network")
    assert len(get(client, "/network", on="2023-12-31")["edges"]) < len(everything["edges"])
    assert len(get(client, "/network", min_confidence=0.5)["edges"]) == len(everything["edges"]) - 1
    assert {e["type"] for e in get(client, "/network", types="SIGNED")["edges"]} == {"SIGNED"}


def test_paths_name_the_steps(client: TestClient) -> None:
    ends = {"source": id_of(client, "云笏数字有限公司"), "target": id_of(client, "望岑职业学院")}
    steps = [[e["name"] for e in path] for path in get(client, "/paths", **ends)["paths"]]
    assert steps and all(p[0] == "云笏数字有限公司" and p[-1] == "望岑职业学院" for p in steps)
    assert all("澄溪重工有限公司" in p for p in steps)


def test_agreements_bases_and_pairings_come_with_their_parties(client: TestClient) -> None:
    (agreement,) = get(client, "/agreements")["items"]
    assert {link["head"]["name"] for link in agreement["parties"]} == {"岚山职业技术学院", "澄溪重工有限公司"}
    assert agreement["date"] == "2024-05-06"
    assert get(client, "/bases")["items"][0]["name"] == "澄溪重工产业学院"
    assert get(client, "/pairings")["total"] == 1


def test_evidence_shows_the_quote_in_its_surroundings(client: TestClient) -> None:
    link = next(e for e in get(client, "/network")["edges"] if e["type"] == "CO_BUILT")
    (quote,) = get(client, f"/links/{link['id']}/evidence")["items"]
    document = get(client, f"/documents/{quote['source']['id']}")
    assert quote["before"] + quote["quote"] + quote["after"] == document["text"]
    assert quote["source"]["file"] == "news.txt"
    assert quote["quote"] in [e["quote"] for c in document["claims"] for e in c["evidence"]]


def test_documents_are_listed_without_their_folders(client: TestClient) -> None:
    listed = get(client, "/documents")
    assert listed["total"] == 3
    assert "/docs" not in json.dumps(listed)


def test_every_measure_ranks(client: TestClient) -> None:
    for measure in get(client, "/measures"):
        ranking = get(client, f"/measures/{measure['name']}")
        assert ranking["items"], measure["name"]
    best = get(client, "/measures/degree")["items"]
    assert {r["organization"]["name"] for r in best if r["rank"] == 1} == {
        "澄溪重工有限公司",
        "岚山职业技术学院",
        "望岑职业学院",
    }
    schools = get(client, "/measures/degree", type="school")["items"]
    assert {r["organization"]["type"] for r in schools} == {"school"}


def test_recommendations_have_reasons_that_name_organizations(client: TestClient) -> None:
    rows = get(client, f"/organizations/{id_of(client, '岚山职业技术学院')}/recommendations")["items"]
    names = [r["organization"]["name"] for r in rows]
    assert "望岑职业学院" in names
    assert "澄溪重工有限公司" not in names
    assert all(r["reasons"] and r["reasons"][0]["zh"] and r["reasons"][0]["en"] for r in rows)


@pytest.mark.parametrize("format_", ["graphml", "gexf", "csv", "jsonl", "html"])
def test_every_format_exports_the_names(client: TestClient, format_: str) -> None:
    answer = client.get(f"{API}/export", params={"format": format_})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "澄溪重工有限公司" in answer.content.decode("utf-8-sig")


def test_health_readiness_statistics_and_types_answer(client: TestClient) -> None:
    assert get(client, "/health")["status"] == "ok"
    assert get(client, "/ready")["status"] == "ok"
    assert get(client, "/statistics")["sources"] == 3
    assert get(client, "/ontology")["entities"]["school"]["zh"] == "学校"


@pytest.mark.parametrize(
    ("path", "params", "status", "field"),
    [
        ("/organizations/r_missing", {}, 404, None),
        ("/links/l_missing/evidence", {}, 404, None),
        ("/documents/s_missing", {}, 404, None),
        ("/nowhere", {}, 404, None),
        ("/organizations", {"limit": 0}, 422, "limit"),
        ("/organizations", {"cursor": "nonsense"}, 422, "cursor"),
        ("/organizations", {"cursor": "Wy0xXQ"}, 422, "cursor"),
        ("/organizations", {"type": "ship"}, 422, "type"),
        ("/network", {"on": "2024-13-45"}, 422, "on"),
        ("/network", {"on": "yesterday"}, 422, "on"),
        ("/network", {"types": "LOVES"}, 422, "types"),
        ("/network", {"min_confidence": 2}, 422, "min_confidence"),
        ("/measures/fame", {}, 422, "measure"),
        ("/measures/degree", {"level": "galaxy"}, 422, "level"),
        ("/paths", {"source": "r_x"}, 422, "target"),
        ("/export", {"format": "pdf"}, 422, "format"),
    ],
)
def test_a_bad_request_is_refused_with_problem_details(
    client: TestClient, path: str, params: dict[str, Any], status: int, field: str | None
) -> None:
    answer = client.get(API + path, params=params)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["title"] and problem["detail"]
    assert problem["field"] == field


def test_a_store_that_fails_answers_503_as_problem_details(client: TestClient, store: MemoryStore) -> None:
    def fail() -> int:
        raise StoreUnavailable("neo4j://host", "连接中断 connection lost")

    store.version = fail  # type: ignore[method-assign]
    answer = client.get(f"{API}/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, 503)


def test_every_answer_has_security_headers_and_the_page_loads_from_here_only(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"(?:src|href)=[\"']https?:", page.text)
    for name in re.findall(r"(?:src|href)=\"/?([\w.-]+\.(?:js|css))\"", page.text):
        assert client.get(f"/{name}").status_code == 200, name
    assert client.get("/..%2fapp.py").status_code == 404


def test_every_route_is_in_the_api_guide(client: TestClient) -> None:
    guide = Path(__file__).parents[2].joinpath("docs", "api.md").read_text("utf-8")
    for path in client.get(f"{API}/openapi.json").json()["paths"]:
        assert f"`{path}`" in guide, path


def test_every_field_of_every_answer_is_described_in_chinese(client: TestClient) -> None:
    schemas = client.get(f"{API}/openapi.json").json()["components"]["schemas"]
    ours = {n: s for n, s in schemas.items() if not n.endswith("ValidationError") and "properties" in s}
    assert len(ours) > 10
    for name, schema in ours.items():
        for field, spec in schema["properties"].items():
            assert re.search(r"[一-鿿]|ok 或", spec.get("description", "")), f"{name}.{field}"
