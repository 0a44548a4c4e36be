"""Kernels: plain where that is quicker, compiled where there is much to do, right in either way."""

import subprocess
import sys
import types

import numpy as np
import pytest

from graph.analytics.engine import compiled
from graph.analytics.engine.compiled import Kernel, split, spread


def twice(values, out):
    for i in range(len(values)):
        out[i] = 2 * values[i]


@pytest.mark.parametrize("work", [1, 10**12])
def test_a_kernel_gives_the_same_plain_and_compiled(work):
    out = np.zeros(3)
    Kernel(twice)(work, np.arange(3.0), out)
    assert out.tolist() == [0, 2, 4]


def test_without_a_compiler_a_kernel_runs_plain(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    assert Kernel(twice).machine is twice


def test_where_compiled_code_cannot_be_kept_it_is_made_anew(monkeypatch):
    def njit(cache=False, **_):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: ("compiled", function)

    monkeypatch.setitem(sys.modules, "numba", types.SimpleNamespace(njit=njit))
    assert Kernel(twice).machine == ("compiled", twice)


def test_parts_hold_everything_in_order_and_none_is_empty():
    for n in (0, 1, 7, 8, 9, 100):
        parts = split(list(range(n)))
        assert [i for part in parts for i in part] == list(range(n))
        assert len(parts) <= compiled.PARTS and all(parts)
    assert spread(sum, [[1, 2], [3]]) == [3, 3]


def test_commands_load_neither_compiler_nor_scipy_until_they_compute():
    script = (
        "import sys, api.cli, api.commands.measures, graph.stores.sqlite\n"
        "from graph.analytics import analyze\nfrom tests.small_networks import pairs\n"
        "assert not {'numba', 'scipy'} & sys.modules.keys(), 'loaded too early'\n"
        "analyze(pairs('ab bc cd'))\nassert 'numba' not in sys.modules, 'compiled for four'"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
