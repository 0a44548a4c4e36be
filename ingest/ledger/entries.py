"""行的解读 One row as an entry: who takes part on which side, in what, since when, and with whom as people.

Invariant: an entry holds resolved organizations with their cells; it decides nothing about links.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.document import Cell
from ingest.ledger.columns import Line, school_year
from ingest.ledger.context import Context, former_names
from ingest.ledger.dates import Term, dates_in, parse_date, parse_term
from ingest.ledger.mapping import Column
from ingest.ledger.organizations import is_unit_name, type_of
from ingest.ledger.parties import Part, is_anonymous, is_garbled, is_self, parts_in
from ingest.ledger.report import Problem
from ingest.ledger.roster import Organization, Roster, is_of_school
from ingest.ledger.standing import Signing, Validity, signing_of, validity_of
from ingest.ledger.workbook import code_keys

_TYPES = (
    ("enterprise", "企业|公司|民企|国企"),
    ("research", "科研|研究"),
    ("school", "高校|高职|中职|学校|院校|本科|技工|技师"),
    ("government", "政府|机关|行政|事业单位|部门"),
    ("association", "协会|社会组织|社会团体|行业组织|商会|学会"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """参与方 An organization in a row, the cell that names it, and the column it stands in."""

    org: Organization
    cell: Cell
    column: Column
    struck: bool = False


@dataclass(frozen=True)
class Entry:
    """条目 What a row says."""

    line: Line
    homes: tuple[Party, ...]
    partners: tuple[Party, ...]
    validity: Validity
    signing: Signing
    date: str | None
    term: Term
    problems: tuple[Problem, ...] = field(default=())

    @property
    def parties(self) -> tuple[Party, ...]:
        """Both sides, partners first: a partner's cell is the better evidence."""
        return self.partners + self.homes


@dataclass(frozen=True)
class Setting:
    """解读所需 What all rows of a block share: kind, context, roster, host, codes of the registers."""

    kind: str
    context: Context
    roster: Roster
    body: Organization | None
    codes: dict[str, Cell]
    columns: Sequence[Column]


def entry_of(line: Line, setting: Setting) -> Entry:
    """Read a row as an entry."""
    problems: list[Problem] = []
    homes = _side(line, setting, "home", setting.body, problems)
    partners = _side(line, setting, "partner", None, problems)
    term = _term(line, setting.context)
    date = _date(line, setting) or term.start
    validity = validity_of(line, setting.kind)
    signed_date = date if setting.kind in ("agreement", "pairing", "visit", "support") else term.start or date
    signing = signing_of(line, setting.kind, signed_date)
    when = date or signing.date or (_said_date(line) if setting.kind in ("visit", "support") else None)
    return Entry(line, tuple(homes), tuple(partners), validity, signing, when, term, tuple(problems))


def _said_date(line: Line) -> str | None:
    """Return the date that the remark of an undated act gives."""
    return next((f.iso for _, c in line.of("result", "remark") for f in dates_in(c.text, line.year)), None)


def _date(line: Line, setting: Setting) -> str | None:
    means = ("signed_on", "date", "start") if setting.kind == "agreement" else ("date", "start")
    for _, cell in line.of(*means):
        if date := parse_date(cell.text, school_year(cell.text, line.year, setting.context)):
            return date
    span = line.first("term")
    term = parse_term(span.text, line.year) if span else None
    if term and term.start:
        return term.start
    year = line.first("year")
    return parse_date(year.text) if year and setting.kind != "person" else None


def _term(line: Line, context: Context) -> Term:
    term = next((parse_term(c.text, school_year(c.text, line.year, context)) for _, c in line.of("term")), Term())
    start = next((d for _, c in line.of("start", "signed_on", "date") if (d := parse_date(c.text, line.year))), None)
    end = next((d for _, c in line.of("end") if (d := parse_date(c.text, line.year))), None)
    if end is None and term.end is None and term.months and start:
        return parse_term(f"{start}起{term.months}个月")
    return Term(term.start, end or term.end, term.open, term.months)


def _side(line: Line, setting: Setting, side: str, body: Organization | None, problems: list[Problem]) -> list[Party]:
    """Return the most specific organizations that a row names on one side."""
    found: list[Party] = []
    for column, cell in _cells(line, setting, side):
        within = _within(found, column) or body
        hint = _hint(line, column, setting.kind)
        new = [
            p for part in _parts(cell, column, setting, problems) if (p := _party(part, column, setting, within, hint))
        ]
        if not new and column.means in ("org", "branch") and (problem := _unread(cell)):
            problems.append(problem)
        new = [p for p in new if column.means != "unit" or _is_inside(p.org, found, body)]
        found = new if column.means == "branch" and new else _refined(found, new)
    return _renamed(found, line)


def _is_inside(org: Organization, found: Sequence[Party], body: Organization | None) -> bool:
    """Tell whether a department is one that counts: a school's; a company's stands for the company."""
    if body and org.name == body.name:
        return not found
    return org.type == "school_unit" and (org.parent is not None or not found)


def _cells(line: Line, setting: Setting, side: str) -> list[tuple[Column, Cell]]:
    placed = [(c, cell) for c, cell in line.of("org", "org_code", "unit", "branch") if c.side == side]
    order = {c.header: i for i, c in enumerate(setting.columns)}
    rank = {"org": 0, "org_code": 0, "unit": 1, "branch": 2}
    return sorted(placed, key=lambda p: (rank[p[0].means], order.get(p[0].header, 0)))


def _within(found: Sequence[Party], column: Column) -> Organization | None:
    """Return the organization of the same side that a unit or branch of this column belongs to."""
    if column.means == "unit":
        return next((p.org for p in reversed(found) if is_of_school(p.org)), None)
    return found[-1].org if found else None


def _hint(line: Line, column: Column, kind: str) -> str:
    if column.means == "unit":
        return "school_unit"
    said = line.text("org_type")
    by_type = next((t for t, words in _TYPES if re.search(words, said)), "")
    if re.search("企业|公司|厂商|company|enterprise|donor", column.header, re.IGNORECASE):
        return "enterprise"
    if column.side == "home" and kind not in ("member", "person", "register"):
        return "school_unit"
    return by_type or ("enterprise" if column.side == "partner" else "")


def _parts(cell: Cell, column: Column, setting: Setting, problems: list[Problem]) -> list[Part]:
    if column.means != "org_code":
        return parts_in(cell)
    out: list[Part] = []
    for key in code_keys(cell.text):
        name = setting.codes.get(key)
        if name is None and not type_of(key):
            problems.append(Problem.at(cell, f"单位编号 {key} 不在名录中", "请在名录中补登或更正编号"))
        out += (
            [Part(p.text, cell, p.aliases) for p in parts_in(name)] if name else [Part(key, cell)] * bool(type_of(key))
        )
    return out


def _party(part: Part, column: Column, setting: Setting, within: Organization | None, hint: str) -> Party | None:
    if within is None and type_of(part.text) == "school_unit":
        within = setting.body
    org = setting.body if is_self(part.text) else setting.roster.resolve(part.text, within, hint)
    return Party(org.called(*part.aliases), part.cell, column, part.cell.struck) if org else None


def _unread(cell: Cell) -> Problem | None:
    text = cell.text.strip()
    if is_anonymous(text):
        return Problem.at(cell, f"“{text}”没有具体名称，不取", "如可公开，请填写单位全称")
    if is_garbled(text):
        return Problem.at(cell, f"名称“{text}”不完整，不取", "请填写单位全称")
    if re.fullmatch(r"[\d.\-/年月日\s]+", text):
        return Problem.at(cell, f"应为单位名称，却是数字 {text}，不取关系", "请填写单位全称")
    return None


def _refined(found: list[Party], new: list[Party]) -> list[Party]:
    """Put a unit or branch in the place of the body that it belongs to."""
    parents = {p.org.parent.name for p in new if p.org.parent} | {
        p.org.parent.parent.name for p in new if p.org.parent and p.org.parent.parent
    }
    kept = [p for p in found if p.org.name not in parents]
    return kept + [p for p in new if p.org.name not in {k.org.name for k in kept}]


def _renamed(found: list[Party], line: Line) -> list[Party]:
    """Give the only party of a row the former or short names that the row mentions."""
    if len(found) != 1:
        return found
    names = former_names(line.text("remark")) + [c.text.strip() for _, c in line.of("alias")]
    party = found[0]
    return [Party(party.org.called(*names), party.cell, party.column, party.struck)]


__all__ = ["Entry", "Party", "Setting", "entry_of", "is_unit_name"]
