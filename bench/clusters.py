"""Which records of annotated documents become one entity when they come in together, against the truth (B-cubed).

usage: python -m bench.clusters FOLDER [--short] [--wrong]

FOLDER holds annotations (one JSON a document). Truth: entities of one type and one fullest name are one body, unless
the name begins with 市 省 区 县 for one that only its document names; names that `data/names/clusters.json` lists
together, checked by hand, are one body too. `--short`: in every second document a body is known by its shortest
alias alone, as if the document never said its name in full. Baseline in the same run: exact names alone.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.judgement import Linker
from graph.model import Reading, Record, Source
from graph.names import fold
from graph.ontology import ontology
from graph.stores.memory import MemoryStore
from ingest.resolve import Resolver
from ingest.resolve.same_name import BY
from ingest.resolve.tidy import tidy

CHECKED = Path(__file__).resolve().parents[1] / "data" / "names" / "clusters.json"
LEAST_SHORT = 3
_RELATIVE = "市省区县"


def read(folder: Path, short: bool) -> tuple[list[Reading], dict[str, tuple[str, str]]]:
    """Return the documents as readings, and the true body of each record: (type, name) or (document, name)."""
    bodies = _checked()
    readings, truth = [], {}
    for number, path in enumerate(sorted(folder.resolve().glob("*.json"))):
        document = json.loads(path.read_text("utf-8"))
        source = Source(Source.id_of(document["text"].encode()), path.as_uri(), path.stem, document["text"], "text")
        records = []
        for entity in document["entities"]:
            if entity["type"] not in ontology().group("organization") | {"base"}:
                continue
            name = _said(entity) if short and number % 2 else entity["name"]
            record = Record.of(source.id, entity["type"], name, key=f"{entity['id']} {name}")
            records.append(record)
            whole = fold(tidy(entity["name"]))
            place = path.stem if whole[0] in _RELATIVE else ""
            truth[record.id] = (entity["type"], place + bodies.get(whole, whole))
        readings.append(Reading(source, tuple(records)))
    return readings, truth


def _said(entity: Mapping[str, Any]) -> str:
    short = [a for a in entity.get("aliases") or () if len(a) >= LEAST_SHORT]
    return str(min([*short, entity["name"]], key=lambda name: (len(name), name)))


def _checked() -> dict[str, str]:
    pairs = json.loads(CHECKED.read_text("utf-8"))["same"] if CHECKED.exists() else []
    return {fold(tidy(name)): fold(tidy(names[0])) for names in pairs for name in names}


def clusters(readings: Sequence[Reading], rules: Callable[[str], bool]) -> dict[str, str]:
    """Return the entity of each record, by the judgements of the rules asked for."""
    store = MemoryStore()
    resolver = Resolver(store)
    for item in readings:
        store.add(item)
        resolver.resolve(item)
    linker = Linker(j for j in store.judgements() if rules(j.by))
    return {r.id: linker.canonical(r.id) for item in readings for r in item.records}


def b_cubed(said: Mapping[str, str], truth: Mapping[str, tuple[str, str]]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 (Bagga and Baldwin 1998)."""
    ours, theirs = _groups(said), _groups(truth)
    shared = {id_: len(ours[said[id_]] & theirs[truth[id_]]) for id_ in truth}
    precision = sum(shared[i] / len(ours[said[i]]) for i in truth) / len(truth)
    recall = sum(shared[i] / len(theirs[truth[i]]) for i in truth) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _groups(of: Mapping[str, Any]) -> dict[Any, set[str]]:
    groups: dict[Any, set[str]] = defaultdict(set)
    for id_, group in of.items():
        groups[group].add(id_)
    return groups


def wrong(readings: Iterable[Reading], said: Mapping[str, str], truth: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return a line for each pair of bodies joined though the truth has two, and each kept apart though it has one."""
    name = {r.id: r.name for item in readings for r in item.records}
    joined = {frozenset(map(name.get, g)) for g in _groups(said).values() if len({truth[i] for i in g}) > 1}
    apart = {frozenset(map(name.get, g)) for g in _groups(truth).values() if len({said[i] for i in g}) > 1}
    lines = [f"joined  {'、'.join(sorted(map(str, names)))}" for names in joined]
    return sorted(lines) + sorted(f"apart   {'、'.join(sorted(map(str, names)))}" for names in apart)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    readings, truth = read(given.folder, given.short)
    print(f"{len(readings)} documents, {len(truth)} records, {len(set(truth.values()))} bodies")
    said = {}
    for label, rules in (("exact names", lambda by: by == BY), ("resolved", lambda by: True)):
        said = clusters(readings, rules)
        found = b_cubed(said, truth)
        print(f"{label:<12} precision {found[0]:.4f}  recall {found[1]:.4f}  F1 {found[2]:.4f}")
    if given.wrong:
        print("\n".join(wrong(readings, said, truth)))


if __name__ == "__main__":
    main()
