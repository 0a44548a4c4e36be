"""Exports: nothing in them can act as a formula, and XML stays whole whatever a name holds."""

import csv
import xml.etree.ElementTree as ET

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from api.exports import csv_links, gexf, graphml, json_lines
from graph.model import Claim, Evidence, Reading, Record, Source
from graph.stores.memory import MemoryStore


def store_with(name: str) -> MemoryStore:
    """A store in which an organization of this name cooperates with another."""
    source = Source(Source.id_of(name.encode("utf-8", "surrogatepass")), "file:///x.txt", "x", name, "text")
    a, b = (Record.of(source.id, "enterprise", n) for n in (name, "另一公司"))
    evidence = (Evidence(name, 0, len(name)),)
    claim = Claim.of(source.id, "COOPERATES_WITH", a.id, b.id, evidence=evidence, method="test:hand")
    store = MemoryStore()
    store.add(Reading(source, (a, b), (claim,)))
    return store


def test_a_name_that_looks_like_a_formula_is_inert_in_csv() -> None:
    for name in ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)"):
        store = store_with(name)
        _, row = csv.reader(csv_links(store, store.view()).decode("utf-8-sig").splitlines())
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
        assert any(name in cell for cell in row)


@given(st.text(min_size=1).filter(lambda s: s.strip() and s != "另一公司" and s.isascii() is False))
def test_any_name_gives_well_formed_xml(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        name = "名" + name.encode("utf-8", "ignore").decode()
    store = store_with(name)
    for write in (graphml, gexf):
        ET.fromstring(write(store, store.view()))  # noqa: S314 - our own file


def test_an_empty_network_exports() -> None:
    store = MemoryStore()
    assert nx.parse_graphml(graphml(store, store.view()).decode()).number_of_nodes() == 0
    assert json_lines(store, store.view()) == b""
