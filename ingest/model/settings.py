"""模型设置 What the environment says about the language model; nothing said means: no model, no network.

Invariant: the key is shown by nothing here, neither in a message nor in a representation.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from graph.errors import WrongUsage

PREFIX = "GONGJIAN_MODEL_"
_COMPLETIONS = "/chat/completions"

Format = Literal["schema", "object", "text"]


class ModelSettings(BaseModel):
    """模型设置 Which endpoint is asked, how long and how often, and what one run may spend.

    `url` is the base URL of an OpenAI-compatible service (`http://127.0.0.1:11434/v1`). Times are seconds,
    prices are per million tokens in any one currency, `max_tokens` and `max_cost` bound a whole run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
    key: SecretStr | None = None
    key_file: Path | None = None
    timeout: Annotated[float, Field(gt=0, le=3600)] = 120
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    backoff: Annotated[float, Field(ge=0, le=60)] = 1
    longest_wait: Annotated[float, Field(ge=0, le=600)] = 30
    response_format: Format = "schema"
    window_chars: Annotated[int, Field(ge=100, le=50_000)] = 2000
    max_windows: Annotated[int, Field(ge=1, le=1000)] = 40
    answer_tokens: Annotated[int, Field(ge=100, le=100_000)] = 4000
    max_tokens: Annotated[int, Field(ge=0)] = 1_000_000
    max_cost: Annotated[float, Field(ge=0)] | None = None
    price_in: Annotated[float, Field(ge=0)] = 0
    price_out: Annotated[float, Field(ge=0)] = 0
    confidence_cap: Annotated[float, Field(gt=0, lt=1)] = 0.7
    cache: Path | None = None

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        url = url.strip()
        parts = urlsplit(url)
        odd = not url.isascii() or not url.isprintable() or " " in url or parts.port == 0
        if odd or parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("须为 http:// 或 https:// 地址 must be an http(s) address")
        if parts.username or parts.password:
            raise ValueError("地址中不可含口令，请用 GONGJIAN_MODEL_KEY no password in the address, use the key")
        return url

    @model_validator(mode="after")
    def _cost_has_prices(self) -> Self:
        if self.max_cost is not None and not (self.price_in or self.price_out):
            raise ValueError("max_cost 需要 price_in 或 price_out（每百万词元的价格） needs prices per million tokens")
        return self

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "ModelSettings | None":
        """Return the settings in variables `GONGJIAN_MODEL_…`, None where no endpoint is named.

        WrongUsage names the variable whose value cannot be used, and never repeats the value.
        """
        environ = os.environ if environ is None else environ
        given = {f: environ[n] for f in cls.model_fields if environ.get(n := f"{PREFIX}{f.upper()}")}
        if not given.keys() & {"url", "name"}:
            return None
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            name = f"{PREFIX}{str(first['loc'][0]).upper()}" if first["loc"] else f"{PREFIX}…"
            raise WrongUsage(name, first["msg"].removeprefix("Value error, ")) from None

    @property
    def endpoint(self) -> str:
        """The address that questions are posted to."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/") or "/v1"
        path = path if path.endswith(_COMPLETIONS) else path + _COMPLETIONS
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))

    @property
    def shown(self) -> str:
        """The address as messages show it: without its query, which may hold a secret."""
        return self.endpoint.partition("?")[0]

    @property
    def mark(self) -> tuple[str, ...]:
        """What claims depend on; neither address nor key, so that a model may move, nor what a run may spend."""
        fields = "name", "response_format", "window_chars", "max_windows", "answer_tokens", "confidence_cap"
        return tuple(str(getattr(self, field)) for field in fields)

    @property
    def method(self) -> str:
        """The method of claims that come from this model."""
        return f"model:{self.name}"

    def secret(self) -> str:
        """Return the key, "" where none is set; WrongUsage where its file or form cannot be used."""
        key = self.key.get_secret_value() if self.key else self._from_file()
        key = key.strip()
        # A line break in a header would end up, with the key, in an error message of the HTTP library.
        if not (key.isascii() and key.isprintable()):
            raise WrongUsage(f"{PREFIX}KEY", "钥匙只能是一行可见字符 the key must be one line of visible characters")
        return key

    def _from_file(self) -> str:
        if self.key_file is None:
            return ""
        try:
            return self.key_file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = f"读不到钥匙文件 cannot read the key file {self.key_file}"
            raise WrongUsage(f"{PREFIX}KEY_FILE", f"{reason}（{type(error).__name__}）") from None
