"""相似 Which organizations have the same partners as one."""

from typing import Any

import numpy as np

from graph.analytics.arrays import Floats, PartnerArrays


def similarity(arrays: PartnerArrays, node: int) -> Floats:
    """Return each node's likeness to one: common partners over all partners of either (Jaccard); NaN for itself.

    networkx.jaccard_coefficient; 0 where both have no partners.
    """
    own: Any = np.zeros(arrays.nodes)
    own[arrays.partners_of(node)] = 1.0
    common = arrays.unit @ own
    either = arrays.degrees + arrays.degrees[node] - common
    found: Floats = np.divide(common, either, out=np.zeros(arrays.nodes), where=either > 0)
    found[node] = np.nan
    return found
