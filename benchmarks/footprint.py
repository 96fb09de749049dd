"""What a student's machine feels: memory, the wait for imports, and threads."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from functools import partial
from statistics import median
from unittest.mock import patch

import torch

from dae_helpers import manifolds, models, posterior, training
from dae_helpers.corruption import gaussian
from dae_helpers.oracle import PosteriorMean

from .report import table
from .timing import fresh_process, interleaved

MEMORY = """
from benchmarks.timing import peak_megabytes, timed
import torch
from dae_helpers import manifolds, models, training
before = peak_megabytes()
fit = lambda: training.fit({model}, manifolds.spiral(), {sigma}, progress=False)
first, _ = timed(fit)
after = peak_megabytes()
second, _ = timed(fit)
print(before, after - before, peak_megabytes() - after, first, second)
"""
IMPORT = (
    "import {before}time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
)


def memory(quick: bool) -> str:
    trainings = {"DAE": "models.DAE(), 0.1", "ConditionalDAE": "models.ConditionalDAE(), (0.02, 0.5)"}
    rows = []
    for name, arguments in list(trainings.items())[: 1 if quick else 2]:
        model, sigma = arguments.split(", ", 1)
        rows.append([f"{name}, spiral", *fresh_process(MEMORY.format(model=model, sigma=sigma))])
        print(f"memory: {name}: {rows[-1][2]:.0f} MB", flush=True)
    return table(
        "Memory, and the first training",
        "The first training in a fresh process costs more than the next, as torch loads parts of itself at "
        "their first use: peak MB after imports, what each of two trainings adds to it, and their seconds.",
        ["training", "MB after imports", "MB, first adds", "MB, second adds", "seconds, first", "second"],
        rows,
    )


def imports(quick: bool) -> str:
    wanted = {
        "torch": ("", "torch"),
        "dae_helpers": ("", "dae_helpers"),
        "dae_helpers.training, torch loaded": ("torch, ", "dae_helpers.training"),
    }
    waits = {name: [] for name in wanted}
    for _ in range(1 if quick else 5):
        for name, (before, module) in wanted.items():
            waits[name] += fresh_process(IMPORT.format(before=before, module=module))
    print("imports: done", flush=True)
    return table(
        "Waiting for imports",
        "Beyond torch itself the package adds little: median milliseconds in a fresh process"
        f" ({1 if quick else 5} of each, in turn).",
        ["import", "ms"],
        [[name, 1000 * median(seconds)] for name, seconds in waits.items()],
    )


def threads(quick: bool) -> str:
    """A training as it ships and without its own choice of one thread; and the exact answer."""
    curve, rows = manifolds.circle(), []
    best, x = PosteriorMean(curve, 0.1), gaussian(curve.sample(10_000), 0.1)
    work = {"training": train, "exact answer, 10 000 points": partial(best, x)}
    works = {(f"{what}, as shipped", 2): each for what, each in work.items()}
    works |= {(f"{what}, choice taken away", n): partial(freed, work[what]) for what in work for n in (1, 2)}
    works = {(what, n): partial(on_threads, n, each) for (what, n), each in works.items()}
    for busy in (False, True):
        where = "one of the cores kept busy" if busy else "left alone"
        with neighbour() if busy else nullcontext():
            seconds = interleaved(works, 1 if quick else 3)
        one = [s for (what, n), s in seconds.items() if n == 1]
        for (what, n), s in seconds.items():
            rows.append([where, what, n, s, s / one[what.startswith("exact")]])
        print(f"threads: {where}: done", flush=True)
    return table(
        "Threads",
        "Two threads gain little on an idle machine, and lose much once something else keeps a core busy: "
        "median seconds on the circle at σ = 0.1 (150 steps), and the ratio to one thread. As shipped, both "
        "go down to one thread by themselves, whatever torch is set to.",
        ["machine", "what", "torch's threads", "seconds", "time / 1 thread's"],
        rows,
    )


def train():
    training.fit(models.DAE(), manifolds.circle(), 0.1, n_steps=150, progress=False)


def freed(work: Callable):
    """The work, on as many threads as torch is set to."""
    with (
        patch.object(training, "one_thread", nullcontext),
        patch.object(posterior, "one_thread", nullcontext),
    ):
        work()


def on_threads(n: int, work: Callable):
    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        work()
    finally:
        torch.set_num_threads(before)


@contextmanager
def neighbour():
    """Another process that never rests."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()
