"""全程询问 The model over a whole run: each document's reading in turn, within one budget.

Invariant: questions are asked by the process that stores, one at a time and in the order of the files, however many
processes read: the budget is one, and the outcome does not depend on their number. No document fails of it.
"""

from dataclasses import replace

from graph.model import Reading
from ingest.model.budget import Budget
from ingest.model.reader import ModelReader
from ingest.model.report import ModelReport
from ingest.model.settings import ModelSettings
from ingest.reading import Worded

UNANSWERED = "model:unanswered"
"""未答 The reader of a source that the model was to be asked about and was not, wholly: the next run asks again."""


class ModelRun:
    """全程询问 Asks about the documents of one run; `report` is what came of all of them."""

    def __init__(self, settings: ModelSettings) -> None:
        """Start a run; WrongUsage if the key that the settings name cannot be read."""
        self._name = settings.name
        self._reader = ModelReader(settings, Budget.of(settings))
        self._reports: list[ModelReport] = []
        self._last = ""

    def of(self, reading: Reading) -> ModelReport | None:
        """Return what came of the document asked about last, None if that is not the document of this reading."""
        return self._reports[-1] if self._reports and reading.source.id == self._last else None

    @property
    def report(self) -> ModelReport:
        """What came of the run so far."""
        return ModelReport.total(self._name, self._reports)

    def extend(self, worded: Worded) -> Reading:
        """Return the reading with what the model adds; marked `UNANSWERED` if it is to be asked about again."""
        reading, report = self._reader.extend(worded.reading, worded.clean)
        self._reports.append(report)
        self._last = reading.source.id
        if not report.silent:
            return reading
        return replace(reading, source=replace(reading.source, reader=UNANSWERED))
