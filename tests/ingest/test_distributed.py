"""Documents read by separate processes of a Spark cluster: what comes out is what one process reads."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import WrongUsage
from graph.model import Reading
from graph.stores.memory import MemoryStore
from ingest.parallel import read_files
from ingest.pipeline import Options, read_requests, run
from ingest.reading import Request, Unread
from ingest.worker import Task
from tests.spark_cluster import CLUSTER, need_spark

NEWS = "2024年5月{day}日，岚山职业技术学院与澄溪重工有限公司签署校企合作协议，共建“澄溪重工产业学院”。"


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    need_spark()
    monkeypatch.setenv("GONGJIAN_SPARK_MASTER", CLUSTER)
    yield "spark"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Some documents, a ledger, one that cannot be read."""
    made = []
    for day in range(1, 6):
        made.append(tmp_path / f"{day}.txt")
        made[-1].write_text(NEWS.format(day=day), "utf-8")
    made.append(tmp_path / "6.csv")
    made[-1].write_text("序号,合作单位,协议名称,签订日期\n1,云笏数字有限公司,合作协议,2024-05-06\n", "utf-8")
    made.append(tmp_path / "7.pdf")
    made[-1].write_bytes(b"%PDF-1.4 broken")
    return made


@pytest.mark.spark
@pytest.mark.timeout(600)
def test_a_cluster_reads_what_one_process_reads(cluster: str, files: list[Path], tmp_path: Path) -> None:
    requests = [Request(path) for path in files]
    with closing(read_requests(cluster, requests, Task())) as found:
        ours = list(found)
    theirs = list(read_files(requests, Task()))
    assert ours == theirs
    assert isinstance(ours[0][2], Reading) and ours[0][2].claims and isinstance(ours[-1][2], Unread)
    stores = MemoryStore(), MemoryStore()
    reports = [
        run([tmp_path], store, options=Options(1, engine=e))
        for store, e in zip(stores, ("local", cluster), strict=True)
    ]
    assert reports[0].rows == reports[1].rows
    assert stores[0].view() == stores[1].view()
    assert run([tmp_path], stores[1], options=Options(engine=cluster)).counts["unchanged"] == 6


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage):
        read_requests("flink", [], Task())
