"""模型接口 One question over HTTP to `/v1/chat/completions`, bounded in time and size.

Invariant: the key goes to the configured address alone (no redirects are followed) and into no message.
"""

import http.client
import json
import re
from dataclasses import dataclass
from email.message import Message
from time import monotonic
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from graph.errors import GongjianError
from ingest.model.settings import ModelSettings

MAX_BYTES = 4 * 1024 * 1024
_MESSAGE_CHARS = 200
_BUSY = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))
_UNFIT = frozenset((400, 415, 422))
_REFUSED = frozenset((401, 403))


class EndpointFailed(GongjianError):
    """接口失败 A question got no answer.

    `again`: asking once more may help, after `wait` seconds if the endpoint says so; `unfit`: the endpoint
    does not take the form of the question; `lasting`: no further question will fare better; `sent`: the
    endpoint may have worked on it, and may charge for it.
    """

    def __init__(self, reason: str, again: bool = False, lasting: bool = False, sent: bool = False) -> None:
        self.reason, self.again, self.lasting, self.sent = reason, again, lasting, sent
        self.unfit, self.wait = False, 0.0
        super().__init__(f"语言模型无答复 no answer from the language model：{reason}")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """模型接口 An address, its key, and the time that an answer may take."""

    settings: ModelSettings
    key: str
    opener: OpenerDirector

    @classmethod
    def of(cls, settings: ModelSettings) -> "Endpoint":
        """Return the endpoint of these settings; WrongUsage if its key cannot be read."""
        return cls(settings, settings.secret(), build_opener(_NoRedirect()))

    def post(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the endpoint's answer to a question, as parsed JSON; EndpointFailed if there is none."""
        try:
            with self.opener.open(self._request(question), timeout=self.settings.timeout) as response:
                return _parsed(_read(response, monotonic() + self.settings.timeout))
        except HTTPError as error:
            with error:
                raise self._refused(error) from None
        except URLError as error:
            timed_out = isinstance(error.reason, TimeoutError)
            raise EndpointFailed(self._told(error.reason), again=True, sent=timed_out) from None
        except (OSError, http.client.HTTPException) as error:
            raise EndpointFailed(self._told(error), again=True, sent=True) from None

    def _request(self, question: dict[str, Any]) -> Request:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "gongjian"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        body = json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
        return Request(self.settings.endpoint, body, headers, method="POST")  # noqa: S310 (settings allow http(s) only)

    def _refused(self, error: HTTPError) -> EndpointFailed:
        code, where = error.code, self.settings.shown
        if code in _REFUSED:
            # An endpoint may repeat the key here, or parts of it: nothing of its message is shown.
            return EndpointFailed(f"{where} 不接受钥匙 does not accept the key（HTTP {code}）", lasting=True)
        if 300 <= code < 400:
            reason = f"{where} 转往别处，不跟随；请改地址 redirects, which is not followed: correct the address"
            return EndpointFailed(f"{reason}（HTTP {code}）", lasting=True)
        failed = EndpointFailed(f"{where} HTTP {code} {self._message(error)}".strip(), again=code in _BUSY)
        failed.unfit, failed.lasting = code in _UNFIT, code not in _UNFIT | _BUSY
        failed.wait = _seconds(error.headers.get("Retry-After"))
        return failed

    def _message(self, error: HTTPError) -> str:
        try:
            text = error.read(MAX_BYTES).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return ""
        return self._hidden(" ".join(text.split()))[:_MESSAGE_CHARS]

    def _told(self, error: object) -> str:
        if isinstance(error, TimeoutError):
            return f"{self.settings.shown} 超过 {self.settings.timeout:g} 秒 took longer than that many seconds"
        return f"{self.settings.shown} {self._hidden(str(error)) or type(error).__name__}"[: _MESSAGE_CHARS + 100]

    def _hidden(self, text: str) -> str:
        return text.replace(self.key, "***") if self.key else text


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    # The timeout of a socket is per packet; an answer that drips in must end as well.
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(65536):
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            raise EndpointFailed(f"答复超过 {MAX_BYTES} 字节 the answer is too long", sent=True)
        if monotonic() > deadline:
            raise TimeoutError
    return b"".join(parts)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise EndpointFailed("答复不是 JSON 对象 the answer is no JSON object", again=True, sent=True)
    return answer


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and re.fullmatch(r"\d{1,6}(\.\d+)?", retry_after) else 0.0
