"""DOCX A Word document: its paragraphs and tables as text, in the order of the page.

Invariant: the source's text is what was extracted, one paragraph or table row on a line, the cells of a row
divided by tabs; offsets point into that text. Deleted text of tracked changes, headers and footers are left out.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from graph.errors import UnreadableDocument
from graph.model import Source
from ingest.document import Document
from ingest.readers.archive import DAMAGE
from ingest.readers.limits import LIMITS
from ingest.readers.published import published_of
from ingest.readers.text import title_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SKIPPED = frozenset((_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_W}tblPr"))


def read_docx(path: Path, content: bytes) -> Document:
    """Read a Word document; raises `UnreadableDocument` for damaged, encrypted or oversized files."""
    import docx
    from docx.opc.exceptions import OpcError

    _check_size(path, content)
    try:
        word = docx.Document(BytesIO(content))
    except (OpcError, KeyError, AttributeError, etree.XMLSyntaxError, *DAMAGE) as error:
        raise _damaged(path) from error
    text = "\n".join(_lines(word.element.body))
    source = Source(
        id=Source.id_of(content),
        uri=path.resolve().as_uri(),
        title=title_of(text) or path.stem,
        text=text,
        format="docx",
        published=published_of(text),
    )
    return Document(source)


def _check_size(path: Path, content: bytes) -> None:
    try:
        members = ZipFile(BytesIO(content)).infolist()
    except DAMAGE as error:
        raise _damaged(path) from error
    size = sum(member.file_size for member in members)
    if size > LIMITS.unpacked_bytes or size > LIMITS.ratio * len(content):
        reason = f"解开后 {size} 字节，过大 / unpacks to {size} bytes"
        raise UnreadableDocument(str(path), reason, "请删去图片后重试 / take out the pictures")


def _damaged(path: Path) -> UnreadableDocument:
    advice = "请用文字处理软件打开并另存为 .docx / open it and save it as .docx"
    return UnreadableDocument(str(path), "损坏、加密或不是 DOCX / damaged, encrypted or not DOCX", advice)


def _lines(block: etree._Element) -> Iterator[str]:
    for element in block:
        if element.tag == f"{_W}p":
            yield from _paragraph(element)
        elif element.tag == f"{_W}tbl":
            yield from _rows(element)
        elif element.tag not in _SKIPPED:
            # Content controls and insertions hold paragraphs of their own.
            yield from _lines(element)


def _paragraph(element: etree._Element) -> Iterator[str]:
    boxes: list[etree._Element] = []
    yield "".join(_words(element, boxes)).strip("\n")
    for box in boxes:
        yield from _lines(box)


def _words(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag not in _SKIPPED:
            yield from _words(child, boxes)


def _rows(table: etree._Element) -> Iterator[str]:
    for row in table.iterfind(f"{_W}tr"):
        cells = (" ".join(line for line in _lines(cell) if line.strip()) for cell in row.iter(f"{_W}tc"))
        yield "\t".join(cells)
