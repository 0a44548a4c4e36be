"""推荐 Recommended partners of one, of all, of two lists; feedback on them.

Invariant: what is learned is learned once for each version of the store; feedback counts from the next question on.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from api.feedback_place import present
from api.matching_list import quotes_of
from api.parameters import Cursor, FilterOf, Limit, ViewsOf, page
from api.responses import Answer, EntityOut, Page, QuoteOut, ReasonOut, RecommendationOut, entity_out
from api.routes.review import from_here
from api.views import Views
from graph.errors import WrongUsage
from graph.ontology import ontology
from graph.recommend import Capacity, Feedback, FeedbackLog, Reason, Recommendation, Verdict, Wishes, match

router = APIRouter(prefix="/api/v1", tags=["推荐 recommendations"])


class MatchIn(BaseModel):
    """撮合请求 Two lists of ids, and how many partners each organization takes."""

    left: Annotated[list[str], Field(min_length=1, max_length=2000, description="左方编号 ids of one list")]
    right: Annotated[list[str], Field(min_length=1, max_length=2000, description="右方编号 ids of the other")]
    left_capacity: Annotated[int, Field(ge=0, le=1000, description="左方各几家 partners of each on the left")] = 1
    right_capacity: Annotated[int, Field(ge=0, le=1000, description="右方各几家 partners of each on the right")] = 1
    capacities: Annotated[dict[str, int], Field(description="个别机构的容量 capacities of single organizations")] = {}


class FeedbackIn(BaseModel):
    """反馈请求 What became of recommending one organization to another."""

    entity: Annotated[str, Field(max_length=100, description="为谁推荐：编号 id of whom it was recommended to")]
    other: Annotated[str, Field(max_length=100, description="推荐了谁：编号 id of who was recommended")]
    verdict: Annotated[Verdict, Field(description="处理结果 accepted, rejected or contacted")]
    by: Annotated[str, Field(max_length=100, description="记录人 who says so")] = ""
    note: Annotated[str, Field(max_length=1000, description="备注 a note")] = ""


class FeedbackOut(Answer):
    """反馈 What became of a recommendation."""

    entity: str = Field(description="为谁推荐：编号 id of whom it was recommended to")
    other: str = Field(description="推荐了谁：编号 id of who was recommended")
    verdict: Verdict = Field(description="处理结果 what became of it")
    at: str = Field(description="记录时间 when it was noted")
    by: str = Field(description="记录人 who says so")
    note: str = Field(description="备注 a note")


class RecommendedOut(RecommendationOut):
    """成对推荐 A recommended partner, with whom it is recommended to."""

    entity: EntityOut = Field(description="为谁推荐 whom it is recommended to")


def get_feedback(request: Request) -> FeedbackLog:
    """Return where feedback is kept."""
    log: FeedbackLog = request.app.state.feedback
    return log


FeedbackOf = Annotated[FeedbackLog, Depends(get_feedback)]
_Share = Query(ge=0, le=1, description="0 到 1 from 0 to 1")


def read_wishes(  # noqa: PLR0913, PLR0917 (each is a parameter of the request)
    views: ViewsOf,
    top: Annotated[int, Query(ge=1, le=100, description="最多几个 how many")] = 10,
    type: Annotated[str | None, Query(description="只推荐此类机构 only this type")] = None,
    region: Annotated[str, Query(max_length=100, description="只推荐此地区 only in this region")] = "",
    exclude: Annotated[str, Query(max_length=2000, description="不推荐者的编号，逗号分隔 ids left out")] = "",
    diversity: Annotated[float, _Share] = 0.0,
    novelty: Annotated[float, _Share] = 0.0,
) -> Wishes:
    """Return the wishes that the parameters make."""
    if type and type not in ontology().group("organization"):
        known = "、".join(sorted(ontology().group("organization")))
        raise WrongUsage("type", f"未知机构类型 unknown type；可用 known：{known}")
    without = tuple(views.store.entity(id_).id for id_ in exclude.split(",") if id_)
    return Wishes(top, (type,) if type else (), (region,) if region else (), without, diversity, novelty)


WishesOf = Annotated[Wishes, Depends(read_wishes)]


@router.get("/organizations/{id}/recommendations")
def recommendations(
    id: str, views: ViewsOf, filter_: FilterOf, wishes: WishesOf, log: FeedbackOf
) -> Page[RecommendationOut]:
    """推荐合作对象，附理由与原文依据。Recommended partners with reasons and quotes."""
    entity = views.store.entity(id)
    rows = views.advisor(filter_=filter_).advise(entity.id, wishes, present(views.store, log))
    return Page(items=[RecommendationOut(**_fields(views, row)) for row in rows], total=len(rows), next=None)


@router.get("/recommendations")
def all_recommendations(  # noqa: PLR0913, PLR0917 (each is a parameter of the request)
    views: ViewsOf,
    filter_: FilterOf,
    wishes: WishesOf,
    log: FeedbackOf,
    for_type: Annotated[str | None, Query(description="只为此类机构 only for this type")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[RecommendedOut]:
    """为全部机构推荐，按机构分页。Recommendations for all organizations, paged by organization."""
    advisor = views.advisor(filter_=filter_)
    everybody = sorted(advisor.graph.entities, key=lambda e: (e.name, e.id))
    chosen = page([e for e in everybody if not for_type or e.type == for_type], limit, cursor)
    told = present(views.store, log)
    items = [
        RecommendedOut(entity=entity_out(e), **_fields(views, row))
        for e in chosen.items
        for row in advisor.advise(e.id, wishes, told)
    ]
    return Page(items=items, total=chosen.total, next=chosen.next)


@router.post("/recommendations/match")
def matching(asked: MatchIn, views: ViewsOf, log: FeedbackOf) -> list[RecommendedOut]:
    """把两份名单按容量撮合成对。Match two lists within capacities, for the greatest sum of scores."""
    advisor, entity = views.advisor(), views.store.entity
    sides = [entity(id_).id for id_ in asked.left], [entity(id_).id for id_ in asked.right]
    each = {views.institution_of(entity(id_).id): count for id_, count in asked.capacities.items()}
    found = match(advisor, sides, Capacity(asked.left_capacity, asked.right_capacity, each), present(views.store, log))
    return [
        RecommendedOut(entity=entity_out(advisor.graph.entity(pair.left)), **_fields(views, pair.found))
        for pair in found
    ]


@router.get("/feedback")
def feedback(log: FeedbackOf, limit: Limit = 50, cursor: Cursor = None) -> Page[FeedbackOut]:
    """推荐的处理结果，新的在前。What became of recommendations, newest first."""
    chosen = page(log.rows()[::-1], limit, cursor)
    return Page(items=[_noted(row) for row in chosen.items], total=chosen.total, next=chosen.next)


@router.post("/feedback", dependencies=[Depends(from_here)])
def note_feedback(said: FeedbackIn, views: ViewsOf, log: FeedbackOf) -> FeedbackOut:
    """记下推荐的处理结果，影响以后的推荐。Note what became of a recommendation; later ones change."""
    ends = views.store.entity(said.entity).id, views.store.entity(said.other).id
    row = Feedback(*ends, said.verdict, datetime.now(UTC).isoformat(timespec="seconds"), said.by, said.note)
    log.add(row)
    return _noted(row)


def _noted(row: Feedback) -> FeedbackOut:
    return FeedbackOut(entity=row.entity, other=row.other, verdict=row.verdict, at=row.at, by=row.by, note=row.note)


def _fields(views: Views, row: Recommendation) -> dict[str, Any]:
    return {
        "organization": entity_out(row.entity),
        "score": row.score,
        "shares": dict(row.shares),
        "reasons": [_reason(views, reason) for reason in row.reasons],
    }


def _reason(views: Views, reason: Reason) -> ReasonOut:
    quotes = [
        QuoteOut(quote=quote.text, source=quote.source, claim_id=quote.claim)
        for quote in quotes_of(views.store, reason.claims)
    ]
    path = [entity_out(views.store.entity(id_)) for id_ in reason.path]
    return ReasonOut(zh=reason.zh, en=reason.en, path=path, links=list(reason.links), quotes=quotes)
