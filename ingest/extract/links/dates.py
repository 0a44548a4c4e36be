"""日期 When an act took place: what the reader of dates says of the place where the act is stated.

Invariant: dates are read by `ingest.extract.dates`; here is decided only which place in the text to ask about.
"""

from ingest.extract.dates import DateReader
from ingest.extract.links.scene import Scene, Sentence


class Dater:
    """定日 Gives an act the date that its place in the text calls for (ISO, to the precision known)."""

    def __init__(self, scene: Scene) -> None:
        draft = scene.draft
        self._reader = DateReader(draft.text, draft.sentences, draft.document.source.published)

    def date(self, sentence: Sentence, at: int, end: int | None = None) -> str | None:
        """Return the date of an act that stands at [at, end) of a sentence, None if the text gives none."""
        return self._reader.for_span(*sentence.span(at, end or at + 1))
