"""语言模型 The optional language model: off unless the environment names an endpoint.

One line after the rules: `reading = ModelRun(settings).extend(worded)`, one `ModelRun` for a run.
Invariant: nothing here is imported or asked unless `ModelSettings.from_environment()` returns settings.
"""

from ingest.model.budget import Budget, Usage
from ingest.model.reader import ModelReader
from ingest.model.report import ModelReport, Reason, Rejection
from ingest.model.run import ModelRun
from ingest.model.settings import ModelSettings

__all__ = ["Budget", "ModelReader", "ModelReport", "ModelRun", "ModelSettings", "Reason", "Rejection", "Usage"]
