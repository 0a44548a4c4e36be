"""Cleaning: what each kind of noise becomes, and that no damage breaks the way back to the raw text."""

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from graph.model import Source
from ingest.clean import clean, furniture, quote
from ingest.document import CleanText, Document


def document(text: str, format_: str = "txt", body: tuple[tuple[int, int], ...] = ()) -> Document:
    return Document(Source("s", "file:///a", "", text, format_), body=body)


def cleaned(text: str) -> str:
    return clean(document(text)).text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("黨(dǎng)委與企業(yè)結(jié)對(duì)", "党委与企业结对"),
        ("企業(ye) 與(yu) 學校共建", "企业与学校共建"),
        ("人工智能(AI)產業學院", "人工智能（AI）产业学院"),
        ("２０２４年,Ａ公司", "2024年，A公司"),
        ("党\u200b委\ufeff会", "党委会"),
        ("「校企」合作，『雙元』育人", "“校企”合作，‘双元’育人"),
        ('共建"实训基地"', "共建“实训基地”"),
        ("投入1,200万元,共3家", "投入1,200万元，共3家"),
        ("10:30开始:签约", "10:30开始：签约"),
        ("4 月25 日", "4月25日"),
        ("专 报", "专报"),
        ("书记 王 伟", "书记 王伟"),
        ("通讯员 徐青 陈晓岚", "通讯员 徐青 陈晓岚"),
        ("华为 ICT 学院", "华为ICT学院"),
        ("乾县职教中心", "乾县职教中心"),
        ("**找准方向。**会同有关部门", "找准方向。会同有关部门"),
        ("## 一、结对共建", "一、结对共建"),
        ("![](a.png)\n双方签约。", "双方签约。"),
        ("见[协议](https://a.cn/b)。", "见协议。"),
        ("<p>双方&nbsp;<b>签约</b>。</p><p>揭牌。</p>", "双方 签约。\n揭牌。"),
        ("&lt;p&gt;双方签约。&lt;/p&gt;", "双方签约。"),
        ("甲乙签约。\r\n\r\n丙加入。", "甲乙签约。\n丙加入。"),
    ],
)
def test_noise_goes_and_words_stay(raw: str, expected: str) -> None:
    assert cleaned(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # GBK pages whose notes were inserted one byte off.
        (
            "本報(bào)與學(xué)校、企業(yè)、黨(dǎng)委、會(huì)議：徐州日?qǐng)?bào)",
            "本报与学校、企业、党委、会议：徐州日报",
        ),
        (
            "業(yè)、學(xué)、黨(dǎng)、會(huì)、發(fā):“實(shí)現(xiàn)共贏?!苯\ue145K建筑學(xué)院",
            "业、学、党、会、发：“实现共赢。”江苏建筑学院",
        ),
        ("業(yè)、學(xué)、黨(dǎng)、會(huì)、發(fā)在此召開??h委出席", "业、学、党、会、发在此召开。县委出席"),
        # A question in an undamaged text stays a question.
        ("怎么融?A公司与B学院答。", "怎么融？A公司与B学院答。"),
    ],
)
def test_shifted_notes_are_put_right_only_where_certain(raw: str, expected: str) -> None:
    assert cleaned(raw) == expected


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "gb18030"])
def test_text_read_in_the_wrong_encoding_is_put_right(wrong: str) -> None:
    text = "江苏某某职业学院与某某公司签订协议，双方共建产业学院，培养现场工程师。"
    try:
        damaged = text.encode("utf-8").decode(wrong)
    except UnicodeDecodeError:
        # Windows' table has holes; browsers fill them with control characters.
        damaged = "".join(bytes([b]).decode(wrong, "ignore") or chr(b) for b in text.encode("utf-8"))
    assert cleaned(damaged) == text


def test_broken_lines_are_joined_and_paragraphs_kept() -> None:
    raw = (
        "双方就党建工作经验交流、人才培养模式、职工技能培训、学生实习就业等方面，进行了\n\n"
        "深入探讨，共同探索合作新模式。\n\n会上，甲公司党支部与乙学院党支部签订协议，\n约定共建基地。"
    )
    assert cleaned(raw).split("\n") == [
        "双方就党建工作经验交流、人才培养模式、职工技能培训、学生实习就业等方面，进行了深入探讨，共同探索合作新模式。",
        "会上，甲公司党支部与乙学院党支部签订协议，约定共建基地。",
    ]


def test_lines_cut_at_one_width_are_joined() -> None:
    text = (
        "甲学院机电系党总支与乙公司党支部在甲学院图书馆报告厅签订结对共建协议约定三年内共同培养一百名技师并建设实训中心"
    )
    raw = "\n".join(text[i : i + 12] for i in range(0, len(text), 12))
    assert cleaned(raw) == text


def test_headings_and_items_stay_on_their_lines() -> None:
    raw = "校企携手谱新篇\n——甲乙签约侧记\n一、强化组织保障，明晰目标\n加强领导。\n二、推进合作\n完成签约。"
    assert cleaned(raw) == raw


def test_page_furniture_is_left_out_and_kept_aside() -> None:
    raw = (
        "首页 > 新闻 > 正文\n校企签约\n来源：某某日报 编辑：王某\n双方签订协议。\n"
        "(文字:李某;初审:李某)\n上一篇:天气预报\n相关阅读：\n某校开学\n版权所有 某某网"
    )
    assert cleaned(raw) == "校企签约\n双方签订协议。"
    kinds = [kind for kind, _ in furniture(document(raw))]
    assert kinds == ["breadcrumb", "byline", "byline", "neighbour", "related", "rights"]


def test_repeated_paragraphs_and_sentences_are_read_once() -> None:
    line = "一批企业与某某职业学院结为校企战略合作伙伴。"
    long = "经用人单位审核、专家评审等多个环节批准，学校与四家用人单位达成定向培养合作项目。"
    assert cleaned(f"{line}\n导语。\n{line}\n{long}其中三项。{long}完。") == f"{line}\n导语。\n{long}其中三项。完。"


def test_a_body_limits_what_is_read() -> None:
    raw = "<h1>题</h1><div>导航</div><p>双方<b>签&amp;约</b>。</p><table><tr><td>甲</td><td>乙</td></tr></table>"
    spans = tuple(m.span(1) for m in re.finditer(r">([^<>]+)<", raw) if m[1] != "导航")
    text = clean(document(raw, "html", spans))
    assert text.text == "题\n双方签&约。\n甲乙"
    assert text.evidence(4, 7).quote == "签&amp;约"


# -- random damage -------------------------------------------------------------------------------------------------

_WORDS = (
    "学校 企业 党委 党支部 签订 协议 共建 基地 书记 王晓明 2024年 10月24日 实训 产业学院 与 和 在 举行 培养 学生 50万元"
).split()
_TRADITIONAL = OpenCC("s2t").convert
_NOTES = {"校": "xiào", "业": "yè", "党": "dǎng", "学": "xué", "建": "jiàn", "书": "shū"}
Damage = Callable[[str, random.Random], str]


def _pinyin(text: str, chance: random.Random) -> str:
    return "".join(c + (f"({_NOTES[c]})" if c in _NOTES and chance.random() < 0.4 else "") for c in text)


def _broken(text: str, chance: random.Random) -> str:
    breaks = ["\n", "\n\n", "\r\n", " \n "]
    return "".join(c + (chance.choice(breaks) if c in "，、" and chance.random() < 0.4 else "") for c in text)


def _spaced(text: str, chance: random.Random) -> str:
    return "".join(c + (chance.choice(" \u3000\t") if chance.random() < 0.1 else "") for c in text)


def _wide(text: str, chance: random.Random) -> str:
    table = {"，": ",", "。": "。", "：": ":", "0": "０", "2": "２"}
    return "".join(table.get(c, c) if chance.random() < 0.5 else c for c in text)


def _invisible(text: str, chance: random.Random) -> str:
    return "".join(c + ("\u200b" if chance.random() < 0.05 else "") for c in text)


def _bold(text: str, chance: random.Random) -> str:
    return text.replace("协议", "**协议**") if chance.random() < 0.5 else text


_DAMAGES: tuple[Damage, ...] = (_bold, _pinyin, _broken, _spaced, _wide, _invisible, lambda t, _: _TRADITIONAL(t))
_SENTENCES = st.lists(st.sampled_from(_WORDS), min_size=2, max_size=9).map("".join)
_TEXTS = st.lists(_SENTENCES, min_size=1, max_size=6).map(lambda parts: "，".join(parts) + "。")


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = "\n".join(draw(st.lists(_TEXTS, min_size=1, max_size=4)))
    for damage in draw(st.lists(st.sampled_from(_DAMAGES), max_size=4)):
        text = damage(text, random.Random(draw(st.integers(0, 999))))
    return text


def check_map(clean_text: CleanText) -> None:
    assert len(clean_text.text) == len(clean_text.starts) == len(clean_text.ends)
    assert list(clean_text.starts) == sorted(clean_text.starts)
    assert list(clean_text.ends) == sorted(clean_text.ends)
    assert all(0 <= a < b <= len(clean_text.raw) for a, b in zip(clean_text.starts, clean_text.ends, strict=True))


@given(damaged(), st.data())
@settings(max_examples=150, deadline=None)
def test_the_raw_slice_of_a_clean_span_cleans_to_its_quote(raw: str, data: st.DataObject) -> None:
    text = clean(document(raw))
    check_map(text)
    start = data.draw(st.integers(0, len(text.text) - 1))
    stop = text.text.find("\n", start)
    end = data.draw(st.integers(start + 1, max(start + 1, stop if stop > 0 else len(text.text))))
    evidence = text.evidence(start, end)
    assert raw[evidence.start : evidence.end] == evidence.quote
    assert quote(evidence.quote) == quote(text.text[start:end])


@given(damaged())
@settings(max_examples=150, deadline=None)
def test_cleaning_a_clean_text_changes_nothing(raw: str) -> None:
    once = cleaned(raw)
    assert cleaned(once) == once


@given(damaged())
@settings(max_examples=40, deadline=None)
def test_damage_loses_no_word(raw: str) -> None:
    letters = re.compile(r"\W")
    kept = letters.sub("", cleaned(raw))
    assert set(letters.sub("", quote(raw))) == set(kept)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all_keeps_a_sound_map(raw: str) -> None:
    text = clean(document(raw))
    check_map(text)
    assert clean(document(text.text)).text == text.text


def test_a_broken_line_that_comes_twice_stays_in_both_its_sentences() -> None:
    line = "与党委学校与学校学校学校，"
    raw = f"{line}\n{line} \n 学校学校。"
    text = clean(document(raw))
    assert text.text == f"{line}{line}学校学校。"
    assert quote(text.evidence(0, len(text.text)).quote) == text.text


def test_a_paragraph_that_comes_twice_is_read_once() -> None:
    paragraph = "岚山学院与澄溪公司签署校企合作协议，\n共建产业学院。"
    assert cleaned(f"{paragraph}\n学校介绍了情况。\n{paragraph}\n") == f"{paragraph}\n学校介绍了情况。".replace(
        "，\n", "，"
    )
