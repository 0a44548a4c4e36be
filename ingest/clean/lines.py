"""行 Broken lines joined, page furniture and repeated paragraphs left out.

Invariant: a line end that stays is a paragraph's end; a line that is left out is left out whole.
All patterns are for folded text (`ingest.clean.fold`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.clean.mapped import Edit
from ingest.clean.noise import HAN

_ROLE = (
    "来源|作者|编辑|责任编辑|值班编辑|责编|本文编辑|记者|通讯员|见习记者|撰稿|撰文|文字|供稿|供图|图片|摄影|文稿|稿件来源|信息来源|新闻来源|出处|"
    "发布时间|发布日期|发布人|发布者|发布单位|发布|发表时间|发表日期|发表于|更新时间|上传时间|浏览次数|浏览量|浏览|点击数|点击率|点击量|"
    "点击次数|点击|阅读次数|阅读量|阅读|访问量|审核|初审|复审|终审|一审|二审|三审|校对|排版|签发|监制|核稿|审稿|编审|原题|原标题|字号|字体|图|文"
)
_BYLINE = re.compile(
    rf"[\[（【]?(?:{_ROLE}|[文图]/|(?:文|图)[/、与和及]?(?:文|图))(?: ?[：:|/丨] ?|(?<=/)).{{0,90}}"
    rf"|\[?.{{0,12}}?(?:19|20)\d\d[-./年]\d{{1,2}}[-./月]\d{{1,2}}日?(?:[ T]?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
    rf"(?:$|[\] |]*(?:{_ROLE})[：:]? ?.{{0,90}}|[^，。、；]{{2,24}}(?:网|报|社|台|频道|客户端|公众号|头条))"
    r"|.{0,40}(?:阅读|浏览|点击)(?:次数|量)?[：: ]\d+次?.{0,20}"
    r"|[（(].{0,24}(?:供稿|供图|摄|撰稿|报道|报 20\d\d-\d{1,2}-\d{1,2})[）)]"
)
_NEIGHBOUR = re.compile(
    r"[<《【\[]?(?:上一篇|下一篇|上一条|下一条|上篇|下篇|上一页|下一页|返回列表|返回首页|返回顶部|上一则|下一则|没有了).{0,80}"
)
_RELATED = re.compile(
    r"[【\[]?(?:相关(?:新闻|阅读|链接|推荐|文章|信息|内容|资讯)|推荐阅读|延伸阅读|热门(?:新闻|文章|推荐|资讯)|猜你喜欢|最新(?:新闻|资讯|文章)|更多(?:新闻|精彩).{0,4})[】\]：:]*"
)
_BREADCRUMB = re.compile(
    r"(?:您?的?(?:当前|现在的?)?位置|首页|主页|网站首页)[：:]?.{0,80}[>»›].{0,80}"
    r"|[^，。]{1,24}(?: ?[>»›] ?[^，。>»›]{1,24}){2,}|首页(?:[ |].{0,40})?"
)
_RIGHTS = re.compile(
    r"(?:版权(?:声明|所有)|免责声明|特别声明|声明[：:]|本站部分|新闻爆料|商务合作|投稿邮箱|联系电话[：:]|扫一扫|扫码关注|长按识别|微信扫|分享到|分享至"
    r"|收藏本(?:文|页)|打印本(?:文|页)|关闭窗口|原文链接|阅读原文|点击查看|Copyright"
    r"|https?[：:]//|\+ ?关注|网站地图|联系我们|加入收藏|【?(?:打印|关闭|收藏|大 中 小)).*"
    r"|.*(?:ICP备|公网安备|版权所有|未经(?:书面)?(?:授权|许可).{0,10}转载|All Rights Reserved).*",
    re.I,
)
_KINDS = (
    ("byline", _BYLINE),
    ("neighbour", _NEIGHBOUR),
    ("breadcrumb", _BREADCRUMB),
    ("related", _RELATED),
    ("rights", _RIGHTS),
)
_FURNITURE_CHARS = 400
_HEADLINE_CHARS = 45

_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十]+[，、条章节]|[①-⑳]|——|·|【|\[|-{2,}|\|)"
)
_OPEN_END = re.compile(r"[，、（“‘《：]$")
_ENDED = re.compile(r"[。！？；：”’）》】…—.!?;|\]]$")
_CLOSING_START = re.compile(r"[，。、；：！？）”’》】]")
_PROSE = re.compile(r"[，。；]")
_PROSE_CHARS = 36
_WRAPPED_LINES = 3
_REPEATED_CHARS = 12
_SENTENCE = re.compile(r"[^。！？\n]{24,}[。！？]")
_WORDS = re.compile(rf"[^{HAN}A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Line:
    """行 A line of folded text, without the spaces at its ends."""

    start: int
    end: int
    text: str


Paragraph = list[tuple[Line, str]]
"""段 The lines of a paragraph, each with the characters that join it to what stands before it."""


def furniture_kind(line: str) -> str:
    """Return what a line is when it is no part of the text (`byline`, `rights` …), else "".

    >>> furniture_kind("来源：某报 编辑：王某"), furniture_kind("校企双方签订协议。")
    ('byline', '')
    """
    if len(line) > _FURNITURE_CHARS:
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(line)), "")


def line_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that leave one paragraph on each line of `text`, and only its own paragraphs, each once."""
    at = 0
    for number, paragraph in enumerate(_once(_paragraphs(list(_own(_lines(text)))))):
        for line, glue in paragraph:
            joint = glue if at or number else ""
            if (at, line.start, joint) != (line.start, line.start, ""):
                yield from _gap(text, at, line.start, joint)
            at = line.end
    if at < len(text):
        yield (at, len(text), "")


def _paragraphs(lines: list[Line]) -> Iterator[Paragraph]:
    """Yield the lines of each paragraph, each with what joins it to the text before it."""
    width = _wrap_width(lines)
    whole, last, paragraph = "", "", list[tuple[Line, str]]()
    for line in lines:
        if whole and _continues(whole, last, line.text, width):
            glue = _glue(whole, line.text)
            paragraph.append((line, glue))
            whole += glue + line.text
        else:
            if paragraph:
                yield paragraph
            whole, paragraph = line.text, [(line, "\n")]
        last = line.text
    if paragraph:
        yield paragraph


def _gap(text: str, start: int, end: int, glue: str) -> Iterator[Edit]:
    # The line end that stays keeps its own place; what is left out around it belongs to no character.
    if not glue:
        yield (start, end, "")
        return
    middle = text.find("\n", start, end)
    if start < middle:
        yield (start, middle, "")
    if glue != "\n":
        yield (middle, middle + 1, glue)
    if middle + 1 < end:
        yield (middle + 1, end, "")


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for piece in text.split("\n"):
        words = piece.strip()
        if words:
            start = at + piece.index(words[0])
            yield Line(start, start + len(words), words)
        at += len(piece) + 1


def _own(lines: Iterator[Line]) -> Iterator[Line]:
    related = False
    for line in lines:
        kind = furniture_kind(line.text)
        related = kind == "related" or (related and len(line.text) <= _HEADLINE_CHARS and line.text[-1] not in "。！？")
        if not (kind or related):
            yield line


def _once(paragraphs: Iterator[Paragraph]) -> Iterator[Paragraph]:
    # Of whole paragraphs: a broken line that comes twice may belong to two different sentences.
    seen: set[str] = set()
    for paragraph in paragraphs:
        words = _WORDS.sub("", "".join(line.text for line, _ in paragraph))
        if len(words) < _REPEATED_CHARS or words not in seen:
            seen.add(words)
            yield paragraph


def repeated_sentences(text: str) -> Iterator[Edit]:
    """Yield edits that take out long sentences that the text has said before, to the letter."""
    seen: set[str] = set()
    for m in _SENTENCE.finditer(text):
        if m[0] in seen:
            yield (m.start(), m.end(), "")
        seen.add(m[0])


def _wrap_width(lines: list[Line]) -> int:
    """Return the width at which the lines were cut, 0 when they were not."""
    width = max((_printed(line.text) for line in lines), default=0)
    cut = [line for line in lines if _printed(line.text) >= width - 2 and not _ENDED.search(line.text)]
    return width if len(cut) >= _WRAPPED_LINES else 0


def _printed(text: str) -> int:
    """Return the width of a line in Chinese characters; letters and figures are half as wide."""
    return len(text) - sum(map(str.isascii, text)) // 2


def _continues(whole: str, last: str, following: str, width: int) -> bool:
    if _CLOSING_START.match(following):
        return True
    if _ITEM.match(following):
        return False
    if _OPEN_END.search(last):
        return last[-1] != "：" and not (last[-1] in "“‘《（" and len(last) == 1)
    if width and _printed(last) >= width - 2 and (not _ENDED.search(last) or last[-1] in "”’）》】"):
        return True
    if _ENDED.search(last) or (_ITEM.match(whole) and "。" not in whole):
        return False
    return _is_prose(whole) and bool(_PROSE.search(following))


def _is_prose(whole: str) -> bool:
    return "。" in whole or ("，" in whole and len(whole) >= _PROSE_CHARS)


def _glue(before: str, after: str) -> str:
    return " " if before[-1].isascii() and after[0].isascii() and before[-1].isalnum() and after[0].isalnum() else ""
