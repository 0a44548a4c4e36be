"""A language model behind the command line: a real endpoint that is good, malformed, slow, lying or gone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.model import example as ex
from tests.ingest.model.fake_endpoint import Reply, endpoint, fails, says

MORE = f"{ex.FIRM}的客人参观了云岭市少年宫的花房。"
NEW = ex.proposal("COOPERATES_WITH", [(ex.FIRM, "enterprise")], ("云岭市少年宫", "other_org"), MORE.rstrip("。"))
GOOD = says({"claims": [NEW]})
KEY = "sk-test-0123456789"
FAST = {"GONGJIAN_MODEL_BACKOFF": "0.01", "GONGJIAN_MODEL_RETRIES": "0"}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def gongjian(tmp_path: Path) -> Run:
    """Run the command in an empty folder; `settings` are variables of the environment."""

    def run(*args: str, code: int = 0, **settings: str) -> "subprocess.CompletedProcess[str]":
        path = os.pathsep.join(p for p in sys.path if p)
        environment = {"PATH": os.environ["PATH"], "GONGJIAN_LANG": "en", "PYTHONPATH": path, "PYTHONUTF8": "1"}
        done = subprocess.run(  # noqa: PLW1510 - the code is asserted below
            [sys.executable, "-m", "api.cli", *args],
            cwd=tmp_path,
            env={**environment, **FAST, **settings},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    return run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A document of which the rules and the model both have something to tell."""
    path = tmp_path / "news.txt"
    path.write_text("发布时间：2024-10-26\n" + ex.TEXT + MORE, "utf-8")
    return path


def extracted(gongjian: Run, news: Path, *args: str, **settings: str) -> tuple[Any, dict[str, Any]]:
    """Return what `extract --json` says, and the annotation that it wrote."""
    done = gongjian("extract", str(news), "--out", "out", "--json", *args, **settings)
    return json.loads(done.stdout), json.loads((news.parent / "out/news.json").read_text("utf-8"))


def by_model(annotation: dict[str, Any]) -> list[dict[str, Any]]:
    return [r for r in annotation["relations"] if r["method"].startswith("model:")]


@pytest.fixture
def rules_alone(gongjian: Run, news: Path) -> dict[str, Any]:
    """The annotation that the rules make."""
    return extracted(gongjian, news)[1]


def asked(gongjian: Run, news: Path, *replies: Reply, **settings: str) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """Return the summary of the model, the annotation, and the endpoint."""
    with endpoint(*replies) as fake:
        said, annotation = extracted(gongjian, news, "--model-url", fake.url, "--model", "test-model", **settings)
    return said["model"], annotation, fake


def test_without_a_model_nothing_is_asked_and_nothing_told(gongjian: Run, news: Path) -> None:
    rows = extracted(gongjian, news)[0]
    assert isinstance(rows, list)
    assert "model" not in rows[0]


def test_a_good_answer_adds_a_quoted_claim_and_its_tokens_are_told(
    gongjian: Run, news: Path, rules_alone: dict[str, Any]
) -> None:
    prices = {"GONGJIAN_MODEL_PRICE_IN": "2", "GONGJIAN_MODEL_PRICE_OUT": "10"}
    told, annotation, fake = asked(gongjian, news, GOOD, **prices)
    (claim,) = by_model(annotation)
    assert claim["evidence"] in news.read_text("utf-8")
    assert (told["asked"], told["accepted"], told["silent"], told["stopped"]) == (1, 1, 0, "")
    assert (told["tokens_in"], told["tokens_out"], told["cost"]) == (1000, 100, pytest.approx(0.003))
    rules = [r for r in annotation["relations"] if not r["method"].startswith("model:")]
    assert {(r["type"], r["evidence"]) for r in rules} == {(r["type"], r["evidence"]) for r in rules_alone["relations"]}
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (says("喵"), "两次答复"),
        (replace(GOOD, after=3), "超过 0.3 秒"),
        (fails(500, "out of order"), "HTTP 500"),
        (Reply(b"<html>"), "语言模型无答复"),
    ],
    ids=["malformed", "slow", "failing", "no completion"],
)
def test_a_bad_endpoint_leaves_what_the_rules_read_and_a_flag(
    gongjian: Run, news: Path, rules_alone: dict[str, Any], reply: Reply, word: str
) -> None:
    told, annotation, _ = asked(gongjian, news, reply, GONGJIAN_MODEL_TIMEOUT="0.3")
    assert annotation["relations"] == rules_alone["relations"]
    assert [f for f in annotation["flags"] if word in f]
    assert (told["accepted"], told["unread"]) == (0, 1)


def test_lies_are_refused_with_their_reasons(gongjian: Run, news: Path, rules_alone: dict[str, Any]) -> None:
    lies = [
        ex.pairing(quote="双方于当日签署了一份意义深远的协议"),
        ex.pairing(tail={"name": "远山重工股份有限公司", "type": "enterprise"}),
        ex.pairing(date="2022-01-01"),
    ]
    told, annotation, _ = asked(gongjian, news, says({"claims": lies}))
    assert annotation == rules_alone
    assert told["rejected"] == {"quote_missing": 1, "name_missing": 1, "date": 1}


def test_explain_names_the_model(gongjian: Run, news: Path) -> None:
    with endpoint(GOOD) as fake:
        variables = {"GONGJIAN_MODEL_URL": fake.url, "GONGJIAN_MODEL_NAME": "test-model"}
        done = gongjian("extract", str(news), "--out", "out", "--explain", **variables)
    assert "model:test-model" in done.stdout
    assert "Model test-model: 1 questions" in done.stdout


def test_the_key_comes_from_the_environment_and_shows_nowhere(gongjian: Run, news: Path) -> None:
    with endpoint(fails(401, f"bad key {KEY}")) as fake:
        options = "--model-url", fake.url, "--model", "test-model"
        done = gongjian("ingest", str(news), *options, GONGJIAN_MODEL_KEY=KEY)
    assert fake.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    written = [p.read_bytes() for p in news.parent.rglob("*") if p.is_file()]
    assert KEY not in done.stdout + done.stderr
    assert not [w for w in written if KEY.encode() in w]


def test_an_address_without_a_name_is_wrong_usage(gongjian: Run, news: Path) -> None:
    done = gongjian("ingest", str(news), "--model-url", "http://127.0.0.1:9/v1", code=2)
    assert "GONGJIAN_MODEL_NAME" in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with six documents."""
    (tmp_path / "docs").mkdir()
    for i in range(6):
        (tmp_path / "docs" / f"{i}.txt").write_text(f"第{i}号简报。\n{ex.TEXT}{MORE}", "utf-8")
    return tmp_path / "docs"


def ingested(gongjian: Run, folder: Path, url: str, *args: str, **settings: str) -> dict[str, Any]:
    done = gongjian("ingest", str(folder), "--json", "--model-url", url, "--model", "test-model", *args, **settings)
    return dict(json.loads(done.stdout))


def test_processes_share_one_budget(gongjian: Run, folder: Path) -> None:
    with endpoint(says({"claims": [NEW]}, (5000, 500))) as fake:
        bound = {"GONGJIAN_MODEL_MAX_TOKENS": "22000", "GONGJIAN_MODEL_ANSWER_TOKENS": "1000"}
        report = ingested(gongjian, folder, fake.url, "--jobs", "2", **bound)
    assert report["counts"] == {"added": 6}
    told = report["model"]
    assert 1 <= len(fake.asked) == told["asked"] < 6
    assert told["tokens_in"] + told["tokens_out"] == 5500 * len(fake.asked) <= 22_000
    assert (told["silent"], "预算" in told["stopped"]) == (6 - len(fake.asked), True)


def test_what_a_run_left_unanswered_is_asked_by_the_next_and_the_rest_is_not(gongjian: Run, folder: Path) -> None:
    with endpoint(GOOD, GOOD, fails(500), GOOD) as fake:
        first = ingested(gongjian, folder, fake.url)
        second = ingested(gongjian, folder, fake.url)
        third = ingested(gongjian, folder, fake.url)
    assert (first["model"]["asked"], first["model"]["silent"], first["counts"]) == (6, 1, {"added": 6})
    assert (second["model"]["asked"], second["model"]["silent"]) == (1, 0)
    assert second["counts"] == {"unchanged": 5, "changed": 1}
    assert (third["model"]["asked"], third["counts"]) == (0, {"unchanged": 6})
