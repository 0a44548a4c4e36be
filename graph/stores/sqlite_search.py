"""SQLite 检索与统计 Names found by any part of them, and counts, without the graph leaving the file.

Invariant: the order of hits is that of `graph.stores.memory.search_rank`; counts are those of the whole view.
"""

import json
from collections.abc import Collection

import apsw

from graph.ontology import ontology
from graph.stores.base import Statistics
from graph.stores.ngrams import phrase

FIND = """
with hit (entity, exact, begins) as (
    select coalesce(k.entity, r.id), max(n.folded = :text), max(substr(n.folded, 1, length(:text)) = :text)
    from name_pairs p join names n on n.key = p.rowid join called c on c.name = n.key
    join records r on r.key = c.record left join canonical k on k.record = r.id
    where p.pairs match :phrase group by 1)
select entity from hit left join merged m on m.id = entity left join records r on r.id = entity
where :types = '[]' or coalesce(m.type, r.type) in (select value from json_each(:types))
order by exact desc, begins desc, length(coalesce(m.name, r.name)), coalesce(m.name, r.name), entity limit :limit
"""

ENTITIES = """
select type, sum(n) from (
    select type, count(*) as n from merged group by type union all
    select type, count(*) from records where id not in (select record from canonical) group by type)
group by type order by type
"""

LINKS = """
select type, count(*) from (
    select distinct type, case when swap then tail_entity else head_entity end,
                    case when swap then head_entity else tail_entity end
    from (select type, head_entity, tail_entity,
                 head_entity > tail_entity and type in (select value from json_each(?)) as swap
          from stated where state <> 'denied' and head_entity <> tail_entity))
group by type order by type
"""


REPRINTS = """
select count(*) - count(distinct coalesce(k.entity, s.id)) from sources s left join canonical k on k.record = s.id
"""


def find(db: apsw.Connection, folded: str, types: Collection[str], limit: int) -> list[str]:
    """Return the ids of entities whose names contain a folded text, best first."""
    if not folded:
        return []
    wanted = {"text": folded, "phrase": phrase(folded), "types": json.dumps(sorted(types)), "limit": limit}
    return [id_ for (id_,) in db.execute(FIND, wanted)]


def statistics(db: apsw.Connection) -> Statistics:
    """Return what the store holds."""
    symmetric = json.dumps([t.name for t in ontology().links.values() if t.symmetric])
    return Statistics(
        sources=db.execute("select count(*) from sources").get,
        records=db.execute("select count(*) from records").get,
        claims=db.execute("select count(*) from claims").get,
        judgements=db.execute("select count(*) from judgements").get,
        flags=db.execute("select count(*) from flags").get,
        entities=tuple(db.execute(ENTITIES)),
        links=tuple(db.execute(LINKS, (symmetric,))),
        version=version(db),
        schema=db.execute("select value from meta where name = 'schema'").get,
        reprints=db.execute(REPRINTS).get,
        reviews=db.execute("select count(*) from reviews").get,
    )


def version(db: apsw.Connection) -> int:
    """Return the write counter."""
    return int(db.execute("select value from meta where name = 'version'").get)
