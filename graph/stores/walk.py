"""行走 Neighbourhood and shortest paths over any source of links: breadth first, one query per distance.

A store hands in a function that returns all links of a set of entities; the walk itself is the same for
every store, and so are its answers.
"""

from collections.abc import Callable, Collection, Iterable
from itertools import pairwise

from graph.model import Entity, Link, Neighbourhood, Network, Paths

LinksOf = Callable[[Collection[str]], Iterable[Link]]
EntitiesOf = Callable[[Collection[str]], Iterable[Entity]]


def neighbourhood(center: str, depth: int, limit: int, links_of: LinksOf, entities_of: EntitiesOf) -> Neighbourhood:
    """Return the entities within `depth` links of `center`, at most `limit`, and how many were cut."""
    kept, frontier, cut = {center}, {center}, 0
    for _ in range(depth):
        reached = {end for link in links_of(frontier) for end in (link.head, link.tail)} - kept
        room = max(limit - len(kept), 0)
        frontier = set(sorted(reached)[:room])
        cut += len(reached) - len(frontier)
        kept |= frontier
        if not frontier or cut:
            break
    return Neighbourhood(center, _network(kept, links_of, entities_of), cut)


def shortest_paths(a: str, b: str, max_length: int, limit: int, links_of: LinksOf, entities_of: EntitiesOf) -> Paths:
    """Return up to `limit` shortest paths from `a` to `b` of at most `max_length` links."""
    before: dict[str, set[str]] = {a: set()}
    frontier = {a}
    for _ in range(max_length):
        if b in before or not frontier:
            break
        found: dict[str, set[str]] = {}
        for link in links_of(frontier):
            for here, there in ((link.head, link.tail), (link.tail, link.head)):
                if here in frontier and there not in before:
                    found.setdefault(there, set()).add(here)
        before |= found
        frontier = set(found)
    if a == b or b not in before:
        return Paths(())
    paths = _unwind(b, before, limit)
    steps = {frozenset(pair) for path in paths for pair in pairwise(path)}
    network = _network({id_ for path in paths for id_ in path}, links_of, entities_of)
    on_path = tuple(k for k in network.links if frozenset((k.head, k.tail)) in steps)
    return Paths(paths, Network(network.entities, on_path))


def _unwind(end: str, before: dict[str, set[str]], limit: int) -> tuple[tuple[str, ...], ...]:
    # Depth first from the end: only as many paths as asked for are ever built.
    out: list[tuple[str, ...]] = []
    stack: list[tuple[str, ...]] = [(end,)]
    while stack and len(out) < limit:
        path = stack.pop()
        if not before[path[0]]:
            out.append(path)
        stack.extend((step, *path) for step in sorted(before[path[0]], reverse=True))
    return tuple(sorted(out))


def _network(ids: Collection[str], links_of: LinksOf, entities_of: EntitiesOf) -> Network:
    inside = {k.id: k for k in links_of(ids) if k.head in ids and k.tail in ids}
    entities = sorted(entities_of(ids), key=lambda e: e.id)
    return Network(tuple(entities), tuple(inside[id_] for id_ in sorted(inside)))
