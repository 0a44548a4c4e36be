"""Scores the reading of ledgers, with the suggested mapping alone, against answers made by hand.

usage: python -m bench.ledgers [--folder GOLD] [--only odd|even] [--errors]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.gold import GOLD, SCORER
from ingest.annotation import annotate
from ingest.ledger import read_ledger
from ingest.readers import read


def predict(inputs: list[Path], out: Path) -> None:
    """Write one annotation per ledger into `out`."""
    for path in inputs:
        annotation = annotate(read_ledger(read(path)), path.stem)
        (out / f"{path.stem}.json").write_text(json.dumps(annotation, ensure_ascii=False, indent=1), "utf-8")


def score(folder: Path, only: str, errors: bool) -> str:
    """Return the scorer's table for the ledgers of `folder` whose number is odd, even, or any."""
    inputs = sorted(p for p in (folder / "inputs").iterdir() if _chosen(p.stem, only))
    with tempfile.TemporaryDirectory() as work:
        gold, out = Path(work) / "gold", Path(work) / "out"
        gold.mkdir()
        out.mkdir()
        for path in inputs:
            answer = folder / f"{path.stem}.json"
            (gold / answer.name).write_bytes(answer.read_bytes())
        predict(inputs, out)
        command = [sys.executable, str(SCORER), str(gold), str(out), *["--errors"] * errors]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _chosen(stem: str, only: str) -> bool:
    digits = "".join(c for c in stem if c.isdigit())
    return only == "all" or not digits or (int(digits) % 2 == 1) == (only == "odd")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=GOLD / "ledgers")
    parser.add_argument("--only", choices=("all", "odd", "even"), default="all")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    print(score(options.folder, options.only, options.errors))


if __name__ == "__main__":
    main()
