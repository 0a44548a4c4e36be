"""联系 Links between the entities of a document: agreements, pairings, bases, alliances, cooperation.

Invariant: every finding quotes the sentence that states it and names its rule; plans and wishes give none.
"""

from dataclasses import replace

from ingest.extract.draft import Draft, Stage
from ingest.extract.links.acts import settle
from ingest.extract.links.alliances import memberships
from ingest.extract.links.bases import bases
from ingest.extract.links.cooperation import cooperations
from ingest.extract.links.dates import Dater
from ingest.extract.links.pairing import pairings
from ingest.extract.links.scene import Scene
from ingest.extract.links.signing import signings

RULES = (signings, pairings, bases, memberships, cooperations)


def find_links(draft: Draft) -> Draft:
    """Return the draft with the links that its sentences state."""
    scene = Scene.of(draft)
    dater = Dater(scene)
    acts = [act for rule in RULES for act in rule(scene, dater)]
    agreements, findings = settle(scene, acts)
    return replace(draft, referents=(*draft.referents, *agreements), findings=(*draft.findings, *findings))


LINK_STAGES: tuple[Stage, ...] = (find_links,)
