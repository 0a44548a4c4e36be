"""台账读取 From a ledger and a mapping to a reading: every block, every row, and what stands around them.

Invariant: equal content and mapping give an equal reading.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.model import Reading, Source
from graph.names import fold
from ingest.document import Cell, Document
from ingest.ledger.blocks import Block, is_empty
from ingest.ledger.collect import Collector
from ingest.ledger.columns import Line, lines_of
from ingest.ledger.context import Context, Named
from ingest.ledger.entries import Setting, entry_of
from ingest.ledger.headers import JOIN
from ingest.ledger.links import link
from ingest.ledger.mapping import Column, Mapping, TableMapping
from ingest.ledger.matrix import link_matrix
from ingest.ledger.organizations import type_of
from ingest.ledger.people import link_people
from ingest.ledger.report import Problem
from ingest.ledger.roster import Organization, Roster
from ingest.ledger.suggest import headings_of, suggest
from ingest.ledger.workbook import Workbook, open_workbook

Columns = Sequence[tuple[int, Column]]


def read_ledger(document: Document, mapping: Mapping | None = None) -> Reading:
    """Return all that a ledger says, by the mapping given or else by the one its headings suggest."""
    return collect(document, mapping).reading()


def check_ledger(document: Document, mapping: Mapping) -> tuple[Problem, ...]:
    """Return what is wrong in which cell of a ledger when it is read by a mapping."""
    problems = collect(document, mapping).problems
    return tuple(dict.fromkeys(problems))


def collect(document: Document, mapping: Mapping | None) -> Collector:
    """Read a ledger into a collector, problems and all."""
    workbook = open_workbook(document)
    chosen = mapping or suggest(workbook)
    roster = _roster(workbook)
    into = Collector(_dated(document.source, workbook))
    if not workbook.blocks:
        into.problems.append(_no_heading(document))
    for number, (block, context) in enumerate(workbook.blocks):
        table = _table_for(block, number, chosen)
        if table is None:
            into.problems.append(_unmapped(block))
            continue
        if table.kind != "ignore":
            _read_block(block, table, _with_mapping(context, table, block), roster, workbook, into)
    return into


def _roster(workbook: Workbook) -> Roster:
    aliases = [*workbook.aliases, *(a for _, c in workbook.blocks for a in c.aliases)]
    return Roster(workbook.names, aliases)


def _dated(source: Source, workbook: Workbook) -> Source:
    published = source.published or next((c.published for _, c in workbook.blocks if c.published), None)
    return replace(source, published=published)


def _no_heading(document: Document) -> Problem:
    table = next((t for t in document.tables if not t.hidden), document.tables[0])
    cell = next((c for row in table.rows for c in row if c.text.strip()), Cell(f"{table.name}!A1", ""))
    return Problem.at(cell, "没有认出表头", "请在数据上方放一行表头，如 甲方、乙方、签订日期")


def _unmapped(block: Block) -> Problem:
    cell = next((c for h in block.headings for c in h.cells), Cell(f"{block.table.name}!A1", ""))
    return Problem.at(cell, "映射文件中没有与此表相符的表", "请重新生成映射，或补上此表")


def _table_for(block: Block, number: int, mapping: Mapping) -> TableMapping | None:
    """Return the mapping whose headings fit a block best; of equals, the one in the block's own place."""
    headers = {h.path for h in headings_of(block)}

    def fit(item: tuple[int, TableMapping]) -> tuple[float, bool, bool]:
        place, table = item
        known = sum(1 for c in table.columns if c.header in headers)
        return known / len(table.columns), table.sheet == block.table.name, place == number

    best = max(enumerate(mapping.tables), key=fit, default=None)
    return best[1] if best and fit(best)[0] >= 0.5 else None


def _with_mapping(context: Context, table: TableMapping, block: Block) -> Context:
    """Return the context with the host and alliance that the mapping names."""
    here = Cell(f"{block.table.name}!A1", "")
    body, alliance = context.body, context.alliance
    if table.host and (body is None or body.name != table.host):
        body = None if table.host == "-" else Named(table.host, here)
    if table.alliance and (alliance is None or alliance.name != table.alliance):
        alliance = Named(table.alliance, here)
    return replace(context, body=body, alliance=alliance)


def _read_block(
    block: Block, table: TableMapping, context: Context, roster: Roster, workbook: Workbook, into: Collector
) -> None:
    by_header = {c.header: c for c in table.columns}
    columns = [(h.index, by_header[h.path]) for h in headings_of(block) if h.path in by_header]
    body = _body(context, roster)
    setting = Setting(table.kind, context, roster, body, workbook.codes, tuple(c for _, c in columns))
    _read_surroundings(setting, into)
    if table.kind == "matrix":
        _read_matrix_heads(block, setting, into)
    seen: dict[tuple[str, ...], int] = {}
    for line in lines_of(block, columns, context):
        if is_empty(line.row):
            continue
        _check_twice(line, columns, seen, into)
        here = _in_section(line, setting)
        entry = entry_of(line, here)
        if here.kind == "matrix":
            link_matrix(entry, here, into)
        else:
            link(entry, here, into)
            link_people(entry, here, into)


def _body(context: Context, roster: Roster) -> Organization | None:
    return roster.resolve(context.body.name) if context.body else None


def _in_section(line: Line, setting: Setting) -> Setting:
    """Return the setting of a row under a section line that names a unit or body of its own."""
    for cell in reversed(line.row.sections):
        name = re.sub(r"^[（(]?[一二三四五六七八九十\d]+[)）、.．]?\s*|[：:]$|[（(].*[)）]$", "", cell.text.strip())
        if type_of(name) in ("school", "school_unit", "enterprise", "party_org", "alliance") and len(name) >= 3:
            org = setting.roster.resolve(name, setting.body, hint="school_unit")
            if org and org.type == "alliance":
                return replace(setting, context=replace(setting.context, alliance=Named(org.name, cell)))
            if org and org.type in ("school", "school_unit"):
                return replace(setting, body=org)
    return setting


def _read_surroundings(setting: Setting, into: Collector) -> None:
    """Record the body, the reporting office, the alliance and the people that the lines around a table name."""
    context, roster = setting.context, setting.roster
    if setting.body and context.body:
        into.organization(setting.body, context.body.cell)
    for named in (*context.reporters, *context.others):
        org = roster.resolve(named.name, setting.body, hint="school_unit")
        if org:
            into.organization(org, named.cell)
    for named in context.people:
        into.person(named.name)
    if context.alliance:
        into.record("alliance", context.alliance.name)


def _read_matrix_heads(block: Block, setting: Setting, into: Collector) -> None:
    """Record the organizations that the headings of a matrix name, marked or not."""
    marked = {c.header for c in setting.columns if c.means == "mark"}
    for heading in headings_of(block):
        if heading.path in marked and heading.cells:
            org = setting.roster.resolve(heading.path.split(JOIN)[-1], setting.body, hint="school_unit")
            if org:
                into.organization(org, heading.cells[-1])


def _check_twice(line: Line, columns: Columns, seen: dict[tuple[str, ...], int], into: Collector) -> None:
    """Report a row that says the same as one above it; its claims are the same claims."""
    telling = [
        (c, cell)
        for m in ("org", "unit", "branch", "base", "agreement", "date", "signed_on", "project", "person")
        for c, cell in line.of(m)
    ]
    said = tuple(fold(cell.text) for _, cell in telling)
    if len(said) < 2:
        return
    first = seen.setdefault(said, line.row.number)
    if first != line.row.number:
        cell = next((c for c in line.row.cells if c.text.strip() and not c.merged), telling[0][1])
        into.problems.append(Problem.at(cell, f"与第 {first} 行重复", "请删去一行", grave=False))
