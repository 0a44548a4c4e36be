"""角色表 The entities of a document while they are being told apart.

Invariant: an entity is made once and only gains aliases, mentions and a parent; `freeze` gives the referents.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ingest.extract.draft import Referent

Wanted = Callable[["Actor"], bool]


@dataclass(eq=False)
class Actor:
    """角色 One entity of the document in the making; `places` are the starts of its mentions, in text order."""

    key: str
    type: str
    name: str
    aliases: list[str] = field(default_factory=list)
    parent: "Actor | None" = None
    relative: bool = False
    places: list[int] = field(default_factory=list)

    def also(self, alias: str) -> None:
        """Note another form of the name."""
        if alias and alias != self.name and alias not in self.aliases:
            self.aliases.append(alias)

    def freeze(self) -> Referent:
        """Return the referent that this actor has become."""
        parent = self.parent.key if self.parent else ""
        return Referent(self.key, self.type, self.name, tuple(self.aliases), parent, self.relative)


class Cast:
    """角色表 All actors found so far, and who was spoken of last."""

    def __init__(self) -> None:
        self.actors: list[Actor] = []
        self._by_name: dict[str, Actor] = {}

    def add(self, type_: str, name: str, parent: Actor | None = None, relative: bool = False) -> Actor:
        """Return the actor of this full name, made now if need be."""
        actor = self._by_name.get(name)
        if actor is None:
            actor = Actor(f"{type_}:{name}", type_, name, parent=parent, relative=relative)
            self._by_name[name] = actor
            self.actors.append(actor)
        return actor

    def named(self, name: str) -> Actor | None:
        """Return the actor whose full name or alias this is."""
        found = self._by_name.get(name)
        return found or next((a for a in self.actors if name in a.aliases), None)

    def nearest(self, at: int, wanted: Wanted) -> Actor | None:
        """Return the fitting actor mentioned last before `at`; failing that, the first one after."""
        fitting = [a for a in self.actors if a.places and wanted(a)]
        before = [(max(p for p in a.places if p < at), a) for a in fitting if any(p < at for p in a.places)]
        if before:
            return max(before, key=lambda x: x[0])[1]
        return min(((a.places[0], a) for a in fitting), key=lambda x: x[0])[1] if fitting else None

    def fullest(self, short: str, wanted: Wanted) -> list[Actor]:
        """Return the actors that `short` may be a shorter name of."""
        return [a for a in self.actors if a.name != short and wanted(a) and shortens(short, a.name, a.type)]


def shortens(short: str, full: str, type_: str) -> bool:
    """Return whether `short` is a shorter form of the organization name `full`.

    >>> shortens("乔锋有限公司", "东莞乔锋有限公司", "enterprise"), shortens("湖南大学", "湖南工业大学", "school")
    (True, False)
    """
    if len(short) >= len(full):
        return False
    if full.endswith(short):
        return True
    if type_ in ("school", "school_unit", "base"):
        return False
    return _same_kind(short, full) and _subsequence(short, full) and _same_brand(short, full)


_COMPANY = re.compile(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司|集团")


def _same_kind(short: str, full: str) -> bool:
    if _COMPANY.search(short[-4:]) and _COMPANY.search(full[-6:]):
        return "分公司" not in full[-4:] or "分公司" in short[-4:]
    return (
        short[-1] == full[-1]
        or (short[-1] == "委" and full.endswith("委员会"))
        or (short[-1] == "办" and full.endswith("办公室"))
    )


def _subsequence(short: Iterable[str], full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)


def _same_brand(short: str, full: str) -> bool:
    return short[:2] in full
