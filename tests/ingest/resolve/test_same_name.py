"""Resolution by full name: what joins, what never does, and that it is said once."""

from itertools import permutations

import pytest

from graph.judgement import Judgement, Verdict
from graph.model import Reading, Record, Source
from graph.stores.memory import MemoryStore
from ingest.resolve import Resolver


def reading(number: int, type_: str, name: str, relative: bool = False) -> Reading:
    """Return a document that names one entity."""
    text = f"第{number}篇：{name}"
    source = Source(Source.id_of(text.encode()), f"file:///{number}.txt", text, text, "text")
    return Reading(source, (Record.of(source.id, type_, name, relative=relative),))


def entities(readings: list[Reading]) -> int:
    """Return how many entities the readings make."""
    store = MemoryStore()
    resolver = Resolver(store)
    for item in readings:
        store.add(item)
        resolver.resolve(item)
    return len(store.view().entities)


def test_one_full_name_in_any_order_of_documents_is_one_entity() -> None:
    docs = [
        reading(i, "school", name)
        for i, name in enumerate(("岚山职业技术学院", "岚山職業技术学院", "岚山职业技术学院", "岚山职业技术学院"))
    ]
    for order in permutations(docs):
        assert entities(list(order)) == 1


def test_width_and_punctuation_do_not_tell_names_apart() -> None:
    assert entities([reading(1, "enterprise", "霁川（临岚）公司"), reading(2, "enterprise", "霁川(临岚)公司")]) == 1


@pytest.mark.parametrize(
    ("type_", "relative"),
    [("person", False), ("agreement", False), ("event", False), ("project", False), ("party_org", True)],
)
def test_what_a_name_does_not_identify_is_never_joined_by_name(type_: str, relative: bool) -> None:
    assert entities([reading(1, type_, "某名", relative), reading(2, type_, "某名", relative)]) == 2


def test_types_keep_equal_names_apart() -> None:
    assert entities([reading(1, "school", "云帆学院"), reading(2, "base", "云帆学院")]) == 2


def test_resolving_again_judges_nothing_and_a_persons_word_stands() -> None:
    store = MemoryStore()
    docs = [reading(1, "school", "云帆学院"), reading(2, "school", "云帆学院")]
    for item in docs:
        store.add(item)
    assert [Resolver(store).resolve(item) for item in docs] == [1, 0]
    left, right = (item.records[0].id for item in docs)
    store.judge([Judgement(left, right, Verdict.DIFFERENT, "person:王", "2020-01-01T00:00:00+00:00")])
    assert [Resolver(store).resolve(item) for item in docs] == [0, 0]
    assert len(store.view().entities) == 2
