"""Drafts with perfect entities, made from annotated documents, to measure link finding on its own.

Mentions are all places where a name, an alias or a natural short form of an annotated entity stands,
longest first. Nothing of the annotated links is used but PART_OF (parents) and HAS_ROLE.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from graph.model import Source, attributes
from ingest.clean import clean
from ingest.document import CleanText, Document
from ingest.extract.draft import Draft, Finding, Mention, Referent
from ingest.extract.sentences import sentences

PROVINCE = re.compile(r"^(?:[^省市县区]{2,3}(?:省|市|自治区))+")
COMPANY = re.compile(r"(?:股份|集团|控股|科技)*(?:有限)?(?:责任)?公司$")


def document_of(gold: dict[str, Any]) -> Document:
    """Return an annotated document's text as a document just read."""
    text = gold["text"]
    source = Source(Source.id_of(text.encode()), gold["id"], gold["id"], text, "text", gold.get("published"))
    return Document(source)


def draft_of(gold: dict[str, Any]) -> Draft:
    """Return a draft that holds the annotated entities, parents and roles, and no link."""
    document = document_of(gold)
    cleaned = clean(document)
    referents = tuple(referents_of(gold))
    mentions = tuple(_mentions(cleaned, referents))
    return Draft(document, cleaned, tuple(sentences(cleaned.text)), mentions, referents, tuple(_given(gold, mentions)))


def referents_of(gold: dict[str, Any]) -> Iterator[Referent]:
    parents = {r["head"]: r["tail"] for r in gold["relations"] if r["type"] == "PART_OF"}
    for e in gold["entities"]:
        yield Referent(e["id"], e["type"], e["name"], tuple(e.get("aliases", ())), parents.get(e["id"], ""))


def _mentions(cleaned: CleanText, referents: tuple[Referent, ...]) -> Iterator[Mention]:
    forms: dict[str, Referent] = {}
    names = {n for r in referents for n in (r.name, *r.aliases)}
    for r in referents:
        for form in (r.name, *r.aliases):
            forms[form] = r
    for r in referents:
        for form in short_forms(r, {x.key: x for x in referents}):
            if form not in names and len(form) > 3:
                forms.setdefault(form, r)
    taken = [False] * len(cleaned.text)
    found = []
    for form in sorted(forms, key=len, reverse=True):
        for at in re.finditer(re.escape(_folded(form)), _folded(cleaned.text)):
            if not any(taken[at.start() : at.end()]):
                taken[at.start() : at.end()] = [True] * len(form)
                found.append(Mention(*at.span(), forms[form].type, forms[form].key, "oracle"))
    yield from sorted(found, key=lambda m: m.start)


def _folded(text: str) -> str:
    return text.translate(str.maketrans("（），：“”", '(),:""'))


def short_forms(referent: Referent, all_: dict[str, Referent]) -> Iterator[str]:
    name = referent.name
    if referent.type == "person":
        return
    if (parent := all_.get(referent.parent)) and name.startswith(parent.name):
        yield name[len(parent.name) :]
        for alias in parent.aliases:
            yield alias + name[len(parent.name) :]
    yield PROVINCE.sub("", name)
    if referent.type == "enterprise":
        yield COMPANY.sub("", name)
        yield COMPANY.sub("", PROVINCE.sub("", name))


def _given(gold: dict[str, Any], mentions: tuple[Mention, ...]) -> Iterator[Finding]:
    first = {m.referent: m.span for m in reversed(mentions)}
    for r in gold["relations"]:
        if r["type"] in ("PART_OF", "HAS_ROLE"):
            span = first.get(r["head"]) or first.get(r["tail"]) or (0, 1)
            extra = attributes(title=r.get("title"))
            yield Finding(r["type"], r["head"], r["tail"], (span,), "oracle", 1.0, r.get("date"), attributes=extra)


_SYMMETRIC = frozenset({"SIGNED_WITH", "PAIRED_WITH", "COOPERATES_WITH"})


def holding(gold: dict[str, Any], draft: Draft) -> Callable[[str, str, str], bool]:
    """Return a test whether the annotation holds a link (type, key, key) between two referents of the draft."""
    known = _aligned(gold, draft)
    held = {(r["type"], r["head"], r["tail"]) for r in gold["relations"]}
    held |= {(t, tail, head) for t, head, tail in held if t in _SYMMETRIC}

    def holds(link: str, a: str, b: str) -> bool:
        type_ = "SIGNED_WITH" if link == "SIGNED" else link
        return (type_, known.get(a, ""), known.get(b, "")) in held

    return holds


def _aligned(gold: dict[str, Any], draft: Draft) -> dict[str, str]:
    # Referent → annotated entity: by full name first, then by any name that one has and the other is called.
    pairs: dict[str, str] = {}
    full = {_plain(e["name"]): e["id"] for e in reversed(gold["entities"])}
    every = {_plain(n): e["id"] for e in reversed(gold["entities"]) for n in (e["name"], *e.get("aliases", []))}
    for names in (full, every):
        for r in draft.referents:
            if r.key not in pairs and (entity := names.get(_plain(r.name))) and entity not in pairs.values():
                pairs[r.key] = entity
    for r in draft.referents:
        called = (full[_plain(n)] for n in r.aliases if _plain(n) in full)
        if r.key not in pairs and (entity := next((e for e in called if e not in pairs.values()), "")):
            pairs[r.key] = entity
    return pairs


def _plain(name: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", name).lower())
