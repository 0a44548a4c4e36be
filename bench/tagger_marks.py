"""What the tagger learns from: annotated documents with their names marked, and variants with other names in them.

The names that the suffix and person models propose come from models that have not seen the document.
"""

import bisect
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.oracle import document_of, referents_of, short_forms
from bench.train_mentions import clean_text, fold_of
from ingest.clean import clean
from ingest.extract.draft import Draft, Mention
from ingest.extract.mentions.characters import TYPES, codes, listed, proposed, stretches
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.models import Models
from ingest.extract.mentions.names import name_finder
from ingest.extract.mentions.persons import person_finder
from ingest.extract.mentions.relative import RELATIVE
from ingest.extract.mentions.scan import scan

FOLDS, VARIANTS = 5, 2
Span = tuple[int, int, str]
Row = tuple[Any, Any, Any, Any]


@dataclass(frozen=True)
class Marked:
    """A text with its names: those that lie apart, and those inside them that share their start."""

    text: str
    outer: list[Span]
    inner: list[Span]


def marked(gold: dict[str, Any]) -> Marked:
    """Return a document's clean text with every place where one of its entities is named."""
    text = clean_text(gold)
    forms, types = _forms(gold)
    plain = _plain(text)
    spans = sorted(
        ((m.start(), m.end(), key) for form, key in forms.items() for m in re.finditer(re.escape(form), plain)),
        key=lambda x: (x[0] - x[1], x[0]),
    )
    taken, outer = bytearray(len(text)), []
    for start, end, key in spans:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            outer.append((start, end, key))
    whole = {start: (end, key) for start, end, key in outer}
    inner = {
        (start, end, types[key])
        for start, end, key in spans
        if start in whole and end < whole[start][0] and key != whole[start][1] and types[key] != "person"
    }
    return Marked(text, sorted((s, e, types[k]) for s, e, k in outer), sorted(inner))


def _forms(gold: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    referents = tuple(referents_of(gold))
    by_key = {r.key: r for r in referents}
    forms = {form: r.key for r in referents for form in (r.name, *r.aliases)}
    for r in referents:
        for form in short_forms(r, by_key):
            if len(form) > 3:
                forms.setdefault(form, r.key)
    out: dict[str, str] = {}
    for form, key in forms.items():
        named = by_key[key].type == "person" or not (form in lexicon().not_names or RELATIVE.fullmatch(form))
        if named and len(form) > 1:
            for written in (form, re.sub(r"[“”\"]", "", form)):
                out.setdefault(_plain(written), key)
    return out, {r.key: r.type for r in referents}


def _plain(text: str) -> str:
    return text.translate(str.maketrans("（），：“”", '(),:""'))


def heads(one: Marked) -> dict[int, tuple[int, str]]:
    """Return the shortest name at each start: its end and type."""
    found = {start: (end, type_) for start, end, type_ in one.outer}
    for start, end, type_ in one.inner:
        if end < found[start][0]:
            found[start] = end, type_
    return found


def varied(one: Marked, names: dict[str, list[str]], chance: random.Random) -> Marked:
    """Return the text with other names of the same type in the places of half of its own."""
    new: dict[str, str] = {}
    parts, ends, moved, at = [], [], [0], 0
    for start, (end, type_) in sorted(heads(one).items()):
        old = one.text[start:end]
        if old not in new:
            swap = chance.random() < 0.5 and len(old) > (1 if type_ == "person" else 4)
            new[old] = chance.choice(names[type_]) if swap else old
        parts += [one.text[at:start], new[old]]
        ends.append(end)
        moved.append(moved[-1] + len(new[old]) - len(old))
        at = end

    def shifted(spans: list[Span]) -> list[Span]:
        return [
            (s + moved[bisect.bisect_right(ends, s)], e + moved[bisect.bisect_right(ends, e)], t) for s, e, t in spans
        ]

    return Marked("".join([*parts, one.text[at:]]), shifted(one.outer), shifted(one.inner))


def proposals(text: str, models: Models) -> list[Mention]:
    """Return the names that the suffix and person models propose for a clean text."""
    document = document_of({"text": text, "id": "text"})
    cleaned = clean(document)
    if cleaned.text != text:
        return []
    draft = Draft(document, cleaned)
    for stage in (name_finder(models.boundary), person_finder(models.person)):
        draft = stage(draft)
    return list(draft.mentions)


def rows(one: Marked, names: Sequence[Mention]) -> list[Row]:
    """Return the training rows of a text, one per stretch: code points, features, tags, inner ends."""
    tags, inner = np.zeros(len(one.text), np.int64), np.zeros(len(one.text), np.int64)
    for start, end, type_ in one.outer:
        first = 1 + 4 * TYPES.index(type_)
        tags[start:end] = first + 1
        tags[start], tags[end - 1] = first, first + 2
        if end - start == 1:
            tags[start] = first + 3
    for _, end, type_ in one.inner:
        inner[end - 1] = TYPES.index(type_) + 1
    features = np.concatenate([listed(scan(one.text)), proposed(len(one.text), names)], axis=1).astype(np.float16)
    points = codes(one.text).astype(np.uint16)
    return [(points[a:b], features[a:b], tags[a:b], inner[a:b]) for a, b in stretches(one.text)]


@dataclass(frozen=True)
class Prepared:
    """A document ready for training: its marks, what was proposed, its rows and those of its variants."""

    one: Marked
    names: list[Mention]
    base: list[Row]
    variants: list[list[Row]]


def prepared(golds: Sequence[dict[str, Any]], models: Sequence[Models]) -> dict[str, Prepared]:
    """Return the prepared documents by id; proposals come from the models of each document's fold."""
    chance = random.Random(20)
    marks = {g["id"]: marked(g) for g in golds}
    names: dict[str, set[str]] = {t: set() for t in TYPES}
    for one in marks.values():
        for start, (end, type_) in heads(one).items():
            names[type_].add(one.text[start:end])
    pool = {t: sorted(v) for t, v in names.items()}
    out = {}
    for id_, one in marks.items():
        fold = models[fold_of(id_, FOLDS)]
        found = proposals(one.text, fold)
        others = [varied(one, pool, chance) for _ in range(VARIANTS)]
        out[id_] = Prepared(one, found, rows(one, found), [rows(v, proposals(v.text, fold)) for v in others])
    return out
