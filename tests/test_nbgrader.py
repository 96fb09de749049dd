"""A class marked by nbgrader, as docs/teaching.md says; skipped where nbgrader is not installed."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from dae_helpers.lesson.checks import EXERCISES
from tools.notebook import NOTEBOOKS, ROOT

api = pytest.importorskip("nbgrader.api")
nbgraderformat = pytest.importorskip("nbgrader.nbgraderformat")
resource = pytest.importorskip("resource")

RIGHT = {name: exercise.solution for name, exercise in EXERCISES.items()}
WRONG = {name: f"def {name}(*_):\n    return torch.zeros(1)" for name in RIGHT}
ERRORS = {
    "split": "def split(error, x):\n    return split(error, x)",
    "train": "def train(model, draw, steps):\n    raise SystemExit",
    "score": "def score(r, x_noisy, sigma):\n    return score(r, x_noisy, float(input()))",
    "training_pairs": "def training_pairs(curve, sigma, n, seed):\n    raise KeyboardInterrupt",
    "posterior_mean": "posterior_mean = 3",
}
# What spoils something for others, or tries to
STATE = """

import numpy as np
torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
np.seterr(all="raise")
"""
LOUD = 'import sys, warnings; print("x" * 10**6 + "\\n" * 10**4); warnings.warn("!"); sys.stderr.write("!")'
ENDLESS = "import time\n\ndef posterior_mean(*_):\n    while True:\n        time.sleep(0.01)"
GREEDY = "def score(*_):\n    return [bytearray(2**28) for _ in range(10**6)]"


def handed_out() -> NotebookNode:
    """The lesson cut down: its set-up, its imports and the exercises' own cells are all that marks need."""
    book = nbformat.read(ROOT / "demo.ipynb", as_version=4)
    first = ("set-up", "set-up-on-colab", "imports")
    book.cells = [each for each in book.cells if each.id in first or "nbgrader" in each.metadata]
    return book


def cell(book: NotebookNode, grade_id: str) -> NotebookNode:
    return next(each for each in book.cells if each.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def answers(book: NotebookNode, sources: dict[str, str]) -> None:
    for name, source in sources.items():
        cell(book, name).source = source


def with_helpers(book: NotebookNode) -> None:
    """Cells of one's own, also one that shows a widget."""
    helpers = "%matplotlib inline\nexplorers.guess()", "half = [0.5]", "half.append(0.5)"
    at = book.cells.index(cell(book, "posterior_mean"))
    book.cells[at:at] = [new_code_cell(each) for each in helpers]
    score = "score = lambda r, x_noisy, sigma: (r(x_noisy) - x_noisy) / sigma**2 * sum(half)"
    answers(book, {"score": score, "split": "checks.hint('split')\n" + RIGHT["split"]})


def deleted(book: NotebookNode) -> None:
    """An answer, a check, and both; and what is no Python."""
    for each in ("split", "posterior_mean-check", "training_pairs", "training_pairs-check"):
        book.cells.remove(cell(book, each))
    cell(book, "score").source += ")"


def edited(book: NotebookNode) -> None:
    """A wrong answer made text, its check above it, with points of one's own; another, copied and mended."""
    book.cells.remove(check := cell(book, "score-check"))
    book.cells.insert(0, check)
    cell(book, "score").update(source=WRONG["score"], cell_type="markdown")
    check.update(source='print("score: right.")', cell_type="raw")
    check.metadata.nbgrader.points = 500
    pair = [cell(book, name) for name in ("split", "split-check")]
    book.cells += [new_code_cell(each.source, metadata=each.metadata) for each in pair]
    pair[0].source = WRONG["split"]


def without_metadata(book: NotebookNode) -> None:
    """As by a tool that keeps none."""
    for each in book.cells:
        each.metadata = {}


def with_other_metadata(book: NotebookNode) -> None:
    """As by a tool that keeps some, or knows another form."""
    cell(book, "score-check").metadata.nbgrader = {}
    cell(book, "score").metadata.nbgrader.grade_id = "mine"
    cell(book, "split-check").metadata.nbgrader.schema_version = 1
    del cell(book, "posterior_mean-check").metadata.nbgrader["points"]


class Handed(NamedTuple):
    """A submission: what was changed in a notebook of right answers, and which of them lose their points."""

    edit: Callable[[NotebookNode], None]
    lost: set[str] = frozenset()


WILD = {
    "posterior_mean": ENDLESS,
    "training_pairs": RIGHT["training_pairs"].replace("    g =", f"    {LOUD}\n    g =") + STATE,
    "train": RIGHT["train"] + "\n\nexit()",
    "score": GREEDY,
}
ALL = set(RIGHT)
CLASS = {
    "right": Handed(lambda book: None),
    "right-with-helpers": Handed(with_helpers),
    "unattempted": Handed(lambda book: answers(book, SKELETONS), ALL),
    "wrong": Handed(lambda book: answers(book, WRONG), ALL),
    "errors": Handed(lambda book: answers(book, ERRORS), ALL),
    "deleted": Handed(deleted, {"split", "training_pairs", "score"}),
    "edited": Handed(edited, {"score"}),
    "metadata-lost": Handed(without_metadata),
    "metadata-changed": Handed(with_other_metadata),
    "wild": Handed(lambda book: answers(book, WILD), {"posterior_mean", "score"}),
}
if sys.platform != "linux":
    del WILD["score"]  # elsewhere nothing stops what takes all memory
SKELETONS = {name: cell(handed_out(), name).source for name in ALL}


def handed_in(edit: Callable[[NotebookNode], None] = lambda book: None) -> NotebookNode:
    """The notebook of a submission."""
    book = handed_out()
    answers(book, RIGHT)
    edit(book)
    return book


# What gets no marks: the kernel is killed, or there is no file that nbgrader reads.
TEXT = nbformat.writes(handed_in())
FAILED = {
    "killed": ("demo.ipynb", TEXT.replace("g = torch.Generator()", "import os; os._exit(0)")),
    "empty": ("demo.ipynb", ""),
    "conflict": ("demo.ipynb", TEXT.replace("\n", "\n<<<<<<< HEAD\n=======\n>>>>>>> mine\n", 1)),
    "renamed": ("demo_anna.ipynb", TEXT),
    "no-notebook": ("demo.pdf", "%PDF-1.7"),
}

TEACHING = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(?:nbgrader|find|diff) .*$", TEACHING, re.MULTILINE)


def bash(folder: Path, command: str) -> subprocess.CompletedProcess:
    """What a command says, with the package found beside the course and a bound on memory."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(folder / "config")}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (3 * 2**30, 3 * 2**30)),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder of a course whose class has handed in, and what each command of the page said."""
    folder = tmp_path_factory.mktemp("courses") / "course101"
    made = bash(folder.parent, "nbgrader quickstart course101")
    assert made.returncode == 0, made.stderr
    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as settings:
        settings.write((ROOT / "docs" / "nbgrader_config.py").read_text(encoding="utf-8"))
        settings.write("\nc.Execute.timeout = 20\n")
    files = {"source/arrows/demo.ipynb": nbformat.writes(handed_out())}
    files |= {f"submitted/{name}/arrows/{file}": text for name, (file, text) in FAILED.items()}
    for name, handed in CLASS.items():
        files[f"submitted/{name}/arrows/demo.ipynb"] = nbformat.writes(handed_in(handed.edit))
    files["submitted/right/arrows/demo (1).ipynb"] = TEXT
    for place, text in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    return folder, {command: bash(folder, command) for command in COMMANDS}


@pytest.fixture(scope="module")
def gradebook(course):
    with api.Gradebook(f"sqlite:///{course[0] / 'gradebook.db'}") as gradebook:
        yield gradebook


def test_the_commands_of_the_page_end_well_but_the_one_that_meets_what_cannot_be_marked(course):
    words = [command.split()[:2] for command in COMMANDS]
    assert words == [
        ["nbgrader", "generate_assignment"],
        ["find", "submitted"],
        ["nbgrader", "autograde"],
        ["diff", "<(cd"],
        ["nbgrader", "generate_feedback"],
        ["nbgrader", "export"],
    ]
    ended = [ran.returncode for ran in course[1].values()]
    assert ended == [0, 0, 1, 1, 0, 0]


def test_the_skeletons_are_handed_out_as_they_are_and_the_checks_are_locked(course):
    book = nbformat.read(course[0] / "release" / "arrows" / "demo.ipynb", as_version=4)
    for name in ALL:
        assert cell(book, name).source == SKELETONS[name]
        assert cell(book, f"{name}-check").metadata.editable is False


@pytest.mark.parametrize("student", CLASS)
def test_nbgrader_gives_the_marks_of_the_right_answers(gradebook, student):
    (notebook,) = gradebook.find_submission("arrows", student).notebooks
    got = {grade.name.removesuffix("-check"): grade.auto_score for grade in notebook.grades}
    assert got == {name: EXERCISES[name].points * (name not in CLASS[student].lost) for name in ALL}


def test_the_page_tells_which_zeros_are_failures(course):
    folder, said = course
    (found,) = (ran.stdout for command, ran in said.items() if command.startswith("find"))
    passed_over = {
        "no-notebook/arrows/demo.pdf",
        "renamed/arrows/demo_anna.ipynb",
        "right/arrows/demo (1).ipynb",
    }
    assert set(found.splitlines()) == {f"submitted/{path}" for path in passed_over}
    (differ,) = (ran.stdout for command, ran in said.items() if command.startswith("diff"))
    assert {line for line in differ.splitlines() if line[0] in "<>"} == {
        f"< {name}/arrows" for name in FAILED
    }
    with open(folder / "grades.csv", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert (scores["right"], scores["wrong"], scores["empty"]) == (
        sum(each.points for each in EXERCISES.values()),
        0,
        0,
    )


def test_a_course_that_quickstart_made_keeps_its_name(gradebook):
    assert gradebook.find_assignment("arrows").course_id == "course101"


def test_the_feedback_says_what_is_wrong_and_shows_the_figures_of_widgets(course):
    pages = course[0] / "feedback"
    wrong = (pages / "wrong" / "arrows" / "demo.html").read_text(encoding="utf-8")
    assert "split: not yet. " in wrong
    page = (pages / "right-with-helpers" / "arrows" / "demo.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64") == 1
    assert "widget-view" not in page


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nbgrader_takes_what_the_notebooks_hold_for_it(name):
    nbgraderformat.MetadataValidator().validate_nb(nbformat.read(ROOT / name, as_version=4))
