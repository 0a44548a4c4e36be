"""事实 Agreements, bases, pairings, and the documents and quotes that they rest on."""

from collections.abc import Sequence

from fastapi import APIRouter

from api.parameters import Cursor, FilterOf, Limit, ViewsOf, page
from api.responses import (
    ClaimOut,
    DocumentOut,
    EvidenceOut,
    FactOut,
    LinkOut,
    Page,
    SourceOut,
    entity_fields,
    entity_out,
    link_out,
    source_fields,
)
from api.views import Views
from graph.errors import UnknownName
from graph.model import Evidence, Link, Network
from graph.ontology import ontology
from graph.stores import Cited

router = APIRouter(prefix="/api/v1")
AROUND = 80
"""Characters of the source that are shown on each side of a quote."""


@router.get("/agreements", tags=["事实 facts"])
def agreements(views: ViewsOf, filter_: FilterOf, limit: Limit = 50, cursor: Cursor = None) -> Page[FactOut]:
    """协议及其签署各方。Agreements with their parties."""
    return _facts(views.network(filter_), "agreement", "SIGNED", limit, cursor)


@router.get("/bases", tags=["事实 facts"])
def bases(views: ViewsOf, filter_: FilterOf, limit: Limit = 50, cursor: Cursor = None) -> Page[FactOut]:
    """基地平台及其共建各方。Bases with those who built them."""
    return _facts(views.network(filter_), "base", "CO_BUILT", limit, cursor)


def _facts(network: Network, kind: str, link_type: str, limit: int, cursor: str | None) -> Page[FactOut]:
    links: dict[str, list[Link]] = {e.id: [] for e in network.entities if e.type == kind}
    for link in network.links:
        if link.type == link_type and link.tail in links:
            links[link.tail].append(link)
    order = sorted(links, key=lambda id_: (_newest(links[id_]), network.entity(id_).name), reverse=True)
    chosen = page(order, limit, cursor)
    items = [
        FactOut(
            **entity_fields(network.entity(id_)),
            date=_newest(links[id_]) or None,
            parties=[link_out(network, link) for link in links[id_]],
        )
        for id_ in chosen.items
    ]
    return Page(items=items, total=chosen.total, next=chosen.next)


def _newest(links: Sequence[Link]) -> str:
    return max((link.last or "" for link in links), default="")


@router.get("/pairings", tags=["事实 facts"])
def pairings(views: ViewsOf, filter_: FilterOf, limit: Limit = 50, cursor: Cursor = None) -> Page[LinkOut]:
    """结对共建，最近的在前。Pairings, newest first."""
    network = views.network(filter_)
    found = [link for link in network.links if link.type == "PAIRED_WITH"]
    found.sort(key=lambda link: (link.last or "", link.id), reverse=True)
    chosen = page(found, limit, cursor)
    return Page(items=[link_out(network, k) for k in chosen.items], total=chosen.total, next=chosen.next)


@router.get("/links/{id}/evidence", tags=["依据 evidence"])
def evidence(id: str, views: ViewsOf) -> Page[EvidenceOut]:
    """一条联系的全部原文依据。All quotes that a link rests on."""
    link = views.links().get(id)
    if link is None:
        raise UnknownName(id)
    items = [row for cited in views.store.claims(link.claims) for row in _quotes(views, cited)]
    items.sort(key=lambda row: (row.date or "", row.confidence), reverse=True)
    return Page(items=items, total=len(items), next=None)


def _quotes(views: Views, cited: Cited) -> list[EvidenceOut]:
    text = views.store.source(cited.source.id).text
    return [_quote(cited, item, text) for item in cited.claim.evidence]


def _quote(cited: Cited, item: Evidence, text: str) -> EvidenceOut:
    start, end = item.start or 0, item.end or 0
    return EvidenceOut(
        claim_id=cited.claim.id,
        quote=item.quote,
        before=text[max(start - AROUND, 0) : start],
        after=text[end : end + AROUND] if item.cell is None else "",
        place=item.cell or f"{item.start}–{item.end}",
        source=SourceOut(**source_fields(cited.source)),
        date=cited.claim.date,
        confidence=cited.claim.confidence,
        method=cited.claim.method,
    )


@router.get("/documents", tags=["依据 evidence"])
def documents(views: ViewsOf, limit: Limit = 50, cursor: Cursor = None) -> Page[SourceOut]:
    """已读入的文献与台账。Documents and ledgers that were read."""
    chosen = page(views.store.sources(), limit, cursor)
    items = [SourceOut(**source_fields(s)) for s in chosen.items]
    return Page(items=items, total=chosen.total, next=chosen.next)


@router.get("/documents/{id}", tags=["依据 evidence"])
def document(id: str, views: ViewsOf) -> DocumentOut:
    """一篇文献：原文、读出的主张及依据、存疑。One document: text, claims with their quotes, flags."""
    source = views.store.source(id)
    return DocumentOut(
        **source_fields(source),
        text=source.text,
        claims=[_claim(views, row) for row in views.store.claims_of(id)],
        flags=[flag.reason for flag in views.store.flags(id)],
    )


def _claim(views: Views, cited: Cited) -> ClaimOut:
    claim = cited.claim
    return ClaimOut(
        id=claim.id,
        type=claim.type,
        type_label=ontology().zh(claim.type),
        head=entity_out(views.store.entity(claim.head)),
        tail=entity_out(views.store.entity(claim.tail)),
        date=claim.date,
        state=str(claim.state),
        evidence=_quotes(views, cited),
    )
