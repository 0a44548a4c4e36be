"""清洗 From a document to text that rules can read, with the way back to the raw offsets.

Invariant: pure; starts and ends never decrease; cleaning a clean text changes nothing; and for a span
within a line `quote(raw slice)` equals `quote(clean slice)`. Afterwards the text has simplified characters,
half-width letters and digits, full-width punctuation, one paragraph on a line, no pinyin notes, no page
furniture and no paragraph twice.
"""

import re

from ingest.clean.damage import repaired
from ingest.clean.fold import REMOVED, fold
from ingest.clean.lines import furniture_kind, line_edits, repeated_sentences
from ingest.clean.mapped import Mapped, merged
from ingest.clean.markup import body_text
from ingest.clean.noise import markdown_edits, pinyin_edits, quotes_paired, space_edits
from ingest.document import CleanText, Document

_IN_NUMBER = re.compile(r"(?<=[0-9０-９])(?:,(?=[0-9]{3}(?![0-9]))|[:：](?=[0-9]{2}(?![0-9])))")
_SPACES = re.compile(r"\s+")
_REMOVED = re.compile(f"{REMOVED}+")
_PASSES = 4


def clean(document: Document) -> CleanText:
    """Return the clean text of a document that is not a ledger."""
    text = _folded(repaired(body_text(document)))
    text = _unmarked(text)
    for _ in range(_PASSES):
        before = text
        text = text.edited(space_edits(text.text))
        text = text.edited(line_edits(text.text))
        text = text.edited(repeated_sentences(text.text))
        text = text.folded(quotes_paired(text.text))
        if text.text == before.text:
            break
    return text.clean_text(document.source.text)


def quote(text: str) -> str:
    """Return a raw quote as clean text on one line without spaces: the form in which two quotes are compared.

    >>> quote("党(dǎng)委 與\\n企业")
    '党委与企业'
    """
    mapped = _folded(repaired(Mapped.plain(text)))
    mapped = _unmarked(mapped)
    return _SPACES.sub("", quotes_paired(mapped.text.replace("\n", "")))


def furniture(document: Document) -> tuple[tuple[str, str], ...]:
    """Return the lines that are no part of the text, as (kind, folded line): bylines, rights, neighbours."""
    lines = (line.strip() for line in _folded(body_text(document)).text.split("\n"))
    return tuple((kind, line) for line in lines if line and (kind := furniture_kind(line)))


def _unmarked(text: Mapped) -> Mapped:
    # Marks nest (a picture inside a link): what taking out one mark lays bare goes in the next pass.
    for _ in range(_PASSES):
        edits = merged(pinyin_edits(text.text), markdown_edits(text.text))
        if not edits:
            break
        text = text.edited(edits)
    return text


def _folded(text: Mapped) -> Mapped:
    folded = fold(text.text)
    if marks := [m.start() for m in _IN_NUMBER.finditer(text.text)]:
        chars = list(folded)
        for i in marks:
            chars[i] = "," if text.text[i] == "," else ":"
        folded = "".join(chars)
    mapped = text.folded(folded)
    return mapped.edited((m.start(), m.end(), "") for m in _REMOVED.finditer(folded)) if REMOVED in folded else mapped
