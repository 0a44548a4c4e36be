"""标注 The names of a text as the tagger sees them, who is shown the names that the suffix and person models propose.

Invariant: names lie apart, or inside another from its start; nothing is kept that the tagger holds for no name.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ingest.extract.draft import Draft, Mention, Stage, outermost
from ingest.extract.mentions.balance import mended
from ingest.extract.mentions.characters import TYPES, codes, listed, proposed, stretches
from ingest.extract.mentions.network import Network, decoded, shipped_network
from ingest.extract.mentions.scan import scan


def tagging(network: Network | None = None) -> Stage:
    """Return the stage that settles which stretches of the text are names, and of what (None: the shipped network)."""

    def settle_names(draft: Draft) -> Draft:
        return draft.with_(mentions=tuple(tagged(draft.text, draft.mentions, network or shipped_network())))

    return settle_names


def tagged(text: str, names: Sequence[Mention], network: Network) -> list[Mention]:
    """Return the mentions of a text, given those that other models propose, in order."""
    found = list(_tagged(text, names, network))
    return sorted(found, key=lambda m: m.span)


def _tagged(text: str, names: Sequence[Mention], network: Network) -> Iterator[Mention]:
    spans = stretches(text)
    if not spans:
        return
    points = codes(text)
    rows = np.concatenate([listed(scan(text)), proposed(len(text), names)], axis=1)
    inside = _inside(names)
    known = {m.span: m for m in outermost(names)}
    endings = {s.start: (s.end, s.type) for s in scan(text).suffixes if not s.weak and not s.brand}
    whole = [(*span, m.type) for span, m in known.items()]
    for (start, _), scores in zip(spans, network.scores([(points[a:b], rows[a:b]) for a, b in spans]), strict=True):
        inner = scores.inner.argmax(-1)
        names_here = [(start + left, start + right, type_) for left, right, type_ in decoded(scores)]
        for left, right, type_ in mended(text, names_here, whole, endings):
            span = left, right
            if (same := known.get(span)) is not None:
                yield Mention(*span, type_, method=same.method)
                yield from inside[span]
                continue
            yield Mention(*span, type_, method="tagger")
            if type_ != "person":
                yield from (
                    Mention(left, at + 1, TYPES[kind - 1], method="tagger:inside")
                    for at in range(left + 1, right - 1)
                    if (kind := int(inner[at - start]))
                )


def _inside(names: Sequence[Mention]) -> Mapping[tuple[int, int], list[Mention]]:
    # Outermost name → the names inside it that share its start.
    inside: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    longest = {m.start: m.end for m in sorted(names, key=lambda m: m.end)}
    for m in names:
        if m.end < longest[m.start]:
            inside[m.start, longest[m.start]].append(m)
    return inside
