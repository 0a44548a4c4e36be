"""Reading files: encodings, front matter, JSON documents, bounds, and what a refusal says."""

import json
from pathlib import Path

import pytest

from graph.errors import UnreadableDocument
from graph.model import Source
from ingest.clean import clean
from ingest.readers import READERS, read, read_all
from ingest.readers.limits import Limits

SIMPLE = "甲职业学院与乙公司签约\n\n2024年10月24日，甲职业学院与乙公司签订校企合作协议，双方共建产业学院。\n"
TRADITIONAL = "甲職業學院與乙公司簽約\n\n2024年10月24日，甲職業學院與乙公司簽訂校企合作協議，雙方共建產業學院。\n"


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLE, e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk")]
    + [(TRADITIONAL, e) for e in ("utf-8", "big5", "big5hkscs", "gb18030", "utf-16")],
)
def test_every_encoding_gives_the_same_text(tmp_path: Path, text: str, encoding: str) -> None:
    document = read(put(tmp_path, "a.txt", text.encode(encoding)))
    assert document.source.text == text


def test_a_source_has_its_address_its_content_id_and_its_line_ends(tmp_path: Path) -> None:
    content = "甲乙签约\r\n双方共建基地。\r\n".encode()
    path = put(tmp_path, "新闻 一.txt", content)
    source = read(path).source
    assert source.uri == path.resolve().as_uri()
    assert source.id == Source.id_of(content)
    assert source.text == content.decode()
    assert (source.title, source.format, source.published) == ("甲乙签约", "txt", None)


def test_a_few_damaged_bytes_do_not_cost_the_document(tmp_path: Path) -> None:
    content = (SIMPLE * 40).encode() + b"\xff\xfe\xfd" + SIMPLE.encode()
    assert "\ufffd" in read(put(tmp_path, "a.txt", content)).source.text


def test_front_matter_is_in_the_text_but_is_not_read(tmp_path: Path) -> None:
    front = "---\ntitle: 甲乙结对\npublished: 2024-03-05\nsource: https://a.cn/1\n---\n"
    document = read(put(tmp_path, "a.md", front + "正文第一段。\n"))
    source = document.source
    assert (source.title, source.published) == ("甲乙结对", "2024-03-05")
    assert source.text.startswith("---")
    assert clean(document).text == "正文第一段。"
    assert clean(document).evidence(0, 2).start == len(front)


def test_a_json_object_with_a_text_is_a_document(tmp_path: Path) -> None:
    fields = {"text": "双方签约。", "published": None, "source": "http://a.cn/2024/0405/c1a2/page.htm", "title": "题"}
    source = read(put(tmp_path, "a.json", json.dumps(fields, ensure_ascii=False))).source
    assert (source.text, source.title, source.published, source.format) == ("双方签约。", "题", "2024-04-05", "json")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "空文件"),
        ("a.txt", b"\xef\xbb\xbf \r\n", "空文件"),
        ("a.txt", b"\x7fELF\x02\x01\x00\x00" + bytes(range(256)) * 8, "二进制"),
        ("a.txt", b"\x80\x81\xfe\xff\xff\xff\x80" * 50, "解码"),
        ("a.doc", b"x", "docx"),
        ("a.jpg", b"x", "OCR"),
        ("a.xyz", b"x", ".docx .htm .html"),
        ("a.json", b'{"a": ', "line 1"),
        ("a.pdf", b"not a pdf", "密码"),
        ("a.docx", b"not a docx", "DOCX"),
        ("a.html", b"<html><script>x</script></html>", "正文"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = put(tmp_path, name, content)
    with pytest.raises(UnreadableDocument) as error:
        read(path)
    assert says in str(error.value)
    assert error.value.path == str(path)
    assert error.value.advice or "解码" in says


def test_size_is_bounded_before_a_file_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", "字" * 100)
    with pytest.raises(UnreadableDocument, match="过大"):
        read(path, Limits(file_bytes=100))
    with pytest.raises(UnreadableDocument, match="过大"):
        read(path, Limits(text_chars=99))


def test_a_missing_file_is_an_error_of_that_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="打不开"):
        read(tmp_path / "none.txt")
    assert [type(r) for r in read_all(tmp_path / "none.txt")] == [UnreadableDocument]


def test_no_reader_accepts_an_empty_file(tmp_path: Path) -> None:
    for suffix in READERS:
        with pytest.raises(UnreadableDocument, match="空文件"):
            read(put(tmp_path, f"a{suffix}", b"\n"))
