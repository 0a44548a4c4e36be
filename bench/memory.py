"""Runs a command of `gongjian` and says, on standard error, how much memory it and its processes took at most.

usage: python -m bench.memory COMMAND …

The sum of the resident memory of all its processes, sampled (Linux); pages that they share count once for each.
"""

import os
import sys
import threading
from pathlib import Path

from api.cli import cli, run

SECONDS = 0.05
PROC = Path("/proc")


def family(parent: int) -> list[int]:
    """Return a process and all below it."""
    below = [child for task in (PROC / f"{parent}/task").glob("*/children") for child in task.read_text().split()]
    return [parent, *(found for child in below for found in family(int(child)))]


def resident(process: int) -> int:
    """Return the resident bytes of a process, 0 if it is gone."""
    try:
        return int((PROC / f"{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (FileNotFoundError, ProcessLookupError):
        return 0


class Watch(threading.Thread):
    """Samples until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.peak, self.parts = 0, [0]

    def run(self) -> None:
        """Sample."""
        while not self.over.wait(SECONDS):
            parts = [resident(process) for process in family(os.getpid())]
            if sum(parts) > self.peak:
                self.peak, self.parts = sum(parts), parts


def main() -> None:
    """Run the command and print the peak."""
    watch = Watch()
    if PROC.is_dir():
        watch.start()
    code = run(lambda: cli.main(args=sys.argv[1:], standalone_mode=False))
    watch.over.set()
    parts = " + ".join(f"{part / 2**20:.0f}" for part in watch.parts)
    print(f"{watch.peak / 2**20:.0f} MB ({parts})" if watch.peak else "not measured on this system", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
