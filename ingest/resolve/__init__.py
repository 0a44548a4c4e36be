"""归并建议 From records to judgements: which records of different sources are one entity."""

from ingest.resolve.same_name import Resolver

__all__ = ["Resolver"]
