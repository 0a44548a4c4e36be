"""文本 Plain text and Markdown, with an optional YAML front matter.

Invariant: the source's text is the decoded file, front matter and line ends (`\\r\\n` too) included, so that
offsets point into what the file says; the body leaves the front matter out.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from graph.model import Source
from ingest.document import Document
from ingest.readers.encoding import decode
from ingest.readers.published import published_of

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_MARKS = re.compile(r"^[\s\u3000#>*_【\[=\-•▌▍]+|[\s\u3000*_】\]=#]+$")
_FURNITURE = re.compile(
    r"^\s*•|首页|首頁|当前位置|當前位置|当.{0,12}位置|>.*>|^\W*(?:来源|來源|作者|发布|發布|编辑|編輯|日期|时间)"
)
_TITLE_CHARS = 120


def read_text(path: Path, content: bytes) -> Document:
    """Read a text or Markdown file; raises `UnreadableDocument` when it cannot be decoded."""
    text = decode(content, str(path))
    meta, start = front_matter(text)
    source = Source(
        id=Source.id_of(content),
        uri=path.resolve().as_uri(),
        title=str(meta.get("title") or title_of(text[start:]) or path.stem),
        text=text,
        format=path.suffix.lstrip(".").lower(),
        published=published_of(text[start:], str(meta.get("source") or ""), stated_in(meta)),
    )
    return Document(source, body=((start, len(text)),) if start else ())


def front_matter(text: str) -> tuple[dict[str, Any], int]:
    """Return the fields of the YAML front matter and the offset at which the prose begins.

    >>> front_matter("---\\ntitle: 甲\\n---\\n正文")
    ({'title': '甲'}, 18)
    """
    found = _FRONT.match(text)
    if not found:
        return {}, 0
    try:
        fields = yaml.safe_load(found[1])
    except yaml.YAMLError:
        return {}, 0
    return (fields, found.end()) if isinstance(fields, dict) else ({}, 0)


def stated_in(meta: dict[str, Any]) -> object:
    """Return what the metadata says of the date of publication, if anything."""
    return next((meta[key] for key in ("published", "date", "发布日期", "发布时间", "日期") if meta.get(key)), None)


def title_of(text: str) -> str:
    """Return the first meaningful line of a text: not a breadcrumb, a byline or a rule."""
    for line in text[:5000].splitlines():
        title = _MARKS.sub("", line)
        if len(title) >= 2 and not _FURNITURE.search(line):
            return title[:_TITLE_CHARS]
    return ""
