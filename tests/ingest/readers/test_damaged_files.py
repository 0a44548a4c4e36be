"""Files damaged at random: each is read or refused, never a crash, and what is read keeps a sound map."""

import random
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from graph.errors import UnreadableDocument
from ingest.clean import clean
from ingest.document import Document
from ingest.readers import read_all

TEXT = "甲职业学院与乙公司签约\n\n双方签订校企合作协议，共建产业学院。\n"
PAGE = f"<html><head><title>甲乙</title></head><body><div><p>{TEXT * 3}</p><p>丙&amp;丁</p></div></body></html>"


def _docx(path: Path) -> None:
    file = docx.Document()
    file.add_paragraph(TEXT)
    file.save(str(path))


def _zip(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("甲.txt", TEXT)
        archive.writestr("乙.html", PAGE)


WRITERS = {
    "a.docx": _docx,
    "a.zip": _zip,
    "a.pdf": lambda path: path.write_bytes(
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n"
    ),
    "a.html": lambda path: path.write_text(PAGE, "utf-8"),
    "a.txt": lambda path: path.write_text(TEXT, "gb18030"),
    "a.json": lambda path: path.write_text('{"text": "甲乙签约。", "published": "2024-01-02"}', "utf-8"),
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(data) + 1)
        noise = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 20)))
        cut = chance.choice((0, len(noise), 50))
        data[at : at + cut] = noise if chance.random() < 0.7 else b""
    return bytes(data)


@pytest.mark.parametrize("name", WRITERS)
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    whole, chance = path.read_bytes(), random.Random(7)
    for _ in range(60):
        path.write_bytes(damaged(whole, chance))
        for result in read_all(path):
            if isinstance(result, Document) and not result.is_ledger:
                text = clean(result)
                assert list(text.starts) == sorted(text.starts)
                assert list(text.ends) == sorted(text.ends)
            else:
                assert isinstance(result, Document | UnreadableDocument)
