"""实体提及 Which entities a document speaks of, where, by what names, inside what larger bodies, and who holds what office.

Invariant: stages only add to the draft, except `identify`, which gives every mention its referent.
"""

from ingest.extract.draft import Stage
from ingest.extract.mentions.identify import identify
from ingest.extract.mentions.names import find_names
from ingest.extract.mentions.parts import find_parts
from ingest.extract.mentions.persons import find_persons
from ingest.extract.mentions.roles import find_roles

MENTION_STAGES: tuple[Stage, ...] = (find_names, find_persons, identify, find_roles, find_parts)
"""提及阶段 The stages from clean text to mentions, referents, HAS_ROLE and PART_OF, in order."""
