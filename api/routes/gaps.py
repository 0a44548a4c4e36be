"""缺口 Gaps of coverage by chain, major and region."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.gap_table import as_json, gap_table
from api.parameters import FilterOf, ViewsOf
from api.responses import Answer
from graph.analytics import Level
from graph.analytics.gaps import Coverage, GapTable
from graph.model import Filter
from viz.gap_picture import gap_picture

router = APIRouter(prefix="/api/v1/gaps", tags=["缺口 gaps"])
RegionLevel = Annotated[
    Literal["province", "city", "county"], Query(description="地区细到省、市或县 regions to this level")
]
Thin = Annotated[float, Query(ge=0, le=1, description="有伙伴者不足此比例即为薄弱 thin below this share")]


class NamedOut(Answer):
    """机构 An organization by id and name."""

    id: str = Field(description="编号 id")
    name: str = Field(description="名称 name")


class CellOut(Answer):
    """格 One chain, major and region; null where unknown."""

    chain: str | None = Field(description="产业链，未知为空 chain, null if unknown")
    major: str | None = Field(description="专业，未知为空 major, null if unknown")
    region: str | None = Field(description="地区，未知为空 region, null if unknown")
    coverage: Coverage = Field(description="覆盖：none 无伙伴、single 单点、thin 薄弱、covered 已覆盖 coverage")
    ties: int = Field(description="伙伴对数 partner pairs")
    schools: list[NamedOut] = Field(description="开设该专业的院校 schools that offer the major")
    others: list[NamedOut] = Field(description="属该产业链的企业等 organizations in the chain")
    alone: list[NamedOut] = Field(description="其中无伙伴者 those of both without a partner")
    by_one: list[NamedOut] = Field(description="仅一家伙伴者 those with one partner")
    single: list[NamedOut] = Field(description="所有联系都经过者 organizations that all ties run through")


class GapsOut(Answer):
    """缺口表 The cells, and of how many organizations something is unknown."""

    organizations: int = Field(description="计入的机构数 organizations counted")
    unknown: dict[str, int] = Field(description="产业链、专业、地区未知的机构数 how many lack chain, major, region")
    counts: dict[str, int] = Field(description="各类覆盖的格数 cells by coverage")
    cells: list[CellOut] = Field(description="各格 the cells")


def _table(views: ViewsOf, filter_: Filter, level: str, thin: float) -> GapTable:
    return gap_table(views.network(filter_), views.partners(Level.INSTITUTION, filter_), level, thin)


@router.get("")
def gaps(
    views: ViewsOf,
    filter_: FilterOf,
    region_level: RegionLevel = "city",
    thin: Thin = 0.5,
    coverage: Annotated[list[Coverage] | None, Query(description="只列此类，可重复 only these; repeatable")] = None,
) -> GapsOut:
    """产业链 × 专业 × 地区的缺口表。Gaps by chain, major and region."""
    table = _table(views, filter_, region_level, thin)
    cells = [as_json(table, cell) for cell in table.cells if not coverage or cell.coverage in coverage]
    return GapsOut(
        organizations=table.organizations,
        unknown=dict(table.unknown),
        counts=table.counts,
        cells=[CellOut(**cell) for cell in cells],
    )


@router.get("/picture", response_class=HTMLResponse)
def picture(
    views: ViewsOf,
    filter_: FilterOf,
    region_level: RegionLevel = "city",
    thin: Thin = 0.5,
    lang: Annotated[Literal["zh", "en"], Query(description="图中文字的语言 language of the picture")] = "zh",
) -> HTMLResponse:
    """缺口热力表，一个可离线打开的网页。The gaps as a heat table, one page that opens offline."""
    title = "产业链 × 专业 × 地区的缺口" if lang == "zh" else "Gaps by chain, major and region"
    page = gap_picture(_table(views, filter_, region_level, thin), title, lang)
    # Its colours stand in the file, which the policy of the other pages forbids.
    return HTMLResponse(page, headers={"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"})
