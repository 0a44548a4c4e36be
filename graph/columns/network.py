"""网络列 A network as columns: the same entities and links as `graph.model.Network`, as arrays.

Invariant: `ids` are sorted, and heads and tails are positions in them; links are sorted by type, head and tail. Only
what measures need is kept: no names, no attributes, no claims.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.model import Network, State
from graph.ontology import Ontology, ontology

Ids = NDArray[np.bytes_]
Codes = NDArray[np.uint8]
Positions = NDArray[np.int32]
Dates = NDArray[np.int32]
STATES = tuple(State)


@dataclass(frozen=True)
class Columns:
    """网络列 Entities (`ids` in UTF-8, `kinds`) and links, one array for each thing said of them.

    `kinds` and `types` are positions in `entity_types` and `link_types`, `states` in `STATES`. Dates are numbers
    YYYYMMDD with zeros for what is not known (20240000, 20241000), 0 for no date: they compare as the ISO dates do.
    """

    entity_types: tuple[str, ...]
    link_types: tuple[str, ...]
    ids: Ids
    kinds: Codes
    types: Codes
    heads: Positions
    tails: Positions
    states: Codes
    sources: NDArray[np.int32]
    confidence: NDArray[np.float64]
    first: Dates
    last: Dates
    until: Dates

    @cached_property
    def size(self) -> tuple[int, int]:
        """Number of entities and of links."""
        return len(self.ids), len(self.types)

    def position(self, id_: str) -> int:
        """Return the position of an entity; KeyError if it is not there."""
        wanted = np.bytes_(id_.encode())
        at = int(np.searchsorted(self.ids, wanted))
        if at == len(self.ids) or self.ids[at] != wanted:
            raise KeyError(id_)
        return at

    def id(self, position: int) -> str:
        """Return the id of an entity."""
        return bytes(self.ids[position]).decode()

    def of_type(self, names: Sequence[str] | frozenset[str]) -> NDArray[np.bool_]:
        """Tell which links are of one of these types."""
        return self._among(self.link_types, names)[self.types]

    def of_kind(self, names: Sequence[str] | frozenset[str]) -> NDArray[np.bool_]:
        """Tell which entities are of one of these types."""
        return self._among(self.entity_types, names)[self.kinds]

    @staticmethod
    def _among(known: Sequence[str], names: Sequence[str] | frozenset[str]) -> NDArray[np.bool_]:
        return np.array([name in names for name in known], np.bool_)


def columns_of(network: Network, types: Ontology | None = None) -> Columns:
    """Return a network's columns."""
    types = types or ontology()
    kinds, names = tuple(types.entities), tuple(types.links)
    kind_at, type_at = ({name: i for i, name in enumerate(all_)} for all_ in (kinds, names))
    links = network.links

    def column(values: list[Any], kind: Any) -> Any:
        return np.array(values, kind)

    heads, tails = np.array(network.heads, np.int32), np.array(network.tails, np.int32)
    codes = column([type_at[k.type] for k in links], np.uint8)
    order = np.lexsort((tails, heads, codes))
    return Columns(
        entity_types=kinds,
        link_types=names,
        ids=as_ids([e.id for e in network.entities]),
        kinds=column([kind_at[e.type] for e in network.entities], np.uint8),
        types=codes[order],
        heads=heads[order],
        tails=tails[order],
        states=column([STATES.index(k.state) for k in links], np.uint8)[order],
        sources=column([k.sources for k in links], np.int32)[order],
        confidence=column([k.confidence for k in links], np.float64)[order],
        first=column([day_number(k.first) for k in links], np.int32)[order],
        last=column([day_number(k.last) for k in links], np.int32)[order],
        until=column([day_number(k.until) for k in links], np.int32)[order],
    )


def as_ids(ids: Sequence[str]) -> Ids:
    """Return ids as one array of UTF-8 bytes, at least one byte wide."""
    return np.array([id_.encode() for id_ in ids] or np.zeros(0, "S1"))


def day_number(date: str | None) -> int:
    """Return an ISO date to any precision as YYYYMMDD, zeros for what is not known; 0 for none.

    >>> day_number("2024-10-24"), day_number("2024"), day_number(None)
    (20241024, 20240000, 0)
    """
    return int(date.replace("-", "").ljust(8, "0")) if date else 0


def date_of(day: int) -> str | None:
    """Return the ISO date of a day number.

    >>> date_of(20241024), date_of(20241000), date_of(0)
    ('2024-10-24', '2024-10', None)
    """
    text = f"{day:08}"
    parts = [text[:4], *(part for part in (text[4:6], text[6:]) if part != "00")]
    return "-".join(parts) if day else None
