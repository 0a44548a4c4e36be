"""台账 Ledgers as offices keep them: headings recognized, a mapping suggested, rows read as claims.

Invariant: a cell is evidence as a sentence is; what cannot be read is reported with its cell, not guessed.
"""

from ingest.ledger.mapping import Column, Mapping, TableMapping, dump_mapping, load_mapping
from ingest.ledger.reading import check_ledger, read_ledger
from ingest.ledger.report import Problem
from ingest.ledger.suggest import suggest_mapping
from ingest.ledger.templates import TEMPLATES, write_template

__all__ = [
    "TEMPLATES",
    "Column",
    "Mapping",
    "Problem",
    "TableMapping",
    "check_ledger",
    "dump_mapping",
    "load_mapping",
    "read_ledger",
    "suggest_mapping",
    "write_template",
]
