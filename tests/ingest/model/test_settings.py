"""What the environment says: nothing by default, checked values, a key that shows nowhere."""

from pathlib import Path

import pytest

from graph.errors import WrongUsage
from ingest.model import Budget, ModelReader, ModelSettings

URL, NAME = "GONGJIAN_MODEL_URL", "GONGJIAN_MODEL_NAME"
ON = {URL: "http://127.0.0.1:9/v1", NAME: "some-model"}
KEY = "sk-test-0123456789"


def settings(**rest: str) -> ModelSettings:
    made = ModelSettings.from_environment(ON | {f"GONGJIAN_MODEL_{k.upper()}": v for k, v in rest.items()})
    assert made
    return made


def test_the_model_is_off_unless_the_environment_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (URL, NAME):
        monkeypatch.delenv(name, raising=False)
    assert ModelSettings.from_environment() is None
    assert ModelSettings.from_environment({"GONGJIAN_MODEL_KEY": KEY, URL: ""}) is None


def test_values_come_from_the_environment() -> None:
    made = settings(timeout="7.5", max_tokens="1000", cache="/tmp/answers", response_format="object", key=KEY)  # noqa: S108
    assert (made.timeout, made.max_tokens, made.cache) == (7.5, 1000, Path("/tmp/answers"))  # noqa: S108
    assert (made.response_format, made.secret(), made.method) == ("object", KEY, "model:some-model")


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/chat/completions"),
        ("https://models.example.com/v1/", "https://models.example.com/v1/chat/completions"),
        ("https://models.example.com/api/v3", "https://models.example.com/api/v3/chat/completions"),
        ("https://models.example.com/v1/chat/completions", "https://models.example.com/v1/chat/completions"),
        ("https://models.example.com/v1?v=2", "https://models.example.com/v1/chat/completions?v=2"),
    ],
)
def test_the_endpoint_follows_from_the_base_address(url: str, endpoint: str) -> None:
    made = settings(url=url)
    assert made.endpoint == endpoint
    assert "?" not in made.shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "ftp://models.example.com"),
        ("url", "file:///etc/passwd"),
        ("url", "models.example.com/v1"),
        ("url", "http://models.example.com:port/v1"),
        ("url", "http://models.example.com/a b"),
        ("url", f"https://me:{KEY}@models.example.com/v1"),
        ("name", "two words"),
        ("timeout", "0"),
        ("timeout", "soon"),
        ("retries", "99"),
        ("confidence_cap", "1"),
        ("max_cost", "5"),
        ("response_format", "yaml"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        settings(**{name: value})
    assert caught.value.field.startswith("GONGJIAN_MODEL_")
    assert KEY not in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_an_address_without_a_model_is_an_error_that_names_what_is_missing() -> None:
    with pytest.raises(WrongUsage, match=NAME):
        ModelSettings.from_environment({URL: ON[URL]})


def test_a_key_may_lie_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(KEY + "\n")
    assert settings(key_file=str(path)).secret() == KEY


def test_a_key_file_that_is_not_there_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    made = settings(key_file=str(tmp_path / "none"))
    with pytest.raises(WrongUsage, match="KEY_FILE"):
        ModelReader(made, Budget.of(made))


@pytest.mark.parametrize("key", [f"{KEY}\nX-Other: 1", f"{KEY}钥匙"])
def test_a_key_that_is_no_header_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        settings(key=key).secret()
    assert KEY not in str(caught.value)


def test_settings_do_not_show_their_key() -> None:
    made = settings(key=KEY)
    assert KEY not in repr(made) + str(made) + made.model_dump_json()
