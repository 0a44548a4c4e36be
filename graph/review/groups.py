"""归组 Which records lie together, and what judgements would change of it, read for the touched part alone.

Invariant: answers as a `Linker` over all judgements would; records that no chain of `same` reaches can neither
join nor be parted, whatever was said of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from graph.errors import WrongUsage
from graph.judgement import Judgement, Linker, Verdict, latest
from graph.model import Record
from graph.stores import Store

MOST_PAIRS = 20_000
"""一次分开的对数上限 Most pairs that one decision keeps apart."""


def around(store: Store, records: Collection[str], also: Sequence[Judgement] = ()) -> list[Judgement]:
    """Return all judgements among the records that chains of `same` reach from these, those of `also` counted."""
    found: dict[tuple[object, ...], Judgement] = {}
    reached, frontier = set(records), set(records)
    while frontier:
        said = [*store.judgements_on(frontier), *(j for j in also if frontier & {j.left, j.right})]
        found |= {(j.pair, j.by, j.at, j.verdict, j.why): j for j in said}
        ends = {end for j in said if j.verdict is Verdict.SAME for end in j.pair}
        frontier = ends - reached
        reached |= frontier
    return list(found.values())


def groups_after(store: Store, records: Collection[str], new: Sequence[Judgement]) -> Mapping[str, str]:
    """Return the entity of each record within reach of these once `new` is said as well."""
    said = around(store, {*records, *(end for j in new for end in j.pair)}, new)
    linker = Linker([*(j for j in said if j not in new), *new])
    return {end: linker.canonical(end) for j in said for end in j.pair}


def crossing(left: Sequence[Record], right: Sequence[Record]) -> list[tuple[str, str]]:
    """Return every pair of a record of one side and one of the other; WrongUsage if these are too many to keep."""
    if len(left) * len(right) > MOST_PAIRS:
        reason = f"两组各有 {len(left)}、{len(right)} 条记录，请分批拆分 too many records, split in parts"
        raise WrongUsage("records", reason)
    return [(a.id, b.id) for a in left for b in right]


def kept_apart(store: Store, left: Sequence[Record], right: Sequence[Record]) -> list[tuple[str, str]]:
    """Return the pairs between two groups that a standing `different` keeps apart."""
    a, b = {r.id for r in left}, {r.id for r in right}
    said = latest(store.judgements_on(a)).values()
    pairs = (j.pair for j in said if j.verdict is Verdict.DIFFERENT)
    return sorted(p for p in pairs if (p[0] in a and p[1] in b) or (p[0] in b and p[1] in a))


def bonds(store: Store, parts: Iterable[Sequence[Record]], new: Sequence[Judgement]) -> list[tuple[str, str]]:
    """Return the pairs that have to be said to be the same so that each part stays one after `new`."""
    given = list(parts)
    entity = groups_after(store, [r.id for part in given for r in part], new)
    found: list[tuple[str, str]] = []
    for part in given:
        pieces: dict[str, list[str]] = defaultdict(list)
        for record in part:
            pieces[entity.get(record.id, record.id)].append(record.id)
        first, *others = (min(ids) for ids in pieces.values())
        found += [(first, other) for other in others]
    return found
