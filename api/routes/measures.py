"""测度 Measures and rankings of the partner network."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.parameters import FilterOf, ViewsOf
from api.responses import MeasureOut, RankedOut, RankingOut, entity_out
from graph.analytics import MEASURES, Level, Measure, measure_named, rank_values
from graph.errors import WrongUsage
from graph.ontology import ontology

router = APIRouter(prefix="/api/v1/measures", tags=["测度 measures"])


@router.get("")
def measures() -> list[MeasureOut]:
    """可用的测度及其定义。The measures and their definitions."""
    return [_measure(m) for m in MEASURES]


@router.get("/{name}")
def ranking(
    name: str,
    views: ViewsOf,
    filter_: FilterOf,
    level: Annotated[Level, Query(description="institution 并入所属单位；record 各自为点")] = Level.INSTITUTION,
    type: Annotated[str | None, Query(description="只列此类机构 only this type")] = None,
    top: Annotated[int, Query(ge=1, le=1000, description="列出多少 how many")] = 20,
) -> RankingOut:
    """按一项测度给机构排名，并列者同名次。Organizations ranked by a measure; ties share a rank."""
    chosen = measure_named(name)
    if type and type not in ontology().group("organization"):
        raise WrongUsage("type", f"不是机构类型 no type of organization：{type}")
    measured = views.measures(level, filter_)[chosen.name]
    among = [e for e in views.partners(level, filter_).entities if type in (None, e.type)]
    rows = rank_values(among, measured)
    items = [RankedOut(rank=r.rank, value=r.value, organization=entity_out(r.entity)) for r in rows[:top]]
    return RankingOut(measure=_measure(chosen), approximate=measured.approximate, items=items, total=len(rows))


def _measure(measure: Measure) -> MeasureOut:
    fields = ("name", "zh", "en", "definition_zh", "definition_en", "source")
    return MeasureOut(**{name: getattr(measure, name) for name in fields})
