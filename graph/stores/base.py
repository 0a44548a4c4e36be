"""存储契约 What every store can do, in the domain's terms; one test suite runs over all of them.

Invariant: facts (readings, judgements, reviews) go in whole or not at all; everything that comes out is computed
from them, so that equal facts give equal answers in every store.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from graph.judgement import Judgement, Verdict
from graph.model import Claim, Entity, Filter, Flag, Neighbourhood, Network, Paths, Reading, Record, Source
from graph.review.fact import Review
from graph.view import Stated

if TYPE_CHECKING:  # numbers are loaded by what measures, not by every command
    from graph.columns import Columns, Sidecar


@dataclass(frozen=True, slots=True)
class Change:
    """变化 What a write did to the claims of the store; `held`: the store held all of it, records and flags too."""

    added: int = 0
    removed: int = 0
    kept: int = 0
    held: bool = False

    @property
    def nothing(self) -> bool:
        """True when the store was left as it was."""
        return not (self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Statistics:
    """统计 Counts of what a store holds, and its version.

    `entities` and `links` count by type what the whole view (no filter) shows; `version` grows with
    every write that changed something; `schema` is the version of the stored form; `reprints` counts the sources
    that are near copies of others, so that `sources - reprints` are independent.
    """

    sources: int
    records: int
    claims: int
    judgements: int
    flags: int
    entities: tuple[tuple[str, int], ...]
    links: tuple[tuple[str, int], ...]
    version: int
    schema: int
    reprints: int = 0
    reviews: int = 0


@dataclass(frozen=True, slots=True)
class Cited:
    """有据主张 A claim with the source that it was read from."""

    claim: Claim
    source: Source


@dataclass(frozen=True, slots=True)
class Told:
    """有据有端的主张 A claim with its source (without text), the records at its ends, and their entities' ids."""

    claim: Claim
    source: Source
    head: Record
    tail: Record
    head_entity: str
    tail_entity: str


class Store(Protocol):
    """图谱存储 The contract. A store is a context manager; leaving it closes it.

    What comes out of a source is what was read as persons reviewed it (`graph.review.apply`); `reading` alone gives
    what was read. Methods raise `StoreUnavailable` when the medium fails, `UnknownName` for an id that is not there.
    """

    def add(self, reading: Reading) -> Change:
        """Make the store hold exactly this reading for its source, in one transaction.

        A source under the same uri with other content is replaced; a reading equal to what is held
        changes nothing but its source's `reader`. BadReading (and no change) if the reading breaks the rules
        (`check_reading`).
        """

    def add_all(self, readings: Iterable[Reading]) -> Sequence[Change]:
        """Do for each reading, in order, what `add` does, all in one transaction; return their changes.

        BadReading (and no change at all) if one of them breaks the rules.
        """

    def retract(self, source_id: str) -> Change:
        """Remove a source with its records, claims and flags, in one transaction."""

    def judge(self, judgements: Iterable[Judgement]) -> int:
        """Append judgements, in one transaction; return how many were not there yet."""

    def judgements(self, verdict: Verdict | None = None) -> Sequence[Judgement]:
        """Return all judgements, or those of one verdict, in the order in which they were recorded."""

    def review(self, reviews: Iterable[Review], judgements: Iterable[Judgement] = ()) -> int:
        """Append reviews, and the judgements that follow from them, in one transaction; return how many were new.

        What the sources they concern show follows at once, and whenever one of these is read again.
        """

    def reviews(self) -> Sequence[Review]:
        """Return all reviews in the order in which they were recorded."""

    def reading(self, source_id: str) -> Reading:
        """Return what was read from a source, before any review; its order may differ from the one given."""

    def described_by(self, id_: str) -> Sequence[Record]:
        """Return the records that describe the entity with this id, or that a record with this id belongs to; by id."""

    def statements(self) -> Iterator[Stated]:
        """Yield every claim as one statement between entities, denied ones among them, in no order."""

    def judgements_on(self, ids: Collection[str]) -> Sequence[Judgement]:
        """Return the judgements with any of these records (or sources) at an end, in the order of recording."""

    def canonical(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the entity's id of each of these records, whether stored or only judged.

        For ids of sources: the id of the first of its reprints, by which independent sources are told apart.
        """

    def shared(self, ids: Collection[str], types: Collection[str], least: int = 2) -> Sequence[Told]:
        """Return all claims of these types on whatever at least `least` of these entities have as their common tail.

        `ids` may be those of records. Denied claims do not count; ordered by id.
        """

    def alike(self, marks: Collection[int], least: int = 2, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Return the sources that have at least `least` of these marks (`Source.marks`), and how many; most first."""

    def sources(self) -> Sequence[Source]:
        """Return all sources, without their texts (`text` is ""), ordered by uri."""

    def source(self, source_id: str) -> Source:
        """Return one source with its text."""

    def flags(self, source_id: str | None = None) -> Sequence[Flag]:
        """Return what waits for a person's look, of one source or of all."""

    def records(self, names: Collection[str]) -> Sequence[Record]:
        """Return the records whose folded name (`graph.names.fold`) is among the folded `names`."""

    def claims(self, ids: Collection[str]) -> Sequence[Cited]:
        """Return these claims with their sources (without texts), ordered by id."""

    def claims_of(self, source_id: str) -> Sequence[Cited]:
        """Return all claims of one source, denied ones among them, ordered by id; UnknownName if it is not there."""

    def view(self, filter_: Filter | None = None) -> Network:
        """Return the whole network under a filter, as columns (see `graph.view.build_network`)."""

    def columns(self, filter_: Filter | None = None) -> "Columns":
        """Return what `view` shows as columns of numbers: `columns_of(view(filter_))`, sooner on large stores."""

    def sidecar(self) -> "Sidecar":
        """Return where arrays computed from the present state of the store are kept."""

    def entity(self, id_: str) -> Entity:
        """Return the entity with this id, or that the record with this id belongs to."""

    def search(self, text: str, types: Collection[str] = (), limit: int = 20) -> Sequence[Entity]:
        """Return entities whose name or alias contains `text`.

        Two characters are enough to find. Exact names come first, then names that begin with the text,
        then shorter before longer ones.
        """

    def neighbourhood(self, id_: str, depth: int = 1, limit: int = 200, filter_: Filter | None = None) -> Neighbourhood:
        """Return what lies within `depth` links of an entity, nearest first, at most `limit` entities.

        Within one distance the entities with the smaller id are kept; `cut` counts those left out.
        All links between the kept entities are included.
        """

    def paths(self, a: str, b: str, max_length: int = 6, limit: int = 10, filter_: Filter | None = None) -> Paths:
        """Return up to `limit` shortest paths between two entities, in order of their ids.

        Links of types marked `weak` in the ontology (a shared region …) are no step. No path: empty.
        """

    def statistics(self) -> Statistics:
        """Return what the store holds."""

    def version(self) -> int:
        """Return a number that grows with every write that changed something."""

    def close(self) -> None:
        """Release what the store holds open; closing twice is harmless."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
