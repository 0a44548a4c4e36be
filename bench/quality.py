"""Quality of reading on the annotated documents: end to end, scored by the scorer that comes with them.

usage: python -m bench.quality [--errors] [--json FILE]

Prints the figures for the documents that were studied while rules were made (`open`) beside those that were
never looked into (`held`). Errors are printed for open documents only.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.gold import SCORER, documents
from graph.model import Source
from ingest.annotation import annotate
from ingest.document import Document
from ingest.pipeline import read_document

ROWS = ("link", "rolled_up", "SIGNED_WITH", "PAIRED_WITH", "CO_BUILT", "MEMBER_OF", "PART_OF", "HAS_ROLE")
ROWS += ("COOPERATES_WITH", "all", "entity", "entity_untyped")


def predict(gold: dict[str, Any]) -> dict[str, Any]:
    """Return the annotation that is read from a gold document's text and date of publication."""
    text = gold["text"]
    source = Source(Source.id_of(text.encode()), f"file:///{gold['id']}.txt", "", text, "text", gold["published"])
    return annotate(read_document(Document(source)), gold["id"])


def score(part: str, errors: bool = False) -> dict[str, Any] | str:
    """Return the scorer's figures for a part of the documents, or its list of errors."""
    with tempfile.TemporaryDirectory() as folder:
        gold, predicted = Path(folder, "gold"), Path(folder, "predicted")
        gold.mkdir()
        predicted.mkdir()
        for document in documents(part):
            name = f"{document['id']}.json"
            (gold / name).write_text(json.dumps(document, ensure_ascii=False), "utf-8")
            (predicted / name).write_text(json.dumps(predict(document), ensure_ascii=False), "utf-8")
        flag = "--errors" if errors else "--json"
        command = [sys.executable, str(SCORER), str(gold), str(predicted), flag]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if errors:
        return out
    figures: dict[str, Any] = json.loads(out)
    return figures


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--errors", action="store_true")
    arguments.add_argument("--json", type=Path)
    options = arguments.parse_args()
    if options.errors:
        print(score("open", errors=True))
        return
    parts = {part: score(part) for part in ("open", "held", "all")}
    if options.json:
        options.json.write_text(json.dumps(parts, ensure_ascii=False, indent=1), "utf-8")
    print(f"{'F1':18}" + "".join(f"{part:>8}" for part in parts))
    for row in ROWS:
        print(f"{row:18}" + "".join(f"{figures[row]['f1']:8.3f}" for figures in parts.values()))  # type: ignore[index]
    print(f"{'dates':18}" + "".join(f"{figures['date_accuracy']:8.3f}" for figures in parts.values()))  # type: ignore[index]
    print(f"{'documents':18}" + "".join(f"{figures['documents']:8}" for figures in parts.values()))  # type: ignore[index]


if __name__ == "__main__":
    main()
