"""矩阵表 Rows × columns of organizations with marks in the cells; the legend says what a mark stands for.

Invariant: a mark whose meaning is not known links nothing and is flagged.
"""

import re
from collections.abc import Sequence

from graph.model import State, attributes
from graph.names import fold
from ingest.document import Cell
from ingest.ledger.collect import Collector
from ingest.ledger.columns import Line
from ingest.ledger.dates import parse_date
from ingest.ledger.entries import Entry, Party, Setting
from ingest.ledger.headers import JOIN
from ingest.ledger.mapping import Column
from ingest.ledger.report import Problem
from ingest.ledger.roster import Organization
from ingest.ledger.words import ended_clause, is_blank, is_mark, planned_clause, signed_clause, yes_or_no

_NOTHING = "○◯⭕×✗✕✘☒□△"
_HOLDS = "●√✓✔☑■★◆▲"
_PAIRING = re.compile(r"党建|结对|联建")


def link_matrix(entry: Entry, setting: Setting, into: Collector) -> None:
    """Add what the marks of a row say."""
    for party in entry.parties:
        into.organization(party.org, party.cell)
    for column, cell in entry.line.of("mark"):
        org = setting.roster.resolve(column.header.split(JOIN)[-1].split("#")[0], setting.body, hint="school_unit")
        meanings = _meanings(cell, setting)
        if org is None or not entry.parties:
            continue
        if meanings is None:
            into.problems.append(
                Problem.at(cell, f"标记“{cell.text.strip()}”含义不明，不取", "请在图例中说明，或改用图例中的标记")
            )
            continue
        for party in entry.parties:
            _link(party, org, cell, meanings, into)


def _meanings(cell: Cell, setting: Setting) -> list[str] | None:
    """Return what a cell's marks stand for: sign, pair, cooperate, ended …; None if one is unknown."""
    legend = dict(setting.context.legend)
    text = cell.text.strip()
    bare, aside = re.sub(r"[（(].*[)）]$", "", text), re.search(r"[（(](.+)[)）]$", text)
    if aside and _meaning(aside[1]) != "cooperate":
        return [_meaning(aside[1])]
    if bare in legend:
        return [_meaning(legend[bare])]
    several = [t for t in re.split(r"[/、,，+\s]+", text) if t]
    if len(several) > 1 and all(t in legend for t in several):
        return [_meaning(legend[t]) for t in several]
    if not is_mark(text):
        return [_meaning(text)] if len(text) > 1 or yes_or_no(text) is not None else None
    out = []
    for mark in text:
        if mark in legend:
            out.append(_meaning(legend[mark]))
        elif mark in _HOLDS:
            out.append("cooperate")
        elif mark in _NOTHING:
            out.append("nothing")
        else:
            return None
    return out


def _meaning(text: str) -> str:
    if len(text) <= 3 and yes_or_no(text) is False:
        return "nothing"
    if ended_clause(text):
        return "ended"
    if _PAIRING.search(text) and not planned_clause(text):
        return "pair"
    if signed_clause(text) and not re.search(r"未签|无协议|没有?签", text):
        return "sign"
    without_signing = re.sub(r"但?(?:尚|暂)?未(?:正式)?签(?:订|署|约)?(?:合作)?(?:协议)?", "", text)
    if planned_clause(without_signing) or re.search(r"无合作|未合作|没有合作|未开展", text):
        return "nothing"
    return "cooperate"


def _link(party: Party, org: Organization, cell: Cell, meanings: Sequence[str], into: Collector) -> None:
    head, tail = into.organization(party.org, party.cell), into.organization(org, cell)
    date = parse_date(cell.text)
    for meaning in meanings:
        state = State.ENDED if meaning == "ended" else State.HELD
        if meaning == "sign":
            _sign((head, party.org.name), (tail, org.name), cell, date, into)
        elif meaning == "pair":
            into.claim("PAIRED_WITH", head, tail, [cell], "ledger:matrix", date=date)
        elif meaning in ("cooperate", "ended"):
            into.claim("COOPERATES_WITH", head, tail, [cell], "ledger:matrix", date=date, state=state, confidence=0.9)


def _sign(head: tuple[str, str], tail: tuple[str, str], cell: Cell, date: str | None, into: Collector) -> None:
    names = sorted((head[1], tail[1]))
    name = f"{'与'.join(names)}合作协议"
    agreement = into.record("agreement", name, "agreement:" + "|".join(map(fold, names)) + (date or ""))
    for end in (tail[0], head[0]):
        into.claim(
            "SIGNED", end, agreement, [cell], "ledger:matrix", date=date, attributes=attributes(kind="cooperation")
        )


__all__ = ["Column", "Line", "is_blank", "link_matrix"]
