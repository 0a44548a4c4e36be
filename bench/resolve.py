"""Train the scorer of entity resolution on labelled pairs, measure it by grouped cross-validation, write its weights.

usage: python -m bench.resolve [--pairs data/names/pairs.jsonl] [--errors] [--write]

Needs scikit-learn (training only; the product scores in plain Python). Pairs that share a name are always in
one fold. `held`: the third of the pairs whose errors nobody looked at (`zlib.crc32(id) % 3 == 0`).
"""

import argparse
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.resolve.features import compare
from ingest.resolve.pairs import subjects
from ingest.resolve.parse import parse
from ingest.resolve.score import CLASSES, Model, restrained

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "data" / "names" / "pairs.jsonl"
MORE = ROOT / "data" / "names" / "more.jsonl"
MODEL = ROOT / "ingest" / "resolve" / "tables" / "model.json"
FOLDS = 10
STRENGTH = 0.3
SEEN = 2
PRECISION = 0.985


@dataclass(frozen=True)
class Pairs:
    """Labelled pairs: rows as read, their features, labels, and the fold of each."""

    rows: list[dict[str, Any]]
    features: list[dict[str, float]]
    labels: Any
    folds: Any

    def mask(self, test: Callable[[dict[str, Any]], bool]) -> Any:
        return np.array([test(row) for row in self.rows])


def load(*paths: Path) -> Pairs:
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line]
    features = [compare(*subjects(row), row.get("context")) for row in rows]
    return Pairs(rows, features, np.array([row["label"] for row in rows]), np.array(list(folds(rows))))


def folds(rows: list[dict[str, Any]]) -> Iterator[int]:
    """Yield the fold of each pair; pairs that share a name (in full, without parent) share their fold."""
    root = list(range(len(rows)))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    first: dict[str, int] = {}
    for i, row in enumerate(rows):
        for side in subjects(row):
            root[find(i)] = find(first.setdefault(parse(side).full, i))
    return (zlib.crc32(f"fold {find(i)}".encode()) % FOLDS for i in range(len(rows)))


def fit(features: list[dict[str, float]], labels: Any, strength: float = STRENGTH) -> Model:
    """Return the logistic regression of these pairs, features seen fewer than `SEEN` times left out."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts: dict[str, int] = {}
    for row in features:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    kept = [{k: v for k, v in row.items() if counts[k] >= SEEN} for row in features]
    vectors = DictVectorizer(sparse=False)
    learned = LogisticRegression(C=strength, max_iter=5000).fit(vectors.fit_transform(kept), labels)
    order = [list(learned.classes_).index(c) for c in CLASSES]
    columns = learned.coef_[order].T.round(4).tolist()
    weights = {name: tuple(row) for name, row in zip(vectors.get_feature_names_out(), columns, strict=True)}
    return Model(weights, tuple(learned.intercept_[order].round(4).tolist()), 1.0, 1.0)


def crossed(pairs: Pairs, strength: float = STRENGTH) -> Any:
    """Return the probabilities (n × 3, `CLASSES`) of each pair by the model trained on the other folds."""
    out = np.zeros((len(pairs.rows), 3))
    for fold in range(FOLDS):
        train, test = np.flatnonzero(pairs.folds != fold), np.flatnonzero(pairs.folds == fold)
        model = fit([pairs.features[i] for i in train], pairs.labels[train], strength)
        for i in test:
            out[i] = restrained(model.probabilities(pairs.features[i]), pairs.features[i])
    return out


def f1(said: Any, true: Any) -> float:
    return float(2 * (said & true).sum() / max(1, said.sum() + true.sum()))


def automatic(same: Any, true: Any) -> float:
    """Return the lowest threshold from which on no threshold has a precision under `PRECISION`."""
    threshold = 1.0
    for value in sorted(set(same.tolist()), reverse=True):
        said = same >= value
        if (said & true).sum() / said.sum() >= PRECISION:
            threshold = value
        elif (said & ~true).sum() > 2:
            break
    return float(threshold)


def verdicts(probabilities: Any, same: float, different: float) -> Any:
    model = Model({}, (), same, different)
    return np.array([str(model.verdict(tuple(row))) for row in probabilities])


def least_different(probabilities: Any, labels: Any, same: float) -> float:
    """Return the threshold for `different` at which `unsure` is recognised best."""
    tried = np.arange(0.3, 0.75, 0.01)
    marks = [f1(verdicts(probabilities, same, t) == "unsure", labels == "unsure") for t in tried]
    return float(tried[int(np.argmax(marks))])


def figures(probabilities: Any, labels: Any, same: float, different: float) -> dict[str, float]:
    said, score = verdicts(probabilities, same, different), probabilities[:, 0]
    true = labels == "same"
    joined = said == "same"
    return {
        "pairs": len(labels),
        "precision": float((joined & true).sum() / max(1, joined.sum())),
        "recall": float((joined & true).sum() / max(1, true.sum())),
        "wrong": int((joined & ~true).sum()),
        "best_f1": max(f1(score >= t, true) for t in np.unique(score)),
        "unsure_f1": f1(said == "unsure", labels == "unsure"),
        "right": float((said == labels).mean()),
    }


def report(pairs: Pairs, probabilities: Any, same: float, different: float) -> Iterator[str]:
    held = pairs.mask(lambda row: zlib.crc32(row["id"].encode()) % 3 == 0)
    renaming = pairs.mask(lambda row: row["kind"] == "renaming")
    made = pairs.mask(lambda row: row["kind"] == "made")
    parts = {"all": ~made, "no renamings": ~renaming & ~made, "renamings": renaming, "made": made}
    parts |= {"seen, no renamings": ~held & ~renaming & ~made, "held, no renamings": held & ~renaming & ~made}
    for name, mask in parts.items():
        found = figures(probabilities[mask], pairs.labels[mask], same, different)
        yield f"{name:20}" + "  ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in found.items())


def errors(pairs: Pairs, probabilities: Any, same: float, different: float) -> Iterator[str]:
    said = verdicts(probabilities, same, different)
    for i, row in enumerate(pairs.rows):
        if said[i] != row["label"] and zlib.crc32(row["id"].encode()) % 3:
            sides = " ~ ".join("|".join(str(v or "") for v in row[s].values()) for s in "ab")
            given = " ".join(f"{k}={v:g}" for k, v in pairs.features[i].items())
            yield f"{row['label']} said {said[i]} {probabilities[i].round(2)} {row['id']} {row['kind']}"
            yield f"    {sides} {row['context'] or ''}\n    {given}"


def write(pairs: Pairs, same: float, different: float, lines: Iterable[str]) -> None:
    model = fit(pairs.features, pairs.labels)
    body = {
        "about": "weights of the scorer (same, different, unsure); rebuild: python -m bench.resolve --write",
        "measured": list(lines),
        "same": round(same, 4),
        "different": round(different, 4),
        "intercept": model.intercept,
        "weights": {name: model.weights[name] for name in sorted(model.weights)},
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    MODEL.write_text(text.replace("\n   ", " ").replace("\n  ]", "]") + "\n", "utf-8")


def main() -> None:
    """Cross-validate, print the figures, and write the model trained on everything if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--strength", type=float, default=STRENGTH)
    given = parser.parse_args()
    pairs = load(given.pairs, MORE)
    probabilities = crossed(pairs, given.strength)
    given_out = pairs.mask(lambda row: row["kind"] != "made")
    same = automatic(probabilities[given_out, 0], pairs.labels[given_out] == "same")
    different = least_different(probabilities[given_out], pairs.labels[given_out], same)
    lines = list(report(pairs, probabilities, same, different))
    sys.stdout.write(f"thresholds: same {same:.3f}, different {different:.3f}\n" + "\n".join(lines) + "\n")
    if given.errors:
        sys.stdout.write("\n".join(errors(pairs, probabilities, same, different)) + "\n")
    if given.write:
        write(pairs, same, different, lines)


if __name__ == "__main__":
    main()
