"""折叠 One form for each character: simplified, half-width letters and digits, full-width punctuation.

Invariant: one character becomes one character, whatever stands around it, so that folding a slice of a
text gives the slice of the folded text, and folding twice changes nothing. The two exceptions that need a neighbour
(commas and colons inside numbers, straight quotes) are edits of their own, `PUNCTUATION` and `quotes`.
"""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

REMOVED = "\u0000"
"""删除标记 What a character without a look (zero width, byte order mark) folds to."""

# Characters of standard simplified text that OpenCC would convert; they stay (乾隆, 麴姓, 薹).
_KEPT = "乾吒拚捱榘薹袷麴"
_ALSO = {"衞": "卫", "関": "关", "県": "县", "営": "营", "択": "择", "単": "单", "対": "对", "発": "发"}
_FULL = str.maketrans(
    {
        ",": "，",
        ";": "；",
        ":": "：",
        "?": "？",
        "!": "！",
        "(": "（",
        ")": "）",
        "﹐": "，",
        "﹑": "、",
        "､": "、",
        "｡": "。",
        "﹒": ".",
        "「": "“",
        "」": "”",
        "『": "‘",
        "』": "’",
        "｢": "“",
        "｣": "”",
        "〝": "“",
        "〞": "”",
        "＂": '"',
        "‧": "·",
        "・": "·",
        "･": "·",
        "•": "·",
        "―": "—",
        "─": "—",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "﹣": "-",
        "−": "-",
        "〜": "~",
        "∼": "~",
        "\u3000": " ",
        "\t": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        "\u0085": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\r": "\n",
    }
)
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff\u00ad\ufe00-\ufe0f\x00-\x08\x0e-\x1f\x7f]"
)
# Blocks whose compatibility forms have one plain character: letters, digits, signs, radicals, ideographs.
_WIDE = [
    (0x00A0, 0x00A1),
    (0x2000, 0x200B),
    (0x202F, 0x2030),
    (0x2E80, 0x2FE0),
    (0xF900, 0xFB00),
    (0xFF01, 0xFFEF),
    (0x2F800, 0x2FA20),
]


@cache
def table() -> dict[int, str]:
    """Return the folding table for `str.translate`: every value is one character."""
    marks = {chr(i): unicodedata.normalize("NFKC", chr(i)) for a, b in _WIDE for i in range(a, b)}
    plain = {c: f for c, f in marks.items() if len(f) == 1 and f != c}
    simplified = _simplified()
    out = {c: simplified.get(f, f) for c, f in plain.items()} | simplified
    out = {c: f.translate(_FULL) for c, f in out.items()} | {chr(k): v for k, v in _FULL.items()}
    out |= {c: REMOVED for c in map(chr, range(0x10000)) if _INVISIBLE.match(c)}
    return {ord(c): f for c, f in out.items() if c not in (f, "…")}


def _simplified() -> dict[str, str]:
    han = [chr(i) for a, b in ((0x3400, 0xA000), (0x20000, 0x2A6E0)) for i in range(a, b)]
    turned = OpenCC("t2s").convert("\n".join(han)).split("\n")
    # Twice, so that what a converted character stands for is never itself converted.
    again = dict(zip(han, turned, strict=True))
    pairs = ((c, again.get(s, s)) for c, s in again.items() if len(s) == 1 and c not in _KEPT)
    return {c: s for c, s in pairs if c != s} | _ALSO


def fold(text: str) -> str:
    """Return `text` in one form, character by character, with `REMOVED` for invisible ones.

    >>> fold("黨委,２０２４年")
    '党委，2024年'
    """
    return text.translate(table())
