"""读取 One format per file: from a path to a `Document`.

Invariant: a file is read whole and within bounds, or refused with what is wrong and what to do.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from graph.errors import UnreadableDocument
from graph.model import Source
from ingest.document import Document
from ingest.readers.archive import read_archive
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.json_document import read_json_document
from ingest.readers.limits import LIMITS, Limits
from ingest.readers.pdf import read_pdf
from ingest.readers.text import read_text


def _read_ledger(path: Path, content: bytes) -> Document:
    from ingest.readers.tables import read_tables

    tables = read_tables(path, content)
    source = Source(
        id=Source.id_of(content),
        uri=path.resolve().as_uri(),
        title=path.stem,
        text="",
        format=path.suffix.lstrip(".").lower(),
    )
    return Document(source, tables)


def _read_json(path: Path, content: bytes) -> Document:
    return read_json_document(path, content) or _read_ledger(path, content)


READERS: dict[str, Callable[[Path, bytes], Document]] = {
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".json": _read_json,
    ".jsonl": _read_ledger,
    ".csv": _read_ledger,
    ".tsv": _read_ledger,
    ".xlsx": _read_ledger,
    ".xlsm": _read_ledger,
    ".xls": _read_ledger,
    ".yaml": _read_ledger,
    ".yml": _read_ledger,
}
ARCHIVES = frozenset((".zip",))
SUFFIXES = frozenset(READERS) | ARCHIVES
"""支持的扩展名 Every suffix that `read_all` takes."""

_OCR = "请先做文字识别（OCR），存为 .txt 或 .docx / run OCR first"
_INSTEAD = {
    ".doc": "请另存为 .docx / save it as .docx",
    ".wps": "请另存为 .docx / save it as .docx",
    ".rtf": "请另存为 .docx / save it as .docx",
    ".et": "请另存为 .xlsx / save it as .xlsx",
    ".rar": "请改用 .zip / use .zip",
    ".7z": "请改用 .zip / use .zip",
    ".zip": "请解压后放入 / unpack it first",
} | dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"), _OCR)


def read(path: Path, limits: Limits = LIMITS) -> Document:
    """Read one file.

    Raises `UnreadableDocument`: not there, empty, too large, unknown format, binary, or undecodable.
    """
    _reader(path)
    return _read_content(path, _content(path, limits), limits)


def read_all(path: Path, limits: Limits = LIMITS) -> Iterator[Document | UnreadableDocument]:
    """Yield what a file holds: one document, or each file of an archive; what cannot be read as its error."""
    try:
        if path.suffix.lower() in ARCHIVES:
            yield from read_archive(path, _content(path, limits), partial(_read_content, limits=limits), limits)
        else:
            yield read(path, limits)
    except UnreadableDocument as error:
        yield error


def _reader(path: Path) -> Callable[[Path, bytes], Document]:
    suffix = path.suffix.lower()
    if suffix in READERS:
        return READERS[suffix]
    advice = _INSTEAD.get(suffix, f"支持 / supported: {' '.join(sorted(SUFFIXES))}")
    raise UnreadableDocument(str(path), f"不支持的格式 {suffix or '(无扩展名)'} / unknown format", advice)


def _read_content(path: Path, content: bytes, limits: Limits) -> Document:
    reader = _reader(path)
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableDocument(str(path), "空文件 / empty file", "请放入内容后重试 / put something in it")
    document = reader(path, content)
    chars = len(document.source.text)
    if chars > limits.text_chars:
        raise _too_large(path, f"{chars} 字 / characters", f"{limits.text_chars} 字 / characters")
    if not document.is_ledger and not document.source.text.strip():
        raise UnreadableDocument(str(path), "没有文字 / no text in it", _OCR)
    return document


def _content(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise _too_large(path, f"{size} 字节 / bytes", f"{limits.file_bytes} 字节 / bytes")
        return path.read_bytes()
    except OSError as error:
        reason = f"打不开 / cannot be opened: {error.strerror or error}"
        raise UnreadableDocument(str(path), reason, "请检查路径和权限 / check path and permissions") from error


def _too_large(path: Path, what: str, bound: str) -> UnreadableDocument:
    return UnreadableDocument(str(path), f"过大：{what}，上限 {bound} / too large", "请拆分后重试 / split it")
