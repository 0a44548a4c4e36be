"""Train the small models of the mention stages on annotated documents, and measure them by cross-validation.

usage: python -m bench.train_mentions [--folds 5] [--write]
"""

import argparse
import gzip
import json
import re
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.optimize
import scipy.sparse

from bench.gold import documents
from graph.model import Source
from ingest.clean import clean
from ingest.document import Document
from ingest.extract.mentions import boundary, givens
from ingest.extract.mentions.models import Models
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.relative import RELATIVE
from ingest.extract.mentions.scan import scan

PENALTY = 0.3
MODELS = Path(__file__).resolve().parents[1] / "ingest" / "extract" / "models"


@dataclass(frozen=True)
class Example:
    """One decision: the features of every choice but “none” (which has none and comes first), and the right one."""

    choices: list[list[str]]
    right: int


def clean_text(gold: dict[str, Any]) -> str:
    return clean(Document(Source(gold["id"], gold["id"], "", gold["text"], "text", gold["published"]))).text


def surfaces(gold: dict[str, Any]) -> dict[str, str]:
    """Return the forms of the organizations of a document as they stand in its clean text, with whom they name."""
    forms: dict[str, str] = {}
    for entity in gold["entities"]:
        for form in [entity["name"], *entity.get("aliases", [])] if entity["type"] != "person" else []:
            wide = form.replace("(", "（").replace(")", "）")
            forms |= dict.fromkeys((form, wide, re.sub(r"[“”\"]", "", wide)), entity["id"])
    return {f: e for f, e in forms.items() if f not in lexicon().not_names and not RELATIVE.fullmatch(f)}


def name_ends(text: str, forms: dict[str, str]) -> dict[int, int]:
    """Return the right decisions: end of a name → its start. Names lie apart or share their start.

    A short form inside a longer name is none (某某化工 in 某某化工有限公司), a body of its own at its head is one.
    """
    spans = sorted(
        ((m.start(), m.end(), who) for form, who in forms.items() for m in re.finditer(re.escape(form), text)),
        key=lambda x: (x[0] - x[1], x[0]),
    )
    kept: list[tuple[int, int, str]] = []
    for start, end, who in spans:
        clash = [k for k in kept if k[0] < end and start < k[1]]
        if all(k[0] == start and k[2] != who for k in clash):
            kept.append((start, end, who))
    return {end: start for start, end, _ in kept}


def boundary_examples(gold: dict[str, Any]) -> Iterator[Example]:
    text = clean_text(gold)
    starts = name_ends(text, surfaces(gold))
    places = boundary.Places(scan(text))
    for suffix in places.scan.suffixes:
        end = list(boundary.suffix_features(places, suffix))
        choices, right = [], 0
        for n, at in enumerate(places.candidates(suffix), 1):
            choices.append([*end, *places.at_start(at), *boundary.inside_features(places, suffix, at)])
            if starts.get(suffix.end) == at:
                right = n
        yield Example(choices, right)


def person_examples(gold: dict[str, Any]) -> Iterator[Example]:
    text = clean_text(gold)
    names = {n for e in gold["entities"] if e["type"] == "person" for n in [e["name"], *e.get("aliases", [])]}
    places = boundary.Places(scan(text))
    for at in givens.surname_places(places):
        ends = givens.lengths(places, at)
        right = max((n for n, end in enumerate(ends, 1) if text[at:end] in names), default=0)
        yield Example([list(givens.name_features(places, at, end)) for end in ends], right)


def fit(examples: Iterable[Example], penalty: float, seen: int = 2) -> dict[str, float]:
    """Return the weights that make the right choices likeliest, with an L2 penalty."""
    index: dict[str, int] = {}
    counts: dict[str, int] = {}
    examples = list(examples)
    for example in examples:
        for feature in {f for c in example.choices for f in c}:
            counts[feature] = counts.get(feature, 0) + 1
    index = {f: i for i, f in enumerate(f for f, n in counts.items() if n >= seen)}
    rows, columns, owner, gold_rows = [], [], [], []
    row = 0
    for number, example in enumerate(examples):
        for choice, features in enumerate(example.choices, 1):
            for feature in features:
                if feature in index:
                    rows.append(row)
                    columns.append(index[feature])
            owner.append(number)
            if choice == example.right:
                gold_rows.append(row)
            row += 1
    matrix = scipy.sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(index)))
    owners, right = np.array(owner), np.array(gold_rows)
    target = np.asarray(matrix[right].sum(axis=0)).ravel()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        top = np.zeros(len(examples))
        np.maximum.at(top, owners, scores)
        shares = np.exp(scores - top[owners])
        total = np.exp(-top) + np.bincount(owners, shares, len(examples))
        value = float((np.log(total) + top).sum() - target @ weights + penalty / 2 * weights @ weights)
        return value, matrix.T @ (shares / total[owners]) - target + penalty * weights

    found = scipy.optimize.minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return {f: round(float(found.x[i]), 3) for f, i in index.items() if abs(found.x[i]) >= 0.01}


def fold_of(name: str, folds: int) -> int:
    return zlib.crc32(f"fold {name}".encode()) % folds


def right_share(weights: dict[str, float], examples: Iterable[Example]) -> tuple[int, int, int]:
    hit = said = there = 0
    for example in examples:
        scores = [0.0, *(sum(weights.get(f, 0.0) for f in c) for c in example.choices)]
        best = max(range(len(scores)), key=scores.__getitem__)
        said += best > 0
        there += example.right > 0
        hit += best > 0 and best == example.right
    return hit, said, there


def write(name: str, weights: dict[str, float]) -> None:
    MODELS.mkdir(exist_ok=True)
    body = json.dumps(dict(sorted(weights.items())), ensure_ascii=False, separators=(",", ":")).encode()
    (MODELS / f"{name}.json.gz").write_bytes(gzip.compress(body, mtime=0))


def crossed(folds: int = 5) -> list[Models]:
    """Return one set of models per fold, each trained on the other folds; kept in the temporary folder while nothing changes."""
    kept = Path(tempfile.gettempdir()) / f"gongjian-crossed-{_state()}.json"
    if not kept.exists():
        every = {gold["id"]: all_examples(gold) for gold in documents()}
        kept.write_text(
            json.dumps([fit_all(e for n, e in every.items() if fold_of(n, folds) != k) for k in range(folds)])
        )
    return [Models(**weights) for weights in json.loads(kept.read_text())]


def all_examples(gold: dict[str, Any]) -> dict[str, list[Example]]:
    """Return the decisions of one document, by model."""
    return {"boundary": list(boundary_examples(gold)), "person": list(person_examples(gold))}


def fit_all(documents_: Iterable[dict[str, list[Example]]]) -> dict[str, dict[str, float]]:
    """Return the weights of all models."""
    rows = list(documents_)
    return {
        name: fit([e for r in rows for e in r[name]], PENALTY) if rows[0][name] else {}
        for name in ("boundary", "person")
    }


def _state() -> str:
    root = Path(boundary.__file__).parents[1]
    read = [*root.glob("mentions/*.py"), *root.glob("lexicon/*"), *(root.parent / "clean").glob("*.py"), Path(__file__)]
    return str(
        zlib.crc32(
            b"".join(p.read_bytes() for p in sorted(read) if p.name in _LEARNED_FROM or p.parent.name != "mentions")
        )
    )


_LEARNED_FROM = frozenset({"boundary.py", "scan.py", "lexicon.py", "relative.py", "givens.py"})


def main() -> None:
    """Cross-validate, and write the models trained on everything if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    every = {gold["id"]: all_examples(gold) for gold in documents()}
    for name in ("boundary", "person"):
        totals = np.zeros(3, int)
        for fold, models in enumerate(crossed(given.folds)):
            weights = getattr(models, name)
            totals += right_share(
                weights, (e for n, r in every.items() if fold_of(n, given.folds) == fold for e in r[name])
            )
        hit, said, there = totals
        if there:
            sys.stdout.write(f"{name}: P {hit / said:.3f} R {hit / there:.3f} F1 {2 * hit / (said + there):.3f}\n")
    if given.write:
        for name, weights in fit_all(every.values()).items():
            write(name, weights)


if __name__ == "__main__":
    main()
