"""底图 What the ranker knows of the whole graph on one day, computed once and shared by all questions.

Invariant: rests on the history before its day alone, so that what came later can be asked for fairly.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.cores import core_numbers
from graph.recommend.history import Floats, History
from graph.recommend.profiles import LEVELS, Profiles

RANK = 24
ROUNDS = 6
RECENT = 365.0
"""近期 Days within which an act counts as recent."""
SMOOTH = 5.0


@dataclass(frozen=True)
class Terrain:
    """底图 A history up to `day`, and the profiles of its nodes."""

    history: History
    profiles: Profiles
    day: float

    @property
    def arrays(self) -> PartnerArrays:
        """The partner graph."""
        return self.history.arrays

    @cached_property
    def recent(self) -> Floats:
        """How many ties each node made within `RECENT` days."""
        new = self.history.days >= self.day - RECENT
        ends = np.concatenate([self.history.heads[new], self.history.tails[new]])
        return np.bincount(ends, minlength=self.history.nodes).astype(float)

    @cached_property
    def silent(self) -> Floats:
        """Days since each node's last dated tie, 10 years at most, also where there is none."""
        last = np.full(self.history.nodes, -np.inf)
        dated = np.isfinite(self.history.days)
        for ends in (self.history.heads, self.history.tails):
            np.maximum.at(last, ends[dated], self.history.days[dated])
        return np.minimum(self.day - last, 3650.0)

    @cached_property
    def company(self) -> Floats:
        """Shape (nodes, kinds): of how many partners of each kind a node has."""
        kinds = self.profiles.kinds
        found = np.zeros((self.history.nodes, len(self.profiles.names)))
        np.add.at(found, (self.arrays.rows, kinds[self.arrays.indices]), 1.0)
        return found

    @cached_property
    def fitting(self) -> Floats:
        """Shape (kinds, kinds): log of how much more often two kinds are tied than chance has it."""
        count = len(self.profiles.names)
        ties = np.zeros((count, count))
        np.add.at(ties, self.profiles.kinds, self.company)
        size = np.bincount(self.profiles.kinds, minlength=count) / max(self.history.nodes, 1)
        expected = ties.sum() * size[:, None] * size[None, :]
        found: Floats = np.log((ties + SMOOTH) / (expected + SMOOTH))
        return found

    @cached_property
    def at_home(self) -> Floats:
        """Shape (nodes, levels): the share of each node's partners in its own province, city, county, smoothed."""
        places, degrees = self.profiles.places, self.arrays.degrees
        found = np.zeros((self.history.nodes, LEVELS))
        for level in range(LEVELS):
            mine, theirs = places[self.arrays.rows, level], places[self.arrays.indices, level]
            np.add.at(found[:, level], self.arrays.rows, ((mine == theirs) & (mine >= 0)).astype(float))
        usual = found.sum(0) / max(degrees.sum(), 1)
        smoothed: Floats = (found + SMOOTH * usual) / (degrees[:, None] + SMOOTH)
        return smoothed

    @cached_property
    def leaning(self) -> tuple[Any, Any]:
        """Where, and in which chains, a node and its partners are: two sparse matrices with rows of length 1.

        What nobody wrote of an organization its partners tell: most ties are near, and within a chain.
        """
        from scipy import sparse

        places = self.profiles.places[:, :2]
        rows, levels = np.nonzero(places >= 0)
        size = int(self.profiles.places.max(initial=0)) + 1
        known = (np.ones(len(rows)), (rows, places[rows, levels]))
        own = (sparse.csr_matrix(known, shape=(self.history.nodes, size)), self.profiles.chains)
        spread = sparse.diags(1.0 / (1.0 + self.arrays.degrees)) @ self.arrays.unit
        where, chains = (_unit_rows(matrix + spread @ matrix) for matrix in own)
        return where, chains

    @cached_property
    def cores(self) -> Floats:
        """The core number of each node."""
        return core_numbers(self.arrays).astype(float)

    @cached_property
    def picture(self) -> NDArray[np.float32]:
        """Shape (nodes, RANK): leading eigenvectors of the normalised graph, by subspace iteration, times root values.

        Halko, Martinsson & Tropp, SIAM Review 53 (2011).
        """
        from scipy import sparse

        degrees = self.arrays.degrees
        roots = np.divide(1.0, np.sqrt(degrees), out=np.zeros(len(degrees)), where=degrees > 0)
        scale = sparse.diags(roots)
        matrix = (scale @ self.arrays.unit @ scale).tocsr().astype(np.float32)
        rank = min(RANK, self.history.nodes)
        basis = np.random.default_rng(0).standard_normal((self.history.nodes, rank)).astype(np.float32)
        for _ in range(ROUNDS):
            # Half a step of rest keeps the two sides of a bipartite graph from taking turns.
            basis = np.linalg.qr(0.5 * (matrix @ basis) + 0.5 * basis)[0]
        values, turn = np.linalg.eigh(basis.T @ (matrix @ basis))
        wide = np.zeros((self.history.nodes, RANK), np.float32)
        wide[:, :rank] = (basis @ turn) * np.sqrt(np.maximum(values, 0))
        return wide

    @cached_property
    def busiest(self) -> NDArray[np.int64]:
        """The most active nodes of each kind, whom anybody may meet."""
        order = np.lexsort((np.arange(self.history.nodes), -self.arrays.degrees, -self.recent))
        kinds = self.profiles.kinds[order]
        return np.concatenate([order[kinds == kind][:BUSY] for kind in range(len(self.profiles.names))] or [order[:0]])


BUSY = 30


def _unit_rows(matrix: Any) -> Any:
    from scipy import sparse

    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_matrix(sparse.diags(scale) @ matrix)
