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
    """A table; a sentence where there is no /proc to read."""
    if not Path("/proc/self/smaps_rollup").exists():
        return "## Kernels on a hub\n\nNot measured: memory is read from Linux's /proc.\n"
    first, *others = NOTEBOOKS
    rows = []
    for name, n in [(first, 2)] if quick else [(first, 1), *((other, 1) for other in others), (first, 4)]:
        uses, most = asyncio.run(at_once(name, n))
        peak, cpu = max(use.peak for use in uses), sum(use.cpu for use in uses) / n
        rows.append([name, n, peak, cpu, most.private / n, most.shared / n, most.pss])
        print(f"hub: {n} × {name}: {peak:.0f} MB, {cpu:.0f} CPU-seconds", flush=True)
    return table(
        "Kernels on a hub",
        f"Run All in fresh kernels, so many at once, on {len(os.sched_getaffinity(0))} cores: the most "
        "memory (VmHWM) and the processor seconds of one; and what, when they held most together, each had "
        "for itself, what all shared, and the sum with each page counted once.",
        ["notebook", "kernels", "peak MB", "CPU-seconds", "own MB", "shared MB", "together MB"],
        rows,
    )


async def at_once(name: str, n: int) -> tuple[list[Use], Sample]:
    """What n kernels that run a notebook use, and what they hold together when it is most."""
    pids: set[int] = set()
    runs = asyncio.gather(*(executed(name, pids) for _ in range(n)))
    most = Sample(0, 0, 0)
    while not runs.done():
        most = max(most, held(pids))
        await asyncio.sleep(0.5)
    return await runs, most


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
