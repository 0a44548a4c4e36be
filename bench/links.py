"""Links on annotated documents: cross-validated figures, and training of the learned judge.

    python -m bench.links cross            figures with perfect and with found entities, open and held parts
    python -m bench.links train            write ingest/extract/links/judge.json (needs lightgbm, a development tool)

Every figure that `cross` prints is measured on documents that the judge was not trained on (folds by document).
"""

import importlib.util
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.gold import GOLD, documents
from bench.oracle import document_of, draft_of
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
from ingest.extract.mentions import MENTION_STAGES
from ingest.extract.sentences import split_sentences

FOLDS, ROUNDS = 8, 100
PARAMETERS = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 10, "min_data_in_leaf": 15, "feature_fraction": 0.4,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "verbose": -1, "num_threads": 2, "seed": 1,
    "deterministic": True,
}  # fmt: skip
SHOWN = ("link", "rolled_up", "SIGNED_WITH", "PAIRED_WITH", "CO_BUILT", "MEMBER_OF", "COOPERATES_WITH")


@dataclass(frozen=True)
class Example:
    """A possible link of a document: its features, and whether the annotation holds it."""

    document: str
    link: str
    features: Mapping[str, float]
    holds: bool


def read_draft(gold: dict[str, Any]) -> Draft:
    """Return the draft of a document with entities as the reader finds them."""
    document = document_of(gold)
    draft = split_sentences(Draft(document, clean(document)))
    for stage in MENTION_STAGES:
        draft = stage(draft)
    return draft


DRAFTS: dict[str, Callable[[dict[str, Any]], Draft]] = {"oracle": draft_of, "found": read_draft}


def scorer() -> Any:
    """Return the scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def examples(gold: dict[str, Any], draft: Draft, score: Any) -> Iterator[Example]:
    """Yield the possible links of one document with their labels."""
    entities = [{"id": r.key, "type": r.type, "name": r.name, "aliases": list(r.aliases)} for r in draft.referents]
    mapping = score.align(gold, {"entities": entities})
    holding = set(score.relation_set(gold, lambda i: i))
    scene = Scene.of(draft)
    evidence = Evidence(scene, found_acts(scene, Dater(scene)))
    for link, a, b, place in evidence.candidates():
        type_ = "SIGNED_WITH" if link == "SIGNED" else link
        key = score.key(type_, mapping.get(a, "?" + a), mapping.get(b, "?" + b))
        yield Example(gold["id"], link, evidence.features(link, a, b, place), key in holding)


def train(rows: list[Example]) -> dict[str, Any]:
    """Return the trees of each link type in their JSON form."""
    return {link: _trained([r for r in rows if r.link == link]) for link in LINKS}


def _trained(rows: list[Example]) -> dict[str, Any]:
    import lightgbm
    import numpy as np

    names = sorted({name for r in rows for name in r.features})
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


def collect(kinds: tuple[str, ...] = ("oracle", "found")) -> tuple[dict[str, dict[str, Draft]], list[Example]]:
    """Return the drafts of all documents by kind, and the examples made from them."""
    score = scorer()
    drafts: dict[str, dict[str, Draft]] = {k: {} for k in kinds}
    rows: list[Example] = []
    for gold in documents("all"):
        for kind in kinds:
            drafts[kind][gold["id"]] = draft = DRAFTS[kind](gold)
            rows += examples(gold, draft, score)
    return drafts, rows


def folds(names: list[str]) -> dict[str, int]:
    """Return the fold of each document."""
    import random

    mixed = sorted(names)
    random.Random(7).shuffle(mixed)
    return {name: i % FOLDS for i, name in enumerate(mixed)}


def cross() -> None:
    """Print the figures of every part, with perfect and with found entities, by rules alone and with the judge."""
    drafts, rows = collect()
    fold = folds(list(drafts["oracle"]))
    models = [
        {k: Trees.read(v) for k, v in train([r for r in rows if fold[r.document] != f]).items()} for f in range(FOLDS)
    ]
    for kind in drafts:
        for judged in (False, True):
            started = time.perf_counter()
            done = {n: draw(d, models[fold[n]] if judged else {}) for n, d in drafts[kind].items()}
            spent = time.perf_counter() - started
            chars = sum(len(d.text) for d in done.values())
            how = "judge cross-validated" if judged else "rules alone"
            print(f"\n{kind} entities, {how}: {chars / spent:,.0f} chars/s")
            for part in ("open", "held", "all"):
                print(f"  {part:5}", figures(done, part))


def figures(done: Mapping[str, Draft], part: str) -> str:
    """Return the scorer's figures for a part in one line: precision/recall/F1 of each type, date accuracy."""
    result = scored(done, part)
    cells = [f"{k} {result[k]['p']:.2f}/{result[k]['r']:.2f}/{result[k]['f1']:.3f}" for k in SHOWN if k in result]
    return "  ".join([*cells, f"dates {result['date_accuracy']:.3f}"])


def scored(done: Mapping[str, Draft], part: str) -> dict[str, Any]:
    """Run the scorer over the drafts of a part."""
    import contextlib
    import io

    score = scorer()
    with tempfile.TemporaryDirectory() as folder:
        gold_dir, pred_dir = Path(folder, "gold"), Path(folder, "pred")
        gold_dir.mkdir()
        pred_dir.mkdir()
        for gold in documents(part):
            name = f"{gold['id']}.json"
            (gold_dir / name).write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
            prediction = annotate(conclude(done[gold["id"]]), gold["id"])
            (pred_dir / name).write_text(json.dumps(prediction, ensure_ascii=False), "utf-8")
        out, argv = io.StringIO(), sys.argv
        sys.argv = ["score.py", str(gold_dir), str(pred_dir), "--json"]
        with contextlib.redirect_stdout(out):
            score.main()
        sys.argv = argv
    return dict(json.loads(out.getvalue()))


def main() -> None:
    """Run the command named on the command line."""
    if sys.argv[1:] == ["train"]:
        _, rows = collect()
        MODEL.write_text(json.dumps(train(rows), ensure_ascii=False, separators=(",", ":")), "utf-8")
        print(f"{MODEL.name}: {len(rows)} examples, {MODEL.stat().st_size // 1024} KB")
    elif sys.argv[1:] == ["cross"]:
        cross()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
