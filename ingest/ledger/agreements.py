"""协议与金额 What kind of agreement a row speaks of, how it is called, and how much money it moves.

Invariant: pure functions of the row's words.
"""

import re
import unicodedata
from collections.abc import Collection

from ingest.document import Cell
from ingest.ledger.columns import Line
from ingest.ledger.headers import normal

_KINDS = (
    ("party_building", re.compile(r"党建|结对|支部|联建")),
    ("base", re.compile(r"基地|共建.*(中心|平台|实验室|学院|实训室)|产业学院|企业学院|工作室|中心建设|平台建设")),
    ("training", re.compile(r"订单|学徒|冠名|培养|实习|培训|就业|班|用工|招聘|人才输送|岗位")),
    ("project", re.compile(r"横向|技术|课题|项目|研发|开发|攻关|成果转化|咨询|检测")),
    ("other", re.compile(r"捐赠|捐|奖学金|助学|资助|赞助|设备")),
)
_LABELS = {
    "party_building": "党建共建协议",
    "base": "共建协议",
    "training": "人才培养协议",
    "project": "项目合同",
    "other": "捐赠协议",
}
_MONEY = re.compile(r"(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<u>亿|万|千|元|k)?", re.IGNORECASE)
_UNITS = {"亿": 10_000.0, "万": 1.0, "千": 0.1, "元": 0.0001, "k": 0.1}


def agreement_kind(line: Line, title: str, kind: str) -> str:
    """Return the kind of a row's agreement: party_building, base, training, project, other or cooperation."""
    if kind == "pairing":
        return "party_building"
    said = line.text("agreement") or " ".join(line.text(m) for m in ("project", "result", "remark"))
    if kind == "base":
        said = f"{said} {line.text('base')} 共建基地"
        return "training" if re.search(r"班|学徒", line.text("base")) else "base"
    found = next((k for k, words in _KINDS if words.search(said)), "")
    whole = next((k for k, words in _KINDS[:1] if words.search(title)), "cooperation")
    return found or whole


def agreement_name(title: Cell | None, parties: Collection[str], kind: str) -> str:
    """Return an agreement's own title, or one made of its parties and kind."""
    own = re.sub(r"\s+", "", title.text) if title else ""
    if len(own) >= 3 and not re.fullmatch(r"[\d.\-/年月日]+|已?签.*|是|有", own):
        return own
    return f"{'与'.join(sorted(parties))}{_LABELS.get(kind, '合作协议')}"


def amount_wan(line: Line) -> str | None:
    """Return a row's amount of money in 万元 as text, or None; the unit comes from the cell, else the heading."""
    for column, cell in line.of("amount"):
        found = _MONEY.search(unicodedata.normalize("NFKC", cell.text))
        if found:
            unit = found["u"] or _unit(normal_unit(column.header))
            value = float(found["n"].replace(",", "")) * _UNITS.get(unit.lower(), 1.0)
            return f"{value:.6g}"
    return None


def normal_unit(header: str) -> str:
    """Return what a heading says in brackets, e.g. 万元."""
    found = re.search(r"[（(]([^（）()]*)[)）]", header)
    return found[1] if found else normal(header)


def _unit(text: str) -> str:
    text = text.lower()
    if "10k" in text or "万" in text:
        return "万"
    return "亿" if "亿" in text else "千" if "千元" in text else "元" if "元" in text or "cny" in text else "万"
