"""焦点 Which body a sentence speaks of when it names none.

Invariant: the order of preference is that of `Cast.nearest`, over mentions whose referents are known.
"""

from bisect import bisect_left
from collections import Counter, defaultdict

from ingest.extract.draft import Draft, Referent


class Focus:
    """焦点 The places where each body is spoken of."""

    def __init__(self, draft: Draft) -> None:
        self.text = draft.text
        self.referents = {r.key: r for r in draft.referents}
        self.named = Counter(m.referent for m in draft.mentions if not m.method.startswith("anaphor"))
        self.places: dict[str, list[int]] = defaultdict(list)
        self.listed: set[int] = set()
        for m in draft.mentions:
            self.places[m.referent].append(m.start)
            if draft.text[m.end : m.end + 1] == "、" or draft.text[m.start - 1 : m.start] == "、":
                self.listed.add(m.start)

    def meant(self, types: frozenset[str], at: int) -> Referent | None:
        """Return the body of one of these types that is meant at `at`."""
        last = {
            key: places[n - 1]
            for key, places in self.places.items()
            if self.referents[key].type in types and (n := bisect_left(places, at)) > 0
        }
        sentence = max(self.text.rfind(c, 0, at) for c in "。！？\n")
        paragraph = self.text.rfind("\n", 0, at)
        for keys in (
            [k for k in last if last[k] > sentence],
            [k for k in last if last[k] > paragraph and last[k] not in self.listed],
            [k for k in last if self.named[k] > 1],
            list(last),
        ):
            if keys:
                return self.referents[max(keys, key=lambda k: (last[k], len(self.referents[k].name)))]
        return next((r for r in self.referents.values() if r.type in types), None)
