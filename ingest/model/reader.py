"""模型阅读 The optional last stage: a model's proposals, each checked against the text, after the rules' claims.

Invariant: what the rules read is returned whole, in the same order; whatever the endpoint does, the result is
a reading that passes `check_reading`. Apart from the questions to the endpoint (and its cache) it is pure.
"""

from dataclasses import dataclass, field, replace

from graph.model import Flag, Reading
from graph.ontology import Ontology, ontology
from ingest.document import CleanText
from ingest.extract.draft import Span
from ingest.model.admission import Admission, Admitted, Terms
from ingest.model.budget import Budget
from ingest.model.client import Client, Message, ModelSilent, Tally
from ingest.model.prompt import answer_schema, instructions, question, repair
from ingest.model.proposals import Malformed, Parsed, Proposal, parse_answer
from ingest.model.report import ModelReport, Rejection
from ingest.model.settings import ModelSettings
from ingest.model.windows import windows


@dataclass(slots=True)
class _Heard:
    """What the model answered to the windows of one document."""

    tally: Tally = field(default_factory=Tally)
    proposals: list[tuple[Proposal, Span]] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    read: int = 0
    silent: int = 0


class ModelReader:
    """模型阅读 Asks one model about documents, within one budget; share it over all documents of a run."""

    def __init__(self, settings: ModelSettings, budget: Budget, types: Ontology | None = None) -> None:
        """Make a reader; WrongUsage if the key that the settings name cannot be read."""
        self._settings, self._budget, self._types = settings, budget, types or ontology()
        self._client = Client(settings, budget, answer_schema(self._types))
        self._instructions = instructions(self._types)

    def extend(self, reading: Reading, clean: CleanText) -> tuple[Reading, ModelReport]:
        """Return the reading with the model's admitted claims after the rules' own, and the report.

        `clean` is the text that the reading was made from. A document that could not be asked about, or not
        wholly, comes back with what there is, and with a flag where it was the endpoint's fault.
        """
        terms = Terms(self._settings.method, self._settings.confidence_cap)
        admission = Admission(reading, clean, self._types, terms)
        spans = list(windows(clean.text, self._settings.window_chars))
        heard = _Heard()
        for window in spans[: self._settings.max_windows]:
            self._hear(admission, reading, clean.text, window, heard)
        outcome = admission.admit(heard.proposals)
        return self._extended(reading, outcome, heard), self._report(len(spans), heard, outcome)

    def _hear(self, admission: Admission, reading: Reading, text: str, window: Span, heard: _Heard) -> None:
        known = admission.names.inside(window)
        asked = question(text[slice(*window)], reading.source.published, known)
        messages = [_message("system", self._instructions), _message("user", asked)]
        try:
            parsed = self._understood(messages, heard.tally)
        except ModelSilent as silent:
            heard.silent += 1
            if not silent.for_good:
                heard.flags.append(str(silent))
            return
        except Malformed as malformed:
            heard.flags.append(
                f"语言模型两次答复都不合格式 the model answered twice in a wrong form：{malformed.reason}"
            )
            return
        heard.read += 1
        heard.proposals += ((p, window) for p in parsed.proposals)
        heard.rejected += parsed.rejected

    def _understood(self, messages: list[Message], tally: Tally) -> Parsed:
        answer = self._client.ask(messages, tally)
        try:
            return parse_answer(answer.text)
        except Malformed as malformed:
            again = self._client.ask(repair(messages, answer.text, malformed.reason), tally)
            return parse_answer(again.text)

    @staticmethod
    def _extended(reading: Reading, outcome: Admitted, heard: _Heard) -> Reading:
        source = reading.source.id
        flags = (*outcome.flags, *(Flag(source, reason) for reason in dict.fromkeys(heard.flags)))
        return replace(
            reading,
            records=(*reading.records, *outcome.records.values()),
            claims=(*reading.claims, *outcome.claims),
            flags=(*reading.flags, *flags),
        )

    def _report(self, count: int, heard: _Heard, outcome: Admitted) -> ModelReport:
        tally = heard.tally
        return ModelReport(
            self._settings.name,
            windows=count,
            unread=count - heard.read,
            silent=heard.silent,
            asked=tally.asked,
            cached=tally.cached,
            accepted=len(outcome.claims),
            rejected=(*heard.rejected, *outcome.rejected),
            usage=tally.usage,
            cost=self._budget.cost(tally.usage),
            stopped=self._client.stopped,
        )


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}
