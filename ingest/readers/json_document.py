"""JSON 文献 A document kept as a JSON object with its text in the field `text`.

Invariant: the source's text is the value of `text`, to the letter; all other JSON files are ledgers.
"""

import json
from pathlib import Path
from typing import Any

from graph.errors import UnreadableDocument
from graph.model import Source
from ingest.document import Document
from ingest.readers.encoding import decode
from ingest.readers.published import published_of
from ingest.readers.text import stated_in, title_of


def read_json_document(path: Path, content: bytes) -> Document | None:
    """Read a JSON file as a document (fields `text`, `published`, `source`, `title`); None if it is a ledger.

    Raises `UnreadableDocument` for bytes that are not JSON.
    """
    fields = parse_json(path, content)
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        return None
    text: str = fields["text"]
    source = Source(
        id=Source.id_of(content),
        uri=path.resolve().as_uri(),
        title=str(fields.get("title") or title_of(text) or path.stem),
        text=text,
        format="json",
        published=published_of(text, str(fields.get("source") or ""), stated_in(fields)),
    )
    return Document(source)


def parse_json(path: Path, content: bytes) -> Any:
    """Return the value in a JSON file; raises `UnreadableDocument` with line and column."""
    try:
        return json.loads(decode(content, str(path)))
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 列 (line {error.lineno}, column {error.colno})"
        raise UnreadableDocument(
            str(path), f"{place} 不是合法的 JSON / not JSON", "请检查格式 / check the syntax"
        ) from error
    except RecursionError as error:
        raise UnreadableDocument(str(path), "JSON 嵌套过深 / nested too deeply") from error
