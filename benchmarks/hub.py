"""What a hub needs: the memory and the processor time of each notebook, and of several kernels at once."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbclient import NotebookClient

from tools.notebook import NOTEBOOKS, ROOT

from .report import table

TOGETHER = 4


class Use(NamedTuple):
    """What one kernel has used: its peak in MB, and processor seconds."""

    peak: float
    cpu: float


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
    """Each notebook by itself, one after the other."""
    rows = [[name, *asyncio.run(executed(name, set()))] for name in NOTEBOOKS[: 1 if quick else None]]
    return table(
        "A notebook's kernel",
        "Run All in a fresh kernel: its most memory (VmHWM), and the processor seconds of all its threads.",
        ["notebook", "peak MB", "CPU-seconds"],
        rows,
    )


def together(n: int) -> str:
    """Several kernels run the lesson at once."""
    uses, peak = asyncio.run(at_once(n))
    cpu = sum(use.cpu for use in uses) / n
    return table(
        "Several kernels at once",
        f"{n} kernels ran {NOTEBOOKS[0]} at once on {len(os.sched_getaffinity(0))} cores, with {cpu:.0f} "
        f"CPU-seconds each. At their peak they held {peak.pss:.0f} MB together, each page counted once.",
        ["of its own in each kernel, MB", "shared by all, MB"],
        [[peak.private / n, peak.shared / n]],
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
    path, use = ROOT / name, Use(0, 0)
    notebook = nbformat.read(path, as_version=4)

    def look(cell, **_) -> None:
        nonlocal use
        pid = client.km.provisioner.pid
        pids.add(pid)
        use = Use(status(pid, "VmHWM"), processor_seconds(pid))

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
