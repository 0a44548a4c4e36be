"""Spark 会话 A Spark context for an engine's name: `spark` (this machine, or `GONGJIAN_SPARK_MASTER`), `spark://host:port`.

Invariant: a context that is opened here is stopped here. On a cluster, Gongjian is installed on every node under the
Python that `PYSPARK_PYTHON` names; nothing is copied there.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph.errors import WrongUsage

MASTER = "GONGJIAN_SPARK_MASTER"
_ROOT = str(Path(__file__).resolve().parents[2])


def check_engine(engine: str) -> str:
    """Return an engine's name; WrongUsage if it is neither `local`, `spark` nor `spark://…`.

    >>> check_engine("spark://host:7077")
    'spark://host:7077'
    """
    if engine in ("local", "spark") or (engine.startswith("spark://") and len(engine) > len("spark://")):
        return engine
    raise WrongUsage("engine", f"未知引擎 unknown engine：{engine}（local、spark、spark://主机:端口）")


def master_of(engine: str) -> str:
    """Return what Spark calls the cluster that an engine's name means."""
    return engine if engine.startswith("spark://") else os.environ.get(MASTER) or "local[*]"


@contextmanager
def spark_context(engine: str) -> Iterator[Any]:
    """Give a context of the engine's cluster; WrongUsage if pyspark is not installed."""
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError as error:
        raise WrongUsage("engine", "需要 pyspark：pip install 'gongjian[spark]' is needed") from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise WrongUsage("engine", "Spark 需要 Java 17 或更新 needs Java 17 or newer")
    master = master_of(check_engine(engine))
    settings = {"spark.app.name": "gongjian", "spark.master": master, "spark.ui.enabled": "false"}
    settings |= {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if master.startswith("local"):
        # Processes on this machine run this very program, wherever it lies.
        settings |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
        settings |= {"spark.executorEnv.PYTHONPATH": os.pathsep.join([_ROOT, *filter(None, sys.path)])}
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    context = SparkContext(conf=SparkConf().setAll(list(settings.items())))
    try:
        yield context
    finally:
        context.stop()
