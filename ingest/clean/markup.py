"""网页正文 The body of a web page as text: entities resolved, blocks on lines of their own.

Invariant: a character stands for its entity's raw span; a line end stands for the tags that made it.
"""

import html
import re
from array import array

from ingest.clean.mapped import Mapped
from ingest.document import Document

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?")
_CELL = re.compile(r"<t[dh]\b", re.I)
_ROW = re.compile(r"<(?:/?tr|/?table)\b", re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|table|thead|tbody|caption|section|article|header|main|center|blockquote|pre|"
    r"figure|figcaption|address|fieldset|title|body|td|th)\b",
    re.I,
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,10}(?:[\s\\][^<>\n]{0,2000})?/?>|<!--[^<>\n]{0,2000}-->")
_PASTED = re.compile(r"(?:<|&lt;)/?(?:p|div|br|span|a|img|strong|b|font|td|li)\b[^<>\n]{0,2000}(?:>|&gt;)", re.I)
_ESCAPES = 3
_BREAK = re.compile(r"[ \t\r\n]+")


def body_text(document: Document) -> Mapped:
    """Return the text of a document that is to be read: all of it, or its body spans."""
    raw = document.source.text
    if document.source.format != "html":
        spans = document.body or ((0, len(raw)),)
        return _untagged(_joined([Mapped.plain(raw[start:end], start) for start, end in spans]))
    parts: list[Mapped] = []
    for i, (start, end) in enumerate(document.body):
        if i and (glue := _glue(raw[document.body[i - 1][1] : start])):
            parts.append(Mapped(glue, array("q", [document.body[i - 1][1]]), array("q", [start])))
        parts.append(_run(raw[start:end], start))
    return _untagged(_joined(parts))


def _untagged(text: Mapped) -> Mapped:
    """Return text without the tags that were pasted into it with the words, escaped ones too."""
    for _ in range(_ESCAPES):
        if not _PASTED.search(text.text):
            break
        text = text.edited((m.start(), m.end(), "\n" if _BLOCK.match(m[0]) else "") for m in _TAG.finditer(text.text))
        text = text.edited((m.start(), m.end(), html.unescape(m[0])) for m in _ENTITY.finditer(text.text))
    return text


def _run(text: str, start: int) -> Mapped:
    run = Mapped.plain(text, start)
    if "\n" in text or "\r" in text:
        # A line end in a page's source is no line end on the page.
        run = run.edited((m.start(), m.end(), " ") for m in _BREAK.finditer(text) if m[0] != " ")
    if "&" in text:
        run = run.edited((m.start(), m.end(), html.unescape(m[0])) for m in _ENTITY.finditer(run.text))
    return run


def _glue(gap: str) -> str:
    if not gap or not _BLOCK.search(gap):
        return " " if gap.isspace() else ""
    return " " if _CELL.search(gap) and not _ROW.search(gap) else "\n"


def _joined(parts: list[Mapped]) -> Mapped:
    starts, ends = array("q"), array("q")
    for part in parts:
        starts += part.starts
        ends += part.ends
    return Mapped("".join(p.text for p in parts), starts, ends)
