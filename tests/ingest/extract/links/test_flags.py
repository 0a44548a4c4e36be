"""Flags of a document: what contradicts itself is told with its reason and its place, and nothing else is."""

import pytest

from graph.model import Flag, Source
from ingest.document import CleanText, Document
from ingest.extract.draft import Draft, Mention, Referent
from ingest.extract.links import draw
from ingest.extract.sentences import sentences

SCHOOL, FIRM, THIRD = "青岚职业技术学院", "海川精密机械有限公司", "望岭电子科技有限公司"
TYPES = {SCHOOL: "school", FIRM: "enterprise", THIRD: "enterprise"}
SIGNED = f"2024年5月6日，{SCHOOL}与{FIRM}签署校企合作协议。"


def flags_of(text: str) -> tuple[Flag, ...]:
    places = [(text.find(n, at), n) for n in TYPES for at in range(len(text)) if text.startswith(n, at)]
    mentions = tuple(Mention(at, at + len(n), TYPES[n], n) for at, n in sorted(set(places)) if at >= 0)
    spots = {m.start: m for m in mentions}
    referents = tuple(Referent(n, t, n) for n, t in TYPES.items() if n in text)
    document = Document(Source("s_case", "case", "case", text, "text", "2024-06-30"))
    ordered = tuple(spots[at] for at in sorted(spots))
    return draw(Draft(document, CleanText.plain(text), tuple(sentences(text)), ordered, referents), {}).flags


def test_a_company_named_once_in_the_place_of_the_partner_is_flagged_where_it_stands() -> None:
    text = f"{SIGNED}{FIRM}介绍了企业情况。今后，{SCHOOL}与{THIRD}将在人才培养方面实现互利共赢。"
    (flag,) = flags_of(text)
    assert THIRD in flag.reason
    assert FIRM in flag.reason
    assert flag.evidence is not None
    assert (flag.evidence.quote, flag.evidence.start) == (THIRD, text.index(THIRD))


@pytest.mark.parametrize(
    "rest",
    [
        f"今后，{SCHOOL}与{FIRM}将在人才培养方面实现互利共赢。",
        f"今后，{SCHOOL}与{THIRD}、{FIRM}将在人才培养方面实现互利共赢。",
        f"{THIRD}是当地企业。今后，{SCHOOL}与{THIRD}将在人才培养方面实现互利共赢。",
        f"2024年6月1日，{SCHOOL}与{THIRD}签署校企合作协议。",
        f"{THIRD}的员工到场观看。",
    ],
    ids=["the partner itself", "a list with the partner", "introduced", "a deed of its own", "beside nobody"],
)
def test_other_companies_are_not(rest: str) -> None:
    assert not flags_of(SIGNED + rest)


def test_two_days_of_one_act_are_flagged_with_both_and_the_place_of_the_later() -> None:
    (flag,) = flags_of(f"{SIGNED}2024年6月8日，{SCHOOL}与{FIRM}签署校企合作协议。")
    assert "2024-05-06、2024-06-08" in flag.reason
    assert flag.evidence is not None
    assert flag.evidence.quote.startswith(SCHOOL)
    assert flag.evidence.start is not None
    assert flag.evidence.start > len(SIGNED)


def test_a_month_and_a_day_in_it_are_no_contradiction() -> None:
    assert not flags_of(f"{SIGNED}2024年5月，{SCHOOL}与{FIRM}签署校企合作协议。")
