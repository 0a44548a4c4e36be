"""审核编码 Reviews and readings as JSON, the form in which stores keep them.

Invariant: decoding gives back what was encoded, to the letter.
"""

import json
from dataclasses import asdict
from typing import Any

from graph.model import Claim, Evidence, Flag, Reading, Record, Source, State
from graph.review.fact import Action, Place, Remembered, Review, Said

Data = dict[str, Any]


def encode(review: Review) -> str:
    """Return a review as JSON."""
    return _json(asdict(review))


def decode(text: str) -> Review:
    """Return the review that `encode` wrote."""
    data: Data = json.loads(text)
    data["action"] = Action(data["action"])
    data["places"] = tuple(Place(**p) for p in data["places"])
    data["said"], data["corrected"] = (_said(data[key]) for key in ("said", "corrected"))
    data["records"] = tuple(map(_remembered, data["records"]))
    data["renamed"] = _record(data["renamed"]) if data["renamed"] else None
    data["pairs"] = tuple((a, b, verdict) for a, b, verdict in data["pairs"])
    data["flag"] = _flag(data["flag"]) if data["flag"] else None
    return Review(**data)


def encode_reading(reading: Reading) -> str:
    """Return what was read from a source as JSON, without the source itself."""
    records, claims = [asdict(r) for r in reading.records], [asdict(c) for c in reading.claims]
    return _json({"records": records, "claims": claims, "flags": [asdict(f) for f in reading.flags]})


def decode_reading(source: Source, text: str) -> Reading:
    """Return the reading of `source` that `encode_reading` wrote."""
    data: Data = json.loads(text)
    claims, flags = tuple(map(_claim, data["claims"])), tuple(map(_flag, data["flags"]))
    return Reading(source, tuple(map(_record, data["records"])), claims, flags)


def _json(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _pairs(rows: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in rows)


def _record(data: Data) -> Record:
    aliases, attributes = tuple(data["aliases"]), _pairs(data["attributes"])
    return Record(**{**data, "aliases": aliases, "attributes": attributes})


def _claim(data: Data) -> Claim:
    evidence = tuple(Evidence(**e) for e in data["evidence"])
    rest = {"evidence": evidence, "state": State(data["state"]), "attributes": _pairs(data["attributes"])}
    return Claim(**{**data, **rest})


def _flag(data: Data) -> Flag:
    evidence = Evidence(**data["evidence"]) if data["evidence"] else None
    return Flag(data["source_id"], data["reason"], evidence)


def _said(data: Data | None) -> Said | None:
    if data is None:
        return None
    ends = {end: _record(data[end]) for end in ("head", "tail")}
    return Said(_claim(data["claim"]), siblings=tuple(data["siblings"]), **ends)


def _remembered(data: Data) -> Remembered:
    return Remembered(_record(data["record"]), data["uri"], tuple(Evidence(**e) for e in data["evidence"]))
