"""抽取 From a document to claims: a tuple of small stages, each making the draft fuller.

Invariant: stages are pure; the same document gives the same reading.
"""

from collections.abc import Sequence

from graph.model import Reading
from ingest.document import CleanText, Document
from ingest.extract.conclude import conclude
from ingest.extract.draft import Draft, Stage
from ingest.extract.links import LINK_STAGES
from ingest.extract.mentions import MENTION_STAGES
from ingest.extract.sentences import split_sentences

STAGES: tuple[Stage, ...] = (split_sentences, *MENTION_STAGES, *LINK_STAGES)
"""抽取阶段 All rule stages in order: sentences, mentions and referents, roles and parts, links."""


def extract(document: Document, clean: CleanText, stages: Sequence[Stage] = STAGES) -> Reading:
    """Return what the rules read from a cleaned document."""
    draft = Draft(document, clean)
    for stage in stages:
        draft = stage(draft)
    return conclude(draft)
