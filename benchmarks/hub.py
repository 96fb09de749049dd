"""What a hub needs: the memory and the processor time of each notebook, and of several kernels at once."""

import asyncio
import os
import time
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import nbformat
from nbclient import NotebookClient

from tools import front_ends
from tools.notebook import NOTEBOOKS, ROOT

from .report import table

CLASSES, MINUTES = (30, 100, 300), 5
TOGETHER = 4


class Use(NamedTuple):
    """What one kernel has used: its peak in MB, processor seconds, and seconds since its start."""

    peak: float
    cpu: float
    seconds: float
    first_figure: float


class Sample(NamedTuple):
    """What processes hold at a moment, in MB: all of it, each page once, and what is nobody else's."""

    pss: float
    private: float
    shared: float


def run(quick: bool) -> str:
    """Both tables; a sentence where there is no /proc to read."""
    if not Path("/proc/self/smaps_rollup").exists():
        return "## A hub\n\nNot measured: memory is read from Linux's /proc.\n"
    return alone(quick) + "\n" + together(2 if quick else TOGETHER)


def alone(quick: bool) -> str:
    """Each notebook by itself: the longest beside the others, one after the other."""
    *others, longest = NOTEBOOKS

    async def in_turn(names: list[str]) -> list[Use]:
        return [await executed(name, set()) for name in names]

    async def all_of_them() -> list[Use]:
        lanes = [others[:1]] if quick else [others, [longest]]
        return list(chain(*await asyncio.gather(*map(in_turn, lanes))))

    rows = [[name, *use] for name, use in zip(NOTEBOOKS, asyncio.run(all_of_them()))]
    return table(
        "A notebook's kernel",
        "Run All in a fresh kernel: its most memory (VmHWM), the processor seconds of all its threads, and "
        "the seconds from the kernel's start to the end and to the first figure; two notebooks at a time.",
        ["notebook", "peak MB", "CPU-seconds", "seconds", "seconds to the first figure"],
        rows,
    )


def together(n: int) -> str:
    """Several kernels run the lesson at once; what a class needs follows from them."""
    uses, peak = asyncio.run(at_once(n))
    kernel, shared = peak.private / n, peak.shared / n
    cpu = sum(use.cpu for use in uses) / n
    seconds, first = (max(use[k] for use in uses) for k in (2, 3))
    server = student_server()
    rows = [
        [
            students,
            (students * (kernel + server.private) + shared + server.shared) / 1024,
            students * cpu / (60 * MINUTES),
        ]
        for students in CLASSES
    ]
    return table(
        "A hub for a class",
        f"{n} kernels ran {NOTEBOOKS[0]} at once on {len(os.sched_getaffinity(0))} cores, in {seconds:.0f} "
        f"seconds, the first figure after {first:.0f}, with {cpu:.0f} CPU-seconds each. At their peak they "
        f"held {peak.pss:.0f} MB together, each page counted once: {kernel:.0f} MB of its own in each, and "
        f"{shared:.0f} MB that all of them share. A student's Jupyter server holds {server.private:.0f} MB "
        "of its own. So a class needs, while nothing is culled, and if all press Run All at the same moment "
        f"and shall see the last figure within {MINUTES} minutes:",
        ["students", "GB of memory", "cores"],
        rows,
    )


async def at_once(n: int) -> tuple[list[Use], Sample]:
    """What n kernels that run the lesson use, and what they hold together when it is most."""
    pids: set[int] = set()
    runs = asyncio.gather(*(executed(NOTEBOOKS[0], pids) for _ in range(n)))
    peak = Sample(0, 0, 0)
    while not runs.done():
        peak = max(peak, held(pids))
        await asyncio.sleep(0.5)
    return await runs, peak


async def executed(name: str, pids: set[int]) -> Use:
    """Run a notebook in a kernel of its own, and put the kernel's id among the pids."""
    path, start, use = ROOT / name, time.perf_counter(), None
    notebook = nbformat.read(path, as_version=4)

    def look(cell, **_) -> None:
        nonlocal use
        pid, seconds = client.km.provisioner.pid, time.perf_counter() - start
        pids.add(pid)
        drawn = any("image/png" in output.get("data", {}) for output in cell.outputs)
        first = use.first_figure if use and use.first_figure else seconds * drawn
        use = Use(status(pid, "VmHWM"), processor_seconds(pid), seconds, first)

    client = NotebookClient(
        notebook,
        timeout=600,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=look,
        extra_arguments=["--log-level=ERROR"],
    )
    await client.async_execute()
    print(f"hub: {name}: {use.peak:.0f} MB, {use.cpu:.0f} CPU-seconds", flush=True)
    return use


def student_server() -> Sample:
    """What a Jupyter server holds that has shown JupyterLab and given a notebook out."""
    with front_ends.server() as (address, folder):
        for page in ("lab", "api/contents"):
            urlopen(f"{address}{page}?token={front_ends.TOKEN}").read()
        (info,) = (folder.parent / "runtime").glob("jpserver-*.json")
        return held({int(info.stem.split("-")[1])})


def held(pids: set[int]) -> Sample:
    sample = Sample(0, 0, 0)
    for pid in pids:
        with suppress(OSError):  # it has just ended
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            rss, pss, *private = (
                int(text.split(f"\n{key}:")[1].split()[0]) / 1024
                for key in ("Rss", "Pss", "Private_Clean", "Private_Dirty")
            )
            each = Sample(pss, sum(private), rss - sum(private))
            sample = Sample(*map(sum, zip(sample, each)))
    return sample


def status(pid: int, key: str) -> float:
    """An entry of /proc/PID/status, in MB."""
    return int(Path(f"/proc/{pid}/status").read_text().split(f"{key}:")[1].split()[0]) / 1024


def processor_seconds(pid: int) -> float:
    """What the process has used of the cores so far, in the program and in the kernel of the system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
