"""Readings made from a few words, for the tests of the stores: invented organizations, exact quotes."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.judgement import Judgement, Verdict
from graph.model import Claim, Evidence, Flag, Reading, Record, Source, State, attributes

KINDS = {
    "大学": "school", "学院": "school", "公司": "enterprise", "党支部": "party_org", "局": "government",
    "协议": "agreement", "基地": "base", "联盟": "alliance", "市": "region", "省": "region", "会": "event",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One link that a document states, its ends given by name (the type follows from the name's ending)."""

    type: str
    head: str
    tail: str
    date: str | None = None
    until: str | None = None
    confidence: float = 0.9
    state: State = State.HELD
    title: str | None = None


def kind_of(name: str) -> str:
    return next((kind for ending, kind in KINDS.items() if name.endswith(ending)), "person")


def read(
    uri: str,
    *said: Said,
    named: tuple[str, ...] = (),
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    flags: tuple[str, ...] = (),
    relative: tuple[str, ...] = (),
) -> Reading:
    """Return what a document at `uri` says: each link a sentence of its own, the organizations its records."""
    sentences = [f"{s.head}与{s.tail}有{s.type}之事，{s.date or '日期不详'}，{s.state}。" for s in said]
    text = "".join(sentences) + "另有：" + "、".join(named)
    id_ = Source.id_of(text.encode())
    names = dict.fromkeys([*(end for s in said for end in (s.head, s.tail)), *named])
    records = {
        name: Record.of(
            id_, kind_of(name), name, aliases=(aliases or {}).get(name, ()), relative=name in relative
        )
        for name in names
    }  # fmt: skip
    claims: dict[str, Claim] = {}
    start = 0
    for statement, sentence in zip(said, sentences, strict=True):
        claim = _claim(id_, records, statement, Evidence(sentence, start, start + len(sentence)))
        claims[claim.id] = claim
        start += len(sentence)
    source = Source(id_, uri, uri.rpartition("/")[2], text, "text", "2024-11-02")
    raised = tuple(Flag(id_, reason, Evidence(text[:2], 0, 2)) for reason in flags)
    return Reading(source, tuple(records.values()), tuple(claims.values()), raised)


def _claim(source: str, records: dict[str, Record], said: Said, evidence: Evidence) -> Claim:
    return Claim.of(
        source,
        said.type,
        records[said.head].id,
        records[said.tail].id,
        evidence=(evidence,),
        method="test:sentence",
        confidence=said.confidence,
        date=said.date,
        until=said.until,
        state=said.state,
        attributes=attributes(title=said.title),
    )


def record(reading: Reading, name: str) -> str:
    """Return the id of the record of this name in a reading."""
    return next(r.id for r in reading.records if r.name == name)


def judged(
    left: str, right: str, verdict: Verdict, at: str = "2025-01-01", by: str = "rule:test", score: float = 0.9
) -> Judgement:
    """Return a judgement on two records."""
    return Judgement(left, right, verdict, by, at, "同名", score)


def same(left: str, right: str, at: str = "2025-01-01", **rest: object) -> Judgement:
    return judged(left, right, Verdict.SAME, at, **rest)  # type: ignore[arg-type]


def different(left: str, right: str, at: str = "2025-01-01", **rest: object) -> Judgement:
    return judged(left, right, Verdict.DIFFERENT, at, **rest)  # type: ignore[arg-type]
