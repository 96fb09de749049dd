"""Stopwatches: of a call, of a training as it goes on, of matrix products, of a fresh Python process."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median


def timed(work: Callable):
    """(seconds, result) of one call."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def interleaved(works: dict[object, Callable], repeats: int) -> dict[object, float]:
    """Median seconds of each piece of work; all take turns, so that a busy moment hits them alike."""
    seconds = {key: [] for key in works}
    for _ in range(repeats):
        for key, work in works.items():
            seconds[key].append(timed(work)[0])
    return {key: median(s) for key, s in seconds.items()}


def checkpoints(epochs: Iterator, at: list[int]) -> Iterator[tuple[int, float, object]]:
    """(epoch, seconds of training so far, model) at the epochs asked for; the watch stops in between."""
    seconds, start = 0.0, time.perf_counter()
    for epoch, model in enumerate(epochs, 1):
        if epoch in at:
            seconds += time.perf_counter() - start
            yield epoch, seconds, model
            start = time.perf_counter()
        if epoch == max(at):
            return


def matrix_speed(rows: int, inner: int, columns: int) -> float:
    """Floating-point operations a second of a float32 product (rows, inner) @ (inner, columns)."""
    import torch

    a, b = torch.randn(rows, inner), torch.randn(inner, columns)
    out = torch.empty(rows, columns)
    operations = 2 * rows * inner * columns
    calls = max(1, int(4e8 / operations))

    def multiply():
        for _ in range(calls):
            torch.mm(a, b, out=out)

    multiply()
    return operations * calls / median(timed(multiply)[0] for _ in range(15))


def fresh_process(code: str) -> list[float]:
    """The numbers that a piece of code prints when a new Python runs it."""
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    return [float(word) for word in done.stdout.split()]


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
