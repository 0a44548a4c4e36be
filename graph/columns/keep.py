"""取列 The columns of a store, out of its sidecar where they are kept, else read and kept.

Invariant: what is returned was computed from the state that the sidecar's key names.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from graph.columns.claims import ClaimColumns, links_of
from graph.columns.network import Columns
from graph.columns.sidecar import Sidecar
from graph.model import Filter

C = TypeVar("C", Columns, ClaimColumns)


def kept_links(sidecar: Sidecar, filter_: Filter | None, read: Callable[[], ClaimColumns]) -> Columns:
    """Return the links under a filter. Those of the whole view are kept; others are made of the claims, which are."""
    whole = filter_ is None or filter_ == Filter()
    if whole and (found := _load(sidecar, "links", Columns)):
        return found
    claims = _load(sidecar, "claims", ClaimColumns)
    if claims is None:
        claims = read()
        _save(sidecar, "claims", claims)
    made = links_of(claims, filter_)
    if whole:
        _save(sidecar, "links", made)
    return made


def kept_view(sidecar: Sidecar, filter_: Filter | None, read: Callable[[], Columns]) -> Columns:
    """Return the links under a filter from a store that has them ready; those of the whole view are kept."""
    if filter_ not in (None, Filter()):
        return read()
    found = _load(sidecar, "links", Columns)
    if found is None:
        found = read()
        _save(sidecar, "links", found)
    return found


def _load(sidecar: Sidecar, name: str, kind: type[C]) -> C | None:
    arrays = sidecar.load(name)
    if arrays is None or arrays.keys() != {field.name for field in fields(kind)}:
        return None
    names = {side: tuple(map(str, arrays[side].tolist())) for side in ("entity_types", "link_types")}
    return kind(**{**arrays, **names})


def _save(sidecar: Sidecar, name: str, columns: Columns | ClaimColumns) -> None:
    arrays: dict[str, Any] = {field.name: getattr(columns, field.name) for field in fields(columns)}
    sidecar.save(name, arrays, {"entities": len(columns.ids), "rows": len(columns.types)})
