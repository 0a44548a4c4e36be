"""分布读取 Files read by the processes of a Spark cluster; what they read comes out in the order of the files.

Invariant: the outcomes are those of `ingest.parallel.read_files` with one process. Files lie where every node finds
them under the same path. A document that ends or hangs its process is given up by Spark with the whole run, as it
keeps no watch over single documents: read such folders on one machine first.
"""

import pickle
from collections.abc import Generator, Iterable, Iterator
from functools import partial
from typing import Any

from graph.distributed.session import spark_context
from ingest.parallel import Found
from ingest.reading import Request, documents, outcome
from ingest.worker import Task

SLICES = 8
"""Slices of the files for each process: large and small files even out."""


def read_files_on(engine: str, requests: Iterable[Request], task: Task) -> Generator[Found, None, None]:
    """Yield what the files hold, in their order, read on an engine (`spark`, `spark://host:port`).

    To be closed where it may be left before its end. WrongUsage if pyspark is not installed.
    """
    asked = list(requests)
    if not asked:
        return
    with spark_context(engine) as context:
        slices = min(len(asked), SLICES * context.defaultParallelism)
        read = context.parallelize(list(enumerate(asked)), slices).flatMap(partial(_read, task))
        for place, name, packed in read.toLocalIterator(prefetchPartitions=True):
            yield asked[place], name, pickle.loads(packed)  # noqa: S301 - from our own processes


def _read(task: Task, item: tuple[int, Request]) -> Iterator[Any]:
    place, request = item
    for name, document in documents(request):
        yield place, name, pickle.dumps(outcome(document, task.mapping, task.worded))
