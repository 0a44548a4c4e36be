"""采纳 Which proposals become claims: those that the text bears out, word by word, and that say something new.

Invariant: a claim admitted here quotes its source to the letter, has both ends named near the quote, legal
types and dates that the text gives, and passes `check_reading`; nothing that the rules found is changed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graph.errors import BadReading
from graph.model import Attributes, Claim, Flag, Reading, Record, attributes
from graph.ontology import LinkType, Ontology
from graph.stores.check import check_reading
from ingest.document import CleanText
from ingest.extract.draft import Span
from ingest.model.names import Known, Names
from ingest.model.places import Quoted, dates_of, distance, find_quote, spans_of
from ingest.model.proposals import End, Proposal
from ingest.model.report import Reason, Refused, Rejection
from ingest.model.statements import Statements

_QUOTE_CHARS = (4, 400)
_NEAR = 300
_FEWEST_PARTIES = 2
_PARTIES_NAMED = 3
_SHARES = (0.7, 0.85, 1.0)  # of the cap: no end, one end, both ends named inside the quote
_ADDRESSED = re.compile(
    r"(?:忽略|无视|忘记|跳过)[^。\n]{0,10}(?:指令|提示词?|指示|要求|规则|设定)|(?:系统|system)\s*(?:提示词|指令|prompt|message)"
    r"|(?:ignore|disregard|forget)\s[^.\n]{0,30}(?:instructions?|prompts?|rules)|你(?:现在)?是一?个?(?:语言模型|AI|人工智能|助手)"
    r"|(?:请|必须|务必|直接|只)(?:在结果中)?(?:输出|返回|回答)[^。\n]{0,12}(?:JSON|claims|结果|内容|以下|如下|联系)"
    r"|<\|im_(?:start|end)\|>|[\"“”]claims[\"“”]\s*[:：]|(?:语言|大)模型(?:请|必须|须)|致(?:语言模型|AI)",
    re.IGNORECASE,
)
_ADDRESS_REACH = 80


@dataclass(frozen=True, slots=True)
class Terms:
    """采纳条件 The method that claims are marked with, and the most that they are trusted."""

    method: str
    confidence_cap: float


@dataclass(slots=True)
class Admitted:
    """采纳结果 What a document's proposals came to; records by id, only those that the rules did not have."""

    records: dict[str, Record] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


class Admission:
    """采纳 Judges the proposals for one document against its text and against what the rules found."""

    def __init__(self, reading: Reading, clean: CleanText, types: Ontology, terms: Terms) -> None:
        self._source, self._clean, self._types, self._terms = reading.source, clean, types, terms
        self._old = {r.id for r in reading.records}
        self._statements = Statements(reading, types)
        self._dates = dates_of(clean.text, reading.source.published)
        self._addressed = [m.span() for m in _ADDRESSED.finditer(clean.text)]
        self.names = Names(reading, clean, types)
        self.outcome = Admitted()
        self._flag_addressed()

    def admit(self, proposals: Iterable[tuple[Proposal, Span]]) -> Admitted:
        """Return what becomes of proposals, each with the window (clean span) that it was read from.

        General cooperation is judged last, so that a closer link of the same two is known by then.
        """
        for proposal, window in sorted(proposals, key=lambda p: p[0].type == "COOPERATES_WITH"):
            # The parties of one agreement stand or fall together; other heads each for itself.
            for head in [None] if proposal.type == "SIGNED" else proposal.heads:
                self._judge(proposal, head, window)
        return self.outcome

    def _judge(self, proposal: Proposal, head: End | None, window: Span) -> None:
        try:
            if head is None:
                self._agreement(proposal, window)
            else:
                self._link(proposal, head, window)
        except Refused as refused:
            self.outcome.rejected.append(proposal.rejected(refused.reason, head))
            if refused.reason is Reason.CONFLICT:
                self._flag_conflict(refused, proposal, window)

    def _link(self, proposal: Proposal, end: End, window: Span) -> None:
        link = self._legal(proposal)
        head, tail = self.names.meant(end, link.head), self.names.meant(proposal.tail, link.tail)
        if head.record.id == tail.record.id:
            raise Refused(Reason.SELF, end.name)
        place = self._place(proposal, [head, tail], window)
        claim = self._claim(proposal, head, tail, place, self._title(proposal))
        self._statements.require_new(claim)
        self._take([head.record, tail.record], [claim])

    def _agreement(self, proposal: Proposal, window: Span) -> None:
        link = self._legal(proposal)
        if proposal.tail.type not in link.tail:
            raise Refused(Reason.ILLEGAL_ENDS, proposal.tail.type)
        parties = {k.record.id: k for k in (self.names.meant(end, link.head) for end in proposal.heads)}
        if len(parties) < _FEWEST_PARTIES:
            raise Refused(Reason.ONE_PARTY, proposal.heads[0].name)
        place = self._place(proposal, list(parties.values()), window)
        known = self._titled(proposal, list(parties.values()))
        signing = self._statements.signing(list(parties), proposal.date, proposal.state)
        deed = Known(self.names.record(signing.agreement), known.spans) if signing.agreement else known
        kind = attributes(kind=proposal.kind)
        claims = [self._claim(proposal, parties[p], deed, place, kind) for p in signing.parties]
        self._take([*(p.record for p in parties.values()), deed.record], claims)

    def _titled(self, proposal: Proposal, parties: Sequence[Known]) -> Known:
        title = proposal.tail.name.strip("《》")
        spans = spans_of(self._clean, title)
        if not spans:
            raise Refused(Reason.NAME_MISSING, title)
        names = [p.record.name for p in parties]
        more = "等" if len(names) > _PARTIES_NAMED else ""
        name = title if f"《{title}》" in self._clean.text else "与".join(names[:_PARTIES_NAMED]) + more + title
        key = "|".join(["agreement", title, proposal.date or "", *sorted(p.record.id for p in parties)])
        kind = attributes(kind=proposal.kind)
        # Two documents' 合作协议 are two agreements until someone says otherwise.
        record = Record.of(self._source.id, proposal.tail.type, name, key=key, attributes=kind, relative=True)
        return Known(record, tuple(spans))

    def _legal(self, proposal: Proposal) -> LinkType:
        link = self._types.links.get(proposal.type)
        if link is None:
            raise Refused(Reason.UNKNOWN_TYPE, proposal.type)
        if {proposal.date, proposal.until} - self._dates - {None}:
            raise Refused(Reason.DATE, f"{proposal.date} {proposal.until}")
        if proposal.date and proposal.until and proposal.until < proposal.date[: len(proposal.until)]:
            raise Refused(Reason.DATE, f"{proposal.date} > {proposal.until}")
        return link

    def _title(self, proposal: Proposal) -> Attributes:
        if proposal.type != "HAS_ROLE":
            return ()
        if proposal.title is None or not spans_of(self._clean, proposal.title):
            raise Refused(Reason.TITLE, proposal.title or "")
        return attributes(title=proposal.title)

    def _place(self, proposal: Proposal, ends: Sequence[Known], window: Span) -> Quoted:
        shortest, longest = _QUOTE_CHARS
        if not shortest <= len(proposal.quote) <= longest:
            raise Refused(Reason.QUOTE_LENGTH, str(len(proposal.quote)))
        place = find_quote(self._clean, proposal.quote, [e.spans for e in ends], window)
        if place is None:
            raise Refused(Reason.QUOTE_MISSING)
        if distance(place.span, self._addressed) < _ADDRESS_REACH:
            raise Refused(Reason.INSTRUCTION)
        for end in ends:
            if distance(place.span, end.spans) > _NEAR:
                raise Refused(Reason.FAR, end.record.name)
        return place

    def _claim(self, proposal: Proposal, head: Known, tail: Known, place: Quoted, said: Attributes) -> Claim:
        quoted = sum(_inside(place.span, end.spans) for end in (head, tail))
        return Claim.of(
            self._source.id,
            proposal.type,
            head.record.id,
            tail.record.id,
            evidence=(place.evidence,),
            method=self._terms.method,
            confidence=round(self._terms.confidence_cap * _SHARES[quoted], 3),
            date=proposal.date,
            until=proposal.until,
            state=proposal.state,
            attributes=said,
        )

    def _take(self, ends: Sequence[Record], claims: Sequence[Claim]) -> None:
        records = {r.id: r for r in ends}
        try:
            check_reading(Reading(self._source, tuple(records.values()), tuple(claims)), self._types)
        except BadReading as error:
            raise Refused(Reason.CHECK, "；".join(error.problems)) from None
        self.outcome.claims.extend(claims)
        for claim in claims:
            self._statements.add(claim)
        for record in records.values():
            if record.id not in self._old | self.outcome.records.keys():
                self.outcome.records[record.id] = record
                self.names.add(record)

    def _flag_conflict(self, refused: Refused, proposal: Proposal, window: Span) -> None:
        place = find_quote(self._clean, proposal.quote, (), window)
        reason = (
            f"语言模型与规则所读不同 the model reads this otherwise than the rules：{proposal.type} {refused.detail}"
        )
        self.outcome.flags.append(Flag(self._source.id, reason, place.evidence if place else None))

    def _flag_addressed(self) -> None:
        if self._addressed:
            reason = (
                "文中有写给语言模型的话，其附近不采纳 words addressed to a model; nothing near them is taken from it"
            )
            self.outcome.flags.append(Flag(self._source.id, reason, self._clean.evidence(*self._addressed[0])))


def _inside(span: Span, names: Sequence[Span]) -> bool:
    return any(span[0] <= a and b <= span[1] for a, b in names)
