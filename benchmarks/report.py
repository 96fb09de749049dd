"""How results are shown: numbers, Markdown tables, and the machine."""

import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

import torch

BUILD = Path("build")


def number(x) -> str:
    """Three significant digits, and no exponent where it can be helped."""
    if isinstance(x, (str, int)):
        return str(x)
    return f"{x:.0f}" if abs(x) >= 100 else f"{x:.3g}"


def spread(values: Iterable[float]) -> str:
    """The median, with the least and the greatest value where there are several."""
    values = list(values)
    if len(values) == 1:
        return f"{values[0]:.2g}"
    return f"{median(values):.2g} ({min(values):.2g}–{max(values):.2g})"


def table(title: str, see: str, head: Sequence[str], rows: Iterable[Sequence]) -> str:
    """A Markdown section: title, one sentence saying what to see, the table. Printed as well."""
    lines = [f"## {title}", "", see, "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(number(cell) for cell in row) + " |" for row in rows]
    text = "\n".join(lines) + "\n"
    print("\n" + text, flush=True)
    return text


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
