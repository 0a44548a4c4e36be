"""实体提及 The entities of a document: where, by what names, in what larger bodies, who holds what office.

Invariant: stages only add to the draft, except `identify`, which gives every mention its referent.
"""

from ingest.extract.draft import Stage
from ingest.extract.links.trees import Trees
from ingest.extract.mentions.aliases import find_aliases
from ingest.extract.mentions.anaphors import find_anaphors
from ingest.extract.mentions.identify import identify
from ingest.extract.mentions.models import Models, shipped
from ingest.extract.mentions.names import name_finder
from ingest.extract.mentions.network import Network
from ingest.extract.mentions.parts import find_parts
from ingest.extract.mentions.persons import person_finder
from ingest.extract.mentions.roles import role_finder
from ingest.extract.mentions.tagger import tagging
from ingest.extract.mentions.types import settle_types


def mention_stages(
    models: Models | None = None, network: Network | None = None, offices: Trees | None = None
) -> tuple[Stage, ...]:
    """Return the stages from clean text to mentions, referents, HAS_ROLE and PART_OF, in order."""
    models = models or shipped()
    return (
        name_finder(models.boundary),
        person_finder(models.person),
        tagging(network),
        find_anaphors,
        identify,
        settle_types,
        find_aliases,
        role_finder(offices),
        find_parts,
    )


MENTION_STAGES: tuple[Stage, ...] = mention_stages()
"""提及阶段 The mention stages with the models of this installation."""
