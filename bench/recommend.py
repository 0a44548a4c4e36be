"""Recommendations beside single heuristics in one run: on a generated history with hidden truth, on the annotated
documents, and for speed on a large generated network.

    python -m bench.recommend history [ORGANIZATIONS [FACTS [SEEDS [SHARPNESS]]]]
    python -m bench.recommend gold [FOLDER …]
    python -m bench.recommend speed [ORGANIZATIONS [TIES [SOURCES]]]
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean
from time import perf_counter, process_time

import numpy as np
from scipy import sparse

from graph.analytics import PartnerGraph, partners
from graph.model import Entity, Link, Network, State, content_id, ordered
from graph.recommend.contest import Placing, contest
from graph.recommend.history import History, history_of
from graph.recommend.lessons import by_fact, by_time, lesson
from graph.recommend.profiles import Profiles, profiles_of
from graph.recommend.ranker import Ranker, Training, odds_of, train
from graph.recommend.terrain import Terrain
from graph.recommend.wishes import Wishes, varied

KINDS = ("school", "enterprise", "government", "party_org", "association")
SHARES = (0.25, 0.5, 0.1, 0.1, 0.05)
CHAINS, MAJORS, PROVINCES, CITIES, COUNTIES = 18, 72, 8, 5, 4
START, DAYS = 735_600, 3650
SYLLABLES = "新能源汽车智造生物医药材料电子信息船舶航空农业食品纺织建筑物流金融旅游环保化工冶金精密机械光伏储能芯片"


def generate(organizations: int, facts: int, seed: int = 1, sharp: float = 1.0) -> Network:
    """Return ten years of agreements whose reasons are hidden: taste, place, chain, friends of friends, and chance.

    Taste is a point in a space that is written nowhere; of places, chains, majors and demands two in five are unknown.
    `sharp` says how much reasons count beside chance.
    """
    draw = np.random.default_rng(seed)
    n = organizations
    kind = draw.choice(len(KINDS), n, p=SHARES)
    place = draw.choice(PROVINCES * CITIES * COUNTIES, n, p=_zipf(PROVINCES * CITIES * COUNTIES, 0.7))
    chain = draw.choice(CHAINS, n, p=_zipf(CHAINS, 0.8))
    taste = draw.normal(size=(12, 6))[draw.integers(0, 12, n)] + 0.6 * draw.normal(size=(n, 6))
    eager = draw.lognormal(0, 1.0, n)
    born = np.where(draw.random(n) < 0.6, 0, draw.random(n) * DAYS * 0.9)
    fit = np.array(
        [[0.3, 3, 1, 1, 0.7], [3, 0.8, 1, 0.8, 1], [1, 1, 0.4, 1, 0.6], [1, 0.8, 1, 1.5, 0.3], [0.7, 1, 0.6, 0.3, 0.1]]
    )
    known: list[list[int]] = [[] for _ in range(n)]
    city, province = place // COUNTIES, place // (COUNTIES * CITIES)
    rows = []
    for fact, day in enumerate(np.sort(draw.random(facts)) * DAYS):
        pull = eager * (born <= day)
        a = int(draw.choice(n, p=pull / pull.sum()))
        parties = [a]
        for _ in range(int(draw.choice((1, 2, 3, 4), p=(0.72, 0.16, 0.08, 0.04)))):
            how = draw.random()
            if how < 0.3 and known[a]:
                friend = known[a][int(draw.integers(len(known[a])))]
                some = np.array(known[friend])
            else:
                some = draw.choice(n, min(n, 400), p=pull / pull.sum())
            alike = taste[some] @ taste[a] / 3.0
            near = 1.2 * (province[some] == province[a]) + 1.0 * (city[some] == city[a])
            trade = 1.6 * (chain[some] == chain[a])
            odds = (
                np.exp(np.clip(sharp * (alike + near + trade), -12, 12)) * fit[kind[a], kind[some]] * eager[some] ** 0.3
            )
            odds *= some != a
            if odds.sum() > 0:
                parties.append(int(draw.choice(some, p=odds / odds.sum())))
        parties = sorted(set(parties))
        for p in parties:
            known[p] += [q for q in parties if q != p]
        rows.append((fact, int(day), parties))
    return _written(draw, kind, place, chain, rows)


def _zipf(size: int, power: float) -> np.ndarray:
    weights = 1.0 / np.arange(1, size + 1) ** power
    return weights / weights.sum()


def _written(draw: np.random.Generator, kind, place, chain, rows) -> Network:  # type: ignore[no-untyped-def]
    from datetime import date

    n = len(kind)
    words = ["".join(draw.choice(list(SYLLABLES), 4)) for _ in range(MAJORS)]
    entities = {f"o{i:06}": Entity(f"o{i:06}", KINDS[kind[i]], f"机构{i:06}") for i in range(n)}
    links: list[Link] = []

    def put(head: str, type_: str, tail: str, tail_type: str, name: str, day: str | None = None) -> None:
        entities.setdefault(tail, Entity(tail, tail_type, name))
        id_ = content_id("l", type_, head, tail)
        links.append(Link(id_, type_, head, tail, day, day, None, State.HELD, 1, 1.0, (id_,)))

    for i in range(n):
        me, c = f"o{i:06}", int(chain[i])
        if draw.random() < 0.6:
            p = int(place[i])
            town = p // COUNTIES
            name = f"第{town // CITIES}省第{town}市第{p}区"
            put(me, "LOCATED_IN", f"r{p:04}", "region", name)
        majors = draw.choice(np.arange(MAJORS)[np.arange(MAJORS) % CHAINS == c], 2, replace=False)
        if KINDS[kind[i]] == "school" and draw.random() < 0.6:
            for m in majors:
                put(me, "OFFERS", f"m{m:03}", "major", words[m] + "技术")
        elif KINDS[kind[i]] == "enterprise":
            if draw.random() < 0.6:
                put(me, "IN_CHAIN", f"c{c:03}", "industry_chain", words[c] + "产业链")
            if draw.random() < 0.4:
                put(me, "SEEKS", f"d{i:06}", "supply_item", words[majors[0]] + "人才")
    for fact, day, parties in rows:
        if len(parties) > 1:
            for p in parties:
                put(
                    f"o{p:06}",
                    "SIGNED",
                    f"z{fact:07}",
                    "agreement",
                    f"协议{fact}",
                    date.fromordinal(START + day).isoformat(),
                )
    return Network(tuple(entities[k] for k in sorted(entities)), tuple(sorted(links, key=lambda k: k.id)))


def gold(folders: Iterable[Path]) -> Network:
    """Return the network that annotated documents tell of; what has one name and type is one organization."""
    entities: dict[str, Entity] = {}
    links: dict[str, Link] = {}
    for path in sorted(p for folder in folders for p in folder.glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        ids = {e["id"]: content_id("r", e["type"], e["name"]) for e in document["entities"]}
        entities |= {ids[e["id"]]: Entity(ids[e["id"]], e["type"], e["name"]) for e in document["entities"]}
        told = (("told", document["id"]),)
        for relation in document["relations"]:
            for type_, head, tail in _statements(document, relation, ids, entities):
                id_, day = content_id("l", type_, head, tail), relation.get("date") or document.get("published")
                links.setdefault(id_, Link(id_, type_, head, tail, day, day, None, State.HELD, 1, 1.0, (id_,), told))
    return Network(tuple(entities[k] for k in sorted(entities)), tuple(links[k] for k in sorted(links)))


def _statements(document, relation, ids, entities) -> list[tuple[str, str, str]]:  # type: ignore[no-untyped-def]
    head, tail, type_ = ids.get(relation["head"]), ids.get(relation["tail"]), relation["type"]
    if head is None or tail is None or head == tail or type_ == "HAS_ROLE":
        return []
    if type_ == "SIGNED_WITH":
        act = content_id("r", document["id"], relation.get("evidence") or "")
        entities[act] = Entity(act, "agreement", document["id"])
        return [("SIGNED", head, act), ("SIGNED", tail, act)]
    return [(type_, *(ordered((head, tail)) if type_ in ("PAIRED_WITH", "COOPERATES_WITH") else (head, tail)))]


def show(rows: Sequence[Sequence[Placing]]) -> None:
    """Print the mean placing of each scorer, and ours over the best of the others."""
    by_name: dict[str, list[Placing]] = defaultdict(list)
    for run in rows:
        for placing in run:
            by_name[placing.scorer].append(placing)
    hits = {name: [mean(p.hits[i][1] for p in found) for i in range(4)] for name, found in by_name.items()}
    print(f"{'scorer':24} Hits@1 Hits@5 Hits@10 Hits@20 MRR")
    for name, found in by_name.items():
        print(f"{name:24} " + "  ".join(f"{h:.3f}" for h in hits[name]) + f"   {mean(p.mrr for p in found):.3f}")
    best = max(h[2] for name, h in hits.items() if name != "gongjian")
    if "gongjian" in hits:
        print(
            f"Hits@10: {hits['gongjian'][2]:.3f}, "
            f"{hits['gongjian'][2] / max(best, 1e-9):.2f} × the best single heuristic"
        )


def on_history(organizations: int = 3000, facts: int = 9000, seeds: int = 3, sharp: str = "1.8") -> None:
    """Learn from all but the last tenth of a generated history, and ask for that tenth."""
    runs = []
    for seed in (1, 2, 3)[:seeds]:
        network = generate(organizations, facts, seed, float(sharp))
        graph = partners(network)
        history, profiles = history_of(network, graph), profiles_of(network, graph)
        cut = float(np.nanquantile(history.days, 0.9))
        known = history.before(cut)
        start, worked = perf_counter(), process_time()
        ranker = train(by_time(known, profiles))
        took, worked = perf_counter() - start, process_time() - worked
        test = lesson((known, history.only(history.days >= cut)), profiles, cut)
        print(
            f"seed {seed}: {len(known.pairs)} pairs known, {len(test.later)} came; "
            f"learned in {took:.1f} s ({worked:.1f} s of work)"
        )
        runs.append(contest(test, ranker, 300))
    show(runs)


def on_gold(folders: Sequence[str] = ()) -> None:
    """Hold back a tenth of the facts, then of the documents, three times over; learn from the rest each time."""
    root = Path(__file__).resolve().parents[1]
    network = gold([Path(f) for f in folders] or [root / "data" / "gold", root / "data" / "own"])
    graph = partners(network)
    history, profiles = history_of(network, graph), profiles_of(network, graph)
    print(f"{len(graph.ids)} organizations, {len(history.pairs)} pairs")
    documents = _by_document(history, network, graph)
    for title, whole, cold in (("facts held back", history, False), ("whole documents held back", documents, True)):
        runs = []
        for test in by_fact(whole, profiles, seed=77, cold=cold)[:3]:
            runs.append(contest(test, train(by_fact(test.terrain.history, profiles, seed=5, cold=cold)), 400))
        print(f"\n{title}")
        show(runs)


def _by_document(history: History, network: Network, graph: PartnerGraph) -> History:
    told = {link.id: dict(link.attributes)["told"] for link in network.links}
    numbers: dict[str, int] = {}
    of = {
        tuple(sorted((graph.position[a], graph.position[b]))): numbers.setdefault(told[tie["links"][0]], len(numbers))
        for a, b, tie in graph.graph.edges(data=True)
    }
    facts = [of[tuple(sorted(pair))] for pair in zip(history.heads.tolist(), history.tails.tolist(), strict=True)]
    return replace(history, facts=np.array(facts, np.int64))


def on_speed(organizations: int = 1_000_000, ties: int = 5_000_000, sources: int = 2000) -> None:
    """Time learning, and the top 20 of any organization, on a network made of circles in which few are tied to many."""
    draw = np.random.default_rng(1)
    heads, tails = _circles(draw, organizations, ties), _circles(draw, organizations, ties)
    near = draw.random(ties) < 0.8
    tails[near] = heads[near] // 50 * 50 + draw.integers(0, 50, int(near.sum()))
    days = START + np.sort(draw.random(ties)) * DAYS
    history = History(organizations, heads, tails, np.ones(ties), days, np.arange(ties))
    profiles = _made_up(draw, organizations)
    start, worked = perf_counter(), process_time()
    ranker = train(by_time(history, profiles), Training(sources=sources))
    assert ranker is not None
    print(f"learned in {perf_counter() - start:.0f} s ({process_time() - worked:.0f} s of work), {ranker.asked} pairs")
    terrain = Terrain(history, profiles, history.last_day)
    start, worked = perf_counter(), process_time()
    odds_of(terrain, ranker, 0)
    print(f"{organizations} organizations, {terrain.arrays.edges} pairs: made ready in {perf_counter() - start:.0f} s")
    degrees = terrain.arrays.degrees
    chosen = {"drawn at random": draw.integers(0, organizations, 100), "the best connected": np.argsort(-degrees)[:20]}
    for title, nodes in chosen.items():
        rows = [_asked(terrain, ranker, int(node)) for node in nodes]
        wall, work = (sorted(row[i] for row in rows) for i in (0, 1))
        middle, last = len(rows) // 2, int(0.95 * len(rows))
        print(
            f"{title} ({int(degrees[nodes].mean())} partners): median {1000 * wall[middle]:.1f} ms, "
            f"95 % {1000 * wall[last]:.1f} ms (work: {1000 * work[middle]:.1f}, {1000 * work[last]:.1f} ms)"
        )


def _asked(terrain: Terrain, ranker: Ranker, node: int) -> tuple[float, float]:
    start, worked = perf_counter(), process_time()
    asked, _, odds = odds_of(terrain, ranker, node)
    varied(terrain, asked.others, odds, Wishes(top=20))
    return perf_counter() - start, process_time() - worked


def _circles(draw: np.random.Generator, organizations: int, ties: int) -> np.ndarray:
    # Few are in many ties: the chance falls with the square root of the rank.
    ranks = (draw.random(ties) ** 2 * organizations).astype(np.int64)
    return ranks * 7919 % organizations


def _made_up(draw: np.random.Generator, n: int) -> Profiles:
    def rows(width: int, words: int) -> sparse.csr_matrix:
        found = draw.integers(0, words, n * width)
        return sparse.csr_matrix((np.full(n * width, width**-0.5), found, np.arange(n + 1) * width), shape=(n, words))

    places = np.stack([draw.integers(0, 30, n), draw.integers(0, 300, n), draw.integers(0, 3000, n)], 1)
    kinds = draw.choice(len(KINDS), n, p=SHARES)
    return Profiles(KINDS, kinds, places, rows(1, 400), rows(3, 20_000), rows(3, 20_000), rows(6, 20_000))


def main(what: str = "history", *rest: str) -> None:
    """Run one of the three."""
    if what == "gold":
        on_gold(rest)
    elif what == "speed":
        on_speed(*map(int, rest))
    else:
        on_history(*map(int, rest[:3]), *rest[3:])


if __name__ == "__main__":
    main(*sys.argv[1:])
