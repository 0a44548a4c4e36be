"""机构 Organizations: list, search, one with its partners and measures, its network."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from api.parameters import Cursor, FilterOf, Limit, ViewsOf, page
from api.pictures import OVERVIEW, overview, scene
from api.responses import (
    EntityOut,
    OrganizationOut,
    Page,
    PartnerOut,
    PathsOut,
    entity_fields,
    entity_out,
    link_out,
)
from api.views import Views
from graph.errors import WrongUsage
from graph.model import Filter
from graph.ontology import ontology
from viz.scene import SceneOptions, scene_json

router = APIRouter(prefix="/api/v1", tags=["机构 organizations"])
MOST_HITS = 1000
Language = Annotated[Literal["zh", "en"], Query(description="文字的语言 language of the labels")]


@router.get("/organizations")
def organizations(
    views: ViewsOf,
    q: Annotated[str | None, Query(max_length=100, description="名称的一部分 part of a name")] = None,
    type: Annotated[str | None, Query(description="机构类型 type of organization")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[EntityOut]:
    """列出或查找机构；有 q 时最相近的在前。List organizations, or search them by part of a name."""
    types = _organization_types(type)
    if q and q.strip():
        found = list(views.store.search(q, types, MOST_HITS))
    else:
        found = sorted((e for e in views.network().entities if e.type in types), key=lambda e: (e.name, e.id))
    chosen = page(found, limit, cursor)
    return Page(items=[entity_out(e) for e in chosen.items], total=chosen.total, next=chosen.next)


def _organization_types(type_: str | None) -> frozenset[str]:
    known = ontology().group("organization")
    if type_ and type_ not in known:
        raise WrongUsage("type", f"未知机构类型 unknown type；可用 known：{'、'.join(sorted(known))}")
    return frozenset({type_}) if type_ else known


@router.get("/organizations/{id}")
def organization(id: str, views: ViewsOf, filter_: FilterOf) -> OrganizationOut:
    """一个机构：伙伴、测度、全部联系。One organization with its partners, measures and links."""
    entity = views.store.entity(id)
    around = views.store.neighbourhood(entity.id, 1, MOST_HITS, filter_).network
    home = views.institution_of(entity.id)
    return OrganizationOut(
        **entity_fields(entity),
        institution=entity_out(views.store.entity(home)),
        measures={name: m.values.get(home) for name, m in views.measures(filter_=filter_).items()},
        partners=_partners(views, home, filter_),
        links=[link_out(around, link) for link in around.links_of(entity.id)],
    )


def _partners(views: Views, home: str, filter_: Filter) -> list[PartnerOut]:
    graph = views.partners(filter_=filter_)
    if home not in graph.position:
        return []
    rows = sorted(graph.graph[home].items(), key=lambda row: (-row[1]["weight"], row[0]))
    return [
        PartnerOut(organization=entity_out(graph.entity(id_)), links=list(tie["links"]), weight=tie["weight"])
        for id_, tie in rows
    ]


@router.get("/organizations/{id}/network")
def network_of(
    id: str,
    views: ViewsOf,
    filter_: FilterOf,
    depth: Annotated[int, Query(ge=1, le=4, description="层数 how many links far")] = 1,
    limit: Annotated[int, Query(ge=2, le=1000, description="最多实体数 most entities")] = 120,
    lang: Language = "zh",
) -> dict[str, Any]:
    """一个机构周围的网络，已排好位置，可直接绘制。The network around an organization, ready to draw."""
    entity = views.store.entity(id)
    found = views.store.neighbourhood(entity.id, depth, limit, filter_)
    options = SceneOptions(entity.name, lang, center=found.center, cut=found.cut, on=filter_.on)
    return scene_json(scene(views.store, found.network, options))


@router.get("/network", tags=["网络 network"])
def network(
    views: ViewsOf,
    filter_: FilterOf,
    limit: Annotated[int, Query(ge=2, le=1000, description="最多实体数 most entities")] = OVERVIEW,
    lang: Language = "zh",
) -> dict[str, Any]:
    """全网概览：联系最多的实体。The overview: the entities with the most links."""
    shown, cut = overview(views.network(filter_), limit)
    title = "合作网络概览" if lang == "zh" else "Overview of the network"
    return scene_json(scene(views.store, shown, SceneOptions(title, lang, cut=cut, on=filter_.on)))


@router.get("/paths", tags=["网络 network"])
def paths(
    views: ViewsOf,
    filter_: FilterOf,
    source: Annotated[str, Query(max_length=100, description="起点编号 id of one end")],
    target: Annotated[str, Query(max_length=100, description="终点编号 id of the other end")],
    max_length: Annotated[int, Query(ge=1, le=8, description="最多几步 most links on a path")] = 6,
    limit: Annotated[int, Query(ge=1, le=50, description="最多几条 most paths")] = 10,
) -> PathsOut:
    """两个机构之间的最短路径。Shortest paths between two organizations."""
    found = views.store.paths(source, target, max_length, limit, filter_)
    return PathsOut(
        paths=[[entity_out(found.network.entity(id_)) for id_ in steps] for steps in found.paths],
        links=[link_out(found.network, link) for link in found.network.links],
    )
