"""测度 Measures and rankings of the partner network, and what its shape says of organizations."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.parameters import FilterOf, ViewsOf, checked_date
from api.responses import Answer, EntityOut, MeasureOut, RankedOut, RankingOut, entity_out
from graph.analytics import MEASURES, Level, Measure, StoreMeasures, measure_named, rank_values
from graph.analytics.acts import months_before, window
from graph.analytics.answers import Activity, changes_of, departure_of, silent_of, similar_to
from graph.analytics.circles import circles
from graph.errors import UnknownName, WrongUsage
from graph.model import Filter
from graph.ontology import ontology

router = APIRouter(prefix="/api/v1", tags=["测度 measures"])

LevelOf = Annotated[Level, Query(description="institution 并入所属单位；record 各自为点")]
Top = Annotated[int, Query(ge=1, le=1000, description="列出多少 how many")]
Until = Annotated[
    str | None,
    Query(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="时段的末日，默认今天 last day, by default today"),
]
Months = Annotated[int, Query(ge=1, le=600, description="时段的月数 months")]
Type = Annotated[str | None, Query(description="只列此类机构 only this type")]


class CommunityOut(Answer):
    """社区 A community and what stands for it."""

    number: int = Field(description="编号，1 为最大 number, 1 is the largest")
    size: int = Field(description="机构数 organizations")
    name: str = Field(description="名称：地区、产业链、为首的机构 name made of what stands for it")
    leaders: list[EntityOut] = Field(description="为首的机构 members with the most cooperation")
    chains: list[EntityOut] = Field(description="产业链 industry chains")
    regions: list[EntityOut] = Field(description="地区 regions")


class ActivityOut(Answer):
    """活跃度 An organization and its acts in two windows."""

    organization: EntityOut = Field(description="机构 organization")
    recent: int = Field(description="时段内开始的往来数 acts that began in the window")
    earlier: int = Field(description="此前等长时段内开始的往来数 acts that began in the window ahead of it")


class ChangesOut(Answer):
    """变化 Who came, faded and rose."""

    newcomers: list[ActivityOut] = Field(description="新来 newcomers")
    fading: list[ActivityOut] = Field(description="淡出 fading")
    rising: list[ActivityOut] = Field(description="上升 rising")
    totals: dict[str, int] = Field(description="各有多少 how many of each")


class SilentOut(Answer):
    """签而未动 An agreement that nothing followed."""

    agreement: EntityOut = Field(description="协议 agreement")
    date: str | None = Field(description="签署日期 date")
    parties: list[EntityOut] = Field(description="签署各方 parties")


class SilencesOut(Answer):
    """签而未动清单 The oldest agreements that nothing followed."""

    items: list[SilentOut] = Field(description="协议，最早的在前 agreements, oldest first")
    total: int = Field(description="共多少份 how many in all")


class SimilarOut(Answer):
    """相似 An organization with like partners."""

    organization: EntityOut = Field(description="机构 organization")
    value: float = Field(description="相似度（Jaccard） likeness")
    common: int = Field(description="共同伙伴数 common partners")


class DepartureOut(Answer):
    """退出 What would be lost without an organization."""

    organization: EntityOut = Field(description="机构 organization")
    component: int = Field(description="现在彼此可达的机构数 organizations that reach each other now")
    partners: int = Field(description="会失去一个伙伴的机构数 organizations that would lose a partner")
    parts: int = Field(description="余下的会分成几块 parts that the rest would fall into")
    cut_off_total: int = Field(description="断联的机构数 organizations outside the largest part")
    cut_off: list[EntityOut] = Field(description="断联的机构 those, the first of them")
    alone: list[EntityOut] = Field(description="再无伙伴的机构 those left without any partner")


@router.get("/measures")
def measures() -> list[MeasureOut]:
    """可用的测度及其定义。The measures and their definitions."""
    return [_measure(m) for m in MEASURES]


@router.get("/measures/{name}")
def ranking(
    name: str,
    views: ViewsOf,
    filter_: FilterOf,
    level: LevelOf = Level.INSTITUTION,
    type: Type = None,
    top: Top = 20,
) -> RankingOut:
    """按一项测度给机构排名，并列者同名次。Organizations ranked by a measure; ties share a rank."""
    chosen = measure_named(name)
    _check(type)
    measured = views.measures(level, filter_)[chosen.name]
    among = [e for e in views.partners(level, filter_).entities if type in (None, e.type)]
    rows = rank_values(among, measured)
    items = [RankedOut(rank=r.rank, value=r.value, organization=entity_out(r.entity)) for r in rows[:top]]
    return RankingOut(measure=_measure(chosen), approximate=measured.approximate, items=items, total=len(rows))


@router.get("/organizations/{id}/near")
def near(
    id: str, views: ViewsOf, filter_: FilterOf, level: LevelOf = Level.INSTITUTION, type: Type = None, top: Top = 20
) -> list[RankedOut]:
    """从一个机构出发的个性化 PageRank。Personalised PageRank from an organization."""
    _check(type)
    found = _of(views, level, filter_)
    rows = found.rank_near([_organization(views, found, id)], (type,) if type else (), top)
    return [RankedOut(rank=r.rank, value=r.value, organization=entity_out(r.entity)) for r in rows]


@router.get("/organizations/{id}/similar")
def similar(
    id: str, views: ViewsOf, filter_: FilterOf, level: LevelOf = Level.INSTITUTION, type: Type = None, top: Top = 20
) -> list[SimilarOut]:
    """伙伴相似的机构。Organizations whose partners are like those of one."""
    _check(type)
    found = _of(views, level, filter_)
    rows = similar_to(found, _organization(views, found, id), (type,) if type else (), top)
    return [SimilarOut(organization=entity_out(r.entity), value=r.value, common=r.common) for r in rows]


@router.get("/organizations/{id}/without")
def without(
    id: str, views: ViewsOf, filter_: FilterOf, level: LevelOf = Level.INSTITUTION, top: Top = 20
) -> DepartureOut:
    """假如一个机构退出。What would be lost if an organization left."""
    measures = _of(views, level, filter_)
    found = departure_of(measures, _organization(views, measures, id), top)
    return DepartureOut(
        organization=entity_out(found.entity),
        component=found.component,
        partners=found.partners,
        parts=found.parts,
        cut_off_total=found.cut_off_total,
        cut_off=[entity_out(e) for e in found.cut_off],
        alone=[entity_out(e) for e in found.alone],
    )


@router.get("/communities")
def communities(
    views: ViewsOf, filter_: FilterOf, level: LevelOf = Level.INSTITUTION, top: Top = 20
) -> list[CommunityOut]:
    """社区：为首的机构、产业链与地区。Communities with their leaders, chains and regions."""
    return [
        CommunityOut(
            number=group.number,
            size=group.size,
            name=group.name,
            leaders=[entity_out(e) for e in group.leaders],
            chains=[entity_out(e) for e in group.chains],
            regions=[entity_out(e) for e in group.regions],
        )
        for group in circles(_of(views, level, filter_), top)
    ]


@router.get("/changes")
def changes(
    views: ViewsOf,
    until: Until = None,
    months: Months = 12,
    level: LevelOf = Level.INSTITUTION,
    type: Type = None,
    top: Top = 20,
) -> ChangesOut:
    """一段时间里谁新来、淡出、上升。Newcomers, fading and rising organizations in a window."""
    _check(type)
    during = window(checked_date("until", until) or _today(), months)
    found = changes_of(_of(views, level, Filter()), during, (type,) if type else (), top)
    rows = {name: [_activity(row) for row in getattr(found, name)] for name in ("newcomers", "fading", "rising")}
    return ChangesOut(**rows, totals=found.totals)


@router.get("/silent")
def silent(
    views: ViewsOf, until: Until = None, months: Months = 12, level: LevelOf = Level.INSTITUTION, top: Top = 20
) -> SilencesOut:
    """签而未动：此后再无往来记录的协议。Agreements after which nothing is known between their parties."""
    before = months_before(window(checked_date("until", until) or _today(), 1).end, months)
    rows, total = silent_of(_of(views, level, Filter()), before, top)
    items = [
        SilentOut(agreement=entity_out(r.agreement), date=r.date, parties=[entity_out(e) for e in r.parties])
        for r in rows
    ]
    return SilencesOut(items=items, total=total)


def _of(views: ViewsOf, level: Level, filter_: Filter) -> StoreMeasures:
    return StoreMeasures(views.store, level, filter_)


def _organization(views: ViewsOf, measures: StoreMeasures, id_: str) -> str:
    entity = views.store.entity(id_)
    try:
        measures.graph.node(entity.id)
    except KeyError as error:
        raise UnknownName(entity.name) from error
    return entity.id


def _check(type_: str | None) -> None:
    if type_ and type_ not in ontology().group("organization"):
        raise WrongUsage("type", f"不是机构类型 no type of organization：{type_}")


def _activity(row: Activity) -> ActivityOut:
    return ActivityOut(organization=entity_out(row.entity), recent=row.recent, earlier=row.earlier)


def _today() -> str:
    return datetime.now(UTC).astimezone().date().isoformat()


def _measure(measure: Measure) -> MeasureOut:
    fields = ("name", "zh", "en", "definition_zh", "definition_en", "source")
    return MeasureOut(**{name: getattr(measure, name) for name in fields})
