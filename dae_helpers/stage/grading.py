"""Marks for a folder of notebooks: each answer is tried in a process of its own, with its limits."""

import argparse
import csv
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from .answers import short
from .checking import Verdict
from .exercises import Exercises
from .handed_in import attempts, code_cells, judged

with suppress(ImportError):  # on Windows there is none
    import resource

ABOUT = """\
Give marks for the notebooks in a folder and in those below it: as CSV, a line for each notebook, with the
points of each exercise, their sum, and a remark that says what is wrong. Where a notebook does not have an
exercise, there is nothing in its column.

This runs code that strangers wrote. The limits stop what is endless by mistake. They hold back nobody who
means harm: run it in a container that has no network, and nothing of yours but this folder.
"""

# The environment of the processes in which answers are tried.
FOR_ANSWERS = {"OMP_NUM_THREADS": "1", "MPLBACKEND": "agg", "PYTHONWARNINGS": "ignore"}


class Limits(NamedTuple):
    """What an answer may take, the cells that it needs included."""

    seconds: float
    gigabytes: float


def main(checks: str, words: list[str] | None = None) -> None:
    """The command line, or the words given. checks: the name of the module that holds the EXERCISES."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {checks.rpartition('.')[0]}.grade",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="where the notebooks are")
    parser.add_argument("--output", type=Path, metavar="FILE", help="a new file for the marks, if not here")
    parser.add_argument("--seconds", type=float, default=120, help="for each answer (%(default)g)")
    parser.add_argument("--gigabytes", type=float, default=4, help="of memory (%(default)g), on Linux")
    given = parser.parse_args(words)
    notebooks = found(given.folder)
    if not notebooks:
        parser.error(f"there is no notebook in {given.folder}")
    os.environ |= FOR_ANSWERS
    sys.stdout.reconfigure(encoding="utf-8")
    file = nullcontext(sys.stdout)
    if given.output:
        try:
            file = given.output.open("x", encoding="utf-8", newline="")
        except FileExistsError:
            parser.error(f"{given.output} is there already; nothing is overwritten")
    with file as out:
        for row in rows(given.folder, notebooks, checks, Limits(given.seconds, given.gigabytes)):
            csv.writer(out, lineterminator="\n").writerow(map(harmless, row))
            out.flush()


def found(folder: Path) -> list[Path]:
    """The notebooks in a folder and below it, without those that Jupyter keeps for itself."""
    paths = (path for path in folder.rglob("*.ipynb") if path.is_file())
    return sorted(path for path in paths if ".ipynb_checkpoints" not in path.parts)


def rows(folder: Path, notebooks: list[Path], checks: str, limits: Limits) -> Iterator[list]:
    """The lines of the table: its head, then one for each notebook."""
    exercises: Exercises = import_module(checks).EXERCISES
    heads = [f"exercise {number} ({points})" for number, points in exercises.points.items()]
    yield ["notebook", *heads, f"total ({sum(exercises.points.values())})", "remark"]
    for path in notebooks:
        name = path.relative_to(folder).as_posix()
        try:
            cells = code_cells(path)
        except (OSError, ValueError) as error:
            yield [name, *("" for _ in exercises), 0, error]
            continue
        verdicts = {
            number: tried(checks, number, cells, limits)
            for number, exercise in exercises.items()
            if attempts(cells, number, exercise.name)
        }
        points = {number: right * exercises.points[number] for number, (right, _) in verdicts.items()}
        remarks = [f"{number}: {words}" for number, (right, words) in verdicts.items() if not right]
        yield [
            name,
            *(points.get(number, "") for number in exercises),
            sum(points.values()),
            " ".join(remarks),
        ]


def harmless(value) -> str:
    """A cell of the table on one line, and no formula for a spreadsheet."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def tried(checks: str, number: int, cells: list[str], limits: Limits) -> Verdict:
    """The verdict on an answer, from a process that ends here at the latest."""
    ours, theirs = processes(checks).Pipe(duplex=False)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        given = (theirs, folder, checks, number, cells, limits.gigabytes)
        process = processes(checks).Process(target=apart, args=given)
        process.start()
        theirs.close()
        try:
            return reported(ours, limits.seconds)
        finally:
            end(process)


def reported(pipe: Connection, seconds: float) -> Verdict:
    """What comes out of the process."""
    try:
        pipe.recv_bytes(0)  # it has begun: from here on the time counts
        if not pipe.poll(seconds):
            return Verdict(False, f"not yet. It was stopped after {seconds:g} seconds.")
        right, words = json.loads(pipe.recv_bytes(10_000))  # no pickle: opening one can run code
        return Verdict(right is True, short(str(words), 600))
    except (EOFError, OSError, ValueError, TypeError):
        return Verdict(False, "not yet. Its process ended early, as when a cell ends it or takes all memory.")


@cache
def processes(checks: str) -> multiprocessing.context.BaseContext:
    """Where new processes come from: where that can be, all from one that has loaded the package once."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([checks, f"{checks.rpartition('.')[0]}.explorers"])
    return context


def end(process) -> None:
    """End a process, and those that it has started and not hidden."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def apart(
    pipe: Connection, folder: str, checks: str, number: int, cells: list[str], gigabytes: float
) -> None:
    """Within the process: try the answer in an empty folder and in silence, and report the verdict."""
    exercise = import_module(checks).EXERCISES[number]
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silence, stream)
    with suppress(AttributeError):  # on Windows
        os.setsid()
    with suppress(NameError, ValueError, OSError):  # where there is no such limit
        resource.setrlimit(resource.RLIMIT_DATA, (round(gigabytes * 2**30),) * 2)
    os.chdir(folder)
    pipe.send_bytes(b"")
    pipe.send_bytes(json.dumps(judged(exercise, cells)).encode())
