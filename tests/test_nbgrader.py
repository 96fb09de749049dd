"""The class once more, marked by nbgrader, as docs/teaching.md says; skipped where nbgrader is not installed."""

import csv
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from dae_helpers.lesson import checks
from tests.classroom import ALL, CLASS, ROOT, SKELETONS, cell, handed_in, handed_out
from tools.notebook import NOTEBOOKS

pytest.importorskip("nbgrader")
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator

SETTINGS = "\nc.Execute.timeout = 30\n"
BOUND = 3 * 2**30


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
    """The folder of a course in which a class has handed in, and what nbgrader said when it gave the marks."""
    folder = tmp_path_factory.mktemp("course")
    config = shutil.copy(ROOT / "docs" / "nbgrader_config.py", folder)
    with open(config, "a") as file:
        file.write(SETTINGS)
    books = {"source/arrows": handed_out()}
    books |= {f"submitted/{name}/arrows": handed_in(handed) for name, handed in CLASS.items()}
    for place, book in books.items():
        (folder / place).mkdir(parents=True)
        nbformat.write(book, folder / place / "lesson.ipynb")
    ran = nbgrader(folder, "generate_assignment", "arrows")
    assert ran.returncode == 0, ran.stderr
    return folder, nbgrader(folder, "autograde", "arrows")


def test_the_skeletons_are_handed_out_as_they_are_and_the_checks_are_locked(course):
    folder, _ = course
    book = nbformat.read(folder / "release" / "arrows" / "lesson.ipynb", as_version=4)
    for number in ALL:
        assert cell(book, f"exercise-{number}").source == SKELETONS[number]
        assert cell(book, f"exercise-{number}-check").metadata.editable is False


@pytest.mark.parametrize("student", CLASS)
def test_nbgrader_gives_the_marks_of_the_right_answers(course, student):
    folder, said = course
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_submission("arrows", student).notebooks
        got = {int(grade.name.split("-")[1]): grade.auto_score for grade in notebook.grades}
    right = CLASS[student].right
    if CLASS[student].marked:
        assert got == {number: checks.EXERCISES.points[number] * (number in right) for number in ALL}
    else:
        assert got == dict.fromkeys(ALL)
        assert f"There was an error processing assignment 'arrows' for student '{student}'" in said.stderr


def test_the_feedback_says_what_is_wrong_and_the_marks_can_be_exported(course):
    folder, _ = course
    ran = nbgrader(folder, "generate_feedback", "arrows", "--student=wrong")
    assert ran.returncode == 0, ran.stderr
    page = (folder / "feedback" / "wrong" / "arrows" / "lesson.html").read_text(encoding="utf-8")
    assert "Exercise 1: not yet. The largest of 50 errors is" in page
    ran = nbgrader(folder, "export")
    assert ran.returncode == 0, ran.stderr
    with open(folder / "grades.csv", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    most = sum(checks.EXERCISES.points[number] for number in ALL)
    assert (scores["right"], scores["wrong"]) == (most, 0)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nbgrader_takes_what_the_notebooks_hold_for_it(name):
    MetadataValidator().validate_nb(nbformat.read(ROOT / name, as_version=4))
