"""编译 Loops that are compiled where that pays, and run as plain Python where it does not.

Invariant: a kernel gives the same result compiled and plain. Numba is loaded by the first call with much to do, so
that small networks and commands that measure nothing start as fast as without it; where numba is missing, kernels run
plain: slower, equally right.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from os import cpu_count
from typing import Any, TypeVar

WORTH = 2_000_000
"""值得编译 Elementary steps from which a compiled kernel is faster, loading the compiler counted in."""

PARTS = 8
"""份数 Into how many parts work is split, whatever the number of cores: sums come out alike on every machine."""

T = TypeVar("T")


class Kernel:
    """核函数 A function of arrays and numbers that numba can compile; it calls no other kernel."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.plain = function
        self.__doc__ = function.__doc__

    @cached_property
    def machine(self) -> Callable[..., Any]:
        """The compiled function, or the plain one where there is no compiler."""
        try:
            from numba import njit
        except ImportError:
            return self.plain
        try:
            compiled: Callable[..., Any] = njit(cache=True, nogil=True)(self.plain)
        except RuntimeError:  # no folder to keep the compiled code in: it is made anew in each process
            compiled = njit(nogil=True)(self.plain)
        return compiled

    def __call__(self, work: int, *args: Any) -> Any:
        """Run on `args`; `work` estimates the elementary steps."""
        return (self.machine if work > WORTH else self.plain)(*args)


def split(items: Sequence[T] | Any, parts: int = PARTS) -> list[Any]:
    """Return the items in at most `parts` runs of about equal length, none empty."""
    size = -(-len(items) // parts) or 1
    return [items[i : i + size] for i in range(0, len(items), size)]


def spread(function: Callable[[Any], T], parts: Iterable[Any]) -> list[T]:
    """Return the function's value for each part, in order, computed in threads (kernels release the lock)."""
    given = list(parts)
    if len(given) < 2:
        return [function(part) for part in given]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(cpu_count() or 1, len(given))) as pool:
        return list(pool.map(function, given))
