"""定类 Bodies that turn out to be jointly built bases: what their names alone do not tell.

A 学院 named after a firm (某某集团学院) is a base that the school built with it, not a unit of the school; a 研究院 or
研究中心 that is being founded or unveiled jointly is a base, not a research institute that takes part.

Invariant: only these types change; rules see names and the words around the mentions.
"""

import re
from collections import defaultdict
from dataclasses import replace

from ingest.extract.draft import Draft, Mention, Referent
from ingest.extract.mentions.cast import brand_of
from ingest.extract.mentions.lexicon import lexicon

_BUILT = re.compile(r"(?:共建|合建|组建|创建|打造|揭牌|挂牌|授牌|获批|授予)[的了一所个]{0,3}[“《]?$")
_UNVEILED = re.compile(r"[”》]?(?:揭牌|挂牌|授牌|揭幕|的牌子|落成)")


def settle_types(draft: Draft) -> Draft:
    """Turn colleges named after firms, and institutes that are being jointly founded, into bases."""
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for m in draft.mentions:
        mentions[m.referent].append(m)
    brands = _known_brands() | {brand_of(r.name) for r in draft.referents if r.type == "enterprise"}
    bases = {r.key for r in draft.referents if _is_base(draft, r, mentions[r.key], brands)}
    return draft.with_(
        referents=tuple(
            replace(r, type="base", name=_own(draft, r), parent="") if r.key in bases else r for r in draft.referents
        ),
        mentions=tuple(replace(m, type="base") if m.referent in bases else m for m in draft.mentions),
    )


def _known_brands() -> frozenset[str]:
    return frozenset(word for word, type_ in lexicon().suffixes.words if type_.startswith("brand"))


def _own(draft: Draft, referent: Referent) -> str:
    # a unit's name was given its school's in front of it; a base keeps the name that the text writes
    return referent.name if referent.name in draft.text else max(referent.aliases, key=len, default=referent.name)


def _is_base(draft: Draft, referent: Referent, mentions: list[Mention], brands: frozenset[str]) -> bool:
    own = _own(draft, referent)
    if referent.type == "school_unit" and own.endswith("学院"):
        return any(len(b) >= 2 and own.startswith(b) and not b.endswith(lexicon().unit_words) for b in brands)
    if referent.type == "research" and not referent.parent:
        return any(
            _BUILT.search(draft.text, max(0, m.start - 10), m.start) or _UNVEILED.match(draft.text, m.end)
            for m in mentions
        )
    return False
