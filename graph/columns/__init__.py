"""网络列 The network as columns of numbers: what leaves a store once, and what arrays are made of."""

from graph.columns.claims import ClaimColumns, links_of
from graph.columns.keep import kept_links, kept_view
from graph.columns.network import Columns, columns_of, date_of, day_number
from graph.columns.sidecar import Sidecar, cache_folder, key_of

__all__ = [
    "ClaimColumns",
    "Columns",
    "Sidecar",
    "cache_folder",
    "columns_of",
    "date_of",
    "day_number",
    "kept_links",
    "kept_view",
    "key_of",
    "links_of",
]
