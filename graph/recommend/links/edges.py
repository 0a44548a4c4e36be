"""边表 Reads ties from a CSV file with the columns source, target and perhaps date.

Invariant: names are positions in order of their first letters (sorted), so that the order of rows changes nothing.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from graph.errors import UnreadableDocument
from graph.recommend.links.simple import Pairs

COLUMNS = ("source", "target")
Edge = tuple[str, str]


def read_edges(path: Path) -> list[Edge]:
    """Return the two names of each row; UnreadableDocument if the file or one of its rows is not as it must be."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
                raise UnreadableDocument(
                    str(path),
                    f"缺列 missing column：{'、'.join(missing)}",
                    "首行须为 the first row must be source,target[,date]",
                )
            return [_edge(path, rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableDocument(str(path), str(error), "须为 UTF-8 编码的 CSV needs CSV in UTF-8") from error


def _edge(path: Path, line: int, row: dict[str, str | None]) -> Edge:
    source, target = ((row[name] or "").strip() for name in COLUMNS)
    if not source or not target:
        raise UnreadableDocument(
            str(path), f"第 {line} 行缺一端 line {line} lacks an end", "补全或删去 fill it or drop it"
        )
    return source, target


def positions(*lists: Iterable[Edge]) -> tuple[int, Sequence[Pairs]]:
    """Return how many names there are in all lists, and each list with positions in place of names."""
    kept = [list(edges) for edges in lists]
    place = {name: i for i, name in enumerate(sorted({end for edges in kept for edge in edges for end in edge}))}
    return len(place), [np.array([(place[a], place[b]) for a, b in edges], np.int64).reshape(-1, 2) for edges in kept]
