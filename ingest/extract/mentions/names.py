"""机构提及 Mentions of organizations and bases: names that end in a word for their kind, inner names included.

Invariant: mentions either lie apart or share their start (某大学 and 某大学某学院); types are by suffix only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ingest.extract.draft import Draft, Mention, Stage
from ingest.extract.mentions.boundary import Choice, Places, choose
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import Suffix, scan


def name_finder(weights: Mapping[str, float]) -> Stage:
    """Return the stage that adds the organizations and bases which the text names by a word for their kind."""

    def find_names(draft: Draft) -> Draft:
        places = Places(scan(draft.text))
        chosen = [(s, c) for s in places.scan.suffixes if (c := choose(places, s, weights)).start >= 0]
        found = [*draft.mentions, *_apart(chosen)]
        return draft.with_(mentions=tuple(sorted([*found, *_bodies(draft.text, found)], key=lambda m: m.span)))

    return find_names


def _apart(chosen: list[tuple[Suffix, Choice]]) -> Iterator[Mention]:
    kept: list[tuple[int, int]] = []
    for suffix, choice in sorted(chosen, key=lambda x: (-x[1].probability, x[1].start)):
        span = choice.start, suffix.end
        if all(_compatible(span, other) for other in kept):
            kept.append(span)
    suffixes = {s.end: s for s, _ in chosen}
    longest = {start: max(e for s, e in kept if s == start) for start, _ in kept}
    for start, end in sorted(kept):
        if end == longest[start] or not _is_fragment(suffixes[end]):
            yield Mention(start, end, suffixes[end].type, method="names:suffix")


def _is_fragment(suffix: Suffix) -> bool:
    # 四川中车 in 四川中车尚成电气有限公司, 株洲市 in 株洲市某局: no body of its own there
    return suffix.weak and suffix.type in ("enterprise", "government") or suffix.brand


def _compatible(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] == b[0] or a[1] <= b[0] or b[1] <= a[0]


_PARTY = re.compile(r"(?:离退休|机关|直属|联合|临时|综合|第[一二三四五六七八九十]+)*(?:党委|党总支部|党总支|党支部|党工委|党组|支部委员会|支部|团工委|团委)$")
_TERRITORY = frozenset("镇乡县市区省州旗")


def _bodies(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Yield the body that a party organization's name begins with, where it was not found itself."""
    starts = Counter(m.start for m in found)
    for mention in found:
        name = text[mention.start : mention.end]
        if starts[mention.start] == 1 and mention.type in ("party_org", "association") and (party := _PARTY.search(name)):
            body = name[: party.start()]
            type_ = _type_of(body)
            if type_ and len(body) > 3 and body[-1] not in _TERRITORY:
                yield Mention(mention.start, mention.start + len(body), type_, method="names:body")


def _type_of(name: str) -> str:
    ends = [(end - start, type_) for words in (lexicon().suffixes, lexicon().weak) for start, end, type_ in words.find(name) if end == len(name)]
    type_ = max(ends, default=(0, ""))[1]
    return "" if type_ in ("look_alikes", "party_org") else type_.removeprefix("brand ")
