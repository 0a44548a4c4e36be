"""Makes `data/gold`: annotated documents of our own wording, the persons in them renamed.

Invariant: an invented name keeps the surname and the length of the name it replaces, the same name is replaced by
the same one in all documents and fields, and every quote stays an exact substring of its text. Organizations stay.
The same folder and seed give the same bytes.

usage: python data/make_gold.py SOURCE [--out data/gold] [--seed 20]
"""

import argparse
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import opencc

OUT = Path(__file__).parent / "gold"
OURS = "wording ours"
RENAMED = "persons' names invented"
# Written from real pages word for word, or handed to us: they are not ours to pass on.
OUTSIDE = re.compile(r"s\d+|d0(0\d|1[0-2])")

# Characters written alike in simplified and traditional script: an invented name fits into either.
GIVEN = (
    "安柏北昌辰承川春旦道德典冬帆方芬凡芳甫冠光海涵浩禾弘宏厚惠吉佳嘉江景敬久君康可朗林霖茂梅民明沐南培沛"
    "品平坪璞其奇千青清秋泉然仁容如若森山上石士守淑舒爽水思松素泰堂天田亭彤宛望微文希夏仙小心新欣星修秀旭"
    "雪雅言延一宜益音迎映永友有雨玉育元原月允再章哲正之芝知志中竹姿子自祖才花回立利良木仕西羽召竺"
)
COMPOUND = "欧阳 上官 诸葛 司马 尉迟 皇甫 慕容 东方 司徒 令狐 夏侯 公孙 端木 宇文 长孙 呼延 南宫 尚官".split()
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹"
    "狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包左石崔吉龚程邢裴陆荣翁荀甄曲封储段侯宓全班仰秋仲宫宁仇栾厉祖武符刘景"
    "詹束龙叶司黎薄印白蒲邰从鄂索赖卓蔺屠蒙池乔胥苍闻党翟谭姬申冉桂牛边燕冀温庄晏柴瞿阎习艾鱼容向古易廖耿匡国文"
    "寇广东欧沃利蔚越隆师巩聂晁敖融冷辛阚那简饶曾沙丰巢关查游权公晋楚闫涂岳帅况亢缑郜佟"
)
_VOWELS = str.maketrans("aeiou", "oaeui")
_NOTE = r"[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]"
_GAP = rf"(?:{_NOTE})?\s*"
_HAN = "\u4e00-\u9fff"
_BYLINE_NAME = rf"(?:{'|'.join(COMPOUND)}|[{SURNAMES}])[{_HAN}]{{1,2}}"
_BYLINE_NAMES = rf"{_BYLINE_NAME}(?:[\s、，,]+{_BYLINE_NAME})*(?![{_HAN}])"
_BYLINE = re.compile(
    rf"(?:记者|通讯员|摄影|作者|编辑|责编|校对|[初复终]审|审核|撰稿|供图|[文图字][/／:：|]|电[（(])\s*[/／:：|]?\s*({_BYLINE_NAMES})"
)


@cache
def _to_simplified(char: str) -> str:
    folded = _CONVERTER.convert(char)
    return folded if len(folded) == 1 else char


_CONVERTER = opencc.OpenCC("t2s")


def folded(text: str) -> str:
    """Return `text` in simplified characters, one for one: offsets stay."""
    return "".join(map(_to_simplified, text))


def surname(name: str) -> str:
    """Return the part of `name` that is kept: a compound surname, else the first character."""
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def persons(document: dict[str, Any]) -> set[str]:
    """Return the names of two or more characters of a document's persons and of those in its bylines."""
    named = {e["name"] for e in document["entities"] if e["type"] == "person"}
    for match in _BYLINE.finditer(folded(document["text"])):
        named.update(re.findall(_BYLINE_NAME, match[1]))
    return {name for name in named if len(name) > 1}


def invent(names: Iterable[str], texts: list[str], seed: int) -> dict[str, str]:
    """Return an invented name for each of `names`: same surname, same length, found in no text, none twice."""
    taken: dict[str, str] = {}
    used = set(names)
    for name in sorted(used):
        kept = surname(name)
        for new in _candidates(name, kept, seed):
            if new not in used and not any(new in text for text in texts):
                taken[name] = new
                used.add(new)
                break
        else:
            raise SystemExit(f"{name}：姓氏“{kept}”下已无可用的新名；请扩充 GIVEN / no name left for it: extend GIVEN")
    return taken


def _candidates(name: str, kept: str, seed: int) -> Iterator[str]:
    if name.isascii():
        yield name.translate(_VOWELS)
        return
    for attempt in range(1000):
        digest = hashlib.sha256(f"{seed}:{name}:{attempt}".encode()).digest()
        tail = (c if c == "·" else GIVEN[digest[i] % len(GIVEN)] for i, c in enumerate(name[len(kept) :]))
        yield kept + "".join(tail)


def _key(name: str) -> str:
    return re.sub(rf"{_NOTE}|\s", "", folded(name))


class Renaming:
    """改名 One document's names and what replaces them, found through script, pinyin notes and line breaks."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = {_key(old): re.sub(r"\s", "", new) for old, new in names.items()}
        forms = (_GAP.join(map(re.escape, n)) for n in sorted(self._names, key=lambda n: (-len(n), n)))
        self._pattern = re.compile("|".join(forms) or r"(?!)")

    def text(self, text: str) -> str:
        """Return `text` with every name replaced; a pinyin note on a replaced character goes with it."""
        out, last = [], 0
        for match in self._pattern.finditer(folded(text)):
            out += [text[last : match.start()], self._renamed(text[match.start() : match.end()])]
            last = match.end()
        return "".join([*out, text[last:]])

    def _renamed(self, found: str) -> str:
        new = self._names[_key(found)]
        kept, seen, out = len(surname(new)), 0, []
        for piece in re.findall(rf"{_NOTE}|.", found, re.DOTALL):
            if piece.isspace() or (len(piece) > 1 and seen <= kept):
                out.append(piece)
            elif len(piece) == 1:
                out.append(piece if seen < kept else new[seen])
                seen += 1
        return "".join(out)

    def value(self, value: Any) -> Any:
        """Return a JSON value with the names in all its strings replaced."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return {key: self.value(item) for key, item in value.items()} if isinstance(value, dict) else value


def renamed(document: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return `document` with its persons renamed; raise ValueError where a quote is no longer in the text."""
    own = persons(document)
    # A name of two characters may be an ordinary word elsewhere: it is replaced only where it is a person's.
    renaming = Renaming({old: new for old, new in names.items() if len(old) > 2 or old in own})
    kept = {key: document[key] for key in ("id", "source", "published", "script")}
    out = {**kept, "text_origin": f"{document['text_origin']}; {RENAMED}"}
    out |= {key: renaming.value(document[key]) for key in ("text", "entities", "relations", "flags")}
    for relation in out["relations"]:
        if relation["evidence"] not in out["text"]:
            raise ValueError(f"{out['id']}：引文不在正文中 / quote not in the text: {relation['evidence']}")
    return out


def documents(source: Path) -> list[dict[str, Any]]:
    """Return the documents of a folder that are of our own wording and may be passed on, ordered by name."""
    found = (json.loads(path.read_text("utf-8")) for path in sorted(source.glob("*.json")))
    return [d for d in found if OURS in d.get("text_origin", "") and not OUTSIDE.fullmatch(d["id"])]


def make(source: Path, out: Path, seed: int) -> int:
    """Write the renamed documents of `source` into the folder `out` and return their number."""
    chosen = documents(source)
    names = invent(set().union(*map(persons, chosen)), [folded(d["text"]) for d in chosen], seed)
    out.mkdir(parents=True, exist_ok=True)
    for document in chosen:
        text = json.dumps(renamed(document, names), ensure_ascii=False, indent=1)
        (out / f"{document['id']}.json").write_text(text + "\n", "utf-8")
    return len(chosen)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder of annotated documents")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    print(make(options.source, options.out, options.seed), "documents ->", options.out)


if __name__ == "__main__":
    main()
