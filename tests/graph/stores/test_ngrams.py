"""Pairs of characters: a phrase query finds a name exactly when the text stands in it."""

import apsw
from hypothesis import given
from hypothesis import strategies as st

from graph.names import fold
from graph.stores.ngrams import pairs, phrase

FEW = st.text(alphabet="东海大学a1𠮷", min_size=1, max_size=6)


@given(st.lists(FEW, min_size=1, max_size=6), FEW)
def test_a_phrase_finds_exactly_the_names_that_contain_the_text(names: list[str], part: str) -> None:
    assert found(names, part) == [name for name in names if part in name]


@given(st.text(max_size=20).map(fold).filter(bool), st.data())
def test_every_part_of_any_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert found([name], part) == [name]


def found(names: list[str], part: str) -> list[str]:
    db = apsw.Connection(":memory:")
    db.execute("create virtual table n using fts5(pairs, tokenize='ascii')")
    db.executemany("insert into n (rowid, pairs) values (?, ?)", ((i, pairs(name)) for i, name in enumerate(names)))
    return [names[i] for (i,) in db.execute("select rowid from n where n match ? order by rowid", (phrase(part),))]
