"""The linker: small cases by hand, and its promises over all sets of judgements."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graph.judgement import Judgement, Linker, Verdict, latest
from tests.graph.sample_readings import different, judged, same

JUDGEMENTS = st.lists(
    st.builds(
        judged,
        st.sampled_from("abcdef"),
        st.sampled_from("abcdef"),
        st.sampled_from((Verdict.SAME, Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE)),
        st.dates().map(str),
        st.sampled_from(("rule:a", "person:b")),
        st.floats(0, 1),
    ),
    max_size=14,
    unique_by=lambda j: j.at,
)


def groups(*judgements: Judgement) -> dict[str, str]:
    linker = Linker(judgements)
    return {r: linker.canonical(r) for r in "abcd"}


def test_same_is_transitive_and_the_smallest_id_stands_for_all() -> None:
    assert groups(same("c", "d"), same("b", "c")) == {"a": "a", "b": "b", "c": "b", "d": "b"}


def test_a_record_that_was_not_judged_is_its_own_entity() -> None:
    assert Linker().canonical("z") == "z"


def test_the_later_of_two_judgements_on_a_pair_holds_whatever_its_direction() -> None:
    assert groups(same("a", "b", "2025-01"), different("b", "a", "2025-02"))["b"] == "b"
    assert groups(different("a", "b", "2025-01"), same("b", "a", "2025-02"))["b"] == "a"
    assert groups(same("a", "b", "2025-01"), judged("a", "b", Verdict.UNSURE, "2025-02"))["b"] == "b"


def test_a_persons_word_outweighs_a_rules_later_one() -> None:
    assert groups(different("a", "b", "2024", by="person:x"), same("a", "b", "2025"))["b"] == "b"


def test_where_a_chain_meets_a_different_the_weakest_same_gives_way() -> None:
    apart = different("a", "c")
    assert groups(apart, same("a", "b", score=0.9), same("b", "c", score=0.8)) == {
        "a": "a",
        "b": "a",
        "c": "c",
        "d": "d",
    }
    assert groups(apart, same("a", "b", score=0.8), same("b", "c", score=0.9)) == {
        "a": "a",
        "b": "b",
        "c": "b",
        "d": "d",
    }
    person = same("a", "b", score=0.1, by="person:x")
    assert groups(apart, person, same("b", "c", score=0.9)) == {"a": "a", "b": "a", "c": "c", "d": "d"}


def test_two_groups_that_a_different_keeps_apart_are_not_joined_through_other_members() -> None:
    assert groups(
        different("a", "d"), same("a", "b", score=0.9), same("c", "d", score=0.9), same("b", "c", score=0.5)
    ) == ({"a": "a", "b": "a", "c": "c", "d": "c"})


def test_a_verdict_on_a_record_and_itself_says_nothing() -> None:
    assert groups(different("b", "b"), same("a", "b")) == groups(same("a", "b"))


@given(JUDGEMENTS)
def test_no_group_holds_a_standing_different(judgements: list[Judgement]) -> None:
    linker = Linker(judgements)
    for pair, judgement in latest(judgements).items():
        if judgement.verdict is Verdict.DIFFERENT and pair[0] != pair[1]:
            assert linker.canonical(pair[0]) != linker.canonical(pair[1])


@given(JUDGEMENTS, st.randoms())
def test_the_outcome_does_not_depend_on_the_order(judgements: list[Judgement], random: object) -> None:
    mixed = list(judgements)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = Linker(judgements), Linker(mixed)
    assert [one.canonical(r) for r in "abcdef"] == [other.canonical(r) for r in "abcdef"]


@given(JUDGEMENTS)
def test_without_a_different_groups_are_the_connected_parts(judgements: list[Judgement]) -> None:
    standing = [j for j in latest(judgements).values() if j.verdict is Verdict.SAME]
    linker = Linker(standing)
    reach = {r: {r} for r in "abcdef"}
    for _ in "abcdef":
        for j in standing:
            union = reach[j.left] | reach[j.right]
            for r in union:
                reach[r] = reach[r] | union
    for a, b in combinations("abcdef", 2):
        assert (linker.canonical(a) == linker.canonical(b)) == (b in reach[a])
    assert all(linker.canonical(r) == min(reach[r]) for r in "abcdef")
