"""画像 What is known of each organization apart from its ties: type, place, chains, what it offers and seeks.

Invariant: arrays run in parallel to the nodes of the partner graph; units count for the body they belong to.
`gives`, `wants` and `about` are rows of words (pairs of characters of names), rare words weighing more, rows of
length 1. Nothing here depends on who is a partner of whom.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.analytics.partners import PartnerGraph
from graph.model import Network

LEVELS = 3
"""层级 Province, city, county."""
COMMONEST = 20_000
"""Words that more organizations share than this lead to no candidates: they say too little."""

_PARTS = (
    re.compile(r"^(.{2,8}?(?:省|自治区|特别行政区)|(?:北京|上海|天津|重庆)市?)"),
    re.compile(r"^(.{2,10}?(?:市|自治州|地区|盟))"),
    re.compile(r"^(.{1,10}?(?:区|县|旗|市))"),
)


@dataclass(frozen=True)
class Profiles:
    """画像 `kinds`: index into `names`; `places`: (nodes, 3) codes of province, city, county, -1 where unknown."""

    names: tuple[str, ...]
    kinds: NDArray[np.int64]
    places: NDArray[np.int64]
    chains: Any
    gives: Any
    wants: Any
    about: Any

    @cached_property
    def wanted_from(self) -> Any:
        """Words → organizations that want them, without the commonest words."""
        return _inverted(self.wants)

    @cached_property
    def given_by(self) -> Any:
        """Words → organizations that give them."""
        return _inverted(self.gives)

    @cached_property
    def named_in(self) -> Any:
        """Words → organizations that they are about."""
        return _inverted(self.about)

    @cached_property
    def in_chain(self) -> Any:
        """Chains → organizations."""
        return _inverted(self.chains)


def _inverted(rows: Any) -> Any:
    common = np.diff(rows.tocsc().indptr) > COMMONEST
    return (rows @ sparse.diags((~common).astype(float))).T.tocsr()


def profiles_of(network: Network, graph: PartnerGraph) -> Profiles:
    """Return the profiles of the nodes of a partner graph."""
    names = tuple(sorted({e.type for e in graph.entities}))
    kinds = np.array([names.index(e.type) for e in graph.entities], np.int64)
    said = _said(network, graph)
    chains = [set(said["IN_CHAIN"].get(id_, ())) | _through_majors(network, said, id_) for id_ in graph.ids]
    called = [[_name(network, c) for c in rows] for rows in chains]
    gives = [_names(network, said, id_, ("OFFERS", "PROVIDES")) for id_ in graph.ids]
    wants = [[*_names(network, said, id_, ("SEEKS",)), *called[i]] for i, id_ in enumerate(graph.ids)]
    own = [[e.name] for e in graph.entities]
    texts = [_rows(rows) for rows in (gives, wants, [[*a, *b, *c] for a, b, c in zip(gives, wants, own, strict=True)])]
    words = {word: i for i, word in enumerate(sorted({word for row in texts[2] for word in row}))}
    matrices = [_matrix(rows, words) for rows in texts]
    rare = np.log((1 + len(graph.ids)) / (1 + np.diff(matrices[2].tocsc().indptr)))
    scaled = [_unit(matrix @ sparse.diags(rare)) for matrix in matrices]
    numbers = {chain: i for i, chain in enumerate(sorted(set().union(*chains)))} if chains else {}
    return Profiles(names, kinds, _places(network, graph, said), _matrix(chains, numbers), *scaled)


Said = Mapping[str, Mapping[str, Collection[str]]]


def _said(network: Network, graph: PartnerGraph) -> Said:
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for link in network.links:
        if link.type in ("LOCATED_IN", "IN_CHAIN", "OFFERS", "SEEKS", "PROVIDES"):
            said[link.type][graph.institution_of.get(link.head, link.head)].add(link.tail)
    return said


def _through_majors(network: Network, said: Said, id_: str) -> set[str]:
    return {chain for major in said["OFFERS"].get(id_, ()) for chain in said["IN_CHAIN"].get(major, ())}


def _name(network: Network, id_: str) -> str:
    return network.entity(id_).name


def _names(network: Network, said: Said, id_: str, types: Iterable[str]) -> list[str]:
    return [_name(network, tail) for type_ in types for tail in sorted(said[type_].get(id_, ()))]


def _rows(rows: Iterable[Iterable[str]]) -> list[set[str]]:
    return [{word for text in row for word in words_of(text)} for row in rows]


def words_of(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text.

    >>> sorted(words_of("产业链"))
    ['业链', '产业']
    """
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _matrix(rows: Iterable[Collection[str]], numbers: Mapping[str, int]) -> Any:
    kept = [sorted(numbers[word] for word in row) for row in rows]
    indptr = np.cumsum([0, *map(len, kept)])
    indices = np.array([i for row in kept for i in row], np.int64)
    return sparse.csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(kept), max(len(numbers), 1)))


def _unit(matrix: Any) -> Any:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags(np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)) @ matrix).tocsr()


def _places(network: Network, graph: PartnerGraph, said: Said) -> NDArray[np.int64]:
    codes: dict[str, int] = {}
    places = np.full((len(graph.ids), LEVELS), -1, np.int64)
    for i, id_ in enumerate(graph.ids):
        names = sorted((_name(network, r) for r in said["LOCATED_IN"].get(id_, ())), key=lambda n: (-len(n), n))
        for level, part in enumerate(divisions(names[0]) if names else ()):
            if part:
                places[i, level] = codes.setdefault(part, len(codes))
    return places


def divisions(name: str) -> tuple[str, str, str]:
    """Return province, city and county in the name of a region, "" where it names none.

    >>> divisions("云岭省溪山市东湖区")
    ('云岭省', '溪山市', '东湖区')
    >>> divisions("溪山市")
    ('', '溪山市', '')
    """
    found = []
    for part in _PARTS:
        match = part.match(name)
        found.append(match.group(1) if match else "")
        name = name[match.end() :] if match else name
    if not any(found):
        return "", name, ""
    return found[0], found[1], found[2]
