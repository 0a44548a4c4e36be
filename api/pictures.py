"""图景的组装 From a store's network to a scene or a file: picks what is shown, places it, cites it."""

from collections import Counter
from typing import Literal, cast

from graph.model import Network
from graph.ontology import ontology
from graph.stores import Store
from viz.layout import place
from viz.pyvis_export import export_html
from viz.scene import Scene, SceneOptions, compose

OVERVIEW = 150
"""Entities on the first screen, and 10 times as many in an exported file."""


def picture(store: Store, network: Network, title: str, language: str) -> str:
    """Return one HTML file that shows the network, its busiest part if it is large."""
    shown, cut = overview(network, OVERVIEW * 10)
    return export_html(scene(store, shown, SceneOptions(title, cast(Literal["zh", "en"], language), cut=cut)))


def scene(store: Store, network: Network, options: SceneOptions) -> Scene:
    """Return the scene of a network with all its quotes."""
    cited = store.claims({id_ for link in network.links for id_ in link.claims})
    return compose(network, place(network), options, cited)


def overview(network: Network, limit: int) -> tuple[Network, int]:
    """Return the part worth a first look, at most `limit` entities, and how many with links were left out.

    Regions, chains, majors and persons are left to the views of one organization.
    """
    apart = ontology().group("other")
    kinds = {e.id: e.type for e in network.entities}
    links = [k for k in network.links if kinds[k.head] not in apart and kinds[k.tail] not in apart]
    degree = Counter(end for k in links for end in (k.head, k.tail))
    kept = set(sorted(degree, key=lambda id_: (-degree[id_], id_))[:limit])
    inside = tuple(k for k in links if k.head in kept and k.tail in kept)
    return Network(tuple(e for e in network.entities if e.id in kept), inside), len(degree) - len(kept)
