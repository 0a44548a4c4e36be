"""审核应答 Reviews as JSON, the same from the command line and from the service; and what a decision may ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from pydantic import BaseModel, ConfigDict, Field

from api.responses import Answer
from api.settings import t
from graph.model import Entity, Link
from graph.ontology import ontology
from graph.review.audit import Entry
from graph.review.choice import Choice
from graph.review.excerpt import Excerpt
from graph.review.fact import Action
from graph.review.orders import Order
from graph.review.preview import Effect
from graph.review.queue import Item
from graph.review.show import Proposal, Shown, ShownClaim
from graph.stores import Store

MOST_LISTED = 50
"""Links of each sort that an effect lists; all are counted."""

KIND_LABELS = {
    "pending": ("待确认的合并", "merge to confirm"),
    "pair": ("是否同一实体", "the same or not"),
    "contradiction": ("来源矛盾", "sources disagree"),
    "claim": ("低可信主张", "doubtful claim"),
    "flag": ("存疑", "flag"),
}


class NamedOut(Answer):
    """实体名 An entity by id, name and type."""

    id: str = Field(description="编号 id")
    name: str = Field(description="名称 name")
    type: str = Field(description="类型 type")
    type_label: str = Field(description="类型名 label of the type")


class ItemOut(Answer):
    """待审项 A question that waits for a person."""

    id: str = Field(description="编号 id")
    kind: str = Field(description="种类：pending、pair、contradiction、claim、flag kind")
    kind_label: str = Field(description="种类名 label of the kind")
    why: str = Field(description="为何待审 why it waits")
    impact: float = Field(description="对网络的影响，队列由大到小 what a decision changes; the queue's order")
    links: int = Field(description="涉及的联系数 links touched")
    entities: int = Field(description="涉及的实体数 entities touched")
    uncertainty: float = Field(description="未定程度 0–1 how open it is")
    score: float | None = Field(description="可信度或同一概率 confidence, or probability of being the same")
    about: list[NamedOut] = Field(description="有关实体 entities that it is about")
    claims: list[str] = Field(description="有关主张的编号 ids of the claims")
    records: list[str] = Field(description="待定的两条记录 the two records of a pair")
    types: list[str] = Field(description="联系类型 link types")
    source_id: str | None = Field(description="来源编号 id of the source")
    values: list[str] = Field(description="各来源的不同说法 what sources say against each other")


class ExcerptOut(Answer):
    """摘录 A quote in its surroundings."""

    source_id: str = Field(description="来源编号 id of the source")
    title: str = Field(description="标题 title")
    file: str = Field(description="文件名 name of the file")
    published: str | None = Field(description="发布日期 date of publication")
    before: str = Field(description="上文 what stands before the quote")
    quote: str = Field(description="原文引文 the quote, to the letter")
    after: str = Field(description="下文 what stands after it")
    place: str = Field(description="位置：字符区间或单元格 character offsets or cell")


class ReviewClaimOut(Answer):
    """待审主张 A claim with its ends and quotes."""

    id: str = Field(description="编号 id")
    type: str = Field(description="类型 type")
    type_label: str = Field(description="类型名 label of the type")
    head: NamedOut = Field(description="起点 its head")
    tail: NamedOut = Field(description="终点 its tail")
    date: str | None = Field(description="日期 date")
    until: str | None = Field(description="期满或终止日期 end of its term")
    state: str = Field(description="状态 state")
    confidence: float = Field(description="可信度 confidence")
    method: str = Field(description="读取方法 stage and rule that read it")
    attributes: dict[str, str] = Field(description="其他属性 other attributes")
    excerpts: list[ExcerptOut] = Field(description="原文依据 quotes")


class ChangedLinkOut(Answer):
    """变化的联系 A link that a decision removes, adds or changes."""

    id: str = Field(description="编号 id")
    type: str = Field(description="类型 type")
    type_label: str = Field(description="类型名 label of the type")
    head: str = Field(description="起点名称 name of its head")
    tail: str = Field(description="终点名称 name of its tail")
    first: str | None = Field(description="最早日期 date of the earliest act")
    until: str | None = Field(description="期满或终止日期 end of its term")
    sources: int = Field(description="来源数 number of sources")
    confidence: float = Field(description="可信度 confidence")


class EffectOut(Answer):
    """影响 What a decision changes in the network; of each sort at most 50 links are listed."""

    pending: bool = Field(description="须待另一人确认后才生效 takes effect when another person confirms it")
    joined: list[list[str]] = Field(description="并为一个的实体 entities that become one")
    parted: list[list[str]] = Field(description="拆成多个的实体 entities that come apart")
    removed: list[ChangedLinkOut] = Field(description="消失的联系 links that go")
    added: list[ChangedLinkOut] = Field(description="新增的联系 links that come")
    changed: list[ChangedLinkOut] = Field(description="改变的联系（改后） links that change, as they become")
    counts: dict[str, int] = Field(description="各类数量：removed、added、changed、moved、claims、flags counts")


class ProposalOut(Answer):
    """建议 What may be done, as a decision to send back, with its effect."""

    action: str = Field(description="动作 action")
    ids: list[str] = Field(description="对象编号 what it is about")
    changes: dict[str, str | None] = Field(description="更正的字段 fields to correct")
    zh: str = Field(description="中文说明 in Chinese")
    en: str = Field(description="英文说明 in English")
    effect: EffectOut | None = Field(description="影响；不改变网络则为空 effect, null if the network stays as it is")


class ShownOut(Answer):
    """待审详情 A question with texts, proposals and their effects."""

    item: ItemOut = Field(description="待审项 the item")
    claims: list[ReviewClaimOut] = Field(description="有关主张 the claims")
    excerpts: list[ExcerptOut] = Field(description="有关原文 the texts")
    proposals: list[ProposalOut] = Field(description="可做的决定 what may be done")


class ReviewOut(Answer):
    """审核记录 A decision in the audit trail."""

    id: str = Field(description="编号 id")
    action: str = Field(description="动作 action")
    by: str = Field(description="审核人 who")
    at: str = Field(description="时间（UTC） when")
    why: str = Field(description="理由 why")
    subject: str = Field(description="对象编号 id of what was decided on")
    about: str = Field(description="对象 what it was about, in words")
    standing: bool = Field(description="是否有效 whether it holds")
    pending: bool = Field(description="提出时须待第二人确认 asked for a second person")
    confirmed_by: str | None = Field(description="确认它的记录 the decision that confirmed it")
    undone_by: str | None = Field(description="撤销它的记录 the decision that undid it")
    pairs: list[list[str]] = Field(description="判断的记录对与结论 pairs judged, with verdicts")
    sources: list[str] = Field(description="有关来源编号 ids of the sources")
    quotes: list[str] = Field(description="当时所见的引文 quotes as they were seen")


class DecidedOut(Answer):
    """审核结果 What was decided, and what it changed."""

    written: int = Field(description="写入的记录数 decisions written")
    reviews: list[str] = Field(description="记录编号，可凭以撤销 their ids, by which they are undone")
    effect: EffectOut = Field(description="影响 effect")


class ChoiceIn(BaseModel):
    """筛选 Which items of the queue are meant."""

    model_config = ConfigDict(extra="forbid")

    kind: str | None = Field(None, description="种类 kind")
    type: str | None = Field(None, description="联系类型 link type")
    source: str | None = Field(None, description="来源编号 id of the source")
    name: str | None = Field(None, max_length=100, description="实体名称的一部分 part of an entity's name")
    method: str | None = Field(None, max_length=100, description="读取方法的开头 how the method begins")
    least: float = Field(0.0, ge=0, le=1, description="最低分值 least score")
    most: float = Field(1.0, ge=0, le=1, description="最高分值 most score")

    def choice(self) -> Choice:
        """Return the choice."""
        return Choice(**self.model_dump())


class OrderIn(BaseModel):
    """审核指令 A decision: its action, and what it is about by `ids` or by a `choice` among the queue."""

    model_config = ConfigDict(extra="forbid")

    action: Action = Field(description="动作：accept、reject、edit、merge … action")
    ids: list[str] = Field([], max_length=10_000, description="对象编号 ids of what it is about")
    choice: ChoiceIn | None = Field(None, description="批量：按条件选取队列中的项 in bulk: items of the queue")
    records: list[str] = Field([], max_length=10_000, description="拆出的记录 records to take out of an entity")
    changes: dict[str, str | None] = Field({}, description="更正的字段 fields to correct")

    def order(self) -> Order:
        """Return the order."""
        return Order(self.action, tuple(self.ids), tuple(self.records), tuple(sorted(self.changes.items())))


class DecisionIn(OrderIn):
    """审核决定 An order with who decides, and why."""

    by: str = Field(min_length=1, max_length=80, description="审核人 who decides")
    why: str = Field("", max_length=2000, description="理由 why")


class UndoIn(BaseModel):
    """撤销 Which decisions to undo, who does, and why."""

    model_config = ConfigDict(extra="forbid")

    ids: list[str] = Field(min_length=1, max_length=10_000, description="审核记录的编号 ids of decisions")
    by: str = Field(min_length=1, max_length=80, description="撤销人 who undoes")
    why: str = Field("", max_length=2000, description="理由 why")


def label(type_: str) -> str:
    """Return the Chinese label of a type, "" for one that is unknown."""
    known = ontology()
    return known.zh(type_) if type_ in known.entities or type_ in known.links else ""


def named_out(entity: Entity) -> NamedOut:
    """Return an entity's id, name and type."""
    return NamedOut(id=entity.id, name=entity.name, type=entity.type, type_label=label(entity.type))


def item_out(store: Store, item: Item, about: Sequence[Entity] | None = None) -> ItemOut:
    """Return an item; the entities it is about are looked up unless given."""
    entities = [store.entity(e) for e in item.about] if about is None else about
    return ItemOut(
        **{k: getattr(item, k) for k in ("id", "kind", "why", "impact", "links", "entities", "uncertainty", "score")},
        claims=list(item.claims),
        records=list(item.records),
        types=list(item.types),
        values=list(item.values),
        kind_label=t(*KIND_LABELS[item.kind]),
        about=[named_out(e) for e in entities],
        source_id=item.source_id,
    )


def shown_out(store: Store, shown: Shown) -> ShownOut:
    """Return an item in full."""
    offered = zip(shown.proposals, shown.effects, strict=True)
    return ShownOut(
        item=item_out(store, shown.item, shown.about),
        claims=[claim_out(c) for c in shown.claims],
        excerpts=excerpts_out(shown.excerpts),
        proposals=[_proposal(p, e) for p, e in offered],
    )


def claim_out(shown: ShownClaim) -> ReviewClaimOut:
    """Return a claim with its quotes."""
    c = shown.claim
    return ReviewClaimOut(
        **{k: getattr(c, k) for k in ("id", "type", "date", "until", "confidence", "method")},
        type_label=label(c.type),
        head=named_out(shown.head),
        tail=named_out(shown.tail),
        state=str(c.state),
        attributes=dict(c.attributes),
        excerpts=excerpts_out(shown.excerpts),
    )


def excerpts_out(excerpts: Iterable[Excerpt]) -> list[ExcerptOut]:
    """Return quotes."""
    return [ExcerptOut(**asdict(e)) for e in excerpts]


def _proposal(proposal: Proposal, effect: Effect | None) -> ProposalOut:
    order = proposal.order
    return ProposalOut(
        action=str(order.action),
        ids=list(order.ids),
        changes=dict(order.changes),
        zh=proposal.zh,
        en=proposal.en,
        effect=effect_out(effect) if effect else None,
    )


def effect_out(effect: Effect) -> EffectOut:
    """Return an effect."""
    names = effect.names or {}
    after = [new for _, new in effect.changed]
    counts = {"removed": len(effect.removed), "added": len(effect.added), "changed": len(after)}
    counts["moved"] = len(effect.moved)
    return EffectOut(
        pending=effect.pending,
        joined=[[names.get(e, e) for e in group] for group in effect.joined],
        parted=[[names.get(e, e) for e in group] for group in effect.parted],
        removed=_links(effect.removed, names),
        added=_links(effect.added, names),
        changed=_links(after, names),
        counts={**counts, "claims": effect.claims, "flags": effect.flags},
    )


def _links(links: Sequence[Link], names: Mapping[str, str]) -> list[ChangedLinkOut]:
    fields = ("id", "type", "first", "until", "sources", "confidence")
    return [
        ChangedLinkOut(
            **{f: getattr(k, f) for f in fields},
            type_label=label(k.type),
            head=names.get(k.head, k.head),
            tail=names.get(k.tail, k.tail),
        )
        for k in links[:MOST_LISTED]
    ]


def review_out(entry: Entry) -> ReviewOut:
    """Return a decision of the audit trail."""
    r = entry.review
    said = [*r.said.claim.evidence] if r.said else [e for k in r.records for e in k.evidence]
    return ReviewOut(
        **{k: getattr(r, k) for k in ("id", "at", "why", "subject", "pending")},
        **{k: getattr(entry, k) for k in ("about", "standing", "confirmed_by", "undone_by")},
        action=str(r.action),
        by=r.by.partition(":")[2],
        pairs=[list(p) for p in r.pairs],
        sources=list(dict.fromkeys(p.source_id for p in r.places)),
        quotes=[e.quote for e in said] or ([r.flag.evidence.quote] if r.flag and r.flag.evidence else []),
    )
