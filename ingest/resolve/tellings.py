"""讲述 What a source tells of acts between organizations, in the form in which two tellings are compared.

Invariant: a telling names its parties by their entities, so that it follows the judgements on organizations; the
act's own record is told apart from those of other sources by nothing but what it says.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.model import Claim, Reading, Record, State
from graph.names import fold
from graph.ontology import ontology
from graph.stores import Store
from graph.stores.base import Told

ACTS: Mapping[str, str] = {"SIGNED": "agreement", "TOOK_PART_IN": "event", "FUNDED": "project", "CO_BUILT": "base"}
"""事件 The links whose tails are acts: an agreement signed, an event held, a project funded, a base opened."""

PATTERN_DAYS = 60
"""容差 Reprints date an act by their own day where they say “昨日”; another year's is another act."""

_GENERIC = re.compile(
    "合作|战略|框架|协议书?|合同|意向书?|备忘录|党建|共建|结对|联建|校企|校地|政校|产教融合|签约|项目|书$|关于|与|和|及|等|、"
)


@dataclass(frozen=True, slots=True)
class Party:
    """一方 The entity of a party, and the folded names and short forms that this source gives it."""

    id: str
    names: frozenset[str]
    aliases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Telling:
    """一次讲述 An act as one source tells it: its record, its parties, when, of what kind, under what title.

    `date` and `until` as in `graph.model.Claim`, None where not told; `published` of the source; `title` is what its
    name says beyond its parties and common words, "" if nothing.
    """

    record: str
    source: str
    type: str
    parties: tuple[Party, ...]
    date: str | None = None
    until: str | None = None
    kind: str = ""
    title: str = ""
    published: str | None = None

    @property
    def ids(self) -> frozenset[str]:
        """The entities of its parties."""
        return frozenset(p.id for p in self.parties)


@dataclass(frozen=True, slots=True)
class _Row:
    # One claim about an act.
    head: Record
    tail: Record
    entity: str
    date: str | None
    until: str | None
    state: State


def acts_in(readings: Iterable[Reading], store: Store) -> list[Telling]:
    """Return the acts that readings tell of, before or after the store takes them."""
    given = list(readings)
    claims = [[c for c in r.claims if c.type in ACTS and c.state is not State.DENIED] for r in given]
    canonical = store.canonical({c.head for held in claims for c in held}) if any(claims) else {}
    return [t for reading, held in zip(given, claims, strict=True) for t in _acts(reading, held, canonical)]


def _acts(reading: Reading, claims: Iterable[Claim], canonical: Mapping[str, str]) -> list[Telling]:
    records = {r.id: r for r in reading.records}
    rows = [
        (c.type, _Row(records[c.head], records[c.tail], canonical[c.head], c.date, c.until, c.state)) for c in claims
    ]
    return _grouped(rows, {reading.source.id: reading.source.published})


def pairs_in(reading: Reading, store: Store) -> list[Telling]:
    """Return the acts between two organizations that have no record of their own: pairings, other cooperation."""
    records = {r.id: r for r in reading.records}
    direct = {t.name for t in ontology().links.values() if t.ties == "direct"}
    claims = [c for c in reading.claims if c.type in direct and c.state is not State.DENIED]
    canonical = store.canonical({end for c in claims for end in (c.head, c.tail)}) if claims else {}
    ends = ({end: _party(canonical[end], [records[end]]) for end in (c.head, c.tail)} for c in claims)
    return [
        Telling(c.id, c.source_id, c.type, tuple(sorted(parties.values(), key=lambda p: p.id)), c.date)
        for c, parties in zip(claims, ends, strict=True)
    ]


def acts_told(told: Iterable[Told]) -> list[Telling]:
    """Return the acts that stored claims tell of; all claims on an act have to be among them."""
    rows, published = [], {}
    for row in told:
        said = (row.claim.date, row.claim.until, row.claim.state)
        rows.append((row.claim.type, _Row(row.head, row.tail, row.head_entity, *said)))
        published[row.source.id] = row.source.published
    return _grouped(rows, published)


def _grouped(rows: Iterable[tuple[str, _Row]], published: Mapping[str, str | None]) -> list[Telling]:
    groups: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for type_, row in rows:
        groups[type_, row.tail.id].append(row)
    return [_telling(type_, group, published) for (type_, _), group in sorted(groups.items())]


def _telling(type_: str, rows: Sequence[_Row], published: Mapping[str, str | None]) -> Telling:
    act = rows[0].tail
    heads: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        heads[row.entity].append(row.head)
    parties = tuple(_party(id_, heads[id_]) for id_ in sorted(heads))
    begun = sorted(r.date for r in rows if r.date)
    ends = sorted(r.until for r in rows if r.until and r.state is State.HELD)
    return Telling(
        record=act.id,
        source=act.source_id,
        type=type_,
        parties=parties,
        date=max(begun, key=lambda d: (len(d), d)) if begun else None,
        until=ends[-1] if ends else None,
        kind=dict(act.attributes).get("kind", ""),
        title=_title(act.name, [name for party in parties for name in party.names | party.aliases]),
        published=published.get(act.source_id),
    )


def _party(entity: str, records: Iterable[Record]) -> Party:
    given = list(records)
    aliases = frozenset(fold(alias) for r in given for alias in r.aliases)
    return Party(entity, frozenset(fold(r.name) for r in given), aliases - {""})


def _title(name: str, parties: Iterable[str]) -> str:
    said = fold(name)
    for party in sorted(parties, key=len, reverse=True):
        said = said.replace(party, "")
    return _GENERIC.sub("", said)


def named_alike(one: Party, other: Party) -> bool:
    """Tell whether two near copies of one text name one party: one entity, or one name."""
    return one.id == other.id or not one.names.isdisjoint(other.names)


def same_party(one: Party, other: Party) -> bool:
    """Tell whether two near copies of one text may mean one party: as `named_alike`, or a name and its abbreviation."""
    if named_alike(one, other) or one.names & other.aliases or other.names & one.aliases:
        return True
    return any(abbreviates(a, b) for a in one.names for b in other.names)


def abbreviates(one: str, other: str) -> bool:
    """Tell whether the shorter of two folded names has its characters in the longer one, in order.

    >>> abbreviates("江苏建院", "江苏建筑职业技术学院"), abbreviates("东湖大学", "西山大学")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return len(short) > 1 and all(c in rest for c in short)


def matched(one: Sequence[Party], other: Sequence[Party], alike: Callable[[Party, Party], bool]) -> int:
    """Return how many parties of one telling have a counterpart of their own in the other."""
    left = list(other)
    for party in sorted(one, key=lambda p: not any(named_alike(p, q) for q in other)):
        found = next((q for q in left if named_alike(party, q)), None) or next(
            (q for q in left if alike(party, q)), None
        )
        if found:
            left.remove(found)
    return len(other) - len(left)


def agree(one: Telling, other: Telling) -> bool:
    """Tell whether two near copies of one text tell of one act: like parties, and no other time."""
    if one.type != other.type or not near(one.date, other.date, PATTERN_DAYS):
        return False
    fewer = min(len(one.parties), len(other.parties))
    return matched(one.parties, other.parties, same_party) >= fewer


def near(one: str | None, other: str | None, days: int) -> bool:
    """Tell whether two dates lie within some days of each other, or one is part of the other, or unknown."""
    if one is None or other is None:
        return True
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return True
    return shorter == len("2024-10-24") and abs(days_between(one, other)) <= days


def days_between(one: str, other: str) -> int:
    """Return the days from one full ISO date to another."""
    return (date.fromisoformat(other) - date.fromisoformat(one)).days
