"""The whole way of review through the API: ingest, queue, preview, decide, ingest again, it holds, undo, audit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.stores import Store, open_store
from ingest.pipeline import Options, run
from tests.api.review_docs import NEWS, doubt, said, write

REVIEW = "/api/v1/review"
# What depends on no store is tried on one.
on_sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the documents and a doubt."""
    embedded = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'store.db'}" if embedded else request.getfixturevalue("neo4j_url")
    with open_store(url) as opened:
        if not embedded:
            opened.clear()  # type: ignore[attr-defined]
        run([write(tmp_path / "docs")], opened)
        doubt(opened)
        yield opened


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    """A client of the service over the store."""
    with TestClient(create_app(store)) as made:
        yield made


def get(client: TestClient, path: str, status: int = 200, **params: Any) -> Any:
    """Get a path of review and return the JSON."""
    answer = client.get(REVIEW + path, params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def post(client: TestClient, path: str, status: int = 201, **body: Any) -> Any:
    """Post a body to a path of review and return the JSON."""
    answer = client.post(REVIEW + path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def waiting(client: TestClient) -> dict[str, Any]:
    """Return all items that wait by id, in their order, page by page."""
    found: dict[str, Any] = {}
    cursor = None
    while True:
        page = get(client, "/queue", below=0.99, limit=3, **({"cursor": cursor} if cursor else {}))
        found |= {i["id"]: i for i in page["items"]}
        if (cursor := page["next"]) is None:
            assert page["total"] == len(found)
            return found


def test_the_whole_way(client: TestClient, store: Store, tmp_path: Path) -> None:
    before, items = said(store), waiting(client)
    pair = next(i for i in items.values() if i["kind"] == "pair")
    claims = [i for i in items.values() if i["kind"] == "claim"]
    rejected, accepted, edited = claims[:3]

    shown = get(client, f"/queue/{rejected['id']}", below=0.99)
    (claim,) = shown["claims"]
    quote = claim["excerpts"][0]
    text = store.source(quote["source_id"]).text
    assert quote["before"] + quote["quote"] + quote["after"] in text
    proposal = next(p for p in shown["proposals"] if p["action"] == "reject")
    order = {"action": proposal["action"], "ids": proposal["ids"], "changes": proposal["changes"]}
    foreseen = post(client, "/preview", 200, **order)
    assert foreseen == proposal["effect"] and said(store) == before
    assert post(client, "/decisions", **order, by="王敏", why="与原文不符")["effect"] == foreseen

    post(client, "/decisions", action="accept", ids=[accepted["id"]], by="王敏")
    post(client, "/decisions", action="edit", ids=[edited["id"]], changes={"until": "2029-12-31"}, by="李华")
    post(client, "/decisions", action="merge", ids=pair["records"], by="李华")

    def holds() -> None:
        claims_now = {c: k for k in store.view().links for c in k.claims}
        assert rejected["id"] not in claims_now
        assert any(k.until == "2029-12-31" and k.confidence == 1.0 for k in claims_now.values())
        assert store.entity(pair["records"][0]).id == store.entity(pair["records"][1]).id
        assert not {rejected["id"], accepted["id"], edited["id"], pair["id"]} & waiting(client).keys()

    holds()
    run([tmp_path / "docs"], store, options=Options(reread=True))
    holds()
    assert store.claims([accepted["id"]])[0].claim.confidence == 1.0
    other = tmp_path / "docs" / "a.txt"
    other.write_text(NEWS + "仪式简朴。\n", "utf-8")
    run([tmp_path / "docs"], store)
    other.write_text(NEWS, "utf-8")
    run([tmp_path / "docs"], store)
    holds()

    trail = get(client, "/audit", limit=2)
    assert (trail["total"], len(trail["items"]), trail["items"][0]["action"]) == (4, 2, "merge")
    assert get(client, "/audit", by="王敏")["total"] == 2
    assert get(client, "/audit", subject=rejected["id"])["items"][0]["why"] == "与原文不符"
    everything = [e["id"] for e in get(client, "/audit")["items"]]
    post(client, "/undo", ids=everything, by="陈立")
    assert said(store) == before
    assert [(id_, i["impact"]) for id_, i in waiting(client).items()] == [
        (id_, i["impact"]) for id_, i in items.items()
    ]
    assert [e["standing"] for e in get(client, "/audit", action="reject")["items"]] == [False]


@on_sqlite
def test_many_are_decided_by_what_they_are(client: TestClient, store: Store) -> None:
    choice = {"kind": "claim", "type": "SIGNED"}
    listed = get(client, "/queue", **choice)["total"]
    all_of_them = post(client, "/preview", 200, action="accept", choice={"kind": "pair"})
    assert all_of_them["joined"]
    done = post(client, "/decisions", action="reject", choice={"kind": "pair"}, by="王敏")
    assert done["written"] == 1 and get(client, "/queue", kind="pair")["total"] == 0
    if listed:
        assert post(client, "/decisions", action="accept", choice=choice, by="王敏")["written"] == listed


@on_sqlite
@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/decisions", {"action": "accept", "ids": ["c_x"]}, 422, "by"),
        ("/decisions", {"action": "accept", "ids": ["c_x"], "by": "甲"}, 404, None),
        ("/decisions", {"action": "applaud", "ids": ["c_x"], "by": "甲"}, 422, "action"),
        ("/decisions", {"action": "accept", "by": "甲"}, 422, "ids"),
        ("/decisions", {"action": "accept", "by": "甲", "choice": {}}, 422, "choice"),
        ("/decisions", {"action": "accept", "by": "甲", "ids": ["c_x"], "choice": {"kind": "pair"}}, 422, "choice"),
        ("/decisions", {"action": "accept", "by": "甲", "choice": {"kind": "rumour"}}, 422, "kind"),
        ("/decisions", {"action": "undo", "ids": ["v_x"], "by": "甲"}, 422, "action"),
        ("/decisions", {"action": "merge", "ids": ["r_x"], "by": "甲"}, 422, "ids"),
        ("/decisions", {"action": "accept", "ids": ["c_x"], "by": "甲", "colour": "red"}, 422, "colour"),
        ("/undo", {"ids": [], "by": "甲"}, 422, "ids"),
        ("/undo", {"ids": ["v_x"], "by": "甲"}, 404, None),
        ("/preview", {"action": "split", "ids": ["r_x"]}, 404, None),
    ],
)
def test_a_bad_order_is_refused_with_problem_details(
    client: TestClient, store: Store, path: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    answer = client.post(REVIEW + path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    if field:
        assert answer.json()["field"] == field
    assert not store.reviews()


@on_sqlite
def test_bad_questions_are_refused(client: TestClient) -> None:
    for path, params, field in (
        ("/queue", {"kind": "rumour"}, "kind"),
        ("/queue", {"bounds": "9-1"}, "bounds"),
        ("/queue", {"below": 0}, "below"),
        ("/queue", {"cursor": "nonsense"}, "cursor"),
        ("/audit", {"since": "2024-13"}, "since"),
        ("/audit", {"action": "applaud"}, "action"),
    ):
        assert get(client, path, 422, **params)["field"] == field, path
    assert get(client, "/queue/x_missing", 404)["status"] == 404


@on_sqlite
def test_a_page_of_another_site_may_not_decide(client: TestClient, store: Store) -> None:
    body = {"action": "reject", "choice": {"kind": "pair"}, "by": "甲"}
    answer = client.post(f"{REVIEW}/decisions", json=body, headers={"origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert not store.reviews()
    same = client.post(f"{REVIEW}/decisions", json=body, headers={"origin": "http://testserver"})
    assert same.status_code == 201


def test_a_second_person_confirms_a_merge(client: TestClient, monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    monkeypatch.setenv("GONGJIAN_SECOND_PERSON", "true")
    (pair,) = get(client, "/queue", kind="pair")["items"]
    asked = post(client, "/decisions", action="accept", ids=[pair["id"]], by="王敏")
    assert asked["effect"]["pending"]
    assert store.entity(pair["records"][0]).id != store.entity(pair["records"][1]).id
    (pending,) = get(client, "/queue", kind="pending")["items"]
    post(client, "/decisions", 422, action="confirm", ids=[pending["id"]], by="王敏")
    post(client, "/decisions", action="confirm", ids=[pending["id"]], by="李华")
    assert store.entity(pair["records"][0]).id == store.entity(pair["records"][1]).id
    confirmed = get(client, "/audit", action="merge")["items"][0]
    assert confirmed["confirmed_by"] and confirmed["standing"]
