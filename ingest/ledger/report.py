"""校验报告 What is wrong in which cell, and what to do about it.

Invariant: a problem names one cell; problems that need a person's eye also become flags of the reading.
"""

from dataclasses import dataclass

from graph.model import Evidence, Flag
from ingest.document import Cell


@dataclass(frozen=True, slots=True)
class Problem:
    """问题 One problem: sheet, cell (within the sheet, or a JSON pointer), what is wrong, what to do."""

    sheet: str
    cell: str
    problem: str
    advice: str
    quote: str = ""
    address: str = ""
    grave: bool = True

    @classmethod
    def at(cls, cell: Cell, problem: str, advice: str, grave: bool = True) -> "Problem":
        """Make a problem of a cell; `grave` problems are flagged in the reading too."""
        sheet, _, place = cell.address.rpartition("!")
        return cls(sheet, place, problem, advice, cell.text, cell.address, grave)

    def flag(self, source_id: str) -> Flag:
        """Return the problem as a flag for review."""
        return Flag(source_id, f"{self.address}：{self.problem}", Evidence(self.quote, cell=self.address))
