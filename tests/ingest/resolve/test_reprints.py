"""Reprints and near copies count as one independent source; texts after one pattern about other acts do not."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import reprints as bench
from graph.judgement import Verdict
from graph.model import Reading, Source
from graph.stores import Store, open_store
from graph.stores.memory import MemoryStore
from ingest.document import Document
from ingest.reading import read_document
from ingest.resolve.reprints import BY, LEAST_SHINGLES, MARKS, likeness, marks_of, shingles, shingles_of
from tests.ingest.resolve.told import agreements, judged, load

NEWS = """校企携手共建订单班
2024年3月5日，青屿职业技术学院与澜溪云帆物流集团有限公司在学院报告厅签署校企合作协议。学院党委书记、集团总经理出席签约仪式。
根据协议，双方将围绕订单班培养、师资互聘、课程开发和顶岗实习等方面开展全面合作，首批计划招收物流管理专业学生四十人。
集团负责人介绍了企业的发展历程，表示将选派技术骨干走进课堂，为学生提供带薪实习岗位，并设立奖学金支持品学兼优的学生。
学院负责人表示，此次签约是学校深化产教融合的又一举措，希望以此为契机，把人才培养与企业用人需求紧密结合起来。
仪式结束后，与会人员参观了学院的智慧物流实训中心，观看了学生的叉车操作和分拣技能展示，并就下一步工作进行了座谈。
"""
OTHER = """我院师生走进社区开展志愿服务
周末，护理专业的志愿者来到锦绣社区，为老人测量血压，讲解常见病的预防知识，还帮助独居老人打扫卫生、整理衣物，受到居民欢迎。
社区工作人员说，这样的活动已经坚持了五年，许多老人与学生成了忘年交，盼着他们每个月的到来，也盼着更多年轻人参与其中。
"""


def news(text: str = NEWS, name: str = "a", published: str | None = "2024-03-06") -> Reading:
    """Return what is read from a text in a file of its own."""
    source = Source(Source.id_of(f"{name}{text}".encode()), f"file:///{name}.txt", name, text, "text", published)
    return read_document(Document(source))


@pytest.fixture(params=["memory", "sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    embedded = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'a.db'}"}
    with open_store(embedded.get(request.param) or request.getfixturevalue("neo4j_url")) as opened:
        if request.param == "neo4j":
            opened.clear()  # type: ignore[attr-defined]
        yield opened


def as_bench(text: str = NEWS) -> bench.Text:
    return bench.named(bench.Text(text, "2024-03-06"), news(text))


# --- one source -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", bench.TURNS, ids=lambda turn: turn.__name__)
def test_a_changed_copy_is_one_source_with_its_original_and_tells_of_the_same_act(turn: bench.Turn) -> None:
    copy = turn(as_bench(), random.Random(3))
    store = MemoryStore()
    load(store, news(), news(copy.text, "b", "2024-03-08"))
    assert store.statistics().reprints == 1 and agreements(store) == 1
    signed = [k for k in store.view().links if k.type == "SIGNED"]
    assert {(k.sources, k.reprints, len(k.claims)) for k in signed} <= {(1, 1, 2), (1, 0, 1)} and signed


def test_thirty_reprints_are_one_source_and_one_more_telling_is_a_second(store: Store) -> None:
    dice = random.Random(5)
    copies = [news(bench.several(as_bench(), dice).text, f"c{n}", f"2024-03-{6 + n % 5:02}") for n in range(6)]
    copies = [c for c in copies if c.source.text != NEWS]
    own_words = "昨天上午，青屿职业技术学院和澜溪云帆物流集团有限公司签署校企合作协议，物流人才订单班将于秋季开班。"
    load(store, news(), *copies)
    assert store.statistics().reprints == len(copies)
    before = max(k.confidence for k in store.view().links if k.type == "SIGNED")
    load(store, news(own_words, "own", "2024-03-06"))
    signed = [k for k in store.view().links if k.type == "SIGNED"]
    assert agreements(store) == 1
    assert all(k.sources == 2 and k.confidence > before and k.reprints >= 1 for k in signed)
    entity = store.entity(signed[0].tail)
    assert entity.sources == 2 and entity.reprints >= 1
    ties = [j for j in store.judgements() if j.by == BY]
    assert len(ties) == len(copies) and all("%" in j.why for j in ties)


def test_a_person_may_say_that_two_like_texts_are_independent(store: Store) -> None:
    first, second = news(), news(NEWS + "\n（转自青屿在线）", "b")
    load(store, first, second)
    assert {(k.sources, k.reprints) for k in store.view().links if k.type == "SIGNED"} == {(1, 1)}
    store.judge([judged(first.source.id, second.source.id, Verdict.DIFFERENT)])
    assert {(k.sources, k.reprints) for k in store.view().links if k.type == "SIGNED"} == {(2, 0)}
    load(store, second, first)
    assert {(k.sources, k.reprints) for k in store.view().links if k.type == "SIGNED"} == {(2, 0)}


def test_a_source_that_goes_takes_its_fingerprints_with_it(store: Store) -> None:
    first, second = news(), news(NEWS + "\n（转自青屿在线）", "b")
    load(store, first, second)
    found = {id_ for id_, _ in store.alike(first.source.marks)}
    assert found == {first.source.id, second.source.id}
    store.retract(second.source.id)
    assert [id_ for id_, n in store.alike(first.source.marks)] == [first.source.id]
    assert store.statistics().reprints == 0


def test_a_source_read_before_fingerprints_were_kept_gets_them_when_it_is_read_again(store: Store) -> None:
    full = news()
    store.add(replace(full, source=replace(full.source, marks=())))
    assert not store.alike(full.source.marks)
    assert store.add(full).held
    assert store.alike(full.source.marks) == [(full.source.id, len(full.source.marks))]


# --- several sources --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", bench.OTHERS, ids=lambda turn: turn.__name__)
def test_the_same_pattern_about_another_year_or_partner_is_another_source_and_act(turn: bench.Turn) -> None:
    other = turn(as_bench(), random.Random(3))
    assert other.text != NEWS
    store = MemoryStore()
    load(store, news(), news(other.text, "b", other.published))
    assert store.statistics().reprints == 0 and agreements(store) == 2


def test_other_texts_are_other_sources() -> None:
    store = MemoryStore()
    load(store, news(), news(OTHER, "b"))
    assert store.statistics().reprints == 0
    assert likeness(shingles(NEWS), shingles(OTHER)).contained < 0.05


def test_a_short_text_and_a_ledger_are_copies_of_nothing() -> None:
    assert marks_of("青屿职业技术学院与云帆物流签约，双方将合作。") == ()
    assert likeness(shingles("青屿职业技术学院与云帆物流签约，双方将合作。"), shingles(NEWS)).copied is False


# --- fingerprints -----------------------------------------------------------------------------------------------------


def test_figures_letters_tags_and_headlines_do_not_tell_texts_apart() -> None:
    changed = NEWS.replace("校企携手共建订单班", "喜报").replace("2024年3月5日", "2024-03-05")
    assert likeness(shingles(NEWS), shingles(changed)).contained > 0.97
    page = "".join(f"<p class='x'>{line}</p>" for line in NEWS.splitlines())
    marked = replace(news().source, text=f"<script>var 导航栏目 = '首页，要闻。';</script>{page}", format="html")
    assert likeness(shingles_of(news().source), shingles_of(marked)).contained > 0.97


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(120, 400), st.integers(0, 10**6))
def test_a_passage_of_a_text_shares_its_marks_and_is_all_contained(start: int, size: int, seed: int) -> None:
    dice = random.Random(seed)
    words = "".join(dice.choice("天地人和春夏秋冬东西南北山水花鸟") for _ in range(700))
    text = "，".join(words[i : i + 20] for i in range(0, 700, 20))
    whole, part = shingles(text), shingles(text[start : start + size])
    assert np.isin(part, whole).all()
    like = likeness(whole, part)
    assert like.contained == 1.0 and like.ratio == len(part) / len(whole)
    assert len(marks_of(text)) == MARKS and list(marks_of(text)) == sorted(marks_of(text))
    assert max(marks_of(text)) < 2**48 and len(part) >= LEAST_SHINGLES


# --- figures ----------------------------------------------------------------------------------------------------------


def test_of_the_samples_one_act_stays_one_and_two_stay_two() -> None:
    texts = list(bench.originals(None))
    outcome, _, count = bench.run(texts, 8, 1)
    assert count > 50
    assert outcome.one.total() >= 0.98 * outcome.acts.total() > 50, outcome.misses
    assert outcome.apart.total() == outcome.others.total() >= 10, outcome.misses
    assert outcome.known.total() >= 0.97 * outcome.copies.total() and outcome.wrong == 0
