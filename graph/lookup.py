"""查名 From what a person types to the one entity that is meant, or to an error that helps on."""

from collections.abc import Collection

from graph.errors import UnknownName, WrongUsage
from graph.model import Entity
from graph.names import fold
from graph.stores import Store

NEAR = 5


def find_entity(store: Store, name: str, types: Collection[str] = ()) -> Entity:
    """Return the entity whose id, name or alias is `name`, or the only one whose name contains it.

    UnknownName (with near names) if there is none; WrongUsage (with their ids) if several answer.
    """
    try:
        return store.entity(name)
    except UnknownName:
        hits = store.search(name, types, limit=50)
    exact = [e for e in hits if fold(e.name) == fold(name)] or [e for e in hits if fold(name) in map(fold, e.aliases)]
    found = exact or (hits if len(hits) == 1 else [])
    if not found:
        raise UnknownName(name, near_names(store, name, types))
    if len(found) > 1:
        listed = "；".join(f"{e.name}（{e.id}）" for e in found[:NEAR])
        raise WrongUsage("name", f"“{name}”可指多个，请用编号 several answer to it, use an id：{listed}")
    return found[0]


def near_names(store: Store, name: str, types: Collection[str] = ()) -> list[str]:
    """Return names that contain `name`, or else its longest leading or trailing part of two characters and more."""
    for size in range(len(name), 1, -1):
        for part in dict.fromkeys((name[:size], name[-size:])):
            if hits := store.search(part, types, limit=NEAR):
                return [e.name for e in hits]
    return []
