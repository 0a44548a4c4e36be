"""机构提及 Mentions of organizations and bases: names that end in a word for their kind, inner names included.

Invariant: mentions either lie apart or share their start (某大学 and 某大学某学院); types are by suffix only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ingest.extract.draft import Draft, Mention, Stage
from ingest.extract.mentions.boundary import Places
from ingest.extract.mentions.choosing import Choice, choices
from ingest.extract.mentions.lexicon import lexicon
from ingest.extract.mentions.scan import Suffix, scan


def name_finder(weights: Mapping[str, float]) -> Stage:
    """Return the stage that adds the organizations and bases which the text names by a word for their kind."""

    def find_names(draft: Draft) -> Draft:
        places = Places(scan(draft.text))
        named = [*draft.mentions, *_apart(choices(places, weights))]
        found = [m for m in named if not _is_office(draft.text, m, named)]
        found += _committees(draft.text, found)
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
    return suffix.brand or (suffix.weak and suffix.type in ("enterprise", "government"))


def _compatible(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] == b[0] or a[1] <= b[0] or b[1] <= a[0]


_PARTY = re.compile(
    r"(?:离退休|机关|直属|联合|临时|综合|第[一二三四五六七八九十]+)*(?:党委|党总支部|党总支|党支部|党工委|党组|支部委员会|支部|团工委|团委)$"
)
_TERRITORY = frozenset("镇乡县市区省州旗")


def _bodies(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Yield the body that a party organization's name begins with, where it was not found itself."""
    starts = Counter(m.start for m in found)
    for mention in found:
        name = text[mention.start : mention.end]
        if (
            starts[mention.start] == 1
            and mention.type in ("party_org", "association")
            and (party := _PARTY.search(name))
        ):
            body = name[: party.start()]
            type_ = _type_of(body)
            if type_ and len(body) > 3 and not (type_ == "government" and body[-1] in _TERRITORY):
                yield Mention(mention.start, mention.start + len(body), type_, method="names:body")


def _type_of(name: str) -> str:
    ends = [
        (end - start, type_)
        for words in (lexicon().suffixes, lexicon().weak)
        for start, end, type_ in words.find(name)
        if end == len(name)
    ]
    type_ = max(ends, default=(0, ""))[1]
    return "" if type_ in ("look_alikes", "party_org") else type_.removeprefix("brand ")


_COMMITTEE = re.compile(
    r"[\u4e00-\u9fff]{2,8}?[省市县区州镇乡](?:党委|委)(?=副?书记|常委|委员|组织部|宣传部|统战部|政法委|办公室)"
)
_OFFICE = re.compile(r"(?:常务|专职|第一)?副?书记|委员|常委|纪检委员|组织委员|宣传委员")


def _committees(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Yield the party committees of territories, which stand in offices only: 某镇党委 in 某镇党委书记."""
    regions = {start for start, _, _ in lexicon().regions.find(text)}
    for match in _COMMITTEE.finditer(text):
        starts = [at for at in range(match.start(), match.end() - 2) if at in regions and _free(text, at)]
        start = starts[0] if starts else match.start() if _free(text, match.start()) else -1
        if start >= 0 and not any(m.start < match.end() and start < m.end for m in found):
            yield Mention(start, match.end(), "party_org", method="names:committee")


def _free(text: str, at: int) -> bool:
    return at == 0 or not "\u4e00" <= text[at - 1] <= "\u9fff" or text[at - 1] in "与和及由同"


def _is_office(text: str, mention: Mention, named: list[Mention]) -> bool:
    """Return whether a party organization is named only as part of an office held at its body: 某学院党委书记."""
    name = text[mention.start : mention.end]
    party = _PARTY.search(name) if mention.type == "party_org" else None
    if party is None or not any(m.start == mention.start and m.end == mention.start + party.start() for m in named):
        return False
    ends = [at + len(name) for at in _occurrences(text, name)]
    return all(_OFFICE.match(text, end) for end in ends)


def _occurrences(text: str, form: str) -> Iterator[int]:
    at = text.find(form)
    while at >= 0:
        yield at
        at = text.find(form, at + 1)
