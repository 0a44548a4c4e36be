"""退出 What would be lost if one organization left: resilience of the network to the loss of a partner."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.analytics.arrays import PartnerArrays
from graph.analytics.engine.pieces import pieces


@dataclass(frozen=True, slots=True)
class Loss:
    """损失 What the rest of a component of `component` members would be without a node.

    `partners` lose a partner; the rest falls into `parts`; `cut_off` (positions) are outside its largest part, `alone`
    (positions, among them) are left without any partner.
    """

    component: int
    partners: int
    parts: int
    cut_off: NDArray[np.int64]
    alone: NDArray[np.int64]


def without(arrays: PartnerArrays, node: int) -> Loss:
    """Return what would be lost without a node; equal parts count in order of their first member."""
    before = pieces(arrays)
    members = np.flatnonzero(before.label == before.label[node])
    rest = members[members != node]
    inside = arrays.matrix[rest][:, rest]
    inside.sort_indices()
    left = pieces(PartnerArrays.from_parts(inside.data, inside.indices, inside.indptr))
    largest = int(np.argmax(left.sizes)) if len(rest) else 0
    cut_off = rest[left.label != largest]
    alone = cut_off[np.isin(cut_off, arrays.partners_of(node)) & (arrays.degrees[cut_off] == 1)]
    return Loss(len(members), int(arrays.degrees[node]), len(left.sizes), cut_off, alone)
