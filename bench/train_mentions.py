"""Train the small models of the mention stages on annotated documents, and measure them by cross-validation.

usage: python -m bench.train_mentions [--folds 5] [--write]
"""

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy.optimize
import scipy.sparse

from bench.gold import DATA, project
from graph.model import Source
from ingest.clean import clean
from ingest.document import Document
from ingest.extract.mentions import boundary, givens
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.models import Models
from ingest.extract.mentions.relative import RELATIVE
from ingest.extract.mentions.scan import scan

PENALTY, VARIANTS, SEED = 0.3, 2, 20
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


@dataclass(frozen=True)
class Marked:
    """A text with its names: end → start, names apart or sharing their start."""

    text: str
    starts: dict[int, int]


def marked(gold: dict[str, Any]) -> Marked:
    text = clean_text(gold)
    return Marked(text, name_ends(text, surfaces(gold)))


def heads(one: Marked) -> Iterator[tuple[int, int, str]]:
    """Yield the shortest name at each start, with the kind that its suffix tells."""
    kinds = {s.end: s.tag for s in scan(one.text).suffixes}
    first: dict[int, int] = {}
    for end, start in one.starts.items():
        first[start] = min(end, first.get(start, end))
    yield from ((start, end, kinds.get(end, "")) for start, end in sorted(first.items()))


def varied(one: Marked, names: dict[str, list[str]], chance: random.Random) -> Marked:
    """Return the text with names of other documents, of the same kind, in the places of its own.

    The same words around other names: what a name is known by must then be more than its own characters.
    """
    parts, starts, at, shift = [], {}, 0, {}
    size = 0
    swapped: dict[str, str] = {}
    for start, end, kind in heads(one):
        old = one.text[start:end]
        new = swapped.setdefault(old, chance.choice(names[kind]) if names.get(kind) and len(old) > 4 else old)
        parts += [one.text[at:start], new]
        size += start - at
        shift[start] = (size, len(new) - len(old))
        size, at = size + len(new), end
    for end, start in one.starts.items():
        moved, longer = shift[start]
        starts[moved + end - start + longer] = moved
    return Marked("".join([*parts, one.text[at:]]), starts)


def boundary_examples(one: Marked) -> Iterator[Example]:
    text, starts = one.text, one.starts
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
    """Return one set of models per fold, trained on the other folds; kept as a file while nothing changes."""
    kept = Path(tempfile.gettempdir()) / f"gongjian-crossed-{state()}.json"
    if not kept.exists():
        every = list(project())
        weights = [fit_all([g for g in every if fold_of(g["id"], folds) != k]) for k in range(folds)]
        kept.write_text(json.dumps(weights))
    return [Models(**weights) for weights in json.loads(kept.read_text())]


def fit_all(golds: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the weights of all models, learned from these documents and variants of them."""
    texts = [marked(gold) for gold in golds]
    names: dict[str, list[str]] = {}
    for one in texts:
        for start, end, kind in heads(one):
            names.setdefault(kind, []).append(one.text[start:end])
    chance = random.Random(SEED)
    variants = [varied(one, names, chance) for one in texts for _ in range(VARIANTS)]
    return {
        "boundary": fit((e for one in [*texts, *variants] for e in boundary_examples(one)), PENALTY),
        "person": fit((e for gold in golds for e in person_examples(gold)), PENALTY),
    }


@lru_cache(maxsize=1)
def state() -> str:
    """Return a mark of all that training depends on; it changes when the code, the lists or the documents do."""
    root = Path(boundary.__file__).parents[1]
    read = [*root.glob("mentions/*.py"), *root.glob("lexicon/*"), *(root.parent / "clean").glob("*.py"), Path(__file__)]
    used = [p for p in sorted(read) if p.name in _LEARNED_FROM or p.parent.name != "mentions"]
    documents = (path for folder in ("gold", "own") for path in sorted((DATA / folder).glob("*.json")))
    return str(zlib.crc32(b"".join(p.read_bytes() for p in (*used, *documents))))


_LEARNED_FROM = frozenset({"boundary.py", "scan.py", "lexicon.py", "relative.py", "givens.py"})


def main() -> None:
    """Cross-validate, and write the models trained on everything if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    every = {gold["id"]: gold for gold in project()}
    tests = {"boundary": lambda gold: boundary_examples(marked(gold)), "person": person_examples}
    for name, examples in tests.items():
        totals = np.zeros(3, int)
        for fold, models in enumerate(crossed(given.folds)):
            outside = (e for n, gold in every.items() if fold_of(n, given.folds) == fold for e in examples(gold))
            totals += right_share(getattr(models, name), outside)
        hit, said, there = totals
        sys.stdout.write(f"{name}: P {hit / said:.3f} R {hit / there:.3f} F1 {2 * hit / (said + there):.3f}\n")
    if given.write:
        for name, weights in fit_all(list(every.values())).items():
            write(name, weights)


if __name__ == "__main__":
    main()
