"""净名 A name without what does not belong to it: labels, notes in brackets, pinyin, strange letters, spaces.

Invariant: pure; what is taken off is only what a registrar would take off too.
"""

import re
from functools import lru_cache

from graph.names import fold as fold_name
from ingest.clean.fold import REMOVED
from ingest.clean.fold import fold as fold_characters
from ingest.resolve.divisions import names as divisions
from ingest.resolve.words import words

# Katakana and rare characters that scanning software reads for common ones.
_MISREAD = str.maketrans("エカロニハタトチ攴朮巿囗鉄団図沢栄転気実験広", "工力口二八夕卜千支术市口铁团图泽荣转气实验广")
_TONED = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
_PINYIN = re.compile(rf"[（\[][{_TONED}\s]+[）\]]")
_LABEL = re.compile(r"^[^：（）]{2,6}：(?=.{4})")
_BRACKETS = re.compile(r"[（【\[〔]([^（）【】\[\]〔〕]*)[）】\]〕]")
_STATE = re.compile("^(?:中华人民共和国(?=.{2})|(?:民办|公办|原)(?=.{5}))")
_NUMBERING = re.compile(r"^(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．]|[①-⑳]|[*·•■□●★☆※-]+)")
_WIDE_LETTER = re.compile(r"^[Ａ-Ｚ](?=[\u4e00-\u9fff])")
_DOUBLED = re.compile("(学院|大学|学校|公司|党委|党支部|集团|委)\\1$")
_MAY_TRAIL = "学院 大学 学校 校区".split()


@lru_cache(maxsize=65536)
def tidy(name: str) -> str:
    """Return `name` simplified, folded and freed of what was glued to it.

    >>> tidy("（合作企业）徐州 某某轨道裝備有限公司（盖章）")
    '徐州某某轨道装备有限公司'
    """
    text = _WIDE_LETTER.sub("", name.strip())
    text = fold_characters(text).replace(REMOVED, "").translate(_MISREAD)
    text = _PINYIN.sub("", re.sub(r"\s+", "", text))
    text = _LABEL.sub("", _NUMBERING.sub("", text))
    text = _DOUBLED.sub(r"\1", _BRACKETS.sub(_bracket, text))
    # A place in brackets at the end of a firm's name is the place that other names begin with.
    moved = re.fullmatch(r"(.*公司)〈(.*)〉", text)
    text = moved[2] + moved[1] if moved and moved[2] in divisions() else text
    return fold_name(_STATE.sub("", text)) or fold_name(name) or name


def _bracket(found: re.Match[str]) -> str:
    inner, leads = found[1], found.start() == 0
    if any(word in inner for word in words().notes) or (leads and inner not in divisions()):
        return ""
    return f"〈{inner}〉"
