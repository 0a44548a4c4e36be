"""人物提及 Named persons: names found by the model, names of other forms beside a title, and each named again.

Invariant: a person's name lies outside every organization's name.
"""

import re
from collections.abc import Iterator, Mapping

from ingest.extract.draft import Draft, Mention, Stage
from ingest.extract.mentions.boundary import Places
from ingest.extract.mentions.givens import choose_name, surname_places
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import scan

_MINORITY = re.compile(
    r"[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{2,5}?(?=[^\u4e00-\u9fff]|到场|出席|参加|主持|致辞|讲话|介绍|表示|分别|说|等|与|和|在|为|$)"
)
_FOREIGN = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}")


def person_finder(weights: Mapping[str, float]) -> Stage:
    """Return the stage that adds the persons whom the text names."""

    def find_persons(draft: Draft) -> Draft:
        free = bytearray(b"\1" * len(draft.text))
        for mention in draft.mentions:
            free[mention.start : mention.end] = bytes(mention.end - mention.start)
        named = dict(_by_model(draft.text, weights, free))
        named |= dict.fromkeys(_by_form(draft.text), "form")
        persons = (
            Mention(s, e, "person", method=f"persons:{rule}") for s, e, rule in _everywhere(draft.text, named, free)
        )
        return draft.with_(mentions=tuple(sorted((*draft.mentions, *persons), key=lambda m: m.span)))

    return find_persons


def _by_model(text: str, weights: Mapping[str, float], free: bytearray) -> Iterator[tuple[str, str]]:
    places = Places(scan(text))
    for at in surname_places(places):
        if free[at] and (name := choose_name(places, at, weights)) and all(free[at : name.end]):
            yield text[at : name.end], "model"


def _by_form(text: str) -> Iterator[str]:
    # 艾孜买提·沙吾尔, Pedro Puig: the form tells, where a title stands before it
    for _, end, _ in lexicon().titles.find(text):
        for form in (_MINORITY, _FOREIGN):
            if match := form.match(text, end):
                yield match[0]


def _everywhere(text: str, named: dict[str, str], free: bytearray) -> Iterator[tuple[int, int, str]]:
    for name in sorted(named, key=lambda n: (-len(n), n)):
        for match in re.finditer(re.escape(name), text):
            if all(free[match.start() : match.end()]):
                free[match.start() : match.end()] = bytes(len(name))
                yield *match.span(), named[name]
