"""Small networks for tests, written as lines of text: `a PAIRED_WITH b`; an entity's id is its name."""

from dataclasses import replace

from graph.model import Entity, Link, Network, State

TAILS = {
    "SIGNED": "agreement",
    "CO_BUILT": "base",
    "MEMBER_OF": "alliance",
    "TOOK_PART_IN": "event",
    "FUNDED": "project",
    "LOCATED_IN": "region",
    "IN_CHAIN": "industry_chain",
    "OFFERS": "major",
}


def link(line: str, **fields: object) -> Link:
    """Return the link of a line `head TYPE tail`, with one claim `c:line`."""
    head, type_, tail = line.split()
    made = Link(line, type_, head, tail, None, None, None, State.HELD, 1, 1.0, (f"c:{line}",))
    return replace(made, **fields)  # type: ignore[arg-type]


def network(lines: str, types: dict[str, str] | None = None, alone: str = "", links: tuple[Link, ...] = ()) -> Network:
    """Return the network of `lines` (separated by “;”) and `links`; `alone` names organizations without links.

    Tails of SIGNED are agreements, and so on; every other entity is an enterprise unless `types` says more.
    """
    made = [*(link(line.strip()) for line in lines.split(";") if line.strip()), *links]
    kinds = {end: "enterprise" for k in made for end in (k.head, k.tail)} | dict.fromkeys(alone.split(), "enterprise")
    kinds |= {k.tail: TAILS[k.type] for k in made if k.type in TAILS} | (types or {})
    entities = tuple(Entity(id_, kinds[id_], id_) for id_ in sorted(kinds))
    return Network(entities, tuple(sorted(made, key=lambda k: k.id)))


def pairs(text: str) -> Network:
    """Return the network in which each two of `ab bc …` are paired; a single letter is an organization alone."""
    words = text.split()
    lines = ";".join(f"{w[0]} PAIRED_WITH {w[1]}" for w in words if len(w) == 2)
    return network(lines, alone=" ".join(w for w in words if len(w) == 1))
