"""How results are shown: numbers, Markdown tables, the machine, and the look of the plots."""

import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import matplotlib as mpl
import torch

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator

BUILD = Path("build")
OURS, LIMIT = "#5b3fa8", "black"
GREY, ORANGE, PALE = "0.45", "#d9731a", "#f0b070"
plt.rcParams.update({"font.size": 11, "axes.spines.top": False, "axes.spines.right": False})


def number(x) -> str:
    """Three significant digits, and no exponent where it can be helped."""
    if isinstance(x, (str, int)):
        return str(x)
    return f"{x:.0f}" if abs(x) >= 100 else f"{x:.3g}"


def spread(values: Sequence[float]) -> str:
    """The median, with the least and the greatest value where there are several."""
    values = list(values)
    if len(values) == 1:
        return f"{values[0]:.2g}"
    return f"{median(values):.2g} ({min(values):.2g}–{max(values):.2g})"


def table(title: str, see: str, head: Sequence[str], rows: Sequence[Sequence]) -> str:
    """A Markdown section: title, one sentence saying what to see, the table. Printed as well."""
    lines = [f"## {title}", "", see, "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(number(cell) for cell in row) + " |" for row in rows]
    text = "\n".join(lines) + "\n"
    print("\n" + text, flush=True)
    return text


def plain(axis, ticks: Sequence[float] | None = None):
    """Plain numbers along a log axis: at the ticks given, or at 1, 2, 5, 10, 20, ..."""
    axis.set_major_locator(FixedLocator(ticks) if ticks is not None else LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(lambda x, _: f"{x / 1000:g}k" if x >= 10_000 else f"{x:g}")
    axis.set_minor_locator(NullLocator())


def machine() -> str:
    """Processor, cores, and the versions that matter."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [s for s in cpuinfo.read_text().splitlines() if "model name" in s] if cpuinfo.exists() else []
    processor = names[0].split(":")[1].strip() if names else platform.processor() or platform.machine()
    cores = len(names) or torch.get_num_threads()
    return (
        f"{processor}, {cores} cores; {platform.system()}; "
        f"torch {torch.__version__}, Python {platform.python_version()}"
    )


def save(figure, name: str) -> str:
    """Write build/bench_<name>.png; returns the Markdown that shows it."""
    BUILD.mkdir(exist_ok=True)
    figure.savefig(BUILD / f"bench_{name}.png", dpi=130, bbox_inches="tight")
    plt.close(figure)
    return f"![{name}](bench_{name}.png)\n"
