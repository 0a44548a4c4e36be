"""请求参数 Parameters that several routes share, checked and bounded once."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request

from api.responses import Page
from api.views import Views
from graph.errors import WrongUsage
from graph.model import Filter
from graph.ontology import ontology

T = TypeVar("T")
LARGEST_PAGE = 500

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="每页条数 items a page")]
Cursor = Annotated[str | None, Query(max_length=200, description="上一页给出的游标 cursor from the page before")]
On = Annotated[
    str | None,
    Query(
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="只看该日有效的联系，如 2024-10-24 only what held on that day"
    ),
]


def get_views(request: Request) -> Views:
    """Return the views over the store that the application was made with."""
    views: Views = request.app.state.views
    return views


ViewsOf = Annotated[Views, Depends(get_views)]


def read_filter(
    on: On = None,
    min_confidence: Annotated[float, Query(ge=0, le=1, description="最低可信度 least confidence")] = 0.0,
    types: Annotated[str, Query(max_length=500, description="联系类型，逗号分隔 link types, comma between")] = "",
) -> Filter:
    """Return the filter that the parameters `on`, `min_confidence` and `types` make."""
    wanted = frozenset(name for name in types.split(",") if name)
    if unknown := wanted - ontology().links.keys():
        raise WrongUsage("types", f"未知联系类型 unknown link type：{'、'.join(sorted(unknown))}")
    return Filter(checked_date("on", on), min_confidence, wanted)


FilterOf = Annotated[Filter, Depends(read_filter)]


def checked_date(field: str, value: str | None) -> str | None:
    """Return an ISO date to the precision given; WrongUsage if the calendar has no such day."""
    try:
        if value:
            date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) in (4, 7) else value)
    except ValueError as error:
        raise WrongUsage(field, f"不是日期 not a date：{value}") from error
    return value


def page(rows: Sequence[T], limit: int, cursor: str | None) -> Page[T]:
    """Return the page of `rows` that a cursor points at."""
    start = _offset(cursor)
    after = start + limit
    return Page(items=list(rows[start:after]), total=len(rows), next=_cursor(after) if after < len(rows) else None)


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([offset]).encode()).decode().rstrip("=")


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        (offset,) = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise WrongUsage("cursor", "无效，请用上一页 next 的值 invalid: use `next` of the page before") from error
    if not isinstance(offset, int) or offset < 0:
        raise WrongUsage("cursor", "无效，请用上一页 next 的值 invalid: use `next` of the page before")
    return offset
