"""Train the choice among possible offices of persons, and measure it by cross-validation.

usage: python -m bench.train_roles [--write]

The choice learns from the documents of the project alone, each read by mention models and taggers that have not seen
it. Without `--write` the figures of the folds are printed, whose trees are kept as a file for `bench.links.read_draft`.
"""

import argparse
import gzip
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from bench import links, train_mentions
from bench.gold import project
from bench.oracle import holding
from ingest.extract.draft import Draft
from ingest.extract.links.trees import Trees
from ingest.extract.mentions.roles import LIKELY, office_candidates

FOLDS = 5
MODEL = Path(__file__).resolve().parents[1] / "ingest" / "extract" / "models" / "offices.json.gz"
Gold = dict[str, Any]


def kept() -> Path:
    """Return the file that the trees of the folds are kept in."""
    return Path(tempfile.gettempdir()) / f"gongjian-offices-{train_mentions.state()}.json"


def examples() -> list[links.Example]:
    """Return the possible offices in the project's documents with their labels."""
    return [row for gold in project() for row in _examples(gold, links.read_named(gold))]


def _examples(gold: Gold, draft: Draft) -> list[links.Example]:
    holds = holding(gold, draft)
    return [
        links.Example(gold["id"], "HAS_ROLE", c.features, holds("HAS_ROLE", c.person.referent, c.body))
        for c in office_candidates(draft)
    ]


def crossed_data() -> list[dict[str, Any]]:
    """Train one choice per fold on the other folds' documents and keep them."""
    rows = examples()
    of = {r.document: train_mentions.fold_of(r.document, FOLDS) for r in rows}
    models = [links.trained([r for r in rows if of[r.document] != k]) for k in range(FOLDS)]
    kept().write_text(json.dumps(models, ensure_ascii=False), "utf-8")
    _print_figures(rows, of, [Trees.read(m) for m in models])
    return models


@cache
def crossed() -> list[Trees]:
    """Return the trees of the folds, trained now if they are not kept."""
    data = json.loads(kept().read_text("utf-8")) if kept().exists() else crossed_data()
    return [Trees.read(model) for model in data]


def _print_figures(rows: list[links.Example], of: dict[str, int], models: list[Trees]) -> None:
    for k, model in enumerate(models):
        mine = [r for r in rows if of[r.document] == k]
        said = model.probabilities([r.features for r in mine]) >= LIKELY
        hit = sum(bool(s) and r.holds for s, r in zip(said, mine, strict=True))
        there = sum(r.holds for r in mine)
        print(
            f"fold {k}: {len(mine)} candidates, P {hit / max(1, said.sum()):.3f} R {hit / max(1, there):.3f}",
            flush=True,
        )


def write() -> None:
    """Train on all documents of the project and write the trees where the package reads them."""
    rows = examples()
    packed = json.dumps(links.trained(rows), ensure_ascii=False, separators=(",", ":")).encode()
    MODEL.write_bytes(gzip.compress(packed, mtime=0))
    print(f"{MODEL.name}: {len(rows)} examples, {MODEL.stat().st_size // 1024} KB")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        write()
    else:
        crossed_data()


if __name__ == "__main__":
    main()
