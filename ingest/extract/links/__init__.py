"""联系 Links between the entities of a document: agreements, pairings, bases, alliances, cooperation.

Invariant: every finding quotes the text that states it and names its rule; plans and wishes give none.
"""

from collections.abc import Mapping
from dataclasses import replace

from ingest.extract.draft import Draft, Stage
from ingest.extract.links.acts import Act, needed, settle
from ingest.extract.links.alliances import memberships
from ingest.extract.links.bases import bases
from ingest.extract.links.cooperation import cooperations
from ingest.extract.links.dates import Dater
from ingest.extract.links.flags import doubts
from ingest.extract.links.judge import weigh
from ingest.extract.links.pairing import pairings
from ingest.extract.links.scene import Scene
from ingest.extract.links.signing import signings
from ingest.extract.links.trees import Trees

RULES = (signings, pairings, bases, memberships, cooperations)


def found_acts(scene: Scene, dater: Dater) -> list[Act]:
    """Return the acts that the rules find, without those that say less than others do."""
    return needed(scene, [act for rule in RULES for act in rule(scene, dater)])


def find_links(draft: Draft) -> Draft:
    """Return the draft with the links that its sentences state."""
    return draw(draft)


def draw(draft: Draft, models: Mapping[str, Trees] | None = None) -> Draft:
    """Return the draft with its links, weighed by `models` (None: the trained ones; empty: rules alone)."""
    scene = Scene.of(draft)
    dater = Dater(scene)
    acts = weigh(scene, found_acts(scene, dater), dater, models)
    agreements, findings = settle(scene, acts)
    flags = doubts(scene, acts, findings)
    return replace(
        draft,
        referents=(*draft.referents, *agreements),
        findings=(*draft.findings, *findings),
        flags=(*draft.flags, *flags),
    )


LINK_STAGES: tuple[Stage, ...] = (find_links,)
