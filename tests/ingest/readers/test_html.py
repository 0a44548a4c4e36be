"""Web pages: the main text is found, tables kept, and every clean character points into the raw page."""

import time
from pathlib import Path

import pytest

from ingest.clean import clean
from ingest.document import Document
from ingest.readers import read

PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>甲学院与乙公司签约-某某新闻网</title>
<meta name="PubDate" content="2024-03-08 10:20">
<style>p {{ color: red }}</style><script>var a = "<p>脚本里的文字不是正文，不应读到。</p>";</script></head>
<body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/x">学校概况</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/n">新闻</a> &gt; 正文</div>
<div id="main">
 <h1>甲学院与乙公司签约</h1>
 <div class="info">来源：某某日报 发布时间：2024-03-08 浏览：<span>128</span></div>
 <div class="content">
  <p>3月7日，甲职业学院<strong>机电系党总支</strong>与乙机械有限公司党支部签订结对共建协议，
     约定三年内共同培养现场工程师。</p>
  <p>甲职业学院党委书记李建国、乙机械有限公司总经理王晓明出席&ldquo;签约&amp;揭牌&rdquo;仪式。</p>
  <table><tr><th>单位</th><th>基地</th></tr><tr><td>乙机械有限公司</td><td>甲乙实训基地</td></tr></table>
  <!-- <p>注释里的旧闻：甲学院与丙公司签约。</p> -->
 </div>
 <div class="related"><h3>相关新闻</h3><ul>
  <li><a href="/1">丙学院与丁公司共建产业学院的消息昨日传来</a></li>
  <li><a href="/2">戊学院召开年度工作会议部署新一年重点工作</a></li></ul></div>
</div>
<div class="footer">版权所有 某某学院 地址：某某市某某路一号 邮编：100000 电话：010-00000000</div>
</body></html>"""


def page(folder: Path, html: str, encoding: str = "utf-8") -> Document:
    path = folder / "a.html"
    path.write_bytes(html.encode(encoding))
    return read(path)


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_the_main_text_is_found_without_what_surrounds_it(tmp_path: Path, charset: str) -> None:
    html = PAGE.format(charset=charset)
    if charset == "big5":
        html = html.translate(str.maketrans("党业", "黨業"))
    document = page(tmp_path, html, {"gb2312": "gb18030", "big5": "gb18030"}.get(charset, charset))
    assert clean(document).text.split("\n") == [
        "甲学院与乙公司签约",
        "3月7日，甲职业学院机电系党总支与乙机械有限公司党支部签订结对共建协议，约定三年内共同培养现场工程师。",
        "甲职业学院党委书记李建国、乙机械有限公司总经理王晓明出席“签约&揭牌”仪式。",
        "单位 基地",
        "乙机械有限公司 甲乙实训基地",
    ]
    assert (document.source.title, document.source.published) == ("甲学院与乙公司签约", "2024-03-08")


def test_quotes_are_slices_of_the_raw_page(tmp_path: Path) -> None:
    document = page(tmp_path, PAGE.format(charset="utf-8"))
    text = clean(document)
    start = text.text.index("机电系党总支")
    evidence = text.evidence(start, start + 6)
    assert document.source.text[evidence.start : evidence.end] == evidence.quote == "机电系党总支"
    signed = text.text.index("签约&揭牌")
    assert text.evidence(signed, signed + 5).quote == "签约&amp;揭牌"
    # A span across a tag holds the tag: the quote is what the page says, to the letter.
    across = text.text.index("学院机电系")
    assert text.evidence(across, across + 5).quote == "学院<strong>机电系"


def test_a_page_without_containers_is_read_whole(tmp_path: Path) -> None:
    document = page(tmp_path, "<p>甲乙签约<p>双方共建基地<br>丙加入")
    assert clean(document).text == "甲乙签约\n双方共建基地\n丙加入"


@pytest.mark.parametrize(
    "hostile",
    [
        "<" * 200_000,
        "<div>" * 100_000 + "字",
        "<a href='" * 50_000,
        "<!--" * 100_000 + "字",
        '<p title="' * 50_000 + "字",
    ],
)
def test_hostile_markup_costs_linear_time(tmp_path: Path, hostile: str) -> None:
    began = time.perf_counter()
    page(tmp_path, "<p>甲乙签约。</p>" + hostile)
    assert time.perf_counter() - began < 10
