"""流水线 One way through: read → clean → extract → (ask a model) → resolve → store, a row of the report for each file.

Invariant: a file goes in whole or not at all; a bad file is a row with what, where and what to do, and
never stops the run. Stopping (Ctrl-C, or at once) loses nothing: the same command goes on where it was. The
outcome does not depend on the number of processes: one writes, in the order of the files.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.stores import Store
from ingest.loader import Loader, Row, Status
from ingest.parallel import Found, processes, read_files
from ingest.readers import SUFFIXES
from ingest.reading import Outcome, Request, Worded, read_document, read_file, reader_mark
from ingest.resolve.names_file import with_names
from ingest.worker import Task

if TYPE_CHECKING:
    from ingest.ledger import Mapping
    from ingest.model import ModelReport, ModelRun, ModelSettings


__all__ = ["Options", "Report", "Row", "Status", "find_files", "read_document", "read_file", "run"]


@dataclass(frozen=True, slots=True)
class Options:
    """读取选项 With how many processes to read (0: one a core, one for little), and how long a document may take.

    `seconds` holds where several processes read, and grows with a document's length; `reread`: read again what
    the store holds as this program reads it; `names`: users' files of aliases, renamings and corrections; `engine`:
    `local`, or the Spark cluster that reads (`graph.distributed.session`), which heeds neither `jobs` nor `seconds`;
    `model`: the language model to ask after the rules, None for none.
    """

    jobs: int = 0
    seconds: float = 60.0
    reread: bool = False
    names: tuple[Path, ...] = ()
    engine: str = "local"
    model: "ModelSettings | None" = None


@dataclass(frozen=True, slots=True)
class Report:
    """报告 All rows of a run, whether it was stopped before the end, and what a model was asked, if any was."""

    rows: tuple[Row, ...]
    stopped: bool = False
    model: "ModelReport | None" = None

    @property
    def counts(self) -> Counter[str]:
        """How many files came to each status."""
        return Counter(str(row.status) for row in self.rows)

    @property
    def failed(self) -> bool:
        """True if some file could not be read."""
        return any(row.status is Status.FAILED for row in self.rows)


Progress = Callable[[Row], None]


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files named by `paths`, folders searched in depth and in order of names, hidden ones left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = (
            p for p in path.rglob("*") if not any(part.startswith((".", "~$")) for part in p.relative_to(path).parts)
        )
        yield from sorted(p for p in inside if p.is_file())


def run(
    paths: Sequence[Path],
    store: Store,
    mapping: "Mapping | None" = None,
    progress: Progress = lambda row: None,
    options: Options = Options(),
) -> Report:
    """Read `paths` (files or folders) into `store` and return the report, a row for each file."""
    files, named = list(find_files(paths)), {p.resolve() for p in paths}
    model = model_run(options.model)
    loader = Loader(store, reader_mark(mapping, options.model), with_names(options.names))
    requests = (Request(path, frozenset() if options.reread else loader.known(path)) for path in files)
    task, jobs = Task(mapping, options.seconds, worded=bool(model)), processes(files, options.jobs)
    rows: list[Row] = []

    def report(news: Iterable[Row]) -> None:
        for row in news:
            rows.append(row)
            progress(row)

    try:
        with closing(read_requests(options.engine, requests, task, jobs)) as found:
            for request, name, outcome in settled(found, model):
                unasked = _is_unsupported(request.path) and request.path.resolve() not in named
                report(loader.take(name, _skipped(name) if unasked else outcome))
        report(loader.flush())
    except KeyboardInterrupt:
        return Report(tuple(rows), stopped=True, model=model.report if model else None)
    return Report(tuple(rows), model=model.report if model else None)


def model_run(settings: "ModelSettings | None") -> "ModelRun | None":
    """Return what asks a model over one run, None without settings; WrongUsage if its key cannot be read."""
    if settings is None:
        return None
    from ingest.model import ModelRun

    return ModelRun(settings)


def settled(found: Iterable[Found], model: "ModelRun | None") -> Iterator[tuple[Request, str, Outcome]]:
    """Yield what the files hold, each reading with what the model adds to it, if there is one."""
    for request, name, raw in found:
        if isinstance(raw, Worded):
            yield request, name, model.extend(raw) if model else raw.reading
        else:
            yield request, name, raw


def read_requests(engine: str, requests: Iterable[Request], task: Task, jobs: int = 1) -> Generator[Found, None, None]:
    """Return what reads the files: this machine's processes, or those of a Spark cluster. To be closed."""
    from graph.distributed.session import check_engine

    check_engine(engine)
    if engine == "local":
        return read_files(requests, task, jobs)
    from ingest.distributed import read_files_on

    return read_files_on(engine, requests, task)


def _is_unsupported(path: Path) -> bool:
    return path.suffix.lower() not in SUFFIXES


def _skipped(name: str) -> Row:
    suffix = Path(name).suffix or "(无)"
    return Row(name, Status.SKIPPED, reason=f"不支持的格式 unsupported format {suffix}")
