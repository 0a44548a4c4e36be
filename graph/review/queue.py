"""审核队列 What waits for a person's look, what matters most first.

Invariant: an item is here while its question is open: it goes when a person has decided or dismissed it, and comes
back only with something new. The order depends on the facts alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

from graph.errors import UnknownName
from graph.judgement import Judgement, Verdict, latest
from graph.model import Flag, State, content_id
from graph.review.contradictions import Contradiction, Key, contradictions, grouped
from graph.review.desk import pair_id
from graph.review.fact import Action, Review, holding, standing
from graph.review.match import overlap
from graph.review.undo import undone_by
from graph.stores import Store
from graph.view import Stated

DOUBTFUL = 0.6
"""低可信 Claims below this confidence wait for a look, unless told otherwise."""

KINDS = ("pending", "pair", "contradiction", "claim", "flag")


@dataclass(frozen=True, slots=True)
class Item:
    """待审项 A question: `about` are entities, `claims` claims, `records` the two records of a pair.

    `links` and `entities` count what a decision touches, `uncertainty` (0–1) says how open it is; `impact` is the
    product that the queue is ordered by. `values` are what sources say against each other.
    """

    id: str
    kind: str
    why: str
    links: int
    entities: int
    uncertainty: float
    impact: float
    about: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    source_id: str | None = None
    types: tuple[str, ...] = ()
    score: float | None = None
    values: tuple[str, ...] = ()
    flag: Flag | None = None
    review: str | None = None


@dataclass(slots=True)
class _Graph:
    by_link: Mapping[Key, Sequence[Stated]]
    degree: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for _, head, tail in self.by_link:
            self.degree[head] += 1
            self.degree[tail] += 1


def queue(store: Store, doubtful: float = DOUBTFUL) -> list[Item]:
    """Return all items that wait, what a decision changes most first."""
    reviews = store.reviews()
    closed = {r.subject for r in standing(reviews) if r.action is Action.DISMISS}
    decided = [r for r in holding(reviews) if r.said]
    graph = _Graph(grouped(store.statements()))
    items = [
        *_pending(reviews, graph, store),
        *_pairs(store, graph),
        *(i for i in _contradictions(store, graph) if not closed_by(decided, i)),
        *_claims(graph, doubtful),
        *(i for i in _flags(store) if not _looked_at(decided, i.flag)),
    ]
    waiting = (i for i in items if i.id not in closed)
    return sorted(waiting, key=lambda i: (i.kind != "pending", -i.impact, KINDS.index(i.kind), i.id))


def closed_by(decided: Sequence[Review], item: Item) -> bool:
    """Tell whether persons have accepted all that an item is about."""
    kept = (s.claim.id for r in decided if r.action is not Action.REJECT for s in (r.said, r.corrected) if s)
    return bool(item.claims) and {*item.claims} <= {*kept}


def _looked_at(decided: Sequence[Review], flag: Flag | None) -> bool:
    # Who decided about a claim has read the sentence that was flagged.
    if flag is None or flag.evidence is None:
        return False
    said = (r.said.claim for r in decided if r.said and r.said.claim.source_id == flag.source_id)
    return any(overlap(e, flag.evidence) for claim in said for e in claim.evidence)


def flag_id(flag: Flag) -> str:
    """Return the id of a flag: its source, its reason and its quote."""
    return content_id("f", flag.source_id, flag.reason, flag.evidence.quote if flag.evidence else "")


def _impact(touched: int, uncertainty: float, degree: int) -> float:
    return round(touched * uncertainty * (1 + log2(1 + degree)), 3)


def _pending(reviews: Sequence[Review], graph: _Graph, store: Store) -> Iterator[Item]:
    undone = undone_by(reviews)
    confirmed = {r.subject for r in reviews if r.action is Action.CONFIRM and r.id not in undone}
    for review in reviews:
        if review.pending and review.id not in undone and review.id not in confirmed:
            ends = review.pairs[0][:2]
            about = tuple(store.canonical(ends)[end] for end in ends)
            links = sum(graph.degree[e] for e in about)
            why = f"{review.by.partition(':')[2]} 提出合并，待另一人确认 merge waits for a second person：{review.why}"
            rest = {"about": about, "records": ends, "review": review.id, "score": 1.0}
            yield Item(review.id, "pending", why, links, 2, 1.0, _impact(links + 1, 1.0, links), **rest)  # type: ignore[arg-type]


def _pairs(store: Store, graph: _Graph) -> Iterator[Item]:
    asked = [j for j in store.judgements(verdict=Verdict.UNSURE) if j.left.startswith("r_")]
    ends = {end for j in asked for end in j.pair}
    said = latest(store.judgements_on(ends)) if ends else {}
    # Words on a record that has been read otherwise since count for what it is joined to.
    entity = store.canonical({end for j in said.values() for end in j.pair})
    settled = {_crossed(entity, j) for j in said.values() if j.rank[0] or j.verdict is Verdict.DIFFERENT}
    best: dict[tuple[str, str], Judgement] = {}
    for judgement in said.values():
        pair = _crossed(entity, judgement)
        if judgement.verdict is Verdict.UNSURE and pair[0] != pair[1] and pair not in settled:
            best[pair] = max(best.get(pair, judgement), judgement, key=lambda j: (j.score, j.pair))
    for pair, judgement in best.items():
        if _there(store, pair):
            links = sum(graph.degree[e] for e in pair)
            uncertainty = round(4 * judgement.score * (1 - judgement.score), 3) or 0.05
            rest = {"about": pair, "records": judgement.pair, "score": judgement.score}
            impact = _impact(links + 1, uncertainty, links)
            yield Item(pair_id(*judgement.pair), "pair", judgement.why, links, 2, uncertainty, impact, **rest)  # type: ignore[arg-type]


def _crossed(entity: Mapping[str, str], judgement: Judgement) -> tuple[str, str]:
    a, b = sorted(entity.get(end, end) for end in judgement.pair)
    return a, b


def _there(store: Store, pair: Sequence[str]) -> bool:
    try:
        return all(store.entity(id_) for id_ in pair)
    except UnknownName:
        return False


_SAYS = {
    "dates": "同一件事有不同日期 one act, several dates",
    "state": "有的来源说有效，有的说已终止或否认 held by one source, ended or denied by another",
    "parents": "不同来源说它隶属于不同单位 several bodies that it belongs to",
}


def _contradictions(store: Store, graph: _Graph) -> Iterator[Item]:
    many = list(graph.by_link.values())
    sources = {row.source_id for rows in many for row in rows}
    origins = store.canonical(sources)
    rows_of = {row.id: row for rows in many for row in rows}
    for found in contradictions(graph.by_link, lambda id_: origins.get(id_, id_)):
        rows = [rows_of[id_] for id_ in found.claims]
        yield _contradiction(found, rows, graph)


def _contradiction(found: Contradiction, rows: Sequence[Stated], graph: _Graph) -> Item:
    degree = max(graph.degree[e] for e in found.about)
    links = len({(r.type, r.head, r.tail) for r in rows})
    told = "、".join(found.values) if found.kind == "dates" else ""
    why = _SAYS[found.kind] + (f"：{told}" if told else "")
    rest = {"about": found.about, "claims": found.claims, "types": tuple(sorted({r.type for r in rows}))}
    impact = _impact(links, 1.0, degree)
    return Item(found.id, "contradiction", why, links, len(found.about), 1.0, impact, values=found.values, **rest)  # type: ignore[arg-type]


def _claims(graph: _Graph, doubtful: float) -> Iterator[Item]:
    for (_, head, tail), rows in graph.by_link.items():
        for row in rows:
            if row.confidence < doubtful and row.state is not State.DENIED:
                others = max((r.confidence for r in rows if r.source_id != row.source_id), default=0.0)
                yield _claim(row, (head, tail), others, graph)


def _claim(row: Stated, ends: tuple[str, str], others: float, graph: _Graph) -> Item:
    # An end that hangs on this link alone goes with it; a link that others bear out changes little.
    alone = sum(graph.degree[e] == 1 for e in ends)
    uncertainty = round((1 - abs(2 * row.confidence - 1)) * (1 - others), 3)
    impact = _impact(1 + alone, max(uncertainty, 0.02), max(graph.degree[e] for e in ends))
    why = f"可信度低 low confidence：{row.confidence:.2f}"
    rest = {"about": ends, "claims": (row.id,), "source_id": row.source_id, "types": (row.type,)}
    return Item(row.id, "claim", why, 1, alone, uncertainty, impact, score=row.confidence, **rest)  # type: ignore[arg-type]


def _flags(store: Store) -> Iterator[Item]:
    for flag in store.flags():
        yield Item(
            flag_id(flag), "flag", flag.reason, 0, 0, 0.5, _impact(1, 0.5, 0), source_id=flag.source_id, flag=flag
        )
