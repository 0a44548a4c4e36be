"""简称 Shorter names without a word for their kind: 晶澳 for 晶澳太阳能科技股份有限公司, 江苏建院, （以下简称“某某”）.

Invariant: adds mentions and aliases of referents that exist; makes none.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.extract.draft import Draft, Mention, Referent
from ingest.extract.mentions.lexicon import lexicon

_SAID = re.compile(r"（(?:以下|下文|下)?(?:统一)?(?:简称|称)(?:为)?[：:]?[“\"]?([^）”\"，]{2,14})[”\"]?）")
_FORM = re.compile(r"(?:[（(][^）)]{1,6}[）)])|集团|股份|有限|责任|公司|控股|总公司")
_SCHOOL_END = frozenset("大院校专")


def find_aliases(draft: Draft) -> Draft:
    """Add the places where a referent is named by a shorter form."""
    free = bytearray(b"\1" * len(draft.text))
    for m in draft.mentions:
        if not m.method.startswith("anaphor"):
            free[m.start : m.end] = bytes(m.end - m.start)
    found = list(_found(draft, free))
    spans = {(m.start, m.end) for m in found}
    kept = [m for m in draft.mentions if not any(s <= m.start and m.end <= e and s != m.start for s, e in spans)]
    forms: dict[str, list[str]] = {}
    for m in found:
        forms.setdefault(m.referent, []).append(draft.text[m.start : m.end])
    referents = tuple(_with(r, forms.get(r.key, [])) for r in draft.referents)
    return draft.with_(mentions=tuple(sorted((*kept, *found), key=lambda m: m.span)), referents=referents)


def _with(referent: Referent, forms: list[str]) -> Referent:
    new = [f for f in dict.fromkeys(forms) if f != referent.name and f not in referent.aliases]
    return replace(referent, aliases=(*referent.aliases, *new)) if new else referent


def _found(draft: Draft, free: bytearray) -> Iterator[Mention]:
    by_key = {r.key: r for r in draft.referents}
    ending = {m.end: m for m in draft.mentions}
    for match in _SAID.finditer(draft.text):
        if (named := ending.get(match.start())) and named.referent in by_key:
            yield from _places(draft.text, match[1], by_key[named.referent], free, "said")
    for referent in draft.referents:
        if referent.type == "enterprise" and not referent.parent:
            yield from _brands(draft.text, referent, free)
        elif referent.type == "school":
            yield from _short_schools(draft.text, referent, free)


def _places(text: str, form: str, referent: Referent, free: bytearray, rule: str) -> Iterator[Mention]:
    for match in re.finditer(re.escape(form), text):
        yield from _taken(Mention(match.start(), match.end(), referent.type, referent.key, f"aliases:{rule}"), free)


def _taken(mention: Mention, free: bytearray) -> Iterator[Mention]:
    if all(free[mention.start : mention.end]):
        free[mention.start : mention.end] = bytes(mention.end - mention.start)
        yield mention


def _brands(text: str, referent: Referent, free: bytearray) -> Iterator[Mention]:
    name = referent.name
    region = max((n for n in range(2, 9) if name[:n] in lexicon().region_names), default=0)
    core = _FORM.sub("", name[region:])
    if len(core) < 2 or core[:2] in lexicon().region_names or len(core[:2]) < 2:
        return
    for match in re.finditer(re.escape(core[:2]), text):
        start, end = match.start(), _extended(text, match.end(), core[2:] + "集团公司")
        if region and text.startswith(name[:region], max(0, start - region)):
            start -= region
        elif region and text.startswith(name[:2], max(0, start - 2)):
            start -= 2
        if end - start >= 3 or _stands_alone(text, start, end):
            yield from _taken(Mention(start, end, referent.type, referent.key, "aliases:brand"), free)


def _extended(text: str, at: int, rest: str) -> int:
    while at < len(text) and (found := rest.find(text[at])) >= 0:
        at, rest = at + 1, rest[found + 1 :]
    return at


def _stands_alone(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in tuple("，。、“与和同对向为由在，；\n") and text[end : end + 1] in tuple(
        "，。、”与和同对向为的在党，；"
    )


def _short_schools(text: str, referent: Referent, free: bytearray) -> Iterator[Mention]:
    name = referent.name
    if len(name) < 4:
        return
    for match in re.finditer(re.escape(name[0]), text):
        end = _extended(text, match.end(), name[1:])
        while end - match.start() > 1 and text[end - 1] not in _SCHOOL_END:
            end -= 1
        size = end - match.start()
        if size >= (2 if text[end - 1] == "大" and len(name) <= 6 else 3) and size < len(name):
            yield from _taken(Mention(match.start(), end, referent.type, referent.key, "aliases:school"), free)
