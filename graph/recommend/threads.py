"""线程 Trees are grown and asked in one thread: on tables of our size several wait for each other more than they work.

Measured beside other work on two cores: up to a hundred times slower with two threads than with one.
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Return the context in which OpenMP uses one thread."""
    limits: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="openmp")
    return limits


@cache
def _controller() -> Any:
    # Looking for the loaded libraries takes milliseconds: once is enough, after scikit-learn has loaded its own.
    import sklearn.ensemble  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
