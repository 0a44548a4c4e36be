"""入库校验 The rules of the claim graph that a reading must keep before any store takes it."""

from collections.abc import Iterator

from graph.errors import BadReading
from graph.model import Claim, Reading, Record
from graph.ontology import Ontology, ontology

MAX_PROBLEMS = 5


def check_reading(reading: Reading, types: Ontology | None = None) -> None:
    """Raise BadReading unless ends exist, types are legal, and every quote is in the source's text."""
    problems = list(_problems(reading, types or ontology()))
    if problems:
        more = len(problems) - MAX_PROBLEMS
        shown = problems[:MAX_PROBLEMS] + ([f"另有 {more} 处 and {more} more"] if more > 0 else [])
        raise BadReading(reading.source.uri, shown)


def _problems(reading: Reading, types: Ontology) -> Iterator[str]:
    records = {r.id: r for r in reading.records}
    if len(records) != len(reading.records):
        yield "实体记录编号重复 duplicate record ids"
    if len({c.id for c in reading.claims}) != len(reading.claims):
        yield "主张编号重复 duplicate claim ids"
    owners = [i.source_id for i in reading.records] + [i.source_id for i in reading.claims]
    if {*owners, *(f.source_id for f in reading.flags)} - {reading.source.id}:
        yield "来源编号不符 a record, claim or flag belongs to another source"
    for record in reading.records:
        if record.type not in types.entities:
            yield f"未知实体类型 unknown entity type {record.type}：{record.name}"
        if not record.name.strip():
            yield f"实体无名 record without a name: {record.id}"
    for claim in reading.claims:
        yield from _claim_problems(claim, records, reading.source.text, types)


def _claim_problems(claim: Claim, records: dict[str, Record], text: str, types: Ontology) -> Iterator[str]:
    link, head, tail = types.links.get(claim.type), records.get(claim.head), records.get(claim.tail)
    if link is None:
        yield f"未知联系类型 unknown link type {claim.type}"
    elif head is None or tail is None:
        yield f"{claim.type} 的一端不在本来源 an end is no record of this source"
    elif not link.allows(head.type, tail.type):
        yield f"{claim.type} 不可连接 may not link {head.type}（{head.name}）→ {tail.type}（{tail.name}）"
    for quote in claim.evidence:
        if quote.cell is None and text[quote.start : quote.end] != quote.quote:
            yield f"引文与原文不符 quote differs from the text at {quote.start}–{quote.end}：{quote.quote[:20]}"
