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
        for m in draft.mentions:
            self.places[m.referent].append(m.start)

    def meant(self, types: frozenset[str], at: int) -> Referent | None:
        """Return the body of one of these types that is meant at `at`."""
        last = {
            key: places[n - 1]
            for key, places in self.places.items()
            if self.referents[key].type in types and (n := bisect_left(places, at)) > 0
        }
        sentence = max(self.text.rfind(c, 0, at) for c in "。！？\n")
        for keys in ([k for k in last if last[k] > sentence], [k for k in last if self.named[k] > 1], list(last)):
            if keys:
                return self.referents[max(keys, key=last.__getitem__)]
        return next((r for r in self.referents.values() if r.type in types), None)
