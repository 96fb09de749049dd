"""The class marked by nbgrader, as docs/teaching.md says; skipped where nbgrader is not installed."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from dae_helpers.lesson import checks
from tests.classroom import ALL, CLASS, ROOT, SKELETONS, cell, handed_in, handed_out
from tools.notebook import NOTEBOOKS

api = pytest.importorskip("nbgrader.api")
nbgraderformat = pytest.importorskip("nbgrader.nbgraderformat")
resource = pytest.importorskip("resource")

BOUND = 3 * 2**30
TEACHING = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^nbgrader (.*)$", TEACHING, re.MULTILINE)


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """A command of nbgrader, with the package found beside the course and a bound on memory."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env=os.environ
        | {"PATH": path, "PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(folder / "config")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (BOUND, BOUND)),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder of a course whose class has handed in, and what each command of the page said."""
    folder = tmp_path_factory.mktemp("course")
    settings = Path(shutil.copy(ROOT / "docs" / "nbgrader_config.py", folder))
    settings.write_text(settings.read_text(encoding="utf-8").replace("timeout = 120", "timeout = 30"))
    books = {"source/arrows": handed_out()}
    books |= {f"submitted/{name}/arrows": handed_in(handed) for name, handed in CLASS.items()}
    for place, book in books.items():
        (folder / place).mkdir(parents=True)
        nbformat.write(book, folder / place / "demo.ipynb")
    return folder, {words.split()[0]: nbgrader(folder, *words.split()) for words in COMMANDS}


def test_all_commands_end_well_but_the_one_that_meets_notebooks_without_a_kernel(course):
    _, said = course
    assert [*said] == ["generate_assignment", "autograde", "generate_feedback", "export"]
    for command, ran in said.items():
        assert ran.returncode == (command == "autograde"), ran.stderr


def test_the_skeletons_are_handed_out_as_they_are_and_the_checks_are_locked(course):
    folder, _ = course
    book = nbformat.read(folder / "release" / "arrows" / "demo.ipynb", as_version=4)
    for number in ALL:
        assert cell(book, f"exercise-{number}").source == SKELETONS[number]
        assert cell(book, f"exercise-{number}-check").metadata.editable is False


@pytest.mark.parametrize("student", CLASS)
def test_nbgrader_gives_the_marks_of_the_right_answers(course, student):
    folder, said = course
    with api.Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission("arrows", student).notebooks
        got = {int(grade.name.split("-")[1]): grade.auto_score for grade in notebook.grades}
    right = CLASS[student].right
    if CLASS[student].marked:
        assert got == {number: checks.EXERCISES.points[number] * (number in right) for number in ALL}
    else:
        assert got == dict.fromkeys(ALL)
        assert (
            f"There was an error processing assignment 'arrows' for student '{student}'"
            in said["autograde"].stderr
        )


def test_the_feedback_says_what_is_wrong_and_the_marks_are_exported(course):
    folder, _ = course
    page = (folder / "feedback" / "wrong" / "arrows" / "demo.html").read_text(encoding="utf-8")
    assert "Exercise 1: not yet. The largest of 50 errors is" in page
    with open(folder / "grades.csv", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    most = sum(checks.EXERCISES.points[number] for number in ALL)
    assert (scores["right"], scores["wrong"]) == (most, 0)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nbgrader_takes_what_the_notebooks_hold_for_it(name):
    nbgraderformat.MetadataValidator().validate_nb(nbformat.read(ROOT / name, as_version=4))
