"""A register resolved in bulk: what is joined, what is kept apart, and how well on a generated register."""

import numpy as np
import pytest

from bench.organizations import register
from bench.register import figures
from graph.judgement import Judgement, Linker, Verdict
from ingest.resolve import register as bulk
from ingest.resolve.candidates import plausible
from ingest.resolve.parse import Subject, parse
from ingest.resolve.register_pairs import Names, columns, pairs_of_blocks, unlike

CITY = "江苏省徐州市"


def groups(*subjects: tuple[str, str, str | None]) -> list[int]:
    return bulk.resolve([Subject(name, type_, region) for name, type_, region in subjects], 1).group.tolist()


def test_writings_of_one_name_are_one_body() -> None:
    names = (
        "徐州岚峤机械制造有限公司",
        "徐州市岚峤机械制造有限公司（盖章）",
        "徐州嵐嶠機械製造有限公司",
        "徐州岚峤机械制造",
    )
    assert groups(*((name, "enterprise", CITY) for name in names)) == [0, 0, 0, 0]


def test_a_party_committee_is_one_with_and_without_its_prefix() -> None:
    names = ("中共徐州岚峤机械有限公司委员会", "徐州岚峤机械有限公司党委", "徐州岚峤机械有限公司委员会")
    assert groups(*((name, "party_org", CITY) for name in names)) == [0, 0, 0]


@pytest.mark.parametrize(
    ("one", "other", "type_"),
    [
        ("徐州市教育局第一党支部", "徐州市教育局第二党支部", "party_org"),
        ("徐州岚峤集团有限公司", "徐州岚峤机械制造有限公司", "enterprise"),
        ("徐州岚峤机械制造有限公司", "徐州岚峤机械制造有限公司济南分公司", "enterprise"),
        ("徐州市教育局", "徐州市泉山区教育局", "government"),
        ("徐州机电职业技术学院", "徐州机电职业技术学院信息工程学院", "school"),
    ],
)
def test_what_a_hard_rule_keeps_apart_stays_two(one: str, other: str, type_: str) -> None:
    assert groups((one, type_, CITY), (other, type_, CITY)) == [0, 1]


def test_a_name_that_means_nothing_alone_is_joined_to_nothing() -> None:
    assert groups(("市教育局", "government", None), ("市教育局", "government", None)) == [0, 1]


def test_no_record_at_all_is_an_empty_register() -> None:
    assert groups() == []


def test_a_generated_register_is_resolved_well_and_alike_at_every_time() -> None:
    records = register(1_500, seed=3)
    true = np.array([r.truth for r in records])
    found = bulk.resolve([r.subject for r in records], 1)
    reached = figures(found.group, true)
    assert reached.precision > 0.98
    assert reached.recall > 0.80
    again = bulk.resolve([r.subject for r in records], 1)
    assert found.group.tolist() == again.group.tolist()


def test_the_cheap_check_refuses_nothing_that_is_plausible() -> None:
    parsed = [parse(r.subject) for r in register(1_500, seed=4)]
    chunk = bulk.shape([p.subject for p in parsed])
    chars, starts = columns(chunk.full)
    kinds = np.zeros(len(parsed), np.int64)
    told = (chunk.place, chunk.tail, chunk.numbers, chunk.whole)
    names = Names(chars, starts, *told, kinds, chunk.hashes, chunk.rows)
    pairs, _ = pairs_of_blocks(names, 20)
    refused = pairs[unlike(names.shown, pairs)]
    assert 0 < len(refused) < len(pairs)
    assert not [(i, j) for i, j in refused.tolist() if plausible(parsed[i], parsed[j])]


def test_pairs_of_blocks_are_those_of_the_names_that_share_a_piece() -> None:
    chars, starts = columns(["甲乙丙", "甲乙丙", "丁"])
    zeros = np.zeros(3, np.int64)
    rows = np.array([0, 1, 2, 0, 2], np.int64)
    names = Names(chars, starts, zeros, zeros, zeros, zeros.astype(np.bool_), zeros, np.array([2, 2, 4, 7, 7]), rows)
    pairs, known = pairs_of_blocks(names, 20)
    assert pairs.tolist() == [[0, 1], [0, 2]]
    assert known.tolist() == [False, True]


def test_groups_follow_from_judgements_never_through_a_different() -> None:
    judged = bulk.Judged(
        np.array([[0, 1], [1, 2], [0, 2]]),
        np.array([0.9, 0.5, 0.1]),
        np.array([True, True, False]),
        np.array([False, False, True]),
    )
    said = [("0", "1", Verdict.SAME, 0.9), ("1", "2", Verdict.SAME, 0.5), ("0", "2", Verdict.DIFFERENT, 0.1)]
    expected = Linker(Judgement(a, b, v, "x", "", "", p) for a, b, v, p in said)
    linker = bulk._linked(judged)
    assert [int(linker.canonical(f"{i:09}")) for i in range(3)] == [int(expected.canonical(str(i))) for i in range(3)]


def test_figures_count_pairs() -> None:
    found = figures(np.array([0, 0, 0, 3]), np.array([1, 1, 2, 2]))
    assert (found.precision, found.recall) == (pytest.approx(1 / 3), pytest.approx(1 / 2))


def test_splink_is_beaten_on_the_same_records() -> None:
    pytest.importorskip("splink", reason="splink is not installed (dependency group bench)")
    from bench.register_splink import columns as prepared
    from bench.register_splink import groups as splinks

    records = register(1_000, seed=5)
    true = np.array([r.truth for r in records])
    peer = next(splinks(prepared(records), (0.9,), 1))
    assert figures(bulk.resolve([r.subject for r in records], 1).group, true).f1 > figures(peer, true).f1 > 0.2
