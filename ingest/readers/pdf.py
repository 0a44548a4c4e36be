"""PDF The text layer of a PDF, page after page, without running heads, feet and page numbers.

Invariant: the source's text is what was extracted, one printed line on a line; offsets point into that text
(`ingest.clean` joins the lines). A scan has no text layer and is refused.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from graph.errors import UnreadableDocument
from graph.model import Source
from ingest.document import Document
from ingest.readers.limits import LIMITS
from ingest.readers.published import published_of
from ingest.readers.text import title_of

_PAGE_NUMBER = re.compile(r"[\s\-—–·第]*\d{1,4}[\s\-—–·页/]*(?:[共/]\s*\d{1,4}\s*页?)?\s*")
_FIGURES = re.compile(r"\d+")
# PDFium writes this where a word was divided at the end of a line.
_HYPHEN = "\ufffe"
_MARGIN_LINES = 2
_MANY_PAGES = 3
# PDFium may be called from one thread at a time.
_LOCK = Lock()


def read_pdf(path: Path, content: bytes) -> Document:
    """Read a PDF with a text layer.

    Raises `UnreadableDocument`: damaged, protected by a password, too many pages, or a scan without text.
    """
    with _LOCK:
        pages = _pages(path, content)
    text = "\n".join("\n".join(lines) for lines in _without_margins(pages))
    if not text.strip():
        reason = f"{len(pages)} 页都没有文字层，多半是扫描件 / no text layer: a scan"
        raise UnreadableDocument(str(path), reason, "请先做文字识别（OCR） / run OCR first")
    source = Source(
        id=Source.id_of(content),
        uri=path.resolve().as_uri(),
        title=title_of(text) or path.stem,
        text=text,
        format="pdf",
        published=published_of(text),
    )
    return Document(source)


def _pages(path: Path, content: bytes) -> list[list[str]]:
    import pypdfium2  # type: ignore[import-untyped,unused-ignore]

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        reason = "损坏或有密码保护 / damaged or protected by a password"
        raise UnreadableDocument(str(path), reason, "请解除保护后另存 / save it without protection") from error
    try:
        if len(pdf) > LIMITS.pages:
            raise UnreadableDocument(
                str(path), f"共 {len(pdf)} 页，上限 {LIMITS.pages} 页 / too many pages", "请拆分 / split it"
            )
        return [_page_lines(pdf, number) for number in range(len(pdf))]
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(str(path), "页面损坏 / a page is damaged", "请重新导出 / export it again") from error
    finally:
        pdf.close()


def _page_lines(pdf: "pypdfium2.PdfDocument", number: int) -> list[str]:  # type: ignore[name-defined]  # noqa: F821
    page = pdf[number]
    layer = page.get_textpage()
    text: str = layer.get_text_range().replace(_HYPHEN, "").replace("\0", "")
    layer.close()
    page.close()
    return text.splitlines()


def _without_margins(pages: Sequence[list[str]]) -> list[list[str]]:
    """Return the pages without page numbers and without the lines that stand at the edge of most pages."""
    edges = Counter(mark for lines in pages for mark in {_mark(line) for line in _edge(lines)})
    running = {mark for mark, count in edges.items() if len(pages) >= _MANY_PAGES and count > len(pages) / 2}
    return [_inner(lines, running) for lines in pages]


def _inner(lines: list[str], running: set[str]) -> list[str]:
    last = len(lines) - _MARGIN_LINES
    return [
        line
        for i, line in enumerate(lines)
        if not ((i < _MARGIN_LINES or i >= last) and (_mark(line) in running or _PAGE_NUMBER.fullmatch(line)))
    ]


def _edge(lines: list[str]) -> list[str]:
    return [line for line in (*lines[:_MARGIN_LINES], *lines[-_MARGIN_LINES:]) if line.strip()]


def _mark(line: str) -> str:
    return _FIGURES.sub("#", line.strip())
