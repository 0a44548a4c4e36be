"""Splink's side of `bench.register`: its columns, its settings, its groups.

Settings follow Splink's own guidance: blocking rules of few pairs each, u by random sampling, m by expectation
maximisation over two blockings, term frequencies on what is common, clusters of connected components.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import opencc

from bench.organizations import Record
from ingest.resolve.divisions import leading, names_of
from ingest.resolve.words import words

_NOTE = re.compile(r"[（(].*?[）)]|\s+")
_NUMBER = re.compile("第([一二三四五六七八九十]+)")
_ROLE = re.compile("^中共|^中国共产党")


def columns(records: Sequence[Record]) -> Any:
    """Return the records as a table (pyarrow) of what a user of Splink would prepare."""
    import pyarrow

    simplified = opencc.OpenCC("t2s")
    names = [_NOTE.sub("", unicodedata.normalize("NFKC", simplified.convert(r.subject.name))) for r in records]
    split = [_split(name, record) for name, record in zip(names, records, strict=True)]
    given: dict[str, list[Any]] = {
        "unique_id": list(range(len(records))),
        "name": [_ROLE.sub("", name) for name in names],
        "core": [core for core, _, _ in split],
        "city": [city for _, city, _ in split],
        "county": [county for _, _, county in split],
        "type": [r.subject.type for r in records],
        "number": [found[1] if (found := _NUMBER.search(name)) else "-" for name in names],
    }
    return pyarrow.table(given)


def _split(name: str, record: Record) -> tuple[str, str | None, str | None]:
    # The name without place and legal form; city and county of the name, else those of the record.
    place, rest = leading(_ROLE.sub("", name))
    form = next((f for f in words().forms if rest.endswith(f)), "")
    home = leading((record.subject.region or "") + "。")[0]
    code = next(iter(sorted(home)), "") or next(iter(sorted(place)), "")
    county = names_of(code) if code and not code.endswith("00") else None
    return rest.removesuffix(form) or name, code[:4] or None, county


def groups(table: Any, thresholds: Sequence[float], threads: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the groups of the records at each threshold."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    connection.execute(f"set threads to {threads}")
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("core", "type", "number", "city"),
            block_on("core", "type", "case when length(core) > 4 and type = 'enterprise' then 1 end"),
            block_on("city", "type", "number", "substr(core, 1, 2)"),
            block_on("city", "type", "number", "substr(core, length(core) - 3)"),
        ],
        comparisons=[
            cl.LevenshteinAtThresholds("name", [1, 2]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("core", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.ExactMatch("county"),
            cl.ExactMatch("number"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = Linker(api.register(table), settings)
    train = linker.training
    train.estimate_probability_two_random_records_match([block_on("name", "type", "city")], recall=0.4)
    train.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    train.estimate_parameters_using_expectation_maximisation(block_on("name"))
    train.estimate_parameters_using_expectation_maximisation(block_on("core", "city"))
    train.estimate_parameters_using_expectation_maximisation(block_on("city", "type", "substr(core, 1, 2)"))
    predicted = linker.inference.predict(threshold_match_probability=min(thresholds))
    yield from (_clusters(linker, predicted, threshold, len(table)) for threshold in thresholds)


def _clusters(linker: Any, predicted: Any, threshold: float, count: int) -> npt.NDArray[np.int64]:
    cluster = linker.clustering.cluster_pairwise_predictions_at_threshold
    found = cluster(predicted, threshold_match_probability=threshold)
    table = found.as_duckdbpyrelation().project("unique_id, cluster_id").fetchnumpy()
    out = np.empty(count, np.int64)
    out[table["unique_id"].astype(np.int64)] = np.unique(table["cluster_id"].astype(str), return_inverse=True)[1]
    return out
