"""行走 Neighbourhood and shortest paths over any source of links: breadth first, one query per distance.

A store hands in a function that returns all links of a set of entities; the walk itself is the same for
every store, and so are its answers.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
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
    """Return up to `limit` shortest paths from `a` to `b` of at most `max_length` links.

    Searched from both ends, the smaller frontier first, so that far less of the graph is read.
    """
    from_a, from_b = _Side({a: set()}, {a}), _Side({b: set()}, {b})
    meeting: set[str] = set()
    for _ in range(max_length if a != b else 0):
        side, other = (from_a, from_b) if len(from_a.frontier) <= len(from_b.frontier) else (from_b, from_a)
        side.step(links_of)
        if not side.frontier or (meeting := side.frontier & other.frontier):
            break
    if not meeting:
        return Paths(())
    paths = _unwind(b, _joined(from_a.back, from_b.back, meeting), limit)
    steps = {frozenset(pair) for path in paths for pair in pairwise(path)}
    network = _network({id_ for path in paths for id_ in path}, links_of, entities_of)
    on_path = tuple(k for k in network.links if frozenset((k.head, k.tail)) in steps)
    return Paths(paths, Network(network.entities, on_path))


@dataclass(slots=True)
class _Side:
    # One of the two searches: for each entity reached, its neighbours one step nearer to the start.
    back: dict[str, set[str]]
    frontier: set[str]

    def step(self, links_of: LinksOf) -> None:
        found: dict[str, set[str]] = {}
        for link in links_of(self.frontier):
            for here, there in ((link.head, link.tail), (link.tail, link.head)):
                if here in self.frontier and there not in self.back:
                    found.setdefault(there, set()).add(here)
        self.back |= found
        self.frontier = set(found)


def _joined(before: dict[str, set[str]], after: dict[str, set[str]], meeting: set[str]) -> dict[str, set[str]]:
    # From the meeting on, what lies after a step becomes what lies before the next one.
    joined, frontier = dict(before), meeting
    while frontier:
        onward: dict[str, set[str]] = {}
        for here in frontier:
            for there in after[here]:
                onward.setdefault(there, set()).add(here)
        joined |= onward
        frontier = set(onward)
    return joined


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
