"""服务 Health and readiness, the ontology, statistics, and the export of the whole network."""

from dataclasses import asdict
from importlib.metadata import version
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from api.exports import FORMATS
from api.parameters import FilterOf, ViewsOf
from api.pictures import picture
from api.responses import HealthOut
from graph.ontology import ontology

router = APIRouter(prefix="/api/v1", tags=["服务 service"])


@router.get("/health")
def health() -> HealthOut:
    """进程在运行。The process runs."""
    return HealthOut(status="ok", version=version("gongjian"))


@router.get("/ready")
def ready(views: ViewsOf) -> HealthOut:
    """存储可用；不可用时回答 503。The store answers; 503 if it does not."""
    views.store.version()
    return HealthOut(status="ok", version=version("gongjian"))


@router.get("/ontology")
def types() -> dict[str, Any]:
    """实体与联系的类型、名称、颜色。Types of entities and links with labels and colours."""
    known = ontology()
    links = {n: {**asdict(k), "head": sorted(k.head), "tail": sorted(k.tail)} for n, k in known.links.items()}
    entities = {name: asdict(e) for name, e in known.entities.items()}
    return {"entities": entities, "links": links, "views": {name: asdict(v) for name, v in known.views.items()}}


@router.get("/statistics")
def statistics(views: ViewsOf) -> dict[str, Any]:
    """存储中的数量。What the store holds."""
    counts = asdict(views.store.statistics())
    return {**counts, "entities": dict(counts["entities"]), "links": dict(counts["links"])}


@router.get("/export", response_class=Response)
def export(
    views: ViewsOf,
    filter_: FilterOf,
    format: Annotated[Literal["graphml", "gexf", "csv", "jsonl", "html"], Query(description="格式 format")],
    lang: Annotated[Literal["zh", "en"], Query(description="图的语言 language of the picture")] = "zh",
) -> Response:
    """把网络导出为文件。The network as a file."""
    network = views.network(filter_)
    if format == "html":
        title = "共建图谱" if lang == "zh" else "Gongjian"
        content, media = picture(views.store, network, title, lang).encode(), "text/html; charset=utf-8"
    else:
        write, media = FORMATS[format]
        content = write(views.store, network)
    disposition = f'attachment; filename="gongjian.{format}"'
    return Response(content, media_type=media, headers={"content-disposition": disposition})
