"""模型客户端 A question asked within budget, with retries, in the form that the endpoint takes, or from the cache.

Invariant: every request is reserved in the budget before it is sent and settled after; no question is
asked once the budget is spent or the endpoint has failed for good, and answers on disk are given still.
"""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from graph.errors import GongjianError
from ingest.model.budget import NOTHING, Budget, Usage, estimate, most_tokens
from ingest.model.cache import AnswerCache, question_hash
from ingest.model.endpoint import Endpoint, EndpointFailed
from ingest.model.settings import Format, ModelSettings

Message = dict[str, str]
_NEXT_FORMAT: dict[Format, Format] = {"schema": "object", "object": "text"}
_FAILURES_IN_A_ROW = 3
_TOO_LONG = re.compile(r"context|too long|too many tokens", re.IGNORECASE)


class ModelSilent(GongjianError):
    """不再提问 The model is asked no more in this run, or gave no answer to this question; `for_good` tells which."""

    def __init__(self, reason: str, for_good: bool) -> None:
        self.reason, self.for_good = reason, for_good
        super().__init__(reason)


class _Tokens(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)


@dataclass(frozen=True, slots=True)
class Answer:
    """答复 What the model wrote, and whether it came from disk."""

    text: str
    cached: bool = False


@dataclass(slots=True)
class Tally:
    """计数 The requests of one document and what they used."""

    asked: int = 0
    cached: int = 0
    usage: Usage = NOTHING


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What this endpoint has turned out to take; each refusal of a form leaves one thing out."""

    format: Format
    limit: str = "max_tokens"
    temperature: bool = True

    def plainer(self, complaint: str) -> "_Dialect | None":
        if "max_completion_tokens" in complaint and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "temperature" in complaint and self.temperature:
            return replace(self, temperature=False)
        if self.format not in _NEXT_FORMAT or _TOO_LONG.search(complaint):
            return None
        return replace(self, format=_NEXT_FORMAT[self.format])


class Client:
    """模型客户端 Asks one endpoint, for one run; `stopped` says why it asks no more, "" while it does."""

    def __init__(self, settings: ModelSettings, budget: Budget, schema: dict[str, Any]) -> None:
        self._settings, self._budget, self._schema = settings, budget, schema
        self._endpoint = Endpoint.of(settings)
        self._cache = AnswerCache(settings.cache)
        self._dialect = _Dialect(settings.response_format)
        self._schema_text = json.dumps(schema, ensure_ascii=False)
        self._failures = 0
        self.stopped = ""

    def ask(self, messages: Sequence[Message], tally: Tally) -> Answer:
        """Return the model's answer; ModelSilent if there is none to be had."""
        settings = self._settings
        key = question_hash(settings.endpoint, settings.name, settings.answer_tokens, list(messages), self._schema)
        if (kept := self._cache.get(key)) is not None:
            tally.cached += 1
            return Answer(kept, cached=True)
        if self.stopped:
            raise ModelSilent(self.stopped, for_good=True)
        text = self._insist(messages, tally)
        self._cache.put(key, settings.name, text)
        return Answer(text)

    def _insist(self, messages: Sequence[Message], tally: Tally) -> str:
        tries = 0
        while True:
            try:
                text = self._once(messages, tally)
            except EndpointFailed as error:
                if error.unfit and (plainer := self._dialect.plainer(error.reason)):
                    self._dialect = plainer
                    continue
                if not error.again or tries >= self._settings.retries:
                    raise self._given_up(error) from None
                self._pause(error, tries)
                tries += 1
            else:
                self._failures = 0
                return text

    def _once(self, messages: Sequence[Message], tally: Tally) -> str:
        shown = "".join([*(m["content"] for m in messages), self._schema_text])
        prompt, reserved = estimate(shown), Usage(most_tokens(shown), self._settings.answer_tokens)
        if not self._budget.reserve(reserved):
            self.stopped = "预算不够再问，不再询问模型 the budget is spent, the model is asked no more"
            raise ModelSilent(self.stopped, for_good=True)
        used = NOTHING
        try:
            tally.asked += 1
            answer = self._endpoint.post(self._question(messages))
            text = _content(answer)
            used = _used(answer) or Usage(prompt, estimate(text), estimated=True)
            return text
        except EndpointFailed as error:
            # An answer that never came may be charged for all the same.
            used = Usage(prompt, self._settings.answer_tokens, estimated=True) if error.sent else used
            raise
        finally:
            self._budget.settle(reserved, used)
            tally.usage += used

    def _question(self, messages: Sequence[Message]) -> dict[str, Any]:
        dialect = self._dialect
        question: dict[str, Any] = {"model": self._settings.name, "messages": list(messages), "stream": False}
        question[dialect.limit] = self._settings.answer_tokens
        if dialect.temperature:
            question["temperature"] = 0
        if dialect.format == "object":
            question["response_format"] = {"type": "json_object"}
        elif dialect.format == "schema":
            named = {"name": "claims", "strict": True, "schema": self._schema}
            question["response_format"] = {"type": "json_schema", "json_schema": named}
        return question

    def _pause(self, error: EndpointFailed, tries: int) -> None:
        wait = max(error.wait, self._settings.backoff * 2**tries)
        time.sleep(min(wait, self._settings.longest_wait))

    def _given_up(self, error: EndpointFailed) -> ModelSilent:
        self._failures += 1
        if error.lasting or self._failures >= _FAILURES_IN_A_ROW:
            self.stopped = f"{error}；不再询问 asked no more"
        return ModelSilent(str(error), for_good=False)


def _content(answer: dict[str, Any]) -> str:
    try:
        content = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        reason = "答复里没有 choices[0].message.content the answer has no such field"
        raise EndpointFailed(reason, again=True, sent=True) from None
    return content if isinstance(content, str) else ""


def _used(answer: dict[str, Any]) -> Usage | None:
    try:
        tokens = _Tokens.model_validate(answer.get("usage"))
    except ValidationError:
        return None
    return Usage(tokens.prompt_tokens, tokens.completion_tokens) if tokens.prompt_tokens else None
