"""Word documents, PDFs and archives: the text they hold, and the bounds they are held to."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import docx
import pytest

from graph.errors import UnreadableDocument
from ingest.clean import clean
from ingest.document import Document
from ingest.readers import read, read_all
from ingest.readers.limits import Limits


def word(folder: Path, name: str = "a.docx") -> Path:
    file = docx.Document()
    file.add_heading("甲学院与乙公司签约", 0)
    paragraph = file.add_paragraph("甲学院机电系党总支")
    paragraph.add_run("与乙公司党支部").bold = True
    paragraph.add_run("签订结对共建协议。")
    table = file.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("单位", "基地", "乙公司", "实训基地"), strict=True
    ):
        cell.text = text
    file.add_paragraph("发布日期：2024年3月8日")
    path = folder / name
    file.save(str(path))
    return path


def test_a_word_document_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = read(word(tmp_path))
    assert document.source.text.split("\n") == [
        "甲学院与乙公司签约",
        "甲学院机电系党总支与乙公司党支部签订结对共建协议。",
        "单位\t基地",
        "乙公司\t实训基地",
        "发布日期：2024年3月8日",
    ]
    assert (document.source.title, document.source.published) == ("甲学院与乙公司签约", "2024-03-08")


def test_tracked_deletions_are_not_read_and_insertions_are(tmp_path: Path) -> None:
    path = word(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    run = "<w:r><w:t>{}</w:t></w:r>"
    deleted = "<w:del><w:r><w:delText>丙公司</w:delText></w:r></w:del>"
    change = f"<w:p>{deleted}<w:ins>{run.format('丁公司')}</w:ins>{run.format('加入。')}</w:p>"
    parts["word/document.xml"] = body.replace("<w:sectPr", change + "<w:sectPr", 1).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read(path).source.text.split("\n")[-1] == "丁公司加入。"


# -- PDF -----------------------------------------------------------------------------------------------------------


def pdf(folder: Path, pages: Sequence[Sequence[str]], name: str = "a.pdf") -> Path:
    """Write a PDF whose text is drawn in a Chinese font that every reader has, without embedding it."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>] >>"
    )
    numbers = [4 + 2 * i for i in range(len(pages))]
    kids = " ".join(f"{n} 0 R" for n in numbers)
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", font]
    for number, lines in zip(numbers, pages, strict=True):
        drawn = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td " for line in lines)
        stream = f"BT /F1 12 Tf 50 780 Td {drawn}ET"
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        bodies.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    path = folder / name
    path.write_bytes(_assembled(bodies))
    return path


def _assembled(bodies: Sequence[str]) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for i, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{i} 0 obj\n{body}\nendobj\n".encode()
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    table = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{rows}"
    return out + f"{table}trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


def test_the_text_layer_is_read_without_running_heads_and_page_numbers(tmp_path: Path) -> None:
    head = "某某学院产教融合工作简报"
    text = (
        "3月7日甲学院机电系党总支与乙公司党支部在甲学院报告厅签订结对共建协议约定三年内共同培养一百名技师并建设基地。"
    )
    lines = [text[i : i + 15] for i in range(0, len(text), 15)]
    pages = [
        [head, *lines[:2], "- 1 -"],
        [head, *lines[2:], "同日，双方共建的实训基地揭牌。", "- 2 -"],
        [head, "丙公司加入。", "2024年3月8日", "第 3 页 共 3 页"],
    ]
    document = read(pdf(tmp_path, pages))
    assert head not in document.source.text
    assert "- 1 -" not in document.source.text
    assert document.source.published == "2024-03-08"
    assert text in clean(document).text


def test_a_scan_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="OCR"):
        read(pdf(tmp_path, [[]]))


# -- archives ------------------------------------------------------------------------------------------------------


def archive(folder: Path, members: dict[str, bytes], name: str = "a.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for member, content in members.items():
            file.writestr(member, content)
    return path


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for member, content in members.items():
            file.writestr(member, content)
    return buffer.getvalue()


def test_each_file_of_an_archive_is_a_document_of_its_own(tmp_path: Path) -> None:
    inner = zipped({"丙.txt": "丙公司加入。".encode()})
    members = {
        "一/甲.txt": "甲乙签约。".encode(),
        "坏.txt": b"",
        "__MACOSX/x.txt": b"x",
        ".DS_Store": b"x",
        "里.zip": inner,
    }
    results = list(read_all(archive(tmp_path, members)))
    documents = [r.source for r in results if isinstance(r, Document)]
    assert [d.text for d in documents] == ["甲乙签约。", "丙公司加入。"]
    assert documents[0].uri == (tmp_path / "a.zip" / "一" / "甲.txt").resolve().as_uri()
    assert [r.path.rsplit("/", 1)[-1] for r in results if isinstance(r, UnreadableDocument)] == ["坏.txt"]


def test_names_cannot_climb_out_of_an_archive(tmp_path: Path) -> None:
    members = {
        "../../etc/甲.txt": "甲乙签约。".encode(),
        "/abs/乙.txt": "乙丙签约。".encode(),
        "..\\丙.txt": "丙丁签约。".encode(),
    }
    path = archive(tmp_path, members)
    uris = [r.source.uri for r in read_all(path) if isinstance(r, Document)]
    assert len(uris) == 3
    assert all(uri.startswith(path.resolve().as_uri() + "/") and ".." not in uri for uri in uris)


def test_names_packed_as_gbk_are_read(tmp_path: Path) -> None:
    path = archive(tmp_path, {"AAAA.txt": "甲乙签约。".encode()})
    path.write_bytes(path.read_bytes().replace(b"AAAA.txt", "甲乙".encode("gbk") + b".txt"))
    (document,) = read_all(path)
    assert isinstance(document, Document)
    assert document.source.uri.endswith("/%E7%94%B2%E4%B9%99.txt")


@pytest.mark.parametrize(
    ("members", "limits"),
    [
        ({f"{i}.txt": b"a" for i in range(5)}, Limits(members=4)),
        ({"a.txt": b"a" * 5000}, Limits(unpacked_bytes=4999)),
        ({"a.txt": bytes(4 << 20)}, Limits()),
        ({"a.txt": b"0123456789"}, Limits(file_bytes=200, unpacked_bytes=9)),
        ({"a.zip": zipped({"b.zip": zipped({"c.txt": b"c"})})}, Limits(depth=2)),
    ],
)
def test_archives_are_bounded(tmp_path: Path, members: dict[str, bytes], limits: Limits) -> None:
    (error,) = read_all(archive(tmp_path, members), limits)
    assert isinstance(error, UnreadableDocument)
    assert "上限" in error.reason


def test_a_size_that_lies_is_caught_while_unpacking(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.txt": b"a" * 3000})
    content = path.read_bytes().replace((3000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(content)
    (result,) = read_all(path, Limits(file_bytes=1000))
    assert isinstance(result, UnreadableDocument)


def test_a_damaged_archive_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 damaged")
    assert [type(r) for r in read_all(path)] == [UnreadableDocument]
