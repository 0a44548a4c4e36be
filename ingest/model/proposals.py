"""提议 What a model's answer proposes, once it has the form that was asked for.

Invariant: a `Proposal` has the right form and nothing more is known of it; whether it is true of the text
is decided in `admission`.
"""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from graph.errors import GongjianError
from graph.model import State
from ingest.model.report import Reason, Rejection

MAX_CLAIMS = 100
_WHAT_CHARS, _QUOTE_CHARS = 120, 80
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


def _none_if_empty(value: object) -> object:
    return value or None


def _held_if_none(value: object) -> object:
    return State.HELD if value is None else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
MaybeText = Annotated[Text | None, BeforeValidator(_none_if_empty)]
Kind = Literal["party_building", "cooperation", "base", "training", "project", "other"]


class End(BaseModel):
    """一端 One end of a proposed link, as the model names it."""

    model_config = ConfigDict(frozen=True)

    name: Text
    type: Text


class Proposal(BaseModel):
    """提议 One fact that the model claims to have read: every head is linked to the tail."""

    model_config = ConfigDict(frozen=True)

    type: Text
    heads: Annotated[list[End], Field(min_length=1, max_length=60)]
    tail: End
    quote: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
    date: MaybeText = None
    until: MaybeText = None
    state: Annotated[State, BeforeValidator(_held_if_none)] = State.HELD
    title: MaybeText = None
    kind: Annotated[Kind | None, BeforeValidator(_none_if_empty)] = None

    def rejected(self, reason: Reason, head: End | None = None) -> Rejection:
        """Return the rejection of this proposal, or of its link from one head."""
        names = head.name if head else "、".join(e.name for e in self.heads)
        what = f"{self.type} {names} → {self.tail.name}"
        return Rejection(reason, what[:_WHAT_CHARS], self.quote[:_QUOTE_CHARS])


class Malformed(GongjianError):
    """答复不合格式 An answer is not the JSON that was asked for."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Parsed:
    """解析结果 The proposals of an answer, and the rejections of its items that had not their form."""

    proposals: tuple[Proposal, ...]
    rejected: tuple[Rejection, ...]


def parse_answer(text: str) -> Parsed:
    """Return the proposals of an answer; Malformed unless it holds one JSON object with a list `claims`.

    What stands around the object (a code fence, thoughts) is passed over; an item of the wrong form is
    rejected by itself.
    """
    items = _claims(text)
    proposals: list[Proposal] = []
    rejected = [Rejection(Reason.MALFORMED, f"超过 {MAX_CLAIMS} 条 one too many") for _ in items[MAX_CLAIMS:]]
    for item in items[:MAX_CLAIMS]:
        try:
            proposals.append(Proposal.model_validate(item))
        except ValidationError as error:
            rejected.append(Rejection(Reason.MALFORMED, _why(error)))
    return Parsed(tuple(proposals), tuple(rejected))


def _claims(text: str) -> list[Any]:
    text = _THOUGHT.sub("", text)
    start = text.find("{")
    if start < 0:
        raise Malformed("没有 JSON 对象 no JSON object")
    try:
        answer, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        raise Malformed("不是完整的 JSON not complete JSON") from None
    claims = answer.get("claims")
    if not isinstance(claims, list):
        raise Malformed("缺少列表 claims no list claims")
    return claims


def _why(error: ValidationError) -> str:
    # The input is left out: it may be anything, even text that cannot be written to a file.
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:_WHAT_CHARS]
