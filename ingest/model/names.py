"""名册 Which entity of a document a proposed name means: one that the rules know, or a new one that the text names.

Invariant: a name that stands nowhere in the text, or could mean several entities or none, gives none.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from graph.model import Reading, Record
from graph.names import fold
from graph.ontology import Ontology
from ingest.document import CleanText
from ingest.extract.draft import Span
from ingest.model.places import spans_of
from ingest.model.proposals import End
from ingest.model.report import Reason, Refused

_GENERIC = re.compile(
    r"(?:我|该|本|此|贵|两|双|三|各|多|校企|校地|政校|全|其|他|她|对)?"
    r"(?:校企?|院|系|企|方|双方|地|们|省|市|区|县|镇|乡|村|局|会|所|厂|公司|集团|学校|学院|院校|高校|大学|企业|单位|机构|部门|医院|银行"
    r"|社区|街道|政府|协会|商会|联盟|联合体|共同体|基地|党委|党总支|总支|党支部|支部|党组织|组织|合作方|专家|教师|学生|领导|老师)"
    r"|[一二三四五六七八九十两几多数\d]+余?[家所个名位][^，。]{0,8}"
)
# A name that says what a body is to its surroundings, not which one it is in the world.
_RELATIVE = re.compile(
    r"(?:我|该|本)?(?:省|市|区|县|州|镇|乡|校|院|系|机关|教工|学生|离退休|党|第[一二三四五六七八九十\d])"
)
_ALWAYS_RELATIVE = frozenset(("agreement", "event", "project", "supply_item"))
_LEAST_CHARS = 2


@dataclass(frozen=True, slots=True)
class Known:
    """已知实体 A record and the clean spans where the text names it."""

    record: Record
    spans: tuple[Span, ...]


class Names:
    """名册 The records of one document by name; grows by the records that accepted proposals bring."""

    def __init__(self, reading: Reading, clean: CleanText, types: Ontology) -> None:
        self._source, self._clean, self._types = reading.source, clean, types
        self._by_name: dict[str, dict[str, Record]] = defaultdict(dict)
        self._spans: dict[str, tuple[Span, ...]] = {}
        self._records: dict[str, Record] = {}
        self._organizations = types.group("organization")
        for record in reading.records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Take a record in under its name and aliases."""
        self._records[record.id] = record
        for name in (record.name, *record.aliases):
            if folded := fold(name):
                self._by_name[folded][record.id] = record

    def record(self, id_: str) -> Record:
        """Return the record with this id; KeyError if there is none."""
        return self._records[id_]

    def meant(self, end: End, allowed: frozenset[str]) -> Known:
        """Return what a proposed end means, among the entity types allowed there; Refused if that is not clear."""
        if end.type not in self._types.entities:
            raise Refused(Reason.UNKNOWN_TYPE, end.type)
        rows = list(self._by_name.get(fold(end.name), {}).values())
        if not rows:
            return self._new(end, allowed)
        legal = [r for r in rows if r.type in allowed]
        if not legal:
            raise Refused(Reason.ILLEGAL_ENDS, end.name)
        likely = [r for r in legal if r.type == end.type] or legal
        if len(likely) > 1:
            raise Refused(Reason.NAME_AMBIGUOUS, end.name)
        return Known(likely[0], self._named(likely[0]))

    def inside(self, window: Span) -> list[Record]:
        """Return the records that the text names in a window, in the order of the reading."""

        def named(record: Record) -> bool:
            return any(window[0] <= a and b <= window[1] for a, b in self._standing(record))

        return [r for r in self._records.values() if named(r)]

    def _named(self, record: Record) -> tuple[Span, ...]:
        if not (spans := self._standing(record)):
            raise Refused(Reason.NAME_MISSING, record.name)
        return spans

    def _standing(self, record: Record) -> tuple[Span, ...]:
        if record.id not in self._spans:
            names = (record.name, *record.aliases)
            self._spans[record.id] = tuple(s for name in names for s in spans_of(self._clean, name))
        return self._spans[record.id]

    def _new(self, end: End, allowed: frozenset[str]) -> Known:
        if end.type not in allowed:
            raise Refused(Reason.ILLEGAL_ENDS, f"{end.name}（{end.type}）")
        if len(fold(end.name)) < _LEAST_CHARS or _GENERIC.fullmatch(end.name):
            raise Refused(Reason.NAME_GENERIC, end.name)
        spans = spans_of(self._clean, end.name)
        if not spans:
            raise Refused(Reason.NAME_MISSING, end.name)
        if all(map(self._is_fragment, spans)):
            raise Refused(Reason.NAME_FRAGMENT, end.name)
        name = self._clean.text[slice(*spans[0])]
        relative = end.type in _ALWAYS_RELATIVE or bool(end.type != "person" and _RELATIVE.match(name))
        return Known(Record.of(self._source.id, end.type, name, relative=relative), tuple(spans))

    def _is_fragment(self, span: Span) -> bool:
        # A parent's name begins its unit's name; any other piece of a known name is no name of its own.
        longer = (r for r in self._records.values() if r.type in self._organizations)
        return any(a < span[0] and span[1] <= b for r in longer for a, b in self._standing(r))
