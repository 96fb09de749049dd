"""Stopwatches: of a call, and the most memory that a process has held."""

import sys
import time
from collections.abc import Callable
from pathlib import Path


def timed(work: Callable):
    """(seconds, result) of one call."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def peak_megabytes() -> float:
    """The most memory that this process has held so far.

    Linux counts it in /proc since the process's start. Elsewhere getrusage does; on Linux getrusage
    would count the parent process too, from which this one was started.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    import resource

    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
