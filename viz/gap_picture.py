"""缺口图 A heat table of gaps as one HTML file that opens anywhere, offline, without a script.

Invariant: the file asks no host for anything (its own Content-Security-Policy forbids it); every text is escaped. A
cell says by words and figures what its colour says, so that nobody needs to tell colours apart.
"""

from collections.abc import Sequence
from typing import Any

from graph.analytics.gaps import ORDER, Cell, Coverage, GapTable
from viz.scene import Language
from viz.web import static_files

COLORS = {
    Coverage.NONE: "#e9a39b",
    Coverage.SINGLE: "#f5c77e",
    Coverage.THIN: "#f8e7a6",
    Coverage.COVERED: "#bfe0c6",
}
_WORDS = {
    Coverage.NONE: ("无伙伴", "no partners"),
    Coverage.SINGLE: ("单点", "single point"),
    Coverage.THIN: ("薄弱", "thin"),
    Coverage.COVERED: ("已覆盖", "covered"),
    "unknown": ("（未知）", "(unknown)"),
    "chain": ("产业链", "Chain"),
    "major": ("专业", "Major"),
    "hint": (
        "每格：有伙伴者／全部机构，与伙伴对数。点开一格，看其中的机构。",
        "Each cell: those with a partner / all, and partner pairs. Open a cell to see who is in it.",
    ),
    "alone": ("无伙伴", "Without a partner"),
    "through": ("所有联系都经过", "All ties run through"),
    "by_one": ("仅一家伙伴", "With one partner alone"),
    "pairs": ("对", "pairs"),
}
SHOWN = 40
"""So many names are listed of one cell; the rest is counted."""


def gap_picture(table: GapTable, title: str, language: Language) -> str:
    """Return the heat table: chains and majors down, regions across, as one self-contained HTML document (UTF-8)."""
    from jinja2 import Environment, PackageLoader

    words = {str(key): texts[0 if language == "zh" else 1] for key, texts in _WORDS.items()}
    regions = _ordered({cell.region for cell in table.cells})
    at = {(cell.chain, cell.major, cell.region): cell for cell in table.cells}
    lines = sorted({(c.chain, c.major) for c in table.cells}, key=lambda row: [(v is None, v or "") for v in row])
    template = Environment(loader=PackageLoader("viz"), autoescape=True).get_template("gaps.html")
    return template.render(
        title=title,
        language=language,
        words=words,
        regions=[region or words["unknown"] for region in regions],
        rows=[
            {
                "chain": chain or words["unknown"],
                "major": major or words["unknown"],
                "cells": [_shown(table, at.get((chain, major, region)), words) for region in regions],
            }
            for chain, major in lines
        ],
        legend=[(words[str(c)], COLORS[c], table.counts[str(c)]) for c in ORDER],
        ground=_ground(),
    )


def _shown(table: GapTable, cell: Cell | None, words: dict[str, str]) -> dict[str, Any] | None:
    if cell is None:
        return None
    told = (("through", cell.single), ("alone", cell.alone), ("by_one", cell.by_one))
    lists = [(words[name], _listed(table, ids)) for name, ids in told]
    return {
        "color": COLORS[cell.coverage],
        "word": words[str(cell.coverage)],
        "figures": f"{cell.size - len(cell.alone)}/{cell.size} · {cell.ties} {words['pairs']}",
        "lists": [(name, names, more) for name, (names, more) in lists if names],
    }


def _listed(table: GapTable, ids: Sequence[str]) -> tuple[list[str], int]:
    return table.names(ids[:SHOWN]), max(len(ids) - SHOWN, 0)


def _ordered(values: set[str | None]) -> list[str | None]:
    return sorted(values, key=lambda value: (value is None, value or ""))


def _ground() -> str:
    # The colours and type faces of the other pictures, without the layout of their page.
    sheet = static_files()["style.css"].read_text("utf-8")
    return sheet[sheet.index(":root") : sheet.index("}") + 1]
