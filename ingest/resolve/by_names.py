"""名称归并 What is known of names, applied to a store as a whole: after a user has added an alias or a renaming.

Invariant: says only what the data says (`rule:names`), of records that name themselves, and never on a pair about
which anything was said, itself or through what is joined to it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from graph.judgement import Judgement, Verdict
from graph.model import Record
from graph.names import fold
from graph.stores import Store
from ingest.resolve.groups import Groups
from ingest.resolve.known import Known
from ingest.resolve.same_name import names_itself

BY = "rule:names"


def apply_names(store: Store, known: Known) -> int:
    """Join the records of a store that are known to be one body; return how many judgements were new."""
    groups = Groups(store.judgements())
    by_name: dict[tuple[str, str], Record] = {}
    for record in store.records(known.all_names()):
        key = record.type, fold(record.name)
        if names_itself(record) and (key not in by_name or record.id < by_name[key].id):
            by_name[key] = record
    found = []
    for (type_, name), record in sorted(by_name.items()):
        for other, why in _others(known, name):
            twin = by_name.get((type_, other))
            if twin and not groups.settled(record.id, twin.id):
                judgement = _same(record, twin, why)
                groups.take(judgement)
                found.append(judgement)
    return store.judge(found) if found else 0


def _others(known: Known, name: str) -> Iterator[tuple[str, str]]:
    for other in sorted(known.other_names(name)):
        if (renaming := known.renaming(name, other)) and not renaming.merged:
            yield other, f"{renaming.date} 更名 renamed：{renaming.old} → {renaming.new}（{renaming.source}）"
        elif known.alias(name, other) == "listed" and not known.official(name):
            yield other, "已知别名 known alias"


def _same(record: Record, twin: Record, why: str) -> Judgement:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Judgement(record.id, twin.id, Verdict.SAME, BY, now, f"{record.name} ～ {twin.name}：{why}", 0.98)
