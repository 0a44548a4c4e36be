"""编码 From bytes to text: UTF-8/16/32, GB18030 and Big5, with or without a byte order mark.

Invariant: line ends and every other character stay as they are; only a byte order mark is dropped.
"""

import codecs
import re

from charset_normalizer import from_bytes

from graph.errors import UnreadableDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# The most frequent characters of either script: the right encoding of a Chinese text is full of them.
_FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么"
    "心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长党校企"
    "這國個來說們為時會過學對裡後麼沒於還發當無開與經頭從動兩長黨業區務產進實建合共支部委員政協議組織"
)
_SAMPLE = 200_000
# A damaged byte or two must not cost the document; more than this share of it means a wrong guess. UTF-8 tells
# itself from other encodings, so that more of it may be damaged.
_ALWAYS_TOLERATED = 2
_TOLERATED = {"utf-8": 0.01, "gb18030": 0.001, "big5hkscs": 0.001}


def decode(content: bytes, where: str, declared: str = "") -> str:
    """Return the text that `content` holds; `declared` is an encoding named from outside, tried first.

    A few damaged bytes become U+FFFD. Raises `UnreadableDocument` for binary content, and for text in no
    supported encoding (with the place of the first byte that does not fit).
    """
    text = _decode(content, where, declared)
    if len(_CONTROL.findall(text, 0, _SAMPLE)) > 2 + min(len(text), _SAMPLE) // 200:
        raise _binary(where)
    return text


def _decode(content: bytes, where: str, declared: str) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    wide = _utf16(content)
    if wide:
        return content.decode(wide, "replace")
    if content.count(0, 0, _SAMPLE) > _ALWAYS_TOLERATED:
        raise _binary(where)
    for name in ("utf-8", declared or _declared(content)):
        text = _strict(content, name)
        if text is not None:
            return text
    return _guess(content, where)


def _utf16(content: bytes) -> str:
    # Without a mark, UTF-16 betrays itself by the zero halves of its line ends, digits and commas.
    sample = content[: _SAMPLE & ~1]
    if len(content) % 2 or not sample.count(0):
        return ""
    low, high = sample[1::2].count(0), sample[::2].count(0)
    name = "utf-16-le" if low > high else "utf-16-be"
    text = _strict(sample, name) or ""
    readable = sum(c.isalnum() or c.isspace() or c in "，。、；：“”（）,.:;()《》" for c in text)
    return name if readable >= 0.9 * len(text) > 0 and min(low, high) < 0.1 * max(low, high) + 1 else ""


def _declared(content: bytes) -> str:
    found = _DECLARED.search(content, 0, 2048)
    name = found[1].decode("ascii").lower() if found else ""
    return "gb18030" if name in ("gb2312", "gbk") else name


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name) if name else None
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(content: bytes, where: str) -> str:
    best: tuple[float, str] = (0.0, "")
    for name, tolerated in _TOLERATED.items():
        text = content.decode(name, "replace")
        damaged = text.count("\ufffd")
        if damaged <= max(_ALWAYS_TOLERATED, tolerated * len(text)) and (score := _familiar(text)) > best[0]:
            best = (score, text)
    if best[0] > 0:
        return best[1]
    other = from_bytes(content[:_SAMPLE]).best()
    text_ = _strict(content, other.encoding) if other else None
    if text_ is None:
        raise _undecodable(content, where)
    return text_


def _familiar(text: str) -> float:
    """Return the share of very frequent characters among the first Chinese ones."""
    han = [c for c in text[:_SAMPLE] if "\u2e80" <= c <= "\uffef" or c > "\uffff"]
    return sum(c in _FREQUENT for c in han) / max(1, len(han))


def _binary(where: str) -> UnreadableDocument:
    return UnreadableDocument(
        where, "是二进制内容，不是文本 / binary content, not text", "请检查扩展名 / check the file's extension"
    )


def _undecodable(content: bytes, where: str) -> UnreadableDocument:
    try:
        content.decode("gb18030")
        place = 0
    except UnicodeDecodeError as error:
        place = error.start
    return UnreadableDocument(
        where,
        f"第 {place} 字节起无法解码 / cannot be decoded from byte {place}",
        "请另存为 UTF-8 / save it as UTF-8",
    )
