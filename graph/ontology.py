"""本体 Loads and checks `ontology.yaml`: types, labels, legal ends, colours.

Invariant: an `Ontology` that exists is consistent; every type named by a link is declared.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from graph.errors import BadOntology

GROUPS = ("organization", "joint", "other")
TIES = ("direct", "shared", "none", "part")
T = TypeVar("T")
_COLOR = re.compile(r"#[0-9a-f]{6}")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class EntityType:
    """实体类型 A kind of node: its labels, the group it belongs to, its label in Neo4j, its colour."""

    name: str
    zh: str
    en: str
    label: str
    group: str
    color: str


@dataclass(frozen=True, slots=True)
class LinkType:
    """联系类型 A kind of link: its labels, the entity types at its ends, how it makes partners, its colour."""

    name: str
    zh: str
    en: str
    head: frozenset[str]
    tail: frozenset[str]
    ties: str
    symmetric: bool = False
    weak: bool = False
    color: str = "#9aa3ad"

    def allows(self, head: str, tail: str) -> bool:
        """Tell whether a link of this type may run from an entity of type `head` to one of type `tail`."""
        return head in self.head and tail in self.tail


@dataclass(frozen=True, slots=True)
class ViewType:
    """视图联系 A pair link that is computed: two heads of one tail of link type `over`."""

    name: str
    zh: str
    en: str
    over: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """本体 All types, by name."""

    entities: dict[str, EntityType]
    links: dict[str, LinkType]
    views: dict[str, ViewType]

    def group(self, name: str) -> frozenset[str]:
        """Return the names of the entity types of a group (`organization`, `joint`, `other`)."""
        return frozenset(t.name for t in self.entities.values() if t.group == name)

    def tying(self, how: str) -> frozenset[str]:
        """Return the names of the link types that make partners in this way (see `TIES`)."""
        return frozenset(t.name for t in self.links.values() if t.ties == how)

    def zh(self, type_: str) -> str:
        """Return the Chinese label of an entity, link or view type."""
        return (self.entities.get(type_) or self.links.get(type_) or self.views[type_]).zh


def parse(data: Any) -> Ontology:
    """Build an ontology from the parsed YAML; BadOntology if it contradicts itself."""
    if not isinstance(data, dict) or not {"entities", "links"} <= data.keys():
        raise BadOntology("/", "应有 entities 与 links 两节 needs sections entities and links")
    entities = {name: _entity(name, spec) for name, spec in data["entities"].items()}
    groups = {g: frozenset(e.name for e in entities.values() if e.group == g) for g in GROUPS}
    links = {name: _link(name, spec, groups, frozenset(entities)) for name, spec in data["links"].items()}
    views = {name: _view(name, spec, links) for name, spec in data.get("views", {}).items()}
    return Ontology(entities, links, views)


def _entity(name: str, spec: dict[str, str]) -> EntityType:
    entity = _make(EntityType, f"entities.{name}", {"name": name, **spec})
    if entity.group not in GROUPS:
        raise BadOntology(f"entities.{name}.group", f"须为 one of {GROUPS}")
    _color(f"entities.{name}.color", entity.color)
    _identifier(f"entities.{name}.label", entity.label)
    return entity


def _link(name: str, spec: dict[str, Any], groups: dict[str, frozenset[str]], known: frozenset[str]) -> LinkType:
    ends = {end: _types(f"links.{name}.{end}", spec.get(end, ()), groups, known) for end in ("head", "tail")}
    link = _make(LinkType, f"links.{name}", {"name": name, **spec, **ends})
    if link.ties not in TIES:
        raise BadOntology(f"links.{name}.ties", f"须为 one of {TIES}")
    _identifier(f"links.{name}", name)
    _color(f"links.{name}.color", link.color)
    return link


def _view(name: str, spec: dict[str, Any], links: dict[str, LinkType]) -> ViewType:
    view = _make(ViewType, f"views.{name}", {"name": name, **spec})
    if view.over not in links:
        raise BadOntology(f"views.{name}.over", f"未声明的联系类型 undeclared link type {view.over!r}")
    return view


def _types(where: str, names: Any, groups: dict[str, frozenset[str]], known: frozenset[str]) -> frozenset[str]:
    out: set[str] = set()
    for name in names:
        if name not in groups and name not in known:
            raise BadOntology(where, f"未声明的实体类型 undeclared entity type {name!r}")
        out |= groups.get(name, {name})
    if not out:
        raise BadOntology(where, "至少一种实体类型 needs at least one entity type")
    return frozenset(out)


def _make(kind: type[T], where: str, values: dict[str, Any]) -> T:
    try:
        return kind(**values)
    except TypeError as error:
        raise BadOntology(where, f"字段缺失或多余 missing or unknown field: {error}") from error


def _color(where: str, color: str) -> None:
    if not _COLOR.fullmatch(color):
        raise BadOntology(where, "须为 must be #rrggbb")


def _identifier(where: str, name: str) -> None:
    # Labels and types become part of Cypher text, where they cannot be parameters.
    if not _IDENTIFIER.fullmatch(name):
        raise BadOntology(where, "只能用字母、数字与下划线 letters, digits and underscore only")


@cache
def ontology() -> Ontology:
    """Return the ontology that ships with the package, loaded once."""
    return parse(yaml.safe_load(files("graph").joinpath("ontology.yaml").read_text("utf-8")))
