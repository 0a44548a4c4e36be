"""Links on annotated documents: cross-validated figures, and training of the learned judge.

    python -m bench.links cross            figures with perfect and with found entities, by part
    python -m bench.links train            write ingest/extract/links/judge.json (needs lightgbm, a development tool)
    python -m bench.links errors [found]   misses and false alarms of the documents that may be studied

The judge learns from the documents of the project alone (data/gold, data/own), each read twice: with its annotated
entities and with those that mention models find which have not seen it. Every figure that `cross` prints is measured
on documents that neither the judge nor the mention models were trained on (folds by document).
"""

import contextlib
import importlib.util
import io
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench import train_mentions, train_tagger
from bench.gold import DATA, SCORER, documents, part_of, project
from bench.oracle import document_of, draft_of, holding
from ingest.annotation import annotate
from ingest.clean import clean
from ingest.extract.conclude import conclude
from ingest.extract.draft import Draft
from ingest.extract.links import draw, found_acts
from ingest.extract.links.dates import Dater
from ingest.extract.links.evidence import Evidence
from ingest.extract.links.scene import Scene
from ingest.extract.links.trees import MODEL, Trees
from ingest.extract.links.words import LINKS
from ingest.extract.mentions import mention_stages
from ingest.extract.mentions.models import Models
from ingest.extract.mentions.network import Network
from ingest.extract.mentions.parts import find_parts
from ingest.extract.mentions.roles import role_finder
from ingest.extract.sentences import split_sentences

FOLDS, MENTION_FOLDS, ROUNDS = 5, 5, 150
SEEN_IN = 8
"""A feature is learned from if so many documents have it."""
PARAMETERS = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 10, "min_data_in_leaf": 15, "feature_fraction": 0.4,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "verbose": -1, "num_threads": 1, "seed": 1,
    "deterministic": True,
}  # fmt: skip
SHOWN = ("link", "rolled_up", "SIGNED_WITH", "PAIRED_WITH", "CO_BUILT", "MEMBER_OF", "COOPERATES_WITH")
STUDIED_TO, SPLIT_FROM = "w041", "w101"
"""Of our own documents those before the first were studied; from the second on they are open or held as the others."""
Gold = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """A possible link of a document: its features, and whether the annotation holds it."""

    document: str
    link: str
    features: Mapping[str, float]
    holds: bool


def measured() -> dict[str, list[Gold]]:
    """Return the documents to measure on by part; errors are studied in `open` and `own seen` only."""
    own = list(documents("all", DATA / "own"))
    dev = list(documents()) or list(documents("all", DATA / "gold"))
    return {
        "open": [g for g in dev if part_of(g["id"]) == "open"],
        "held": [g for g in dev if part_of(g["id"]) == "held"],
        "own seen": [g for g in own if _studied(g["id"])],
        "own unseen": [g for g in own if not _studied(g["id"])],
    }


def _studied(name: str) -> bool:
    return name < STUDIED_TO or (name >= SPLIT_FROM and part_of(name) == "open")


@cache
def mention_models() -> list[Models]:
    """Return mention models per fold, trained on the other folds of the project's documents."""
    return train_mentions.crossed(MENTION_FOLDS)


@cache
def taggers() -> list[Network]:
    """Return the taggers of the same folds (`python -m bench.train_tagger`)."""
    return train_tagger.crossed()


def _mention_fold(gold: Gold) -> int:
    return train_mentions.fold_of(gold["id"], MENTION_FOLDS)


def read_draft(gold: Gold) -> Draft:
    """Return the draft of a document with entities as models find them that were trained without it."""
    from bench import train_roles  # it learns from what `read_named` reads

    return find_parts(role_finder(train_roles.crossed()[_mention_fold(gold)])(read_named(gold)))


def read_named(gold: Gold) -> Draft:
    """Return that draft before the offices of its persons and the parts of its bodies are found."""
    document = document_of(gold)
    draft = split_sentences(Draft(document, clean(document)))
    fold = _mention_fold(gold)
    for stage in mention_stages(mention_models()[fold], taggers()[fold])[:-2]:
        draft = stage(draft)
    return draft


DRAFTS: dict[str, Callable[[Gold], Draft]] = {"oracle": draft_of, "found": read_draft}


def scorer() -> Any:
    """Return the scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def examples(gold: Gold, draft: Draft) -> Iterator[Example]:
    """Yield the possible links of one document with their labels."""
    holds = holding(gold, draft)
    scene = Scene.of(draft)
    evidence = Evidence(scene, found_acts(scene, Dater(scene)))
    for link, a, b, place in evidence.candidates():
        yield Example(gold["id"], link, evidence.features(link, a, b, place), holds(link, a, b))


def train(rows: list[Example]) -> dict[str, Any]:
    """Return the trees of each link type in their JSON form."""
    return {link: trained([r for r in rows if r.link == link]) for link in LINKS}


def trained(rows: list[Example]) -> dict[str, Any]:
    """Return the trees learned from these examples in their JSON form."""
    import lightgbm
    import numpy as np

    documents: dict[str, set[str]] = defaultdict(set)
    for r in rows:
        for name, value in r.features.items():
            if value:
                documents[name].add(r.document)
    names = sorted(n for n, seen in documents.items() if len(seen) >= SEEN_IN)
    table = np.array([[float(r.features.get(n, 0)) for n in names] for r in rows])
    labels = np.array([r.holds for r in rows], dtype=float)
    booster = lightgbm.train(PARAMETERS, lightgbm.Dataset(table, labels), ROUNDS)
    return _flat(names, [t["tree_structure"] for t in booster.dump_model()["tree_info"]])


def _flat(names: list[str], trees: list[dict[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = defaultdict(list)
    depth = 0

    def add(node: dict[str, Any], level: int) -> int:
        nonlocal depth
        depth = max(depth, level)
        at = len(out["split"])
        leaf = "leaf_value" in node
        out["split"].append(0 if leaf else node["split_feature"])
        out["threshold"].append(0.0 if leaf else round(node["threshold"], 4))
        out["value"].append(round(node["leaf_value"], 5) if leaf else 0.0)
        out["left"].append(at)
        out["right"].append(at)
        if not leaf:
            out["left"][at] = add(node["left_child"], level + 1)
            out["right"][at] = add(node["right_child"], level + 1)
        return at

    roots = [add(tree, 0) for tree in trees]
    return {"features": names, "depth": depth, "roots": roots, **out}


def collect(golds: list[Gold]) -> list[Example]:
    """Return the examples that documents give, with annotated and with found entities."""
    return [row for gold in golds for make in DRAFTS.values() for row in examples(gold, make(gold))]


def folds(names: list[str]) -> dict[str, int]:
    """Return the fold of each document."""
    mixed = sorted(set(names))
    random.Random(7).shuffle(mixed)
    return {name: i % FOLDS for i, name in enumerate(mixed)}


def crossed() -> tuple[dict[str, int], list[dict[str, Trees]]]:
    """Return the fold of each document, and per fold the judge trained on the project's documents of the others."""
    rows = collect(project())
    fold = folds([g["id"] for golds in measured().values() for g in golds] + [r.document for r in rows])
    models = [train([r for r in rows if fold[r.document] != f]) for f in range(FOLDS)]
    return fold, [{k: Trees.read(v) for k, v in one.items()} for one in models]


def cross() -> None:
    """Print the figures of every part, with perfect and with found entities, by rules alone and with the judge."""
    fold, models = crossed()
    parts = measured()
    for kind, make in DRAFTS.items():
        drafts = {g["id"]: make(g) for golds in parts.values() for g in golds}
        for judged in (False, True):
            started = time.perf_counter()
            done = {n: draw(d, models[fold[n]] if judged else {}) for n, d in drafts.items()}
            speed = sum(len(d.text) for d in done.values()) / (time.perf_counter() - started)
            print(f"\n{kind} entities, {'judge cross-validated' if judged else 'rules alone'}: {speed:,.0f} chars/s")
            for part, golds in parts.items():
                print(f"  {part:10}", figures(done, golds), flush=True)


def figures(done: Mapping[str, Draft], golds: list[Gold]) -> str:
    """Return the scorer's figures for documents in one line: precision/recall/F1 of each type, date accuracy."""
    result = json.loads(scored(done, golds, "--json"))
    cells = [f"{k} {result[k]['p']:.2f}/{result[k]['r']:.2f}/{result[k]['f1']:.3f}" for k in SHOWN if k in result]
    return "  ".join([*cells, f"dates {result['date_accuracy']:.3f}"])


def errors(kind: str) -> None:
    """Print what is missed and what is wrong in the documents that may be studied, judged by cross-validation."""
    fold, models = crossed()
    parts = measured()
    golds = parts["open"] + parts["own seen"]
    done = {g["id"]: draw(DRAFTS[kind](g), models[fold[g["id"]]]) for g in golds}
    print(scored(done, golds, "--errors"))


def scored(done: Mapping[str, Draft], golds: list[Gold], flag: str) -> str:
    """Return what the scorer prints for the drafts of these documents."""
    score = scorer()
    with tempfile.TemporaryDirectory() as folder:
        gold_dir, pred_dir = Path(folder, "gold"), Path(folder, "pred")
        gold_dir.mkdir()
        pred_dir.mkdir()
        for gold in golds:
            name = f"{gold['id']}.json"
            (gold_dir / name).write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
            prediction = annotate(conclude(done[gold["id"]]), gold["id"])
            (pred_dir / name).write_text(json.dumps(prediction, ensure_ascii=False), "utf-8")
        out, argv = io.StringIO(), sys.argv
        sys.argv = ["score.py", str(gold_dir), str(pred_dir), flag]
        with contextlib.redirect_stdout(out):
            score.main()
        sys.argv = argv
    return out.getvalue()


def write() -> None:
    """Train the judge on all documents of the project and write it where the package reads it."""
    rows = collect(project())
    MODEL.write_text(json.dumps(train(rows), ensure_ascii=False, separators=(",", ":")), "utf-8")
    print(f"{MODEL.name}: {len(rows)} examples, {MODEL.stat().st_size // 1024} KB")


def main() -> None:
    """Run the command named on the command line."""
    if sys.argv[1:] == ["train"]:
        write()
    elif sys.argv[1:] == ["cross"]:
        cross()
    elif sys.argv[1:2] == ["errors"]:
        errors("found" if "found" in sys.argv else "oracle")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
