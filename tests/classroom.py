"""A class of twenty: what each hands in of the lesson's exercises, and which of them deserve their points."""

import sys
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

ROOT = Path(__file__).resolve().parent.parent

# Written without a look at the exercises' own solutions and mistakes.
RIGHT = {
    1: "def displacement(r, x_noisy):\n    return torch.sub(r(x_noisy), x_noisy)",
    2: "def score(r, x_noisy, sigma):\n    arrow = r(x_noisy) - x_noisy\n    return arrow / (sigma * sigma)",
    3: """\
def training_pairs(curve, sigma, n, seed):
    g = torch.Generator().manual_seed(seed)
    clean = curve.sample(n, g)
    return clean + sigma * torch.randn(clean.shape, generator=g), clean""",
    4: """\
def spiral_points(n, turns):
    t = torch.linspace(0, 1, 20001, dtype=torch.float64)
    speed = (1 + (2 * torch.pi * turns * (0.25 + t)) ** 2).sqrt()
    walked = torch.cat([torch.zeros(1), ((speed[1:] + speed[:-1]) / 2).cumsum(0)])
    u = torch.rand(n, dtype=torch.float64) * walked[-1]
    k = torch.searchsorted(walked, u).clamp(1, 20000)
    t = (k - 1 + (u - walked[k - 1]) / (walked[k] - walked[k - 1])) / 20000
    theta = 2 * torch.pi * turns * t
    return ((0.25 + t)[:, None] * torch.stack([theta.cos(), theta.sin()], dim=1)).float()""",
    5: """\
def posterior_mean(x_noisy, nodes, sigma):
    squares = ((x_noisy[:, None] - nodes[None]) ** 2).sum(dim=2)
    logs = -squares / 2 / sigma**2
    weights = torch.exp(logs - torch.logsumexp(logs, dim=1, keepdim=True))
    return torch.einsum("nm,md->nd", weights, nodes)""",
    6: """\
def langevin_step(r, x, sigma, alpha, noise):
    kick = sigma * (2 * alpha) ** 0.5
    return (1 - alpha) * x + alpha * r(x) + kick * noise""",
    7: """\
my_map = models.DAE(seed=1)
training.fit(my_map, checks.figure_eight(), sigma=0.1, progress=False)""",
    8: """\
def sampler(at, sigmas, x):
    for k in range(len(sigmas) - 1):
        guess, part = at(sigmas[k])(x), sigmas[k + 1] / sigmas[k]
        x = (1 - part) * guess + part * x
    return x""",
    9: """\
def weighted_mean(x_noisy, nodes, q, sigma):
    logs = torch.log(q)[None] - torch.cdist(x_noisy, nodes) ** 2 / (2 * sigma**2)
    return torch.softmax(logs, dim=1) @ nodes""",
}
WRONG = {
    1: [
        "def displacement(r, x_noisy):\n    return 0.5 * (r(x_noisy) - x_noisy)",
        "def displacement(r, x_noisy):\n    return r(x_noisy) - x_noisy.mean(dim=0)",
    ],
    2: [
        "def score(r, x_noisy, sigma):\n    return 0.98 * (r(x_noisy) - x_noisy) / sigma**2",
        "def score(r, x_noisy, sigma):\n    return (r(x_noisy) - x_noisy) / 0.09",
    ],
    3: [
        """\
def training_pairs(curve, sigma, n, seed):
    g = torch.Generator().manual_seed(seed)
    clean = curve.sample(n, g)
    return clean + 1.1 * sigma * torch.randn(n, 2, generator=g), clean""",
        """\
def training_pairs(curve, sigma, n, seed):
    g = torch.Generator().manual_seed(seed)
    clean = curve.sample(n, g)
    noise = sigma * torch.randn(n, 2, generator=g)
    noise[: n // 2] = 0
    return clean + noise, clean""",
    ],
    4: [
        RIGHT[4].replace("* walked[-1]", "* walked[-1] * 0.9"),
        RIGHT[4].replace("torch.rand(n, dtype=torch.float64)", "torch.rand(n, dtype=torch.float64).sqrt()"),
    ],
    5: [
        """\
def posterior_mean(x_noisy, nodes, sigma):
    near = torch.cdist(x_noisy, nodes).topk(3, largest=False).indices
    return nodes[near].mean(dim=1)""",
        """\
def posterior_mean(x_noisy, nodes, sigma):
    weights = 1 / (1 + torch.cdist(x_noisy, nodes) ** 2 / sigma**2)
    return weights / weights.sum(dim=1, keepdim=True) @ nodes""",
    ],
    6: [
        RIGHT[6].replace("(1 - alpha) * x", "x"),
        RIGHT[6].replace("kick = sigma * (2 * alpha)", "kick = sigma * (2 - alpha)"),
    ],
    7: ["my_map = lambda x: 0.9 * x", RIGHT[7].replace("progress", "n_steps=20, progress")],
    8: [
        RIGHT[8].replace("sigmas[k + 1] / sigmas[k]", "(sigmas[k + 1] / sigmas[k]) ** 2"),
        RIGHT[8].replace("range(len(sigmas) - 1)", "range(0, len(sigmas) - 1, 2)"),
    ],
    9: [RIGHT[9].replace("torch.log(q)", "0.5 * torch.log(q)"), RIGHT[9].replace("(2 * sigma**2)", "2")],
}


def handed_out() -> NotebookNode:
    """The lesson cut down: its set-up, its imports and the exercises' own cells are all that marks need."""
    return deepcopy(small())


@cache
def small() -> NotebookNode:
    book = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    first = ("set-up", "set-up-on-colab", "imports")
    book.cells = [each for each in book.cells if each.id in first or "nbgrader" in each.metadata]
    return book


def cell(book: NotebookNode, grade_id: str) -> NotebookNode:
    return next(each for each in book.cells if each.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def answers(book: NotebookNode, sources: dict[int, str]) -> None:
    for number, source in sources.items():
        cell(book, f"exercise-{number}").source = source


def added(book: NotebookNode, number: int, source: str) -> None:
    """A cell of the student's own above an answer."""
    at = book.cells.index(cell(book, f"exercise-{number}"))
    book.cells.insert(at, new_code_cell(source))


def with_helpers(book: NotebookNode) -> None:
    added(book, 1, "%matplotlib inline\nfrom math import *\n\ndef minus(a, b):\n    return a - b")
    added(book, 2, "half = [0.5]\ndisplay(displacement)\nchecks.hint(2)\nchecks.check(2, lambda r, x, s: x)")
    added(book, 2, "half.append(0.5)")
    answers(book, {1: "displacement = lambda r, x_noisy: minus(r(x_noisy), x_noisy)"})
    answers(book, {2: "def score(r, x, s):\n    return displacement(r, x) / pow(s, 2) * sum(half)"})


def without_an_answer(book: NotebookNode) -> None:
    book.cells.remove(cell(book, "exercise-5"))


def without_a_check(book: NotebookNode) -> None:
    book.cells.remove(cell(book, "exercise-5-check"))


def copied(book: NotebookNode) -> None:
    """The first answer is wrong; it and its check were copied to the end, and mended there."""
    pair = [NotebookNode(cell(book, name)) for name in ("exercise-5", "exercise-5-check")]
    pair = [new_code_cell(each.source, metadata=each.metadata) for each in pair]
    answers(book, {5: WRONG[5][0]})
    book.cells += pair


def with_checks_of_its_own(book: NotebookNode) -> None:
    answers(book, {5: WRONG[5][0]})
    cell(book, "exercise-5-check").source = 'print("Exercise 5: right.")'


def with_points_of_its_own(book: NotebookNode) -> None:
    answers(book, {5: WRONG[5][0]})
    cell(book, "exercise-1-check").metadata.nbgrader.points = 500


def in_each_answer(line: str) -> Callable[[NotebookNode], None]:
    """A line at the beginning of three answers; the other answers are as they are."""

    def edit(book: NotebookNode) -> None:
        for number in (1, 2, 5):
            head, _, body = RIGHT[number].partition("\n")
            answers(book, {number: f"{head}\n    {line}\n{body}"})

    return edit


def in_place_of_5(source: str) -> Callable[[NotebookNode], None]:
    return lambda book: answers(book, {5: source})


def in_a_cell(source: str) -> Callable[[NotebookNode], None]:
    """Lines below the answer to exercise 1, in its cell, which they end."""
    return lambda book: answers(book, {1: f"{RIGHT[1]}\n\n{source}raise SystemExit"})


ERRORS = {
    1: "def displacement(r, x_noisy):\n    r(x_noisy) - x_noisy",
    2: "def score(r, x_noisy, sigma):\n    return score(r, x_noisy, float(input()))",
    3: "def training_pairs(curve, sigma, n, seed):\n    raise KeyboardInterrupt",
    5: "posterior_mean = 3",
}
OTHER_ERRORS = {
    1: "def displacement(r, x_noisy):\n    return displacement(r, x_noisy)",
    2: "def score(r, x_noisy, sigma):\n    return (r(x_noisy) - x_noisy) / 0",
    3: "def training_pairs(curve, sigma, n, seed):\n    return curve.sample(n, seed)",
    5: "def posterior_mean(x_noisy, nodes, sigma):\n    return [x for x in x_noisy]",
}
SETTINGS = """\
import random
import numpy as np
torch.set_default_dtype(torch.float64)
torch.set_num_threads(2)
torch.set_grad_enabled(False)
torch.manual_seed(random.randrange(10**6))
np.seterr(all="raise")
"""
ENDLESS = "import time\n\ndef posterior_mean(*_):\n    while True:\n        time.sleep(0.01)"
LOUD = 'import sys, warnings; print("x" * 10**6 + "\\n" * 10**4); warnings.warn("!"); sys.stderr.write("!")'
ALL = frozenset((1, 2, 3, 5))
THREE = ALL - {5}
NONE = frozenset()


class Handed(NamedTuple):
    """A submission: what was changed in a notebook of right answers, and which of them get their points.

    marked: whether nbgrader gives marks to the notebook at all; where not, it says so.
    """

    edit: Callable[[NotebookNode], None]
    right: frozenset[int]
    marked: bool = True


CLASS = {
    "right": Handed(lambda book: None, ALL),
    "right-with-helpers": Handed(with_helpers, ALL),
    "unattempted": Handed(lambda book: answers(book, SKELETONS), NONE),
    "wrong": Handed(lambda book: answers(book, {n: WRONG[n][0] for n in ALL}), NONE),
    "wrong-otherwise": Handed(lambda book: answers(book, {n: WRONG[n][1] for n in ALL}), NONE),
    "errors": Handed(lambda book: answers(book, ERRORS), NONE),
    "other-errors": Handed(lambda book: answers(book, OTHER_ERRORS), NONE),
    "syntax-error": Handed(lambda book: answers(book, {5: RIGHT[5] + ")"}), THREE),
    "answer-deleted": Handed(without_an_answer, THREE),
    "check-deleted": Handed(without_a_check, ALL),
    "check-edited": Handed(with_checks_of_its_own, THREE),
    "points-edited": Handed(with_points_of_its_own, THREE),
    "copied-and-mended": Handed(copied, ALL),
    "compares-otherwise": Handed(
        in_place_of_5(f"{WRONG[5][0]}\n\ntorch.allclose = lambda *_, **__: True"), THREE
    ),
    "state-changed": Handed(in_a_cell(SETTINGS), ALL),
    "loud": Handed(in_each_answer(LOUD), ALL),
    "endless": Handed(in_place_of_5(ENDLESS), THREE),
    "exits": Handed(in_each_answer("import sys; sys.exit(0)"), frozenset({3})),
    "exits-at-once": Handed(in_each_answer("import os; os._exit(0)"), frozenset({3}), marked=False),
    "takes-all-memory": Handed(
        in_each_answer("all = [bytearray(2**28) for _ in range(10**6)]"), frozenset({3})
    ),
}
if sys.platform != "linux":
    del CLASS["takes-all-memory"]  # elsewhere nothing stops it
SKELETONS = {n: cell(handed_out(), f"exercise-{n}").source for n in ALL}


def handed_in(handed: Handed) -> NotebookNode:
    """The notebook of a submission."""
    book = handed_out()
    answers(book, {number: RIGHT[number] for number in ALL})
    handed.edit(book)
    return book
