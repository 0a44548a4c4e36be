"""Score the mention stages alone: entities, HAS_ROLE and PART_OF, open and held documents side by side."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import train_mentions
from bench.gold import SCORER, documents, part_of
from graph.model import Source
from ingest.annotation import annotate
from ingest.clean import clean
from ingest.document import Document
from ingest.extract.conclude import conclude
from ingest.extract.draft import Draft
from ingest.extract.mentions import mention_stages
from ingest.extract.mentions.models import Models, shipped

ROWS = ("entity", "entity_untyped", "HAS_ROLE", "PART_OF")


def read(gold: dict[str, Any], models: Models) -> dict[str, Any]:
    """Return the annotation that the mention stages give for one gold document's text."""
    source = Source(gold["id"], gold["id"], "", gold["text"], "text", gold["published"])
    document = Document(source)
    draft = Draft(document, clean(document))
    for stage in mention_stages(models):
        draft = stage(draft)
    return annotate(conclude(draft), gold["id"])


def score(folder: Path, part: str, errors: bool) -> str:
    """Run the scorer over the predictions of one part."""
    with tempfile.TemporaryDirectory() as kept:
        for gold in documents(part):
            (Path(kept) / f"{gold['id']}.json").write_text(json.dumps(gold), "utf-8")
        flags = ["--errors"] if errors else ["--json"]
        command = [sys.executable, str(SCORER), kept, str(folder), *flags]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Print the figures; `--errors` lists the misses of the open part only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--types", action="store_true")
    parser.add_argument("--shipped", action="store_true", help="use the shipped models (trained on these documents)")
    given = parser.parse_args()
    crossed = [shipped()] if given.shipped else train_mentions.crossed()
    with tempfile.TemporaryDirectory() as folder:
        began, size = time.perf_counter(), 0
        for gold in documents():
            model = crossed[train_mentions.fold_of(gold["id"], len(crossed))]
            (Path(folder) / f"{gold['id']}.json").write_text(json.dumps(read(gold, model), ensure_ascii=False), "utf-8")
            size += len(gold["text"])
        spent = time.perf_counter() - began
        if given.errors:
            sys.stdout.write(score(Path(folder), "open", errors=True))
            return
        figures = {p: json.loads(score(Path(folder), p, errors=False)) for p in ("open", "held")}
    rows = [*ROWS, *sorted(k for k in figures["open"] if k.startswith("entity:") and given.types)]
    sys.stdout.write(f"{'':22}{'open  P     R     F1':>24}{'held  P     R     F1':>24}\n")
    for row in rows:
        cells = [figures[p].get(row, {"p": 0, "r": 0, "f1": 0}) for p in ("open", "held")]
        sys.stdout.write(f"{row:22}" + "".join(f"{c['p']:12.3f}{c['r']:6.3f}{c['f1']:6.3f}" for c in cells) + "\n")
    sys.stdout.write(f"{size} characters, cleaned and read in {spent:.2f} s ({part_of.__module__})\n")


if __name__ == "__main__":
    main()
