"""A Spark cluster of separate processes on this machine for tests, and why there is none."""

import shutil

import pytest

CLUSTER = "local-cluster[2,1,1024]"
"""Two executors of one core and 1 GB each, every one a process of its own."""


def need_spark() -> None:
    """Skip the test, with the reason, where Spark cannot run."""
    pytest.importorskip("pyspark", reason="no pyspark: pip install 'gongjian[spark]'")
    if shutil.which("java") is None:
        pytest.skip("no Java (17 or newer) to run Spark: apt-get install openjdk-17-jre-headless")
