"""机构提及 Mentions of organizations and bases: names that end in a word for their kind, inner names included.

Invariant: mentions either lie apart or share their start (某大学 and 某大学某学院); types are by suffix only.
"""

from collections.abc import Iterator, Mapping

from ingest.extract.draft import Draft, Mention, Stage
from ingest.extract.mentions.boundary import Choice, Places, choose
from ingest.extract.mentions.scan import Suffix, scan


def name_finder(weights: Mapping[str, float]) -> Stage:
    """Return the stage that adds the organizations and bases which the text names by a word for their kind."""

    def find_names(draft: Draft) -> Draft:
        places = Places(scan(draft.text))
        chosen = [(s, c) for s in places.scan.suffixes if (c := choose(places, s, weights)).start >= 0]
        return draft.with_(mentions=(*draft.mentions, *_apart(chosen)))

    return find_names


def _apart(chosen: list[tuple[Suffix, Choice]]) -> Iterator[Mention]:
    kept: list[tuple[int, int]] = []
    for suffix, choice in sorted(chosen, key=lambda x: (-x[1].probability, x[1].start)):
        span = choice.start, suffix.end
        if all(_compatible(span, other) for other in kept):
            kept.append(span)
    types = {s.end: s.type for s, _ in chosen}
    yield from (Mention(start, end, types[end], method="names:suffix") for start, end in sorted(kept))


def _compatible(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] == b[0] or a[1] <= b[0] or b[1] <= a[0]
