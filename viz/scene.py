"""图景 A network made ready to draw: every label, colour, size and place decided, nothing left to a renderer.

Invariant: frozen and JSON-ready; composing is pure, so equal networks, layouts and options give equal
scenes. Labels and colours come from the ontology. Texts are plain: whoever draws them escapes them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from graph.model import Attributes, Entity, Link, Network, State, ordered
from graph.ontology import EntityType, LinkType, Ontology, ontology
from graph.stores.base import Cited
from viz.caption import caption
from viz.quotes import Quote, quotes_of

Language = Literal["zh", "en"]
Layout = Mapping[str, tuple[float, float]]
"""布局 Entity id → place on the drawing plane; x to the right, y down, in pixels at scale 1."""

SHAPES = {"organization": "dot", "joint": "diamond", "other": "square"}
SMALLEST, LARGEST = 9.0, 24.0
"""Radius of the least and of the most important node, in pixels."""
ROOMY, MOST_GROWTH = 40, 1.6
"""Scenes of more entities than ROOMY are seen from farther off: discs and lines grow, up to MOST_GROWTH."""
_DETAILS = {
    "aliases": ("别名", "Also known as"),
    "sources": ("来源数", "Sources"),
    "reprints": ("另有转载", "Reprints besides"),
    "kind": ("类别", "Kind"),
    "title": ("职务", "Title"),
    "amount": ("金额", "Amount"),
}
_KINDS = {
    "party_building": ("党建", "party building"),
    "cooperation": ("合作", "cooperation"),
    "base": ("基地", "base"),
    "training": ("人才培养", "training"),
    "project": ("项目", "project"),
    "other": ("其他", "other"),
}


@dataclass(frozen=True, slots=True)
class SceneOptions:
    """图景选项 What a scene is made with.

    `center` is drawn as the middle of attention; `sizes` maps entity ids to any measure ≥ 0 (None: by
    number of links); `cut` counts the entities that a limit left out; links whose term ended before
    the ISO date `on` are drawn as ended.
    """

    title: str
    language: Language = "zh"
    center: str | None = None
    sizes: Mapping[str, float] | None = None
    cut: int = 0
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """细目 One line about a node: a key for programs, a label and a value for readers."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SceneNode:
    """图景节点 An entity as drawn: `label` is the full name, `caption` the name in short lines, `size` a radius."""

    id: str
    label: str
    type: str
    type_label: str
    color: str
    x: float
    y: float
    size: float
    shape: str
    details: tuple[Detail, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """图景连线 A link as drawn.

    `dashed` when it has ended; `date` is that of its latest act; `bend` (−1 to 1, positive to the right
    of the way from source to target) keeps several links between two entities apart.
    """

    id: str
    source: str
    target: str
    type: str
    label: str
    color: str
    width: float
    dashed: bool
    date: str | None
    confidence: float
    sources: int
    evidence: tuple[Quote, ...] = ()
    first: str | None = None
    until: str | None = None
    directed: bool = False
    details: tuple[Detail, ...] = ()
    bend: float = 0.0


@dataclass(frozen=True, slots=True)
class LegendItem:
    """图例项 A type that occurs in the scene: `of` is `node` or `edge`, `count` how often."""

    of: str
    type: str
    label: str
    color: str
    shape: str
    count: int


@dataclass(frozen=True, slots=True)
class Scene:
    """图景 What a renderer draws; nodes and edges in order of their ids, `cut` entities left out."""

    title: str
    language: Language
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    legend: tuple[LegendItem, ...]
    cut: int = 0
    center: str | None = None


def compose(network: Network, layout: Layout, options: SceneOptions, cited: Sequence[Cited] = ()) -> Scene:
    """Return the scene of `network`; KeyError if `layout` misses an entity.

    `cited` are claims of its links with their sources (`Store.claims`); a link without them has no quotes.
    """
    types = ontology()
    sizes = _radii(network, options.sizes)
    claims = {row.claim.id: row for row in cited}
    nodes = tuple(_node(e, types, options, layout[e.id], sizes[e.id]) for e in network.entities)
    bends, grow = _bends(network.links), _growth(len(nodes))
    plain = (_edge(link, types.links[link.type], options, claims) for link in network.links)
    edges = tuple(replace(e, bend=bends[e.id], width=round(e.width * grow, 2)) for e in plain)
    legend = _legend(nodes, edges)
    return Scene(options.title, options.language, nodes, edges, legend, options.cut, options.center)


def scene_json(scene: Scene) -> dict[str, Any]:
    """Return `scene` as plain dictionaries and lists, with the field names of the types above."""
    return asdict(scene)


def _node(entity: Entity, types: Ontology, options: SceneOptions, place: tuple[float, float], size: float) -> SceneNode:
    type_ = types.entities[entity.type]
    names = "、".join(entity.aliases)
    told = (("sources", str(entity.sources)), *_reprints(entity))
    facts = (*((("aliases", names),) if names else ()), *told, *entity.attributes)
    return SceneNode(
        id=entity.id,
        label=entity.name,
        type=type_.name,
        type_label=_label(type_, options.language),
        color=type_.color,
        x=round(place[0], 2),
        y=round(place[1], 2),
        size=round(max(size, LARGEST) if entity.id == options.center else size, 2),
        shape=SHAPES[type_.group],
        details=_details(facts, options.language),
        caption=caption(entity.name),
    )


def _edge(link: Link, type_: LinkType, options: SceneOptions, claims: Mapping[str, Cited]) -> SceneEdge:
    rows = (claims[id_] for id_ in link.claims if id_ in claims)
    return SceneEdge(
        id=link.id,
        source=link.head,
        target=link.tail,
        type=link.type,
        label=_label(type_, options.language),
        color=type_.color,
        width=1.2 + 0.8 * min(link.sources - 1, 4) * link.confidence,
        dashed=link.state is State.ENDED or _over(link.until, options.on),
        date=link.last,
        confidence=link.confidence,
        sources=link.sources,
        evidence=quotes_of(rows, options.language),
        first=link.first,
        until=link.until,
        directed=not type_.symmetric,
        details=_details((*_reprints(link), *link.attributes), options.language),
    )


def _bends(links: Sequence[Link]) -> dict[str, float]:
    together: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        together[ordered((link.head, link.tail))].append(link)
    return {k.id: _bend(i, len(rows), k.head < k.tail) for rows in together.values() for i, k in enumerate(rows)}


def _bend(index: int, count: int, forward: bool) -> float:
    # Left and right change places with the link's direction; the sign keeps each on its own side.
    offset = 0.2 * (index - (count - 1) / 2)
    return round(max(-1.0, min(1.0, offset if forward else -offset)), 2)


def _over(until: str | None, day: str | None) -> bool:
    return until is not None and day is not None and until < day[: len(until)]


def _reprints(of: Entity | Link) -> Attributes:
    return (("reprints", str(of.reprints)),) if of.reprints else ()


def _details(facts: Iterable[tuple[str, str]] | Attributes, language: Language) -> tuple[Detail, ...]:
    column = _column(language)
    label = {key: texts[column] for key, texts in _DETAILS.items()}
    kind = {key: texts[column] for key, texts in _KINDS.items()}
    return tuple(Detail(k, label.get(k, k), kind.get(v, v) if k == "kind" else v) for k, v in facts)


def _legend(nodes: Iterable[SceneNode], edges: Iterable[SceneEdge]) -> tuple[LegendItem, ...]:
    # Commonest first, so that a reader meets what matters first; ties in order of type for stability.
    seen = Counter(("node", n.type, n.type_label, n.color, n.shape) for n in nodes)
    seen += Counter(("edge", e.type, e.label, e.color, "line") for e in edges)
    order = sorted(seen.items(), key=lambda row: (row[0][0] == "edge", -row[1], row[0][1]))
    return tuple(LegendItem(*key, count) for key, count in order)


def _radii(network: Network, sizes: Mapping[str, float] | None) -> dict[str, float]:
    if sizes is None:
        sizes = Counter(end for link in network.links for end in (link.head, link.tail))
    values = {e.id: max(float(sizes.get(e.id, 0.0)), 0.0) for e in network.entities}
    top = max(values.values(), default=0.0) or 1.0
    grow = _growth(len(values))
    # Area, not radius, in proportion to the measure: that is how the eye compares discs.
    return {id_: grow * (SMALLEST + (LARGEST - SMALLEST) * (value / top) ** 0.5) for id_, value in values.items()}


def _growth(entities: int) -> float:
    return min(max(math.sqrt(entities / ROOMY), 1.0), MOST_GROWTH)


def _label(type_: EntityType | LinkType, language: Language) -> str:
    return type_.zh if language == "zh" else type_.en


def _column(language: Language) -> int:
    return 0 if language == "zh" else 1
