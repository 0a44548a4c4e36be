"""SQLite 归并结果 Which records are one entity, kept as judgements come in, for the groups they touch alone.

Invariant: `canonical` holds every judged record of a group of two or more and says what a `Linker` over
all judgements would; `tally` counts the types and names of each group's stored records, and `merged`
gives the type and name that `graph.view.merge_records` would choose from them.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import apsw

from graph.judgement import Judgement, Linker, Verdict

Described = tuple[str, str, str]
"""A record's id, type and name."""


def record_judgements(db: apsw.Connection, judgements: Iterable[Judgement]) -> int:
    """Append the judgements that are not there yet, regroup what they touch, and return their number."""
    new = [j for j in judgements if _append(db, j)]
    leaves: list[tuple[str, str]] = []
    touched: set[str] = set()
    for judgement in new:
        if leaf := _leaf(db, judgement):
            leaves.append(leaf)
        elif judgement.verdict is not Verdict.UNSURE or not _alone(db, judgement):
            touched |= set(judgement.pair)
    _attach(db, leaves)
    if touched:
        _settle(db, touched)
    return len(new)


def _append(db: apsw.Connection, j: Judgement) -> bool:
    row = (j.left, j.right, str(j.verdict), j.by, j.at, j.why, j.score)
    db.execute(
        "insert into judgements (left, right, verdict, by, at, why, score) select ?1, ?2, ?3, ?4, ?5, ?6, ?7"
        " where not exists (select 1 from judgements where left = ?1 and right = ?2 and verdict = ?3"
        " and by = ?4 and at = ?5 and why = ?6 and score = ?7)",
        row,
    )
    return db.changes() > 0


def _alone(db: apsw.Connection, judgement: Judgement) -> bool:
    # Nothing else was ever said of this pair.
    rows = "select count(*) from judgements where (left = ?1 and right = ?2) or (left = ?2 and right = ?1)"
    return bool(db.execute(rows, judgement.pair).get == 1)


def _leaf(db: apsw.Connection, judgement: Judgement) -> tuple[str, str] | None:
    # A record that nothing else was said of can be hung onto the other's group as it is: it brings no
    # `different` with it. Most judgements are of this kind, and large groups are then never walked.
    if judgement.verdict is not Verdict.SAME or judgement.left == judgement.right:
        return None
    for new, other in (judgement.pair, judgement.pair[::-1]):
        said = db.execute(
            "select (select count(*) from judgements where left = ?1)"
            " + (select count(*) from judgements where right = ?1)",
            (new,),
        )
        if said.get == 1:
            return new, other
    return None


def _attach(db: apsw.Connection, leaves: Sequence[tuple[str, str]]) -> None:
    if not leaves:
        return
    home = entities_of(db, {other for _, other in leaves})
    joins = Linker(Judgement(new, home.get(other, other), Verdict.SAME, "", "") for new, other in leaves)
    moves = {record: joins.canonical(record) for leaf in leaves for record in leaf if record not in home}
    for entity in set(home.values()):
        if (root := joins.canonical(entity)) != entity:
            moves |= dict.fromkeys(members(db, entity), root)
    _move(db, moves)


def _settle(db: apsw.Connection, touched: Collection[str]) -> None:
    # Records that no chain of `same` reaches can neither join nor be parted, whatever was said of them.
    reached, frontier = set(touched), set(touched)
    while frontier:
        rows = db.execute(
            "select right from judgements where verdict = 'same' and left in (select value from json_each(?1))"
            " union select left from judgements where verdict = 'same' and right in (select value from json_each(?1))",
            (json.dumps(list(frontier)),),
        )
        frontier = {record for (record,) in rows} - reached
        reached |= frontier
    # “+right”: looked up by the left end alone; the index over both would be asked for every pair of records.
    among = db.execute(
        "select left, right, verdict, by, at, why, score from judgements"
        " where left in (select value from json_each(?1)) and +right in (select value from json_each(?1)) order by key",
        (json.dumps(list(reached)),),
    )
    _move(db, _grouping(reached, Linker(judgement_of(row) for row in among)))


def regroup_all(db: apsw.Connection) -> None:
    """Compute all groups from all judgements, into empty tables."""
    judgements = all_judgements(db)
    _move(db, _grouping({end for j in judgements for end in j.pair}, Linker(judgements)))


def all_judgements(db: apsw.Connection, verdict: Verdict | None = None) -> list[Judgement]:
    """Return all judgements, or those of one verdict, in the order in which they were recorded."""
    # The verdict stands in the text, so that the index over the rare ones serves.
    only = f"where verdict = '{verdict.value}'" if verdict else ""
    rows = db.execute(f"select left, right, verdict, by, at, why, score from judgements {only} order by key")  # noqa: S608
    return [judgement_of(row) for row in rows]


def judgement_of(row: Sequence[object]) -> Judgement:
    """Return a row of the table as a judgement."""
    left, right, verdict, *rest = row
    return Judgement(left, right, Verdict(verdict), *rest)  # type: ignore[arg-type]


def _grouping(records: Iterable[str], linker: Linker) -> dict[str, str | None]:
    entity = {record: linker.canonical(record) for record in records}
    sizes = Counter(entity.values())
    return {record: id_ if sizes[id_] > 1 else None for record, id_ in entity.items()}


def entities_of(db: apsw.Connection, records: Iterable[str]) -> dict[str, str]:
    """Return the entities of those of these records, and the first reprints of those sources, that are in a group."""
    rows = db.execute(
        "select record, entity from canonical where record in (select value from json_each(?))",
        (json.dumps(list(records)),),
    )
    return dict(rows)


def members(db: apsw.Connection, entity: str) -> list[str]:
    """Return the record ids of an entity's group, stored or only judged; none if it has no group."""
    return [record for (record,) in db.execute("select record from canonical where entity = ?", (entity,))]


def _move(db: apsw.Connection, moves: Mapping[str, str | None]) -> None:
    # `moves`: record → the entity that it now belongs to, None when it stands alone.
    held = entities_of(db, moves)
    moved = {record: entity for record, entity in moves.items() if held.get(record) != entity}
    stored = db.execute(
        "select id, type, name from records where id in (select value from json_each(?))", (json.dumps(list(moved)),)
    )
    deltas: Counter[tuple[str, str, str]] = Counter()
    for row in stored:
        _count(deltas, held.get(row[0]), row, -1)
        _count(deltas, moved[row[0]], row, 1)
    db.executemany("delete from canonical where record = ?", ((record,) for record in moved))
    db.executemany("insert into canonical values (?, ?)", ((r, e) for r, e in moved.items() if e is not None))
    _apply(db, deltas)


def count_records(db: apsw.Connection, records: Collection[Described], sign: int) -> None:
    """Take note that these records came in (`sign` 1) or go (-1)."""
    held = entities_of(db, (row[0] for row in records))
    deltas: Counter[tuple[str, str, str]] = Counter()
    for row in records:
        _count(deltas, held.get(row[0]), row, sign)
    _apply(db, deltas)


def _count(deltas: Counter[tuple[str, str, str]], entity: str | None, row: Described, sign: int) -> None:
    if entity is not None:
        deltas[entity, "type", row[1]] += sign
        deltas[entity, "name", row[2]] += sign


def _apply(db: apsw.Connection, deltas: Counter[tuple[str, str, str]]) -> None:
    if not deltas:
        return
    touched = json.dumps(sorted({entity for entity, _, _ in deltas}))
    db.executemany(
        "insert into tally values (?, ?, ?, ?) on conflict do update set n = n + excluded.n",
        ((*what, n) for what, n in deltas.items() if n),
    )
    db.execute("delete from tally where n = 0 and entity in (select value from json_each(?))", (touched,))
    db.execute("delete from merged where id in (select value from json_each(?))", (touched,))
    db.execute(
        "insert into merged select e.value,"
        " (select value from tally where entity = e.value and aspect = 'type' order by n desc, value limit 1),"
        " (select value from tally where entity = e.value and aspect = 'name'"
        "  order by n desc, length(value) desc, value limit 1)"
        " from json_each(?) e where exists (select 1 from tally where entity = e.value)",
        (touched,),
    )
