"""The rules that a reading keeps before any store takes it: each broken once."""

from dataclasses import replace

import pytest

from graph.errors import BadReading
from graph.model import Claim, Evidence, Flag, Reading
from graph.stores.check import MAX_PROBLEMS, check_reading
from tests.graph.sample_readings import Said, read

GOOD = read(
    "file:///a.txt",
    Said("PAIRED_WITH", "甲党支部", "乙党支部"),
    Said("SIGNED", "甲党支部", "共建协议"),
    flags=("存疑",),
)
FIRST = GOOD.claims[0]
QUOTE = FIRST.evidence[0]


def with_claim(claim: Claim) -> Reading:
    return replace(GOOD, claims=(claim, *GOOD.claims[1:]))


def test_a_sound_reading_passes() -> None:
    check_reading(GOOD)
    check_reading(with_claim(replace(FIRST, evidence=(Evidence("甲", cell="表!A1"),))))


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (replace(GOOD, records=(*GOOD.records, GOOD.records[0])), "duplicate record"),
        (replace(GOOD, claims=(*GOOD.claims, FIRST)), "duplicate claim"),
        (with_claim(replace(FIRST, source_id="s_other")), "another source"),
        (replace(GOOD, flags=(Flag("s_other", "存疑"),)), "another source"),
        (
            replace(GOOD, records=(replace(GOOD.records[0], type="guild"), *GOOD.records[1:])),
            "unknown entity type guild",
        ),
        (replace(GOOD, records=(replace(GOOD.records[0], name=" "), *GOOD.records[1:])), "without a name"),
        (with_claim(replace(FIRST, type="MARRIED")), "unknown link type MARRIED"),
        (with_claim(replace(FIRST, tail="r_gone")), "an end is no record"),
        (with_claim(replace(FIRST, type="SIGNED")), "may not link party_org"),
        (with_claim(replace(FIRST, evidence=(QUOTE, replace(QUOTE, quote="不在原文")))), "quote differs"),
        (with_claim(replace(FIRST, evidence=(replace(QUOTE, end=10**6),))), "quote differs"),
    ],
)
def test_each_broken_rule_is_named(bad: Reading, what: str) -> None:
    with pytest.raises(BadReading, match=what) as error:
        check_reading(bad)
    assert error.value.source_uri == "file:///a.txt"


def test_many_problems_are_counted_not_listed() -> None:
    wrong = tuple(replace(FIRST, id=f"c{i}", type="MARRIED") for i in range(MAX_PROBLEMS + 4))
    with pytest.raises(BadReading) as error:
        check_reading(replace(GOOD, claims=wrong))
    assert len(error.value.problems) == MAX_PROBLEMS + 1 and "4 more" in error.value.problems[-1]
