"""导出 The network as GraphML, GEXF, CSV or JSON lines: bytes that the command line and the API hand out.

Invariant: everything a reader of the file needs stands in it; nothing in it can act as a formula or markup.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace

import networkx as nx

from graph.model import Entity, Link, Network
from graph.ontology import ontology
from graph.stores import Store

BATCH = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV_COLUMNS = (
    "类型 type,起点 head,起点类型 head type,终点 tail,终点类型 tail type,最早 first,最近 last,止于 until,状态 state,"
    "来源数 sources,可信度 confidence,依据 evidence,出处 source,编号 id"
).split(",")


def to_networkx(network: Network) -> "nx.MultiDiGraph":
    """Return the network as a NetworkX multigraph; a link's type is its `type` attribute and its key."""
    graph = nx.MultiDiGraph()
    for entity in network.entities:
        graph.add_node(entity.id, **_node(entity))
    for link in network.links:
        graph.add_edge(link.head, link.tail, key=link.id, **_edge(link))
    return graph


def _node(entity: Entity) -> dict[str, str | int]:
    extra = {"label": entity.name, "type_zh": ontology().zh(entity.type), "aliases": "、".join(entity.aliases)}
    counts = {"sources": entity.sources, "reprints": entity.reprints}
    return {"name": entity.name, "type": entity.type, **counts, **extra}


def _edge(link: Link) -> dict[str, str | int | float]:
    dates = {k: v for k, v in (("first", link.first), ("last", link.last), ("until", link.until)) if v}
    return {
        "type": link.type,
        "label": ontology().zh(link.type),
        "state": str(link.state),
        "sources": link.sources,
        "reprints": link.reprints,
        "confidence": link.confidence,
        "claims": "、".join(link.claims),
        **dates,
    }


def graphml(store: Store, network: Network) -> bytes:
    """Return the network as GraphML (UTF-8)."""
    out = io.BytesIO()
    nx.write_graphml(to_networkx(_writable(network)), out, encoding="utf-8", named_key_ids=True)
    return out.getvalue()


def gexf(store: Store, network: Network) -> bytes:
    """Return the network as GEXF 1.2 (UTF-8)."""
    out = io.BytesIO()
    nx.write_gexf(to_networkx(_writable(network)), out, encoding="utf-8")
    return out.getvalue()


def csv_links(store: Store, network: Network) -> bytes:
    """Return the links as CSV (UTF-8 with BOM, so that Excel shows Chinese), one row a link with its first quote."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for link, quotes in _with_quotes(store, network):
        first = quotes[0] if quotes else {"quote": "", "source": ""}
        writer.writerow([inert(v) for v in _row(network, link, first)])
    return out.getvalue().encode("utf-8-sig")


def _row(network: Network, link: Link, quote: dict[str, str]) -> list[object]:
    head, tail, zh = network.entity(link.head), network.entity(link.tail), ontology().zh
    ends = [head.name, zh(head.type), tail.name, zh(tail.type)]
    dates = [link.first, link.last, link.until, str(link.state), link.sources, link.confidence]
    return [zh(link.type), *ends, *dates, quote["quote"], quote["source"], link.id]


def json_lines(store: Store, network: Network) -> bytes:
    """Return entities and links with all their quotes, one JSON object a line (`kind`: entity or link)."""
    lines = [json.dumps({"kind": "entity", **asdict(e)}, ensure_ascii=False) for e in network.entities]
    for link, quotes in _with_quotes(store, network):
        lines.append(json.dumps({"kind": "link", **asdict(link), "evidence": quotes}, ensure_ascii=False))
    return ("\n".join(lines) + "\n" if lines else "").encode()


FORMATS: dict[str, tuple[Callable[[Store, Network], bytes], str]] = {
    "graphml": (graphml, "application/graphml+xml"),
    "gexf": (gexf, "application/gexf+xml"),
    "csv": (csv_links, "text/csv; charset=utf-8"),
    "jsonl": (json_lines, "application/x-ndjson"),
}


def _with_quotes(store: Store, network: Network) -> Iterator[tuple[Link, list[dict[str, str]]]]:
    for at in range(0, len(network.links), BATCH):
        links = network.links[at : at + BATCH]
        cited = {c.claim.id: c for c in store.claims({id_ for k in links for id_ in k.claims})}
        for link in links:
            claims = [cited[id_] for id_ in link.claims]
            yield (
                link,
                [
                    {"quote": e.quote, "place": e.cell or f"{e.start}–{e.end}", "source": c.source.title}
                    for c in claims
                    for e in c.claim.evidence
                ],
            )


def inert(value: object) -> object:
    """Return a value as a spreadsheet takes it for a text, never for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _writable(network: Network) -> Network:
    # XML 1.0 has no place for control characters.
    entities = (
        replace(e, name=_printable(e.name), aliases=tuple(map(_printable, e.aliases))) for e in network.entities
    )
    return Network(tuple(entities), network.links)


def _printable(text: str) -> str:
    return "".join(c for c in text if c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
