"""乱码 Text that was decoded in the wrong encoding, put right where that is certain.

Three kinds: UTF-8 read as Western (å…±å»º), UTF-8 read as GBK (鍏卞缓), and GBK pages whose pinyin notes were
inserted one byte off (日?qǐng)?bào) for 日報, ??h for 。縣). Invariant: a repair is an edit of the raw text;
what cannot be undone with certainty stays as it is.
"""

import re
from collections.abc import Iterator
from functools import cache

from ingest.clean.mapped import Edit, Mapped, merged

_WESTERN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{6,}"
)
# Characters that UTF-8 text turns into again and again when it is read as GBK.
_AS_GBK = re.compile("[鍏鐨勫湪浜涓鎴戠粡鍙戝睍锛銆绔牎浼佷笟愬]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_SHIFTED_NOTES = re.compile(rf"([\u4e00-\u9fff])\?([a-z{_TONED}]{{1,6}})\)\?([a-z{_TONED}]{{1,6}})\)")
_NOTE = re.compile(rf"([\u4e00-\u9fff])\(([a-z{_TONED}]{{1,6}})\)")
_SHIFTED_RUN = re.compile("\\?([!-~])([^\\x00-\\x7f]{0,12})([@-~])")
_MANY_NOTES = 5
# Notes seen in such pages; a document's own notes are read besides.
_NOTES = (
    "業yè 學xué 黨dǎng 發fā 區qū 動dòng 產chǎn 進jìn 實shí 聯lián 術shù 務wù 協xié 強qiáng 創chuàng 優yōu "
    "會huì 養yǎng 對duì 與yǔ 經jīng 項xiàng 調diào 現xiàn 領lǐng 報bào 開kāi 質zhì 結jié 議yì 關guān 責zé "
    "權quán 網wǎng 為wèi 員yuán 書shū 長zhǎng 內nèi 負fù 爾ěr 濱bīn 機jī 轉zhuǎn 個gè 標biāo 醫yī 當dāng "
    "漢hàn 資zī 團tuán 導dǎo 級jí 將jiāng 臺tái 計jì 態tài 訓xùn 點diǎn 設shè 準zhǔn 戰zhàn 環huán 絡luò "
    "來lái 師shī 單dān 還hái 見jiàn 慶qìng 簽qiān 雙shuāng 間jiān 過guò 總zǒng 劃huà 組zǔ 東dōng 應yīng "
    "辦bàn 後hòu 規guī 係xì 課kè 補bǔ 據jù 約yuē 構gòu 請qǐng 讓ràng 認rèn 統tǒng 門mén 縣xiàn 鄉xiāng 鎮zhèn "
    "廠chǎng 國guó 時shí 專zhuān"
)


def repaired(text: Mapped) -> Mapped:
    """Return the text with reversible damage undone; most texts come back as they are."""
    edits = [*_western(text.text), *_as_gbk(text.text)]
    notes = _NOTE.findall(text.text) if "?" in text.text else []
    if len(notes) >= _MANY_NOTES:
        edits += [*_shifted_notes(text.text, notes), *_shifted_runs(text.text)]
    return text.edited(merged(edits)) if edits else text


def _western(text: str) -> Iterator[Edit]:
    if not _WESTERN.search(text):
        return
    for run in _WESTERN.finditer(text):
        try:
            # Windows' table has five holes that pages fill with the control of the same number.
            data = b"".join(_western_byte(c) for c in run[0])
            fixed = data.decode("utf-8")
        except UnicodeError:
            continue
        if sum(c >= "\u2e80" for c in fixed) > 1:
            yield from _placed(fixed, "utf-8", [1] * len(data), run.start())


def _western_byte(char: str) -> bytes:
    return bytes([ord(char)]) if ord(char) < 0x100 else char.encode("cp1252")


def _as_gbk(text: str) -> Iterator[Edit]:
    if len(_AS_GBK.findall(text, 0, 5000)) < 5:
        return
    for line in re.finditer(r"[^\n]+", text):
        try:
            data = line[0].encode("gb18030")
            fixed = data.decode("utf-8")
        except UnicodeError:
            continue
        if len(fixed) < len(line[0]):
            widths = [len(c.encode("gb18030")) for c in line[0]]
            yield from _placed(fixed, "utf-8", widths, line.start())


def _placed(fixed: str, encoding: str, widths: list[int], start: int) -> Iterator[Edit]:
    """Yield one edit for each shortest stretch where characters found and characters meant end together."""
    at, found_end, meant_end, first, new = 0, 0, 0, 0, ""
    for char in fixed:
        meant_end += len(char.encode(encoding))
        new += char
        while found_end < meant_end:
            found_end += widths[at]
            at += 1
        if found_end == meant_end:
            yield (start + first, start + at, new)
            first, new = at, ""


def _shifted_notes(text: str, notes: list[tuple[str, str]]) -> Iterator[Edit]:
    readings: dict[str, set[str]] = {}
    for char, sound in [*notes, *((n[0], n[1:]) for n in _NOTES.split())]:
        readings.setdefault(sound, set()).add(char)
    for hit in _SHIFTED_NOTES.finditer(text):
        before, wrong, right = hit.groups()
        meant = [c for c in readings.get(right, ()) if _reads_as(before, c, wrong, readings)]
        if len(meant) == 1:
            yield (hit.start(2) - 1, hit.end(), meant[0])


def _reads_as(before: str, char: str, wrong: str, readings: dict[str, set[str]]) -> bool:
    # The second byte of one character and the first of the next, read as one, carried the wrong note.
    between = _gbk(before)[1:] + _gbk(char)[:1]
    try:
        return between.decode("gbk") in readings.get(wrong, ())
    except UnicodeDecodeError:
        return False


def _shifted_runs(text: str) -> Iterator[Edit]:
    for hit in _SHIFTED_RUN.finditer(text):
        folded, middle, last = hit.groups()
        data = b"\xa1\xa3" + bytes([ord(folded) + 0x80]) + b"".join(map(_gbk, middle)) + last.encode()
        try:
            fixed = data.decode("gbk")
        except UnicodeDecodeError:
            continue
        if fixed[0] == "。" and all(c in "”’》）“" or c in _common() for c in fixed[1:]):
            yield (hit.start(), hit.end(), fixed)


@cache
def _common() -> frozenset[str]:
    from ingest.clean.fold import fold

    first_level = [bytes([a, b]).decode("gb2312", "ignore") for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)]
    simple = frozenset(first_level)
    return frozenset(c for c in map(chr, range(0x4E00, 0xA000)) if fold(c) in simple)


def _gbk(char: str) -> bytes:
    code = ord(char)
    if 0xE000 <= code < 0xE234:
        # The range that GBK leaves to users, where shifted bytes often land.
        return bytes([0xAA + (code - 0xE000) // 94, 0xA1 + (code - 0xE000) % 94])
    return char.encode("gbk", "replace")
