"""行的状态 Whether a row holds, has ended or is only planned, since when, and whether it was signed.

Invariant: the words of the row decide; a term that has run out by itself ends nothing.
"""

import re
from dataclasses import dataclass

from graph.model import State
from ingest.document import Cell
from ingest.ledger.columns import Line
from ingest.ledger.dates import dates_in, parse_date
from ingest.ledger.words import (
    Standing,
    clauses,
    denies_signing,
    doubtful_clause,
    ended_clause,
    planned_clause,
    signed_clause,
    yes_or_no,
)

_SHORT = 10
_TENTATIVE = re.compile(
    r"[（(](?:拟|拟建|拟签|筹|筹建|筹备|待定|洽谈|洽谈中|意向|计划|未定|拟定|预计)[)）]|^(?:拟|洽谈|意向|预计|待定|筹备|筹建)|洽谈中|筹备中|筹建中|待签|未签约"
)
_CALLED_OFF = re.compile(
    r"取消|未成行|推迟|延期|改期|未开展|未能|因故|未赴|未走访|暂缓|[拟待](于|择期)?.{0,8}走访|计划.{0,8}走访|cancel|postpone"
)


@dataclass(frozen=True, slots=True)
class Signing:
    """签约 Whether an agreement was signed (None: the row does not say), when, and the cell that says so."""

    signed: bool | None = None
    date: str | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """效力 What a row's claims hold as, when they ended, and the cell that says so."""

    standing: Standing = Standing.HELD
    ended: str | None = None
    cell: Cell | None = None

    @property
    def state(self) -> State:
        """The state of the row's claims."""
        return State.ENDED if self.standing is Standing.ENDED else State.HELD


def validity_of(line: Line, kind: str) -> Validity:
    """Return whether a row holds, has ended (with the date given for it), or is only planned."""
    if ended := _ended(line):
        return ended
    if doubtful := next((c for c in _said(line) if doubtful_clause(c.text)), None):
        return Validity(Standing.DOUBTFUL, cell=doubtful)
    if planned := _planned(line, kind):
        return Validity(Standing.PLANNED, cell=planned)
    if line.row.struck:
        date = next((d for c in _said(line) if (d := _ending_date(c.text, line.year)) and ended_clause(c.text)), None)
        return Validity(Standing.ENDED, date, next((c for c in line.row.cells if c.struck), None))
    return Validity()


def _said(line: Line) -> list[Cell]:
    return [cell for _, cell in line.of("status", "remark", "result")]


def _ended(line: Line) -> Validity | None:
    cell = line.first("ended_on")
    if cell and (date := parse_date(cell.text, line.year)):
        return Validity(Standing.ENDED, date, cell)
    for _, cell in line.of(
        "status", "remark", "title", "person", "base", "org", "branch", "date", "term", "signed", "member_role"
    ):
        clause = ended_clause(cell.text)
        if clause:
            others = [c.text for c in _said(line) if c is not cell and ended_clause(c.text)]
            date = next((d for t in (clause, *others) if (d := _ending_date(t, line.year))), None)
            if date is None and "到期" in clause:
                date = next((d for _, c in line.of("term", "end") if (d := _ending_date(c.text, line.year))), None)
            return Validity(Standing.ENDED, date, cell)
    return None


def _ending_date(text: str, year: int | None) -> str | None:
    found = dates_in(text, year)
    return found[-1].iso if found else None


def _planned(line: Line, kind: str) -> Cell | None:
    for _, cell in line.of("signed"):
        if planned_clause(cell.text) and not _only_signing(cell.text):
            return cell
    for _, cell in line.of("status"):
        # A base “在建” is being built; a pairing “在建” is alive.
        if kind == "base" and re.fullmatch(r"在建(中|设)?|建设中", cell.text.strip()):
            return cell
        if planned_clause(cell.text) and not (
            kind in ("visit", "base", "cooperation", "pairing") and _only_signing(cell.text)
        ):
            return cell
    for _, cell in line.of(
        "org",
        "org_code",
        "branch",
        "base",
        "date",
        "signed_on",
        "start",
        "term",
        "agreement",
        "alliance",
        "member_role",
    ):
        if _TENTATIVE.search(cell.text):
            return cell
    return next(
        (cell for _, cell in line.of("remark") if _calls_off(cell.text, line, kind)), None
    ) or _called_off_visit(line, kind)


def _only_signing(text: str) -> bool:
    clause = planned_clause(text) or ""
    return denies_signing(clause)


def _calls_off(text: str, line: Line, kind: str) -> bool:
    clause = planned_clause(text)
    if clause is None:
        return False
    if kind == "visit":
        return bool(_CALLED_OFF.search(clause))
    if kind != "agreement" and _only_signing(text):
        return False
    dated = any(parse_date(c.text, line.year) for _, c in line.of("date", "signed_on", "start", "term"))
    return not dated or len(clause) <= _SHORT


def _called_off_visit(line: Line, kind: str) -> Cell | None:
    # What a visit led to may be a mere intention; the visit still took place, unless it was called off.
    for _, cell in line.of("result"):
        if _CALLED_OFF.search(cell.text):
            return cell
        if kind != "visit" and planned_clause(cell.text) and len(cell.text) <= _SHORT:
            return cell
    return None


def signing_of(line: Line, kind: str, date: str | None) -> Signing:
    """Return whether a row's parties signed an agreement; `date` is the row's own date."""
    signed_on = line.first("signed_on")
    when = parse_date(signed_on.text, line.year) if signed_on else None
    if signed_on and when is None and _denies(signed_on.text):
        return Signing(False, cell=signed_on)
    if cell := line.first("signed"):
        if _denies(cell.text):
            return Signing(False, cell=cell)
        return Signing(True, when or parse_date(cell.text, line.year) or date, cell)
    if kind == "agreement" or when:
        return Signing(True, when or date, signed_on or line.first("agreement"))
    return _signing_said(line, date)


def _denies(text: str) -> bool:
    return yes_or_no(text) is False or denies_signing(text)


def _signing_said(line: Line, date: str | None) -> Signing:
    cell = line.first("agreement")
    if cell and not _denies(cell.text):
        return Signing(True, parse_date(cell.text, line.year) or date, cell)
    for _, cell in line.of("remark", "result", "status"):
        if clause := signed_clause(cell.text):
            found = dates_in(clause, line.year)
            return Signing(True, found[0].iso if found else date, cell)
        if any(denies_signing(c) for c in clauses(cell.text)):
            return Signing(False, cell=cell)
    return Signing()
