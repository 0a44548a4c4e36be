"""A document of invented bodies, what rules might have read of it, and proposals about it."""

from typing import Any

from graph.model import Claim, Evidence, Flag, Reading, Record, Source, attributes
from ingest.document import CleanText
from ingest.model import ModelSettings

TEXT = (
    "云岭职业技术学院与海星精密制造有限公司签署合作协议\n"
    "2024年10月24日，云岭职业技术学院机电学院党支部与海星精密制造有限公司党支部结对共建。"
    "当天，云岭职业技术学院与海星精密制造有限公司签署《产教融合合作协议》，协议为期三年。"
    "云岭职业技术学院院长李明远出席。\n"
    "去年12月，该院还为北山镇石桥村开展技术服务。双方将继续深化合作。"
    "青禾农业科技有限公司与云岭职业技术学院共建青禾现代农业产业学院。\n"
)
COLLEGE, FIRM = "云岭职业技术学院", "海星精密制造有限公司"
BRANCH, FIRM_BRANCH = "云岭职业技术学院机电学院党支部", "海星精密制造有限公司党支部"
FARM, BASE, VILLAGE = "青禾农业科技有限公司", "青禾现代农业产业学院", "北山镇石桥村"
PAIRING = "云岭职业技术学院机电学院党支部与海星精密制造有限公司党支部结对共建"
BUILDING = "青禾农业科技有限公司与云岭职业技术学院共建青禾现代农业产业学院"


def source(text: str = TEXT) -> Source:
    return Source(Source.id_of(text.encode()), "file:///news.txt", "news", text, "text", "2024-10-26")


def reading(text: str = TEXT, claims: tuple[Claim, ...] = (), flags: tuple[Flag, ...] = ()) -> Reading:
    """What rules read: three bodies, one of them with an alias; and the claims given."""
    src = source(text)
    records = [Record.of(src.id, "school", COLLEGE, aliases=("该院",))]
    records += [Record.of(src.id, "enterprise", FIRM), Record.of(src.id, "party_org", BRANCH)]
    return Reading(src, tuple(records), claims, flags)


def record(read: Reading, name: str) -> Record:
    return next(r for r in read.records if r.name == name)


def claim(type_: str, head: Record, tail: Record, quote: str, **rest: Any) -> Claim:
    start = TEXT.index(quote)
    evidence = (Evidence(quote, start, start + len(quote)),)
    return Claim.of(head.source_id, type_, head.id, tail.id, evidence=evidence, method="rule:test", **rest)


def signed(read: Reading, *parties: Record, date: str | None = "2024-10-24") -> Reading:
    """`read` with an agreement of these parties, as the rules would have it."""
    deed = Record.of(
        read.source.id, "agreement", "产教融合合作协议", key="agreement:1", attributes=attributes(kind="cooperation")
    )
    known = {r.id: r for r in (*read.records, *parties, deed)}
    claims = tuple(claim("SIGNED", p, deed, "签署《产教融合合作协议》", date=date) for p in parties)
    return Reading(read.source, tuple(known.values()), (*read.claims, *claims), read.flags)


def proposal(
    type_: str, heads: list[tuple[str, str]], tail: tuple[str, str], quote: str, **rest: Any
) -> dict[str, Any]:
    """One item of an answer, with all the fields that the schema asks for."""
    empty = {"date": None, "until": None, "state": "held", "title": None, "kind": None}
    ends = {"heads": [{"name": n, "type": t} for n, t in heads], "tail": {"name": tail[0], "type": tail[1]}}
    return {"type": type_, **ends, "quote": quote, **empty, **rest}


def pairing(**rest: Any) -> dict[str, Any]:
    ends = [(BRANCH, "party_org")], (FIRM_BRANCH, "party_org")
    return proposal("PAIRED_WITH", *ends, PAIRING, date="2024-10-24") | rest


def building(**rest: Any) -> dict[str, Any]:
    heads = [(FARM, "enterprise"), (COLLEGE, "school")]
    return proposal("CO_BUILT", heads, (BASE, "base"), BUILDING) | rest


def settings(url: str, **rest: Any) -> ModelSettings:
    return ModelSettings(url=url, name="test-model", **({"timeout": 5, "backoff": 0.01, "longest_wait": 0.05} | rest))


def clean(text: str = TEXT) -> CleanText:
    return CleanText.plain(text)
