"""What older stores hold goes on; what a person has answered is not asked again of a record that is read otherwise."""

from dataclasses import replace
from pathlib import Path

import apsw

from graph.judgement import Verdict
from graph.review.desk import Desk
from graph.review.queue import queue
from graph.stores import open_store
from graph.stores.memory import MemoryStore
from graph.stores.sqlite_schema import STEPS, note_reviews, prepare
from tests.graph.review.rereading import reread
from tests.graph.sample_readings import judged, read, record, same

A, B = read("file:///甲.txt", named=("东湖大学",)), read("file:///乙.txt", named=("武汉东湖大学",))
LEFT, RIGHT = record(A, "东湖大学"), record(B, "武汉东湖大学")


def test_a_file_of_the_schema_before_reviews_keeps_its_judgements(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    before = STEPS.index(note_reviews)
    db = apsw.Connection(str(path))
    prepare(db, "sqlite:///old", STEPS[:before])
    rows = [
        ("r_a", "r_b", "same", "rule:x", "2025", "", 0.9),
        ("r_b", "r_c", "unsure", "person:y", "2025", "为何", 1.0),
    ]
    db.executemany(
        "insert into judgements (left, right, verdict, by, at, why, score) values (?, ?, ?, ?, ?, ?, ?)", rows
    )
    db.close()
    with open_store(f"sqlite:///{path}") as store:
        assert [(j.left, j.right, str(j.verdict), j.by, j.at, j.why, j.score) for j in store.judgements()] == rows
        assert [j.left for j in store.judgements(verdict=Verdict.UNSURE)] == ["r_b"]
        store.add_all([A, B])
        desk = Desk(store, "甲")
        plan = desk.merge(LEFT, RIGHT)
        assert desk.commit(plan) == 1
        desk.commit(desk.undo(plan.reviews[0].id))
        assert [str(j.verdict) for j in store.judgements()][-2:] == ["same", "withdrawn"]
        assert store.entity(LEFT).id != store.entity(RIGHT).id


def test_a_question_answered_is_not_asked_of_the_record_read_anew() -> None:
    for action in ("different", "unsure", "merge"):
        store = MemoryStore()
        store.add_all([A, B])
        store.judge([judged(LEFT, RIGHT, Verdict.UNSURE, score=0.5)])
        assert len(queue(store)) == 1
        desk = Desk(store, "甲")
        desk.commit(getattr(desk, action)(LEFT, RIGHT))
        anew = reread(B, {"武汉东湖大学": lambda r: replace(r, type="other_org")})
        now = record(anew, "武汉东湖大学")
        store.judge([judged(LEFT, now, Verdict.UNSURE, score=0.5, at="2026-01-01")])
        store.add(anew)
        assert queue(store) == [], action
        joined = store.entity(LEFT).id == store.entity(now).id
        assert joined is (action == "merge")


def test_reviews_survive_that_the_file_is_closed_and_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url) as store:
        store.add_all([A, B])
        desk = Desk(store, "甲", "看过")
        desk.commit(desk.correct(LEFT, {"name": "东湖科技大学"}))
        desk.commit(desk.different(LEFT, RIGHT))
    with open_store(url) as store:
        store.judge([same(LEFT, RIGHT, score=1.0)])
        assert store.entity(LEFT).name == "东湖科技大学" and store.entity(LEFT).id != store.entity(RIGHT).id
        assert [r.why for r in store.reviews()] == ["看过", "看过"]
        assert store.search("科技大学")[0].id == LEFT and not store.search("东湖大学", ["school"])[1:]
