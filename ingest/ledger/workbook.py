"""台账全貌 A whole ledger opened: its blocks with their contexts, its registers of codes, all full names in it.

Invariant: nothing is decided here about single rows; hidden sheets lend their full names and nothing else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.document import Cell, Document, Table
from ingest.ledger.blocks import Block, blocks_of
from ingest.ledger.context import Context, context_of
from ingest.ledger.headers import normal, sense_of
from ingest.ledger.organizations import is_sure, type_of
from ingest.ledger.parties import parts_in
from ingest.ledger.shapes import values_of
from ingest.ledger.words import is_blank, is_ditto

_CODED = re.compile(r"编号|代码|编码|代号|code|id$")
_MAX_NAME = 40


@dataclass(frozen=True)
class Workbook:
    """台账 A document's blocks in their contexts; `codes` from a register's code to the cell with the name."""

    document: Document
    blocks: tuple[tuple[Block, Context], ...]
    codes: dict[str, Cell]
    names: frozenset[str]
    aliases: tuple[tuple[str, str], ...] = ()

    def refers(self, block: Block, index: int) -> bool:
        """Tell whether a column holds codes of a register that stands in another block."""
        heading = normal(block.headings[index].path)
        sense = sense_of(block.headings[index].path)
        own = _register(block)
        if not self.codes or (sense and sense.means == "serial") or (own and own[0] == index):
            return False
        cells = values_of(block, index)
        known = sum(1 for c in cells for k in code_keys(c.text) if k in self.codes)
        numeric = all(re.fullmatch(r"\d{1,3}", c.text.strip()) for c in cells)
        return bool(cells) and known * 2 >= len(cells) and (not numeric or bool(_CODED.search(heading)))


def open_workbook(document: Document) -> Workbook:
    """Return a ledger's blocks, each with what its lines, its sheet and its workbook say of it."""
    title = document.source.title if re.search(r"[\u4e00-\u9fff]", document.source.title) else ""
    visible = [t for t in document.tables if not t.hidden]
    sheets = [[(b, context_of(b, title)) for b in blocks_of(t)] for t in visible]
    loose = [context_of(Block(t, (), (), tuple(_cells(t)))) for t, s in zip(visible, sheets, strict=True) if not s]
    everything = [c for sheet in sheets for _, c in sheet] + loose
    whole = _common(everything)
    blocks = [(b, c.within(_sheet(sheet)).within(whole)) for sheet in sheets for b, c in sheet]
    codes = {k: v for b, _ in blocks for k, v in _codes(b).items()}
    aliases = tuple(a for b, _ in blocks for a in _short_names(b))
    return Workbook(document, tuple(blocks), codes, frozenset(_names(document.tables)), aliases)


def _short_names(block: Block) -> Iterator[tuple[str, str]]:
    """Yield (short, full) from a block with a column of short names beside one of full names."""
    means = [s.means if (s := sense_of(h.path)) else "" for h in block.headings]
    if "alias" not in means or not {"org", "name"} & set(means):
        return
    short = means.index("alias")
    full = next(i for i, m in enumerate(means) if m in ("org", "name"))
    for row in block.rows:
        names = [p.text for p in parts_in(row.cells[full])]
        if len(names) == 1 and type_of(names[0]):
            yield from ((p.text, names[0]) for p in parts_in(row.cells[short]))


def _sheet(blocks: list[tuple[Block, Context]]) -> Context:
    """Return what the first block of a sheet lends the blocks below it."""
    return blocks[0][1]


def _common(contexts: Iterable[Context]) -> Context:
    """Return what all contexts together say that only one of them says: a body, a date, short names."""
    contexts = list(contexts)
    bodies = {c.body.name: c.body for c in contexts if c.body}
    dates = [c.published for c in contexts if c.published]
    aliases = tuple(dict.fromkeys(a for c in contexts for a in c.aliases))
    body = next(iter(bodies.values())) if len(bodies) == 1 else None
    years = next((c.years for c in contexts if c.years), None)
    legend = next((c.legend for c in contexts if c.legend), ())
    return Context(body=body, published=max(dates) if dates else None, aliases=aliases, years=years, legend=legend)


def _cells(table: Table) -> list[Cell]:
    return [c for row in table.rows[:50] for c in row if c.text.strip() and not c.merged]


def _register(block: Block) -> tuple[int, int] | None:
    """Return the columns (code, name) of a block that lists organizations under codes of their own."""
    senses = [sense_of(h.path) for h in block.headings]
    means = [s.means if s else "" for s in senses]
    codes = [i for i, m in enumerate(means) if m in ("code", "org") and _is_key(block, i)]
    names = [
        i
        for i, m in enumerate(means)
        if m in ("org", "name", "branch", "unit") and i not in codes and _is_named(block, i)
    ]
    return (codes[0], names[0]) if codes and names else None


def _is_key(block: Block, index: int) -> bool:
    texts = [c.text.strip() for c in values_of(block, index)]
    coded = _CODED.search(normal(block.headings[index].path))
    return (
        bool(coded)
        and len(texts) > 1
        and len(set(texts)) == len(texts)
        and all(re.fullmatch(r"[A-Za-z\d_\-./#]{1,20}", t) for t in texts)
    )


def _is_named(block: Block, index: int) -> bool:
    cells = values_of(block, index)
    named = sum(1 for c in cells if (p := parts_in(c)) and (is_sure(p[0].text) or type_of(p[0].text)))
    return bool(cells) and named * 2 >= len(cells) and len({c.text for c in cells}) == len(cells)


def _codes(block: Block) -> dict[str, Cell]:
    found = _register(block)
    if found is None:
        return {}
    code, name = found
    return {
        code_key(r.cells[code].text): r.cells[name]
        for r in block.rows
        if not is_blank(r.cells[name].text) and not is_ditto(r.cells[name].text) and r.cells[code].text.strip()
    }


def code_key(text: str) -> str:
    """Return a code without the differences that never matter (width, case, spaces)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def code_keys(text: str) -> list[str]:
    """Return the codes in a cell."""
    return [code_key(p) for p in re.split(r"[、，,；;\s/]+", text) if p.strip()]


def _names(tables: Iterable[Table]) -> Iterable[str]:
    """Yield every full name in the ledger, whatever it stands for."""
    for table in tables:
        texts = {c.text: c for row in table.rows for c in row if 4 <= len(c.text) <= 400}
        for cell in texts.values():
            for part in parts_in(replace(cell, parts=())):
                if len(part.text) <= _MAX_NAME and is_sure(part.text) and not re.search("[：:—=]|^.{2,5}为", part.text):
                    yield part.text
