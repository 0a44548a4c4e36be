"""由列成图 From the columns of a network to its partner graph, without an object for each link.

Invariant: equal to `partners(network, level)` of the same network: nodes, weights, what was counted and skipped
(compared by a property test). Which links an edge rests on is not kept: ask the store for them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.partners import MAX_PARTIES, Level
from graph.columns.network import STATES, Columns
from graph.model import State
from graph.ontology import Ontology, ontology

HELD = STATES.index(State.HELD)
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class PartnerColumns:
    """伙伴图列 Node i stands for entity `entities[i]` of `columns`, and is row i of `arrays`.

    `node_of[e]` is the node that entity e counts for, −1 for what is no organization. `facts` were counted, `skipped`
    had too many parties.
    """

    columns: Columns
    entities: Positions
    node_of: Positions
    arrays: PartnerArrays
    level: Level
    facts: int
    skipped: int

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each node."""
        return tuple(id_.decode() for id_ in self.columns.ids[self.entities].tolist())

    def id(self, node: int) -> str:
        """Return the id of a node."""
        return self.columns.id(int(self.entities[node]))

    def node(self, id_: str) -> int:
        """Return the node that the organization with this id counts for; KeyError if there is none."""
        node = int(self.node_of[self.columns.position(id_)])
        if node < 0:
            raise KeyError(id_)
        return node

    def of_kind(self, names: frozenset[str]) -> NDArray[np.bool_]:
        """Tell which nodes are organizations of one of these types."""
        return self.columns.of_kind(names)[self.entities]


def partner_columns(
    columns: Columns,
    level: Level = Level.INSTITUTION,
    max_parties: int = MAX_PARTIES,
    types: Ontology | None = None,
) -> PartnerColumns:
    """Return the partner graph of the organizations in a network; the rules are those of `partners`."""
    types = types or ontology()
    homes = _homes(columns, Level(level), types)
    entities = np.unique(homes[homes >= 0])
    node_of = np.full(len(homes), -1, np.int64)
    node_of[homes >= 0] = np.searchsorted(entities, homes[homes >= 0])
    pairs, weights, facts, skipped = _ties(columns, node_of, max_parties, types)
    arrays = PartnerArrays.from_pairs(len(entities), pairs[0], pairs[1], weights)
    return PartnerColumns(columns, entities, node_of, arrays, Level(level), facts, skipped)


def _homes(columns: Columns, level: Level, types: Ontology) -> Positions:
    organizations = columns.of_kind(types.group("organization"))
    own = np.where(organizations, np.arange(len(organizations)), -1)
    if level is Level.RECORD:
        return own
    return np.where(organizations, _tops(_parents(columns, organizations, types)), -1)


def _parents(columns: Columns, organizations: NDArray[np.bool_], types: Ontology) -> Positions:
    # Of several parents the surest: held, more sources, more confidence, later, smaller id.
    part = columns.of_type(types.tying("part"))
    at = np.flatnonzero(part & organizations[columns.heads] & organizations[columns.tails])
    keys: tuple[Any, ...] = (
        -columns.tails[at], columns.last[at], columns.confidence[at], columns.sources[at], columns.states[at] == HELD,
        columns.heads[at],
    )  # fmt: skip
    order = at[np.lexsort(keys)]
    parents = np.arange(len(organizations))
    parents[columns.heads[order]] = columns.tails[order]  # the last of each, which is the surest, stands
    return parents


def _tops(parents: Positions) -> Positions:
    # Doubling the steps ends at the topmost body or inside a circle of parents, which stands as its smallest id.
    tops = parents
    for _ in range(len(parents).bit_length()):
        further = tops[tops]
        if np.array_equal(further, tops):
            break
        tops = further
    stands = np.arange(len(parents))
    for start in np.unique(tops[parents[tops] != tops]).tolist():
        circle, here = [start], int(parents[start])
        while here != start:
            circle.append(here)
            here = int(parents[here])
        stands[circle] = min(circle)
    return stands[tops]


def _ties(
    columns: Columns, node_of: Positions, max_parties: int, types: Ontology
) -> tuple[tuple[Positions, Positions], NDArray[np.float64], int, int]:
    direct, shared = (columns.of_type(types.tying(how)) for how in ("direct", "shared"))
    heads, tails = node_of[columns.heads], node_of[columns.tails]
    tying = (direct | shared) & (heads >= 0) & (heads != tails)
    pairwise = tying & (tails >= 0)
    groups, parties = columns.tails[tying & shared].astype(np.int64), heads[tying & shared]
    n = max(len(node_of), 1)
    together = np.unique(groups * n + parties)
    starts = np.flatnonzero(np.diff(together // n, prepend=-1))
    sizes = np.diff(np.append(starts, len(together)))
    counted = (sizes > 1) & (sizes <= max_parties)
    a, b, w = [heads[pairwise]], [tails[pairwise]], [np.ones(int(pairwise.sum()))]
    for size in np.unique(sizes[counted]).tolist():
        rows = together[starts[counted & (sizes == size)][:, None] + np.arange(size)] % n
        first, second = np.triu_indices(size, 1)
        a.append(rows[:, first].ravel())
        b.append(rows[:, second].ravel())
        w.append(np.full(len(a[-1]), 1 / (size - 1)))
    facts = int(pairwise.sum()) + int(counted.sum())
    return (np.concatenate(a), np.concatenate(b)), np.concatenate(w), facts, int((sizes > max_parties).sum())
