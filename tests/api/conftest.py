"""A small network, made by hand, behind the API: three documents, two colleges, three firms, a base, an agreement."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.model import Claim, Evidence, Reading, Record, Source, attributes
from graph.stores.memory import MemoryStore
from ingest.resolve import Resolver

NEWS = "2024年5月6日，岚山职业技术学院与澄溪重工有限公司签署校企合作协议，共建“澄溪重工产业学院”。"
PAIRING = "岚山职业技术学院机电学院党支部与云笏数字有限公司党支部结对共建。"
SECOND = "望岑职业学院与澄溪重工有限公司合作办班；<b>“岚诺”</b>班由岚诺装备有限公司冠名。"


def reading(uri: str, text: str, published: str | None = None) -> "Maker":
    """Start a reading of a document with this text."""
    return Maker(Source(Source.id_of(text.encode()), uri, text[:12], text, "text", published))


class Maker:
    """Builds a reading by hand: names in, records and claims out."""

    def __init__(self, source: Source) -> None:
        self.source, self.records, self.claims = source, dict[str, Record](), list[Claim]()

    def has(self, type_: str, name: str, **rest: object) -> "Maker":
        """Add a record."""
        self.records[name] = Record.of(self.source.id, type_, name, **rest)
        return self

    def says(self, type_: str, head: str, tail: str, quote: str, **rest: object) -> "Maker":
        """Add a claim whose evidence is `quote`, to be found in the text."""
        start = self.source.text.index(quote)
        ends = self.records[head].id, self.records[tail].id
        evidence = (Evidence(quote, start, start + len(quote)),)
        self.claims.append(Claim.of(self.source.id, type_, *ends, evidence=evidence, method="test:hand", **rest))
        return self

    def done(self) -> Reading:
        """Return the reading."""
        return Reading(self.source, tuple(self.records.values()), tuple(self.claims))


def readings() -> list[Reading]:
    """Return the three documents."""
    signed = "岚山职业技术学院与澄溪重工有限公司签署校企合作协议"
    first = (
        reading("file:///docs/news.txt", NEWS, "2024-05-07")
        .has("school", "岚山职业技术学院", aliases=("岚职院",))
        .has("enterprise", "澄溪重工有限公司")
        .has("agreement", "校企合作协议")
        .has("base", "澄溪重工产业学院")
        .says(
            "SIGNED",
            "岚山职业技术学院",
            "校企合作协议",
            signed,
            date="2024-05-06",
            attributes=attributes(kind="cooperation"),
        )
        .says(
            "SIGNED",
            "澄溪重工有限公司",
            "校企合作协议",
            signed,
            date="2024-05-06",
            attributes=attributes(kind="cooperation"),
        )
        .says("CO_BUILT", "岚山职业技术学院", "澄溪重工产业学院", "共建“澄溪重工产业学院”", date="2024-05-06")
        .says("CO_BUILT", "澄溪重工有限公司", "澄溪重工产业学院", "共建“澄溪重工产业学院”", date="2024-05-06")
    )
    second = (
        reading("file:///docs/pairing.txt", PAIRING)
        .has("school", "岚山职业技术学院")
        .has("party_org", "岚山职业技术学院机电学院党支部")
        .has("party_org", "云笏数字有限公司党支部")
        .has("enterprise", "云笏数字有限公司")
        .says("PART_OF", "岚山职业技术学院机电学院党支部", "岚山职业技术学院", "岚山职业技术学院机电学院党支部")
        .says("PART_OF", "云笏数字有限公司党支部", "云笏数字有限公司", "云笏数字有限公司党支部")
        .says("PAIRED_WITH", "岚山职业技术学院机电学院党支部", "云笏数字有限公司党支部", PAIRING, confidence=0.9)
    )
    third = (
        reading("file:///docs/classes.txt", SECOND, "2023-09-01")
        .has("school", "望岑职业学院")
        .has("enterprise", "澄溪重工有限公司")
        .has("enterprise", "岚诺装备有限公司")
        .says(
            "COOPERATES_WITH",
            "望岑职业学院",
            "澄溪重工有限公司",
            "望岑职业学院与澄溪重工有限公司合作办班",
            date="2023-09",
        )
        .says(
            "COOPERATES_WITH",
            "望岑职业学院",
            "岚诺装备有限公司",
            "<b>“岚诺”</b>班由岚诺装备有限公司冠名",
            confidence=0.4,
        )
    )
    return [maker.done() for maker in (first, second, third)]


@pytest.fixture
def store() -> MemoryStore:
    """A store with the three documents, same names joined."""
    made = MemoryStore()
    resolver = Resolver(made)
    for item in readings():
        made.add(item)
        resolver.resolve(item)
    return made


@pytest.fixture
def client(store: MemoryStore) -> Iterator[TestClient]:
    """A client of the API over the store."""
    with TestClient(create_app(store), raise_server_exceptions=True) as made:
        yield made
