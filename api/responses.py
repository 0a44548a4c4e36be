"""应答模型 The JSON that the service answers with; descriptions are Chinese first, as the documents are."""

from dataclasses import asdict
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field

from graph.model import Entity, Link, Network, Source
from graph.ontology import ontology

T = TypeVar("T")


class Answer(BaseModel):
    """Base of all answers: read from attributes, unknown fields refused."""

    model_config = ConfigDict(extra="forbid")


class Page(Answer, Generic[T]):
    """一页结果 One page of a list."""

    items: list[T] = Field(description="本页各项 items of this page")
    total: int = Field(description="总数 number of all items")
    next: Annotated[
        str | None, Field(description="下一页的游标；没有则为空 cursor of the next page, null at the end")
    ] = None


class EntityOut(Answer):
    """实体 An entity."""

    id: str = Field(description="编号 id")
    name: str = Field(description="名称 name")
    type: str = Field(description="类型 type")
    type_label: str = Field(description="类型名 label of the type")
    aliases: list[str] = Field(description="别名 other names")
    sources: int = Field(description="提到它的独立来源数 number of independent sources that name it")
    reprints: int = Field(description="另有转载（与这些来源雷同）几篇 further sources that are reprints of those")
    attributes: dict[str, str] = Field(description="其他属性 other attributes")


class LinkOut(Answer):
    """联系 A dated link between two entities."""

    id: str = Field(description="编号 id")
    type: str = Field(description="类型 type")
    type_label: str = Field(description="类型名 label of the type")
    head: EntityOut = Field(description="起点 its head")
    tail: EntityOut = Field(description="终点 its tail")
    first: str | None = Field(description="最早日期 date of the earliest act")
    last: str | None = Field(description="最近日期 date of the latest act")
    until: str | None = Field(description="期满或终止日期 end of its term")
    state: str = Field(description="状态：held 有效、ended 已终止 held or ended")
    sources: int = Field(description="独立来源数 number of independent sources")
    reprints: int = Field(description="另有转载（与这些来源雷同）几篇 further sources that are reprints of those")
    confidence: float = Field(description="可信度 0–1 confidence")
    attributes: dict[str, str] = Field(description="其他属性，如职务、类别 other attributes")


class PartnerOut(Answer):
    """合作伙伴 A partner with the links to it."""

    organization: EntityOut = Field(description="伙伴 the partner")
    links: list[str] = Field(description="所依联系的编号 ids of the links it rests on")
    weight: float = Field(description="合作强度 strength of the tie")


class OrganizationOut(EntityOut):
    """机构详情 An organization with its measures and partners."""

    institution: EntityOut = Field(description="所属单位，没有则为自身 the body that it belongs to, or itself")
    measures: dict[str, float | None] = Field(description="各项测度的值 value of each measure, for its institution")
    partners: list[PartnerOut] = Field(description="合作伙伴，由强到弱 partners, strongest first")
    links: list[LinkOut] = Field(description="全部联系 all its links")


class FactOut(EntityOut):
    """共同事项 An agreement or a base with its parties."""

    date: str | None = Field(description="最近日期 date of its latest act")
    parties: list[LinkOut] = Field(description="各方与它的联系 links of its parties to it")


class SourceOut(Answer):
    """来源 A document or ledger."""

    id: str = Field(description="编号 id")
    title: str = Field(description="标题 title")
    file: str = Field(description="文件名 name of the file")
    format: str = Field(description="格式 format")
    published: str | None = Field(description="发布日期 date of publication")


class EvidenceOut(Answer):
    """依据 A quote with its place and its surroundings."""

    claim_id: str = Field(description="主张编号 id of the claim")
    quote: str = Field(description="原文 the quote, to the letter")
    before: str = Field(description="上文 what stands before it")
    after: str = Field(description="下文 what stands after it")
    place: str = Field(description="位置：字符区间或单元格 character offsets or cell")
    source: SourceOut = Field(description="来源 source")
    date: str | None = Field(description="日期 date of the act")
    confidence: float = Field(description="可信度 confidence")
    method: str = Field(description="读取方法 stage and rule that read it")


class ClaimOut(Answer):
    """主张 A claim read from one document."""

    id: str = Field(description="编号 id")
    type: str = Field(description="类型 type")
    type_label: str = Field(description="类型名 label of the type")
    head: EntityOut = Field(description="起点 its head")
    tail: EntityOut = Field(description="终点 its tail")
    date: str | None = Field(description="日期 date")
    state: str = Field(description="状态 state")
    evidence: list[EvidenceOut] = Field(description="原文依据 quotes")


class DocumentOut(SourceOut):
    """文献 A document with its text and what was read from it."""

    text: str = Field(description="原文 the raw text")
    claims: list[ClaimOut] = Field(description="读出的主张 claims read from it")
    flags: list[str] = Field(description="存疑 what a person should look at")


class MeasureOut(Answer):
    """测度 A measure and what it means."""

    name: str = Field(description="名称 name")
    zh: str = Field(description="中文名 Chinese name")
    en: str = Field(description="英文名 English name")
    definition_zh: str = Field(description="定义（中文） definition in Chinese")
    definition_en: str = Field(description="定义（英文） definition in English")
    source: str = Field(description="方法出处 source of the method")


class RankingOut(Answer):
    """排名 The first organizations by a measure."""

    measure: MeasureOut = Field(description="测度 the measure")
    approximate: bool = Field(description="是否为估计值 whether the values are estimates")
    items: list["RankedOut"] = Field(description="名次 the ranking")
    total: int = Field(description="有值的机构数 organizations that have a value")


class RankedOut(Answer):
    """名次 A place in a ranking."""

    rank: int = Field(description="名次，并列同名次 rank, ties share it")
    value: float = Field(description="测度值 value")
    organization: EntityOut = Field(description="机构 organization")


class ReasonOut(Answer):
    """理由 Why a partner is recommended, in words, and what that rests on."""

    zh: str = Field(description="理由（中文） in Chinese")
    en: str = Field(description="理由（英文） in English")
    path: list[EntityOut] = Field(description="所依路径 path it rests on")
    links: list[str] = Field(description="所依联系 links it rests on")
    quotes: list["QuoteOut"] = Field(description="原文依据，至多三条 quotes it rests on, at most three")


class QuoteOut(Answer):
    """引文 The words that a reason rests on."""

    quote: str = Field(description="原文 the quote, to the letter")
    source: str = Field(description="来源的标题 title of its source")
    claim_id: str = Field(description="主张编号 id of the claim")


class RecommendationOut(Answer):
    """推荐 A recommended partner."""

    organization: EntityOut = Field(description="推荐的机构 recommended organization")
    score: float = Field(description="得分 score")
    shares: dict[str, float] = Field(description="各项特征的得分 share of each feature")
    reasons: list[ReasonOut] = Field(description="理由 reasons")


class PathsOut(Answer):
    """路径 Shortest paths between two organizations."""

    paths: list[list[EntityOut]] = Field(description="每条路径上的实体 entities on each path")
    links: list[LinkOut] = Field(description="路径上的联系 links on the paths")


class HealthOut(Answer):
    """状态 State of the service."""

    status: str = Field(description="ok 或 unavailable")
    version: str = Field(description="程序版本 version of the program")


class Problem(BaseModel):
    """问题详情 Problem details (RFC 9457)."""

    type: Annotated[str, Field(description="问题类型 type of problem")] = "about:blank"
    title: str = Field(description="标题 title")
    status: int = Field(description="HTTP 状态码 HTTP status")
    detail: str = Field(description="说明：何事、何处、如何处理 what, where and what to do")
    field: Annotated[str | None, Field(description="有误的参数 the field at fault")] = None
    near: Annotated[list[str], Field(description="相近的名称 near names")] = []


def entity_out(entity: Entity) -> EntityOut:
    """Return an entity as JSON."""
    return EntityOut(**entity_fields(entity))


def entity_fields(entity: Entity) -> dict[str, Any]:
    """Return the fields that every answer about an entity has."""
    plain = {k: v for k, v in asdict(entity).items() if k not in ("aliases", "attributes")}
    label = {"type_label": ontology().zh(entity.type)}
    return {**plain, **label, "aliases": list(entity.aliases), "attributes": dict(entity.attributes)}


def link_out(network: Network, link: Link) -> LinkOut:
    """Return a link with both its ends as JSON."""
    ends = {"head": entity_out(network.entity(link.head)), "tail": entity_out(network.entity(link.tail))}
    return LinkOut(
        id=link.id,
        type=link.type,
        type_label=ontology().zh(link.type),
        first=link.first,
        last=link.last,
        until=link.until,
        state=str(link.state),
        sources=link.sources,
        reprints=link.reprints,
        confidence=link.confidence,
        attributes=dict(link.attributes),
        **ends,
    )


def source_fields(source: Source) -> dict[str, Any]:
    """Return the fields that every answer about a source has; of its address only the file's name is told."""
    file = unquote(source.uri.rsplit("/", 1)[-1])
    return {
        "id": source.id,
        "title": source.title,
        "file": file,
        "format": source.format,
        "published": source.published,
    }
