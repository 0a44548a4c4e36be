"""审核 The queue, decisions with their effect beforehand, undoing, and the audit trail."""

from typing import Annotated
from urllib.parse import urlparse

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request

from api.parameters import Cursor, Limit, ViewsOf, checked_date, page
from api.responses import Page
from api.reviews import (
    DecidedOut,
    DecisionIn,
    EffectOut,
    ItemOut,
    OrderIn,
    ReviewOut,
    ShownOut,
    UndoIn,
    effect_out,
    item_out,
    review_out,
    shown_out,
)
from api.settings import Settings
from api.views import Views
from graph.errors import UnknownName, WrongUsage
from graph.review.audit import Asked, audit
from graph.review.choice import Choice, chosen
from graph.review.desk import Desk, Plan
from graph.review.fact import Action
from graph.review.orders import Order, on_items, plan
from graph.review.preview import preview
from graph.review.queue import DOUBTFUL, Item
from graph.review.show import show
from graph.stores import Store
from ingest.resolve.acts import judge_reviewed


def from_here(request: Request) -> None:
    """Refuse what a page of another site asks for in the user's name; a program names no origin."""
    origin = request.headers.get("origin")
    if origin and urlparse(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, f"不接受其他网站的请求 a page of another site may not decide：{origin}")


router = APIRouter(prefix="/api/v1/review", tags=["审核 review"])
_GUARDED = [Depends(from_here)]


def read_choice(
    kind: Annotated[str | None, Query(description="种类 kind")] = None,
    type: Annotated[str | None, Query(description="联系类型 link type")] = None,
    source: Annotated[str | None, Query(max_length=100, description="来源编号 id of the source")] = None,
    name: Annotated[str | None, Query(max_length=100, description="实体名称的一部分 part of a name")] = None,
    method: Annotated[str | None, Query(max_length=100, description="读取方法的开头 how the method begins")] = None,
    bounds: Annotated[
        str | None,
        Query(pattern=r"^[01](\.\d+)?-[01](\.\d+)?$", description="分值区间，如 0.3-0.6 bounds of the score"),
    ] = None,
) -> Choice:
    """Return the choice that the parameters make."""
    least, most = (float(part) for part in (bounds or "0-1").split("-"))
    return Choice(kind, type, source, name, method, least, most)


ChoiceOf = Annotated[Choice, Depends(read_choice)]
Below = Annotated[float, Query(gt=0, le=1, description="低于此可信度的主张待审 claims below this wait")]


@router.get("/queue")
def waiting(
    views: ViewsOf, choice: ChoiceOf, below: Below = DOUBTFUL, limit: Limit = 50, cursor: Cursor = None
) -> Page[ItemOut]:
    """待审队列，影响最大的在前。What waits for review, what matters most first."""
    listed = page(chosen(views.store, views.queue(below), choice), limit, cursor)
    items = [item_out(views.store, item) for item in listed.items]
    return Page(items=items, total=listed.total, next=listed.next)


@router.get("/queue/{id}")
def one(id: Annotated[str, Path(max_length=100)], views: ViewsOf, below: Below = DOUBTFUL) -> ShownOut:
    """一个待审项：原文、可做的决定及其影响。One item: texts, what may be done, and the effect of each."""
    item = next((i for i in views.queue(below) if i.id == id), None)
    if item is None:
        raise UnknownName(id)
    return shown_out(views.store, show(views.store, item))


@router.post("/preview", dependencies=_GUARDED)
def foresee(order: OrderIn, views: ViewsOf) -> EffectOut:
    """预览：一个决定会改变什么，不写入。What a decision would change; nothing is written."""
    desk = Desk(views.store, "preview", second=Settings().second_person)
    return effect_out(preview(views.store, plan(views.store, desk, _order(views, order))))


@router.post("/decisions", status_code=201, dependencies=_GUARDED)
def decide(decision: DecisionIn, views: ViewsOf) -> DecidedOut:
    """决定：接受、拒绝、更正、归并、拆分、消除存疑、确认；可批量。Decide; in bulk by `choice`."""
    if decision.action is Action.UNDO:
        raise WrongUsage("action", "撤销请用 POST /api/v1/review/undo")
    desk = Desk(views.store, decision.by, decision.why, second=Settings().second_person)
    return _commit(views.store, desk, plan(views.store, desk, _order(views, decision)))


@router.post("/undo", status_code=201, dependencies=_GUARDED)
def undo(asked: UndoIn, views: ViewsOf) -> DecidedOut:
    """撤销决定，或撤销一次撤销。Undo decisions, or an undoing."""
    desk = Desk(views.store, asked.by, asked.why)
    return _commit(views.store, desk, plan(views.store, desk, Order(Action.UNDO, tuple(asked.ids))))


def read_asked(
    by: Annotated[str | None, Query(max_length=100, description="审核人 who")] = None,
    since: Annotated[str | None, Query(max_length=10, description="起始日期 from this day")] = None,
    until: Annotated[str | None, Query(max_length=10, description="截止日期 to this day")] = None,
    subject: Annotated[str | None, Query(max_length=100, description="对象的编号或名称 id or name")] = None,
    action: Annotated[Action | None, Query(description="动作 action")] = None,
) -> Asked:
    """Return which decisions the parameters ask for."""
    return Asked(by, checked_date("since", since), checked_date("until", until), subject, action)


AskedOf = Annotated[Asked, Depends(read_asked)]


@router.get("/audit")
def trail(views: ViewsOf, asked: AskedOf, limit: Limit = 50, cursor: Cursor = None) -> Page[ReviewOut]:
    """审核记录，最近的在前。The audit trail, newest first."""
    listed = page(audit(views.store, asked), limit, cursor)
    return Page(items=[review_out(e) for e in listed.items], total=listed.total, next=listed.next)


def _order(views: Views, asked: OrderIn) -> Order:
    if asked.choice is None:
        return asked.order()
    if asked.ids:
        raise WrongUsage("choice", "ids 与 choice 只用其一 give ids or a choice, not both")
    choice = asked.choice.choice()
    if choice.everything:
        raise WrongUsage("choice", "请至少给一个条件 give at least one condition")
    found: list[Item] = chosen(views.store, views.queue(), choice)
    return on_items(asked.action, found)


def _commit(store: Store, desk: Desk, planned: Plan) -> DecidedOut:
    effect = effect_out(preview(store, planned))
    written = desk.commit(planned)
    judge_reviewed(store, planned)
    return DecidedOut(written=written, reviews=[r.id for r in planned.reviews], effect=effect)
