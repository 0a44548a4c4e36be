"""更正 What a person may correct in a claim or a record; what is illegal is refused in words.

Invariant: a corrected claim keeps its source and its evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.errors import WrongUsage
from graph.model import Attributes, Claim, Record, State
from graph.names import fold
from graph.ontology import ontology
from graph.review.fact import Said

CLAIM_FIELDS = ("type", "head", "tail", "head_type", "tail_type", "date", "until", "state")
"""可更正的字段 Fields of a claim: its type, its ends by name or record id and their types, dates, state.

`attributes.NAME` corrects an attribute.
"""

RECORD_FIELDS = ("name", "type", "aliases")
"""可更正的字段 Fields of a record; aliases are separated by “、”."""

_ATTRIBUTE = "attributes."


def corrected(now: Said, records: Sequence[Record], changes: Mapping[str, str | None]) -> Said:
    """Return a claim with the changes made; a value of None or "" takes a date or an attribute away."""
    check_fields(changes, CLAIM_FIELDS, attributes=True)
    if not changes:
        raise WrongUsage("changes", "未说明更正什么 nothing to correct")
    type_ = changes.get("type") or now.claim.type
    link = ontology().links.get(type_)
    if link is None:
        raise WrongUsage("type", f"未知联系类型 unknown link type：{type_}")
    head = _end("head", now.head, records, changes)
    tail = _end("tail", now.tail, records, changes)
    if not link.allows(head.type, tail.type):
        ends = f"{head.name}（{head.type}）→ {tail.name}（{tail.type}）"
        raise WrongUsage("type", f"{type_} 不可连接 may not link {ends}")
    if head.id == tail.id:
        raise WrongUsage("tail", "两端须不同 both ends are one")
    return Said(_claim(now.claim, type_, head, tail, changes), head, tail, now.siblings)


def _claim(claim: Claim, type_: str, head: Record, tail: Record, changes: Mapping[str, str | None]) -> Claim:
    dates = {key: (changes[key] or None) if key in changes else getattr(claim, key) for key in ("date", "until")}
    rest = {"evidence": claim.evidence, "method": claim.method, "attributes": _attributes(claim.attributes, changes)}
    try:
        state = State(changes.get("state") or claim.state)
        return Claim.of(claim.source_id, type_, head.id, tail.id, state=state, **dates, **rest)
    except ValueError as error:
        raise WrongUsage("date" if "ISO" in str(error) else "state", f"{error}") from error


def _attributes(held: Attributes, changes: Mapping[str, str | None]) -> Attributes:
    named = {k.removeprefix(_ATTRIBUTE): v for k, v in changes.items() if k.startswith(_ATTRIBUTE)}
    kept = {name: value for name, value in held if name not in named}
    return tuple(sorted((kept | {name: value for name, value in named.items() if value}).items()))


def _end(which: str, now: Record, records: Sequence[Record], changes: Mapping[str, str | None]) -> Record:
    name, type_ = changes.get(which), changes.get(f"{which}_type")
    if not name and not type_:
        return now
    kind = type_ or now.type
    if kind not in ontology().entities:
        raise WrongUsage(f"{which}_type", f"未知实体类型 unknown entity type：{kind}")
    wanted = name or now.name
    found = [r for r in records if r.id == wanted] or [
        r for r in records if fold(r.name) == fold(wanted) and r.type == (type_ or r.type)
    ]
    if len(found) > 1:
        listed = "、".join(r.id for r in found[:5])
        raise WrongUsage(which, f"该来源中有几个此名，请用记录编号 several in this source, use a record's id：{listed}")
    if found:
        return found[0]
    return Record.of(now.source_id, kind, wanted, key=f"review:{kind}:{wanted}")


def corrected_record(record: Record, changes: Mapping[str, str | None]) -> Record:
    """Return a record with the changes made."""
    check_fields(changes, RECORD_FIELDS)
    name, type_ = (changes.get("name") or record.name).strip(), changes.get("type") or record.type
    if type_ not in ontology().entities:
        raise WrongUsage("type", f"未知实体类型 unknown entity type：{type_}")
    aliases = changes.get("aliases")
    listed = record.aliases if aliases is None else tuple(dict.fromkeys(filter(None, aliases.split("、"))))
    right = replace(record, name=name, type=type_, aliases=listed, relative=record.relative and name == record.name)
    if right == record:
        raise WrongUsage("changes", "未说明更正什么 nothing to correct")
    return right


def check_fields(changes: Mapping[str, str | None], known: Sequence[str], attributes: bool = False) -> None:
    """Raise WrongUsage for a field that cannot be corrected."""
    for name in changes:
        if name not in known and not (attributes and name.startswith(_ATTRIBUTE)):
            raise WrongUsage(name, f"不可更正此项 cannot be corrected；可用 known：{'、'.join(known)}")
