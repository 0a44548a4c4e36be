"""待审筛选 Which items of the queue are meant, by what they are about: for lists and for decisions in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import WrongUsage
from graph.names import fold
from graph.ontology import ontology
from graph.review.queue import KINDS, Item
from graph.stores import Store


@dataclass(frozen=True, slots=True)
class Choice:
    """待审筛选 Conditions on items, all of which hold; empty ones do not count.

    `name`: part of the name of an entity that the item is about; `method`: how the method of its claims begins;
    `least`, `most`: bounds of a claim's confidence or a pair's score, both included.
    """

    kind: str | None = None
    type: str | None = None
    source: str | None = None
    name: str | None = None
    method: str | None = None
    least: float = 0.0
    most: float = 1.0

    def __post_init__(self) -> None:
        if self.kind and self.kind not in KINDS:
            raise WrongUsage("kind", f"未知种类 unknown kind；可用 known：{'、'.join(KINDS)}")
        if self.type and self.type not in ontology().links:
            raise WrongUsage("type", f"未知联系类型 unknown link type：{self.type}")

    @property
    def everything(self) -> bool:
        """True when nothing is asked for."""
        return self == Choice()


def chosen(store: Store, items: Iterable[Item], choice: Choice) -> list[Item]:
    """Return the items that a choice means, in their order."""
    found = [i for i in items if _plainly(i, choice)]
    if choice.name:
        wanted, names = fold(choice.name), _names(store, found)
        found = [i for i in found if any(wanted in names[e] for e in i.about)]
    if choice.method:
        methods = {c.claim.id: c.claim.method for c in store.claims({c for i in found for c in i.claims})}
        found = [i for i in found if any(methods.get(c, "").startswith(choice.method) for c in i.claims)]
    return found


def _plainly(item: Item, choice: Choice) -> bool:
    scored = item.score is None or choice.least <= item.score <= choice.most
    bounded = (choice.least, choice.most) != (0.0, 1.0)
    return (
        choice.kind in (None, item.kind)
        and (choice.type is None or choice.type in item.types)
        and (choice.source is None or choice.source == item.source_id)
        and (scored and not (bounded and item.score is None))
    )


def _names(store: Store, items: Iterable[Item]) -> dict[str, str]:
    entities = (store.entity(id_) for id_ in {e for i in items for e in i.about})
    return {e.id: "\n".join(fold(n) for n in (e.name, *e.aliases)) for e in entities}
